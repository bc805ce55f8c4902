# Designer needs Python 3.11 or later and make; everything else is fetched into this checkout.
#
#   make demo      the application and its runtime over a demo workspace, on http://127.0.0.1:8000
#   make install   the environment (.venv) and the built editor alone
#   make test      every test, with its own set-up
#   make check     lint, types, import contracts
#   make fmt       format everything
#   make schema    the types of the API for the front end, from the API's own description
#   make bench     ninety days of the whole demo base, judged; the kernel, the live pass, every library scenario, opening the editor
#   make lock      choose the newest allowed versions and pin them
#   make clean     remove everything that was fetched or built

SHELL := /bin/sh
.DEFAULT_GOAL := install
.PHONY: install demo test test-setup check fmt schema bench lock clean

# The first Python that is new enough; `make PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11 python; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$candidate"; break; }; \
	done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NPM := $(BIN)/python tools/make_assets.py npm
# Arguments for the demo: make demo ARGS='--port 9000 --no-browser'
ARGS ?=
# How many tests at once: two keep a small machine answering.
WORKERS ?= 2

# Stamps say what a step was done with, so that a second run of it costs nothing.
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PACKAGE := $(VENV)/.package
NODE_MODULES := node_modules/.development
CHROMIUM := $(VENV)/.chromium
LIBREOFFICE := $(VENV)/.libreoffice

install: $(PACKAGE) assets kernel

# The workspace lies in var/, so that the checkout holds all there is; DESIGNER_DATA_DIR says otherwise.
demo: install
	@DESIGNER_DATA_DIR="$${DESIGNER_DATA_DIR:-var}" exec $(BIN)/designer demo $(ARGS)

# ── The environment ──────────────────────────────────────────────────────────────────────────────────────

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Designer needs Python 3.11 or later and found none; install it, or name it: make PYTHON=/path/to/python"; exit 1; fi
	@echo "environment: $(VENV), with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); echo "The venv module of $(PYTHON) is not complete; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(RUNTIME): requirements/runtime.txt | $(BIN)/python
	@echo "environment: installing the packages of $<"
	@$(PIP) install --require-hashes -r $<
	@touch $@

# The checkout itself; its dependencies and its build tools come from the lock.
$(PACKAGE): pyproject.toml hatch_build.py | $(RUNTIME)
	@DESIGNER_SKIP_FRONTEND=1 $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): requirements/dev.txt | $(RUNTIME)
	@echo "environment: installing the packages of $<"
	@$(PIP) install --require-hashes -r $<
	@touch $@

# Compiled once for a version and this machine, so that nobody waits for it later.
.PHONY: kernel
kernel: $(PACKAGE)
	@$(BIN)/python -m designer.engine.warm

# ── The editor: the script knows whether it is stale ─────────────────────────────────────────────────────

.PHONY: assets
assets: $(RUNTIME)
	@if $(BIN)/python tools/make_assets.py stale && $(BIN)/python tools/make_assets.py lacks-node; then \
		echo "editor: this machine has no Node 20.19 or 22.12 and later; taking it from PyPI"; \
		$(PIP) install --require-hashes -r requirements/node.txt; fi
	@$(BIN)/python tools/make_assets.py

# The tools of the front end: what a build leaves out.
$(NODE_MODULES): package-lock.json | $(RUNTIME)
	@if $(BIN)/python tools/make_assets.py lacks-node; then $(PIP) install --require-hashes -r requirements/node.txt; fi
	@echo "front end: installing the packages of $<"
	@$(NPM) ci --ignore-scripts --prefer-offline
	@touch $@

$(CHROMIUM): | $(DEVELOPMENT)
	@$(BIN)/python tools/chromium.py > $@.new && mv $@.new $@
	@echo "browser tests: $$(cat $@)"

$(LIBREOFFICE): | $(DEVELOPMENT)
	@$(BIN)/python tools/libreoffice.py > $@.new && mv $@.new $@
	@echo "export tests: $$(cat $@)"

# ── Tests and checks ─────────────────────────────────────────────────────────────────────────────────────

test-setup: install $(DEVELOPMENT) $(NODE_MODULES) $(CHROMIUM) $(LIBREOFFICE)

# pytest -n: whole files go to one worker, so that servers and databases made for a file are made once.
test: test-setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)
	$(NPM) run test

check: install $(DEVELOPMENT) $(NODE_MODULES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/openapi.py > $(VENV)/openapi.json
	$(NPM) run schema -- --check
	$(NPM) run types
	$(NPM) run lint

fmt: $(DEVELOPMENT) $(NODE_MODULES)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(NPM) run format

schema: install $(NODE_MODULES)
	$(BIN)/python tools/openapi.py > $(VENV)/openapi.json
	$(NPM) run schema

bench: install $(DEVELOPMENT) $(CHROMIUM)
	$(BIN)/python -m bench.ninety_days $(ARGS)
	$(BIN)/python -m bench.kernel
	$(BIN)/python -m bench.live
	$(BIN)/python -m bench.library
	$(BIN)/python -m bench.opening

# ── The locks ────────────────────────────────────────────────────────────────────────────────────────────

COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

# The Node packages are locked from an empty folder: from a full one npm forgets other platforms' binaries.
lock: $(DEVELOPMENT)
	$(COMPILE) --extra build -o requirements/runtime.txt pyproject.toml
	$(COMPILE) --extra build --extra dev --extra postgres -c requirements/runtime.txt -o requirements/dev.txt pyproject.toml
	$(COMPILE) -o requirements/node.txt requirements/node.in
	rm -rf $(VENV)/lock && mkdir $(VENV)/lock && cp package.json .npmrc $(VENV)/lock/
	cd $(VENV)/lock && npm install --package-lock-only --ignore-scripts && cp package-lock.json ../../

clean:
	rm -rf $(VENV) node_modules designer/static/dist build dist
