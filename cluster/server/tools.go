//go:build tools

// Package server names the programs that `make cluster` builds, so that go.mod and go.sum pin all they are made of.
package server

import (
	_ "go.temporal.io/server/cmd/server"
	_ "go.temporal.io/server/cmd/tools/sql"
)
