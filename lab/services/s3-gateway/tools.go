//go:build tools

// Package s3gateway pins the S3-compatible server that the lab builds when backups are tried.
package s3gateway

import _ "github.com/versity/versitygw/cmd/versitygw"
