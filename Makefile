# What one needs to build, run and test Trysail. Everything goes into .build and out.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := build

SWIFT ?= swift
CLANG ?= clang
OUT ?= out
# The debug build serves the tests, the release build everything that runs packets.
TRYSAIL = .build/release/trysail
BOARD ?= as7726-32x
CONFIG ?= Simulator/Example/config_db.json
ROUTES ?= Simulator/Example/routes.txt
PACKETS ?= 20000
FUZZ ?= 60
FLIPS ?= 10000
SEED ?= 1

.PHONY: generate setup setup-test build run test bench accuracy flips fuzz fuzz-text tsan lint check pages pages-check clean help

help: ## Tell the targets.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | sort | expand -t 14

generate: ## Write the C side of SAI anew from its facts file.
	@$(SWIFT) build --product sai-generate
	.build/debug/sai-generate Sources/CSAI/sai-1.18.json Sources

setup: ## Install the libraries that are missing (Debian).
	@.ci/setup libpci-dev libusb-1.0-0-dev pkg-config

setup-test: setup ## Install what only the tests use.
	@.ci/setup tshark iproute2 python3-scapy umockdev

build: setup ## Build everything, for release.
	@$(SWIFT) build -c release

run: setup ## Send example packets through the example switch; results in out/run.
	@$(SWIFT) build -c release --product trysail
	rm -rf $(OUT)/run $(OUT)/traffic
	$(TRYSAIL) traffic --board $(BOARD) --config $(CONFIG) --routes $(ROUTES) --count $(PACKETS) --out $(OUT)/traffic
	echo
	captures=()
	for file in $(OUT)/traffic/*.pcap; do captures+=(--pcap "$$(basename "$$file" .pcap)=$$file"); done
	$(TRYSAIL) simulate --board $(BOARD) --config $(CONFIG) --routes $(ROUTES) "$${captures[@]}" --out $(OUT)/run

test: setup-test ## Run all tests.
	@$(SWIFT) build -c release --product trysail
	$(SWIFT) build --product sai
	$(SWIFT) test --parallel
	TRYSAIL_TESTS=acceptance $(SWIFT) test -c release --disable-testable-imports --filter Acceptance

bench: setup ## Measure packets per second and commits, and calls of libsai.so.
	@$(SWIFT) run -c release trysail-bench $(ROUTES_FILE)
	$(SWIFT) build -c release --product sai
	mkdir -p $(OUT)
	$(CLANG) -O2 -Wall -Wextra -I Sources/CSAI/include Simulator/SAIBenchmark/main.c -o $(OUT)/sai-bench \
	  -L .build/release -lsai -Wl,-rpath,'$$ORIGIN/../.build/release'
	$(OUT)/sai-bench

flips: setup ## Flip FLIPS bits (10000) in the chip's memories; its packets against a twin's.
	@$(SWIFT) build -c release --product trysail
	$(TRYSAIL) flips --board $(BOARD) --count $(FLIPS) --seed $(SEED)

accuracy: setup ## Hold the simulated times against recordings; one row a claim.
	@$(SWIFT) run -c release trysail-accuracy

fuzz: fuzz-text ## Throw sequences of calls at libsai.so, and texts at each reader, for FUZZ seconds each (60).
	@$(SWIFT) build --product sai
	mkdir -p $(OUT)/fuzz
	$(CLANG) -g -fsanitize=fuzzer -I Sources/CSAI/include Tests/SAIPacketTests/Fuzz/main.c -o $(OUT)/sai-fuzz \
	  -L .build/debug -lsai -Wl,-rpath,'$$ORIGIN/../.build/debug'
	TRYSAIL_HOST_INTERFACES=none $(OUT)/sai-fuzz -max_total_time=$(FUZZ) -max_len=2048 -print_final_stats=1 -artifact_prefix=$(OUT)/fuzz/ $(OUT)/fuzz

FUZZ_READERS = json yaml xml pbtext csv devicetree boardnetwork portmap breakout board chip columns assignments bcm sensors words sonic mellanox waivers

fuzz-text: setup ## Throw texts at each reader for FUZZ seconds (60).
	@TRYSAIL_FUZZ=1 $(SWIFT) build -c release --scratch-path .build-fuzz --product text-fuzz \
	  -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library
	@set -e; for reader in $(FUZZ_READERS); do \
	  mkdir -p $(OUT)/fuzz-$$reader; \
	  echo "fuzz $$reader"; \
	  TRYSAIL_FUZZ_READER=$$reader TRYSAIL_FUZZ_BOARD=Platforms/boards/accton/as7726-32x.yaml .build-fuzz/release/text-fuzz \
	    -max_total_time=$(FUZZ) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=$(OUT)/fuzz-$$reader/ $(OUT)/fuzz-$$reader; \
	done

tsan: setup ## Run the tests of libsai.so's calls under ThreadSanitizer.
	@TRYSAIL_SANITIZED=1 $(SWIFT) test --sanitize=thread --scratch-path .build-tsan --filter SAIAdapterTests

lint: ## Check the format of all sources.
	@$(SWIFT) format lint --strict -r Sources Simulator Tests Package.swift

check: setup ## Check every board and chip file.
	@$(SWIFT) build -c release --product trysail
	find Platforms -name '*.yaml' -print0 | sort -z | xargs -0 $(TRYSAIL) board check

pages: setup ## Write HARDWARE.md and the pages of all boards.
	@$(SWIFT) build -c release --product trysail
	$(TRYSAIL) board pages

pages-check: setup ## Tell whether those pages are up to date.
	@$(SWIFT) build -c release --product trysail
	$(TRYSAIL) board pages --check

clean: ## Remove everything that was built.
	@rm -rf .build $(OUT)
