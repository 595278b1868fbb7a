//go:build tools

// Package engine pins the Pulumi CLI that the lab builds where none can be installed.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
