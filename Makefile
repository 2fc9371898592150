# Everything here works on a fresh Debian 12 with the Swift toolchain, git, python3 and root.
SWIFT ?= swift
CONFIGURATION ?= debug
FILTER ?=
SECONDS ?= 600
BIN = .build/$(CONFIGURATION)

DEBIAN_PACKAGES = pkg-config libcurl4-openssl-dev libgit2-dev libyaml-dev libssl-dev libarchive-dev libssh2-1-dev \
	libsqlite3-dev zlib1g-dev
DEBIAN_TEST_PACKAGES = openssh-server openssl python3-pip python3-yaml

export SLUICE_ORACLES ?= $(CURDIR)/.oracles
export SLUICE_BIN_DIR ?= $(CURDIR)/$(BIN)

.PHONY: help run test build release unit e2e conformance lint format bench fuzz fuzz-api generate deps test-tools clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: deps ## Build, start a local control plane with the controllers, and walk through GitOps
	$(SWIFT) build -c release --product sluice
	$(SWIFT) build -c release --product source-controller
	$(SWIFT) build -c release --product kustomize-controller
	.build/release/sluice dev --demo

test: lint unit e2e ## Lint, build, and run every test

build: deps test-tools ## Build everything with its tests, for debugging
	$(SWIFT) build --build-tests

release: deps ## Build the programs as they are shipped
	$(SWIFT) build -c release

# Unit tests run one after another: many of them start servers and processes, and two cores serve one at a time best.
unit: build ## Run the unit tests; FILTER=regex narrows
	$(SWIFT) test --skip-build --no-parallel --skip EndToEndTests $(if $(FILTER),--filter '$(FILTER)')

e2e: build ## Run the end-to-end suite; FILTER=regex narrows
	$(SWIFT) test --skip-build --filter '$(if $(FILTER),EndToEndTests.*$(FILTER),EndToEndTests)'

conformance: build ## Run the embedded control plane's own cases; FILTER=regex narrows
	$(SWIFT) test --skip-build --no-parallel --filter 'EmbeddedControlPlaneTests.*$(FILTER)'

lint: ## Check the format and the house rules
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift
	Scripts/check-house-rules

format: ## Format the code in place
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift

bench: deps test-tools ## Measure and print; timings never fail
	$(SWIFT) build -c release
	.build/release/sluice-benchmarks $(FILTER)

fuzz: deps ## Build made-up kustomizations for SECONDS; a crash, a hang, much memory or a wrong result fails
	SLUICE_FUZZ=1 $(SWIFT) build -c release --product kustomize-fuzz
	.build/release/kustomize-fuzz --seconds $(SECONDS) --journal .build/kustomize-fuzz.journal

fuzz-api: deps ## Plague a control plane with made-up requests for SECONDS; a crash, a hang, much memory or a bad answer fails
	SLUICE_FUZZ=1 $(SWIFT) build -c release --product sluice
	SLUICE_FUZZ=1 $(SWIFT) build -c release --product control-plane-fuzz
	SLUICE_BIN_DIR=.build/release .build/release/control-plane-fuzz --seconds $(SECONDS) --dir .build/control-plane-fuzz

deps: ## Install the Debian packages that the build needs
	@Scripts/install-debian-packages $(DEBIAN_PACKAGES)

test-tools: ## Install what only the tests need
	@Scripts/install-debian-packages $(DEBIAN_TEST_PACKAGES)
	@Scripts/install-test-tools "$(SLUICE_ORACLES)"

clean: ## Remove what was built and what a local run left
	rm -rf .build .sluice
