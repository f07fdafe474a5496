module github.com/migraph/migraph

go 1.26

require (
	github.com/cockroachdb/apd/v3 v3.2.1 // indirect
	golang.org/x/text v0.36.0 // indirect
)
