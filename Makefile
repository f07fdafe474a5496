# Every target works from a fresh clone; make help lists them.

GO ?= go
BIN := dist/migraph

# The linter has a module of its own, so that the product's stays lean.
LINT := $(GO) tool -modfile=tools/lint/go.mod golangci-lint

# What soaks the program has one, too, with the proxy that breaks the way to Neo4j.
SOAK := dist/soak

# What runs many goroutines of its own is tested with the race detector, too.
RACE := ./graph ./graph/network/... ./graph/sqlitestore/... ./internal/answers ./internal/api/... ./internal/server/...

TEST := $(GO) test -timeout 60m

# The race detector watches our code and SQLite's driver, but not SQLite itself, C that
# was made into Go: it would take four times as long, and the races of C are not ours.
RACING := -race -gcflags=modernc.org/sqlite/lib=-race=false

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build dist/migraph
	$(GO) build -trimpath -buildvcs=auto -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN) ./cmd/migraph

.PHONY: run
run: ## Serve the graph at http://127.0.0.1:8080
	$(GO) run ./cmd/migraph serve

.PHONY: check
check: format vet lint licences vulnerabilities generated explorer-built architecture test-all soak-short browser protocol fuzz-short ## All that CI runs: needs Java 17 and Maven, for Neo4j, Python, Node.js and Chromium

.PHONY: format
format: ## Fail if a file is not formatted
	@files=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$files" ]; then echo "not formatted (gofmt -w):"; echo "$$files"; exit 1; fi

.PHONY: vet
vet: ## go vet
	$(GO) vet ./...
	$(GO) -C tools/soak vet ./...

.PHONY: lint
lint: ## golangci-lint, the pinned version (the first time builds it: about two minutes)
	$(LINT) config verify
	$(LINT) run ./...
	cd tools/soak && $(GO) tool -modfile=../lint/go.mod golangci-lint run ./...

.PHONY: generate
generate: ## Make the generated code anew
	$(GO) generate ./...

# Before and after are compared with each other, not with a commit, so that
# the target also tells the truth while a change is being made.
HASHES = grep -rlE --include='*.go' --exclude-dir=node_modules '^// Code generated .* DO NOT EDIT\.$$' . | LC_ALL=C sort | \
	while read -r f; do echo "$$(git hash-object "$$f") $$f"; done

.PHONY: generated
generated: ## Fail if generated code is not what go generate makes
	@before=$$($(HASHES)); $(GO) generate ./... || exit 1; after=$$($(HASHES)); \
	if [ "$$before" != "$$after" ]; then \
		echo "generated code was out of date; it is now as it must be:"; \
		printf '%s\n%s\n' "$$before" "$$after" | LC_ALL=C sort | uniq -u; exit 1; \
	fi

# What browsers load is committed, so that the program is built without Node.js.
NPM ?= npm
BUILT = find explorer/schema.graphql explorer/operations.json explorer/dist explorer/graphiql/dist -type f | LC_ALL=C sort | \
	while read -r f; do echo "$$(git hash-object "$$f") $$f"; done

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && $(NPM) ci --no-audit --no-fund

.PHONY: explorer
explorer: explorer/node_modules/.package-lock.json explorer/graphiql/node_modules/.package-lock.json ## Build the web explorer and GraphiQL for make build (needs Node.js 20.19 or later)
	$(GO) run ./internal/printschema > explorer/schema.graphql
	cd explorer && $(NPM) run --silent build
	cd explorer/graphiql && $(NPM) run --silent build

.PHONY: explorer-built
explorer-built: ## Fail if the explorer that is committed is not what make explorer makes
	@before=$$($(BUILT)); $(MAKE) --no-print-directory explorer || exit 1; after=$$($(BUILT)); \
	if [ "$$before" != "$$after" ]; then \
		echo "the built explorer was out of date; it is now as it must be:"; \
		printf '%s\n%s\n' "$$before" "$$after" | LC_ALL=C sort | uniq -u; exit 1; \
	fi

.PHONY: browser
browser: build explorer/node_modules/.package-lock.json ## Test the explorer in a browser (the Chromium of CHROMIUM, else /usr/bin/chromium)
	cd explorer && MIGRAPH=$(BIN) node --test --test-concurrency=1 tests/*.test.mjs

.PHONY: protocol
protocol: build tools/graphqlhttp/node_modules/.package-lock.json ## Hold the program to GraphQL over HTTP, by the audits of npm's graphql-http
	cd tools/graphqlhttp && MIGRAPH=$(BIN) node --test audit.test.mjs

.PHONY: architecture
architecture: ## Fail if a package depends on what it must not know
	$(GO) test ./internal/arch

.PHONY: test
test: ## The fast tests: without Neo4j and without the race detector
	$(GO) test -short ./...

# What reads exports in tests: Python with packages of the versions that are pinned.
PYTHON ?= python3
READERS := .cache/python

.PHONY: readers
readers: $(READERS)/installed ## Install what reads exports in tests (needs python3 with venv and pip)

$(READERS)/installed: tools/python/requirements.txt
	$(PYTHON) -m venv --clear $(READERS)
	$(READERS)/bin/pip install --quiet --disable-pip-version-check --requirement tools/python/requirements.txt
	touch $@

# The first line fetches Neo4j, and fails where it cannot run. Each package then has
# servers of its own, so that packages are tested at the same time; where NEO4J_TEST_URI
# names one server, they share it, one after the other.
.PHONY: test-all
test-all: readers ## All tests, also those beside real Neo4j servers
	$(if $(NEO4J_TEST_URI),,tools/neo4j/run true)
	$(TEST) $(RACING) -short $(RACE)
	$(TEST) $(if $(NEO4J_TEST_URI),-p 1) ./...

.PHONY: differential
differential: ## Ask both stores and an oracle 10,000 generated questions (hours, for Neo4j)
	MIGRAPH_DIFFERENTIAL=10000 tools/neo4j/run $(GO) test -timeout 5h -count=1 -run AnswersAsTheOracle -v ./graph/storetest

.PHONY: fuzz
fuzz: ## Fuzz every fuzz test for FUZZTIME (30s)
	@for p in $$($(GO) list $(or $(FUZZED),./...)); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(or $(FUZZTIME),30s) $$p || exit 1; \
		done; \
	done

.PHONY: fuzz-short
fuzz-short: ## Fuzz what reads files for 20s each, some three minutes in all
	@$(MAKE) --no-print-directory fuzz FUZZED=./ingest/... FUZZTIME=20s

$(SOAK): $(wildcard tools/soak/*.go tools/soak/go.*)
	$(GO) -C tools/soak test ./...
	$(GO) -C tools/soak build -o ../../$(SOAK) .

.PHONY: soak
soak: build $(SOAK) ## Prove the program under fire, beside a real Neo4j: SOAK_MINUTES (5) of steady load, and a quarter of an hour for the rest
	MIGRAPH_SOAK=1 $(GO) test -count=1 -run ClientsThatLeave -v ./cmd/migraph
	NEO4J_TEST_TRANSACTION=16m tools/neo4j/run $(SOAK) -binary $(BIN) -minutes $(or $(SOAK_MINUTES),5)

.PHONY: soak-short
soak-short: build $(SOAK) ## The same in about a minute
	NEO4J_TEST_TRANSACTION=16m tools/neo4j/run $(SOAK) -binary $(BIN) -short

.PHONY: bench
bench: build ## Measure both stores beside statements by hand, drawn questions, and the program (half an hour)
	NEO4J_TEST_HEAP=2g NEO4J_TEST_JAVA=-XX:+UseG1GC tools/neo4j/run $(GO) run ./bench -binary $(BIN)
	$(GO) test -run '^$$' -bench Money -benchtime 5x -timeout 30m ./graph/funding

.PHONY: bench-import
bench-import: build ## Import published activities, IMPORT_MB megabytes of them (200), beside floors that only read them
	$(GO) run ./bench -import-only -import $(or $(IMPORT_MB),200) -binary $(BIN)

.PHONY: bench-dashboard
bench-dashboard: build ## Ask for a dashboard's answer that is kept, over HTTP from another process (20 s)
	$(GO) run ./bench -dashboard-only -binary $(BIN)

.PHONY: bench-explorer
bench-explorer: build explorer/node_modules/.package-lock.json ## Time the explorer's pictures in a browser; ACTIVITIES names a file for a network of 200 things
	MIGRAPH=$(BIN) node explorer/bench/speed.mjs $(ACTIVITIES)

# The graph is kept for the next time: delete it when the generator changes.
.PHONY: bench-million
bench-million: ## Ask drawn questions of 10,000 and of a million bodies on SQLite (10 GB in .cache, and an hour the first time)
	mkdir -p .cache/bench
	$(GO) run ./bench -million .cache/bench

# RELEASE_TARGETS names systems, such as linux/amd64, to build for these only.
.PHONY: release
release: ## Make archives for Linux, macOS and Windows with licences, bills of materials and sums, in dist/release
	$(GO) run ./internal/release -version '$(VERSION)' $(if $(RELEASE_TARGETS),-targets '$(RELEASE_TARGETS)')

.PHONY: licences
licences: ## Fail if something is linked or bundled whose licence is not allowed
	$(GO) run ./internal/release -licences

.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities; where their data cannot be had, compare with the last time they could
	$(GO) run ./internal/vulnerabilities

.PHONY: clean
clean: ## Remove what was built, but no graph and no cache of Neo4j
	rm -rf dist
