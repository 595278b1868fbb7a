//go:build tools

// Package nodehost pins the Node language host that goes with the CLI: the last SDK module that carries it.
package nodehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
