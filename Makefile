# ResNet Volumes: `make help` lists what there is. Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000

VENV := .venv
PY   := $(VENV)/bin/python
PIP  := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# What the caller's shell says about another environment must not leak into this one.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONSTARTUP VIRTUAL_ENV
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT

# An environment whose Python is gone (removed, or never finished) is no environment: begin again, stamps and all.
$(shell test -x $(PY) || rm -rf $(VENV))

# torch remarks at import that NumPy is absent. Nothing here needs it.
run: export LOG_FORMAT ?= text
run bench: export PYTHONWARNINGS := ignore:Failed to initialize NumPy:UserWarning

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test install lint format soak bench clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime ## set up what is missing and serve (HOST and PORT from the environment)
	@HOST=$(HOST) PORT=$(PORT) exec $(PY) -m app

test: $(VENV)/.dev ## set up what is missing, a browser and nginx too, and check everything
	$(PY) -m tests.support.chromium
	$(PY) -m tests.support.nginx
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest

install: $(VENV)/.dev ## only set up .venv, with everything for development

lint: $(VENV)/.dev ## style, format, types and import direction
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) $(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.dev ## put the code in its one format and order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

soak: $(VENV)/.dev ## check what takes long: crowds, thousands of cold requests, memory over all of them
	$(PY) -m pytest -m soak -s tests/soak

bench: $(VENV)/.bench ## measure, next to what people use today
	$(PY) -m tests.support.chromium
	$(PY) -m benchmarks

clean: ## remove .venv and everything else that was made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Three stamps on one environment: `run` stops at the first. Each is redone when what it was made from changes.
$(VENV)/.bench: $(VENV)/.dev
	@echo "Installing what is compared against into $(VENV)"
	@$(PIP) --editable '.[bench]'
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "Installing the development tools into $(VENV)"
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/.runtime: $(PY) pyproject.toml constraints.txt
	@echo "Installing the dependencies into $(VENV); the first time, torch takes a while"
	@$(PIP) --editable .
	@touch $@

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version 2>&1) is too old: 3.11 or newer is needed. Name another: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make environments (ensurepip is missing). On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
