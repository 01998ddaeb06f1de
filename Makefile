# Sayso's one door. `make` alone lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

export DEBIAN_FRONTEND := noninteractive
# Two cores at most are meant for one article at a time; more threads only get in each other's way.
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
# The first Python that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# $(call packages,NAMES,PURPOSE) installs Debian packages where root or passwordless sudo can, and
# otherwise says what to type.
define packages
	if ! command -v apt-get >/dev/null; then
		echo "Missing for $(2): $(1). Please install them with this system's package manager." >&2; exit 1
	fi
	if [ "$$(id -u)" = 0 ]; then root=env; elif sudo -n true 2>/dev/null; then root="sudo -n --preserve-env=DEBIAN_FRONTEND"; else
		printf 'Missing for %s. Please type:\n\n    sudo apt-get install %s\n\nthen run make again.\n' "$(2)" "$(1)" >&2; exit 1
	fi
	echo "Installing for $(2): $(1)"
	if ! { $$root apt-get update -qq && $$root apt-get install -y -qq --no-install-recommends $(1) >/dev/null; }; then
		echo "apt could not install all of: $(1). Please install them in another way (Ubuntu, for one, has firefox, not firefox-esr)." >&2; exit 1
	fi
endef

.PHONY: help run install test check needs extension pages site model generate fix clean

help: ## List these commands
	@echo "Sayso: who says so, and how sure?"
	echo
	sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

run: .venv/installed site ## Install what is missing, start the server and say where to click
	@# The extension needs npm; without it the server says how to make it.
	if command -v npm >/dev/null; then $(MAKE) -s build/extension/manifest.json; fi
	exec $(BIN)/sayso serve

install: .venv/installed ## Make .venv and install Sayso into it

test: needs check site tests/clients/node_modules/.package-lock.json ## Install what tests need and run every check and test
	@# Two at a time, as there are two cores; tests/conftest.py says which stay together.
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

check: .venv/tested extension/node_modules/.package-lock.json ## Run the checks that take seconds: style, types, stale files
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	extension/node_modules/.bin/tsc --noEmit --project extension
	extension/node_modules/.bin/tsc --noEmit --project site
	$(BIN)/sayso generate --check

fix: .venv/tested ## Put right what a machine can: style, order of imports, generated files
	@$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/sayso generate

generate: .venv/installed ## Write the files that are derived from the note types
	@$(BIN)/sayso generate

extension: .venv/installed extension/node_modules/.package-lock.json ## Make build/extension/ to load into a browser, and a zip for each browser
	@$(BIN)/python extension/build.py

build/extension/manifest.json: $(shell git ls-files extension 2>/dev/null) extension/node_modules/.package-lock.json
	@$(BIN)/python extension/build.py >/dev/null

# One folder to a page, with source.html and expected.html.
PAGES ?= ../shared/data/pages

pages: needs extension/node_modules/.package-lock.json ## Read the saved pages of PAGES=folder in both browsers: a row for each, and build/pages-*.json
	@$(BIN)/python -m tests.bench.pages $(PAGES)

site: site/dist/index.html ## Build the site into site/dist/ where it is stale

model: .venv/trains extension/node_modules/.package-lock.json ## Train the language model again (an hour and a half of one core; data in ../shared/data)
	@cd server
	for step in prepare train package "evaluate all" card; do ../$(BIN)/python -m training.$$step; done

clean: ## Remove what was made, save for .venv and node_modules
	@rm -rf build site/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find server site tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run finds them newer than what they are made from and installs nothing.

.venv/made:
	@if [ -z "$(PYTHON)" ]; then
		echo "Sayso needs Python 3.11 or newer, and found none. On Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv" >&2; exit 1
	fi
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
		version=$$($(PYTHON) -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
		$(call packages,$$version-venv,Python's own environments)
	fi
	$(PYTHON) -m venv --clear .venv
	touch $@

.venv/installed: .venv/made pyproject.toml constraints.txt
	@echo "Installing Sayso into .venv (a minute the first time)"
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/tested: .venv/installed pyproject.toml constraints.txt
	@echo "Installing what tests need into .venv"
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test,dev]'
	touch $@

.venv/trains: .venv/installed pyproject.toml constraints.txt
	@echo "Installing what training needs into .venv"
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[train]'
	touch $@

extension/node_modules/.package-lock.json: extension/package.json extension/package-lock.json
	@command -v npm >/dev/null || { $(call packages,nodejs npm,the extension); }
	cd extension && npm ci --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

tests/clients/node_modules/.package-lock.json: tests/clients/package.json tests/clients/package-lock.json
	@command -v npm >/dev/null || { $(call packages,nodejs npm,the tests); }
	cd tests/clients && npm ci --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

site/dist/index.html: .venv/installed server/training/results.json tests/bench/memory.json docs/result.png $(shell find site server/sayso extension/reader -type f -not -path 'site/dist/*' -not -name '*.pyc' 2>/dev/null)
	@$(BIN)/python site/build.py

# Browsers, Node and curl for the tests.
needs: .venv/tested
	@missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
	command -v node >/dev/null || missing+=(nodejs)
	command -v npm >/dev/null || missing+=(npm)
	command -v curl >/dev/null || missing+=(curl)
	if [ $${#missing[@]} -gt 0 ]; then
		$(call packages,$${missing[*]},the tests)
	fi
