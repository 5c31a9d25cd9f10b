# Everything a developer or a build machine runs. `make` alone prints the targets.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules --no-print-directory

GO ?= go
# Packages that test, vet, lint and vuln look at.
PKGS ?= ./...
# Further flags for `go test`, such as -run or -v.
TESTFLAGS ?=
# The race detector needs a C compiler. auto: on when there is one; required: fail when there is none; off.
RACE ?= auto
# How long `make fuzz` runs each fuzz target.
FUZZTIME ?= 30s
# How often `make bench` runs each benchmark; benchstat wants 6 or more.
BENCHCOUNT ?= 1
# Which benchmarks `make bench` runs.
BENCH ?= .
# Flags of `make bench-import` and `make bench-host`; -h lists them.
BENCHFLAGS ?=
# The two outputs of `make bench` that `make bench-compare` compares.
OLD ?= bin/bench-old.txt
NEW ?= bin/bench-new.txt
# auto: `make vuln` passes, and says so, when the vulnerability database cannot be reached; required: it fails.
VULN ?= auto

# Tools are compiled once for each Go version: a linter built by an older Go refuses newer code.
TOOLS := bin/tools/$(shell $(GO) env GOVERSION)
BUF := $(TOOLS)/buf
GOLANGCI_LINT := $(TOOLS)/golangci-lint
GOVULNCHECK := $(TOOLS)/govulncheck
BENCHSTAT := $(TOOLS)/benchstat

# The version stamped into the binaries, a semantic version that ends in the commit. Without git, or outside a checkout,
# they keep the default in their source.
VERSION := $(shell git describe --tags --match 'v[0-9]*' --dirty 2>/dev/null | sed 's/^v//')
COMMIT := $(shell git describe --always --exclude '*' --dirty=.dirty 2>/dev/null)
LDFLAGS := $(if $(VERSION),-X main.version=$(VERSION),$(if $(COMMIT),-X main.version=0.0.0-dev+$(COMMIT)))
# -buildvcs=false: the stamp above says it, and go's own fails the build in a checkout owned by somebody else.
# CGO_ENABLED=0: one static file, which runs on any distribution.
BUILD := CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false

##@ Everyday

.PHONY: help
help: ## Print this list.
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z][a-z-]*:.*## / {printf "  %-16s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## Build the host and the connectors into bin/.
	$(BUILD) -ldflags '$(LDFLAGS)' -o bin/igahost ./host-example
	$(BUILD) -ldflags '$(LDFLAGS)' -o bin/iga-connector-zoom ./plugin/zoom
	$(BUILD) -ldflags '$(LDFLAGS)' -o bin/iga-connector-memory ./plugin/memory
	$(BUILD) -ldflags '$(LDFLAGS)' -o bin/iga-connector-csv ./plugin/csv

# Needs Node.js and npm, and the npm registry for the packages that its package-lock.json pins. Nothing else here does.
.PHONY: node-connector
node-connector: ## Install the example connector in Node.js into bin/node-connector/ (skipped without Node.js).
	@status=0; examples/node-connector/install.sh bin/node-connector || status=$$?; \
	case $$status in \
	0) echo 'node connector: installed; run bin/igahost --plugin bin/node-connector/iga-connector-json info' ;; \
	3) echo 'node connector: skipped' ;; \
	*) exit $$status ;; \
	esac

# The newer version that takes over in the demo: the same source, stamped with another version.
.PHONY: demo
demo: build node-connector ## Build, then show the connectors at work: Zoom against the embedded simulator, CSV, Node.js.
	$(BUILD) -ldflags '-X main.version=99.0.0-demo' -o bin/demo/iga-connector-zoom ./plugin/zoom
	bin/igahost demo --plugin bin/iga-connector-zoom --next bin/demo/iga-connector-zoom

# The probe compiles a program: a compiler without the C library's headers is of no use to the race detector.
.PHONY: test
test: ## Run all tests, with the race detector when a C compiler is found (RACE=auto|required|off).
	@cc="$$($(GO) env CC)"; race=''; \
	case '$(RACE)' in \
	off) echo 'race detector: off (RACE=off)' ;; \
	auto|required) \
		if echo '#include <stdlib.h>' | $$cc -x c -fsyntax-only - 2>/dev/null; then \
			echo "race detector: on (C compiler: $$cc)"; race=-race; export CGO_ENABLED=1; \
		elif [ '$(RACE)' = required ]; then \
			echo "make test: RACE=required, but no working C compiler was found (tried: $$cc). Install gcc and libc6-dev, or set CC." >&2; exit 1; \
		else \
			echo "race detector: off (no working C compiler was found; tried: $$cc)"; \
		fi ;; \
	*) echo 'make test: RACE must be auto, required or off, not $(RACE)' >&2; exit 2 ;; \
	esac; \
	$(GO) test $$race -timeout 20m $(TESTFLAGS) $(PKGS)

.PHONY: fmt
fmt: $(GOLANGCI_LINT) $(BUF) ## Format the Go and the proto files.
	$(GOLANGCI_LINT) fmt $(PKGS)
	$(BUF) format -w proto

.PHONY: clean
clean: ## Remove bin/ with all that was built, tools included.
	rm -rf bin

##@ Checks

.PHONY: lint
lint: golangci-lint proto-lint vet ## Run every linter.

.PHONY: golangci-lint
golangci-lint: $(GOLANGCI_LINT) ## Run golangci-lint (.golangci.yml).
	$(GOLANGCI_LINT) run $(PKGS)

.PHONY: vet
vet: ## Run go vet.
	$(GO) vet $(PKGS)

# Type-checks every file, tests included, as the other systems would compile it.
.PHONY: vet-cross
vet-cross: ## Run go vet for Windows and macOS.
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 $(GO) vet $(PKGS)
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 $(GO) vet $(PKGS)

.PHONY: generate-check
generate-check: proto-check ## Fail when any generated file is stale.

.PHONY: vuln
vuln: $(GOVULNCHECK) ## Look for known vulnerabilities (VULN=required: fail when the database is out of reach).
	@tools/vuln.sh $(GOVULNCHECK) '$(VULN)' $(PKGS)

.PHONY: cover
cover: ## Measure test coverage; the report is bin/coverage.html.
	mkdir -p bin
	$(GO) test -coverprofile=bin/coverage.out -coverpkg=./... $(TESTFLAGS) $(PKGS)
	$(GO) tool cover -html=bin/coverage.out -o bin/coverage.html
	$(GO) tool cover -func=bin/coverage.out | tail -n 1

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (default 30s).
	@GO='$(GO)' tools/fuzz.sh '$(FUZZTIME)'

.PHONY: ci
ci: ## Run all that the build machine runs, step by step.
	@.ci/run

##@ Performance

.PHONY: bench
bench: ## Run the benchmarks (BENCH=regexp, BENCHCOUNT=6 for benchstat).
	@pkgs="$$($(GO) list -f '{{.Dir}}' $(PKGS) | while read -r dir; do \
		if grep -qs '^func Benchmark' "$$dir"/*_test.go; then echo "$$dir"; fi; done)"; \
	if [ -z "$$pkgs" ]; then echo 'no package has benchmarks'; exit 0; fi; \
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(BENCHCOUNT) $(TESTFLAGS) $$pkgs

.PHONY: bench-compare
bench-compare: $(BENCHSTAT) ## Compare two outputs of `make bench` (OLD=file NEW=file).
	$(BENCHSTAT) '$(OLD)' '$(NEW)'

# Takes minutes. It fails when a criterion is not met; BENCHFLAGS=-no-fail tells it not to.
.PHONY: bench-import
bench-import: build ## Measure imports of the Zoom connector into docs/benchmarks.md (BENCHFLAGS='-only 1k').
	$(GO) build -o bin/importbench ./bench/importbench
	bin/importbench -commit '$(COMMIT)' $(BENCHFLAGS)

# Takes minutes. It fails when a ratio is over its limit; BENCHFLAGS=-no-fail tells it not to.
.PHONY: bench-host
bench-host: ## Measure the host against a bare go-plugin loop into docs/benchmarks-host.md (BENCHFLAGS='-only stream').
	mkdir -p bin
	CGO_ENABLED=0 $(GO) build -o bin/hostbench ./bench/hostbench
	bin/hostbench -commit '$(COMMIT)' $(BENCHFLAGS)

##@ Wire contract

.PHONY: proto
proto: $(BUF) ## Format the proto files and generate their Go code.
	$(BUF) format -w proto
	$(BUF) generate proto --template proto/buf.gen.yaml

.PHONY: docs
docs: ## Write the documents and golden files that follow from schemas and properties anew.
	$(GO) test ./docs ./zoomimpl -run 'Fresh|Golden' -update

.PHONY: proto-check
proto-check: $(BUF) ## Fail when the proto files are not formatted or their Go code is stale.
	$(BUF) format --diff --exit-code proto
	@tools/proto-check.sh $(BUF)

.PHONY: proto-lint
proto-lint: $(BUF) ## Lint the proto files (proto/buf.yaml).
	$(BUF) lint proto

.PHONY: proto-breaking
proto-breaking: $(BUF) ## Fail when the contract breaks peers built from the last release (proto/baseline.binpb).
	$(BUF) breaking proto --against proto/baseline.binpb

.PHONY: proto-baseline
proto-baseline: $(BUF) ## Make the present contract the one that must not break; part of a release.
	$(BUF) build proto --exclude-source-info -o proto/baseline.binpb

##@ Tools

.PHONY: tools
tools: $(BUF) $(GOLANGCI_LINT) $(GOVULNCHECK) $(BENCHSTAT) ## Compile the pinned tools into bin/tools/.

# $(call install,MODULE FOLDER,PACKAGE): compile a tool from the module file that pins it.
install = $(GO) -C $(1) build -trimpath -buildvcs=false -o '$(CURDIR)/$@' $(2)

$(BUF): tools/go.mod tools/go.sum
	$(call install,tools,github.com/bufbuild/buf/cmd/buf)

$(GOVULNCHECK): tools/go.mod tools/go.sum
	$(call install,tools,golang.org/x/vuln/cmd/govulncheck)

$(BENCHSTAT): tools/go.mod tools/go.sum
	$(call install,tools,golang.org/x/perf/cmd/benchstat)

$(GOLANGCI_LINT): tools/lint/go.mod tools/lint/go.sum
	$(call install,tools/lint,github.com/golangci/golangci-lint/v2/cmd/golangci-lint)
