# ResNet Volumes: `make help` lists the targets. Requires make and Python 3.11 or newer.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000

VENV := .venv
PY   := $(VENV)/bin/python
DENO := DENO_DIR=$(VENV)/.deno DENO_NO_UPDATE_CHECK=1 $(VENV)/bin/deno
PIP  := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# uv trusts the certificates of the system, as pip does: behind a company's proxy its own list is not enough.
UV   := UV_HTTP_RETRIES=1 UV_SYSTEM_CERTS=1 $(PY) -m uv pip install --quiet --python $(PY) --constraint constraints.txt
# On Linux the default builds of torch and torchvision, which have to match, bring gigabytes of CUDA.
CPU_BUILD := $(if $(filter Linux,$(shell uname -s)),--torch-backend cpu)

# Ignore environment variables that point to another Python environment, and one that forbids bytecode files: without
# them each process compiles torch again when it imports it.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONSTARTUP PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT

# Start over if the environment has no working Python (interpreter removed, or creation interrupted).
$(shell test -x $(PY) || rm -rf $(VENV))

run: export LOG_FORMAT ?= text
# Silence torch's warning that NumPy is absent: the app does not use it.
bench: export PYTHONWARNINGS := ignore:Failed to initialize NumPy:UserWarning

# Three workers keep two cores busy: browser tests wait for the browser. A worker runs whole files, whose tests share fixtures.
PYTEST := $(PY) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run check test quick-tests all-tests test-models install lint types style format soak bench clean

help: ## list targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime ## install the dependencies and start the server (HOST and PORT from the environment)
	@HOST=$(HOST) PORT=$(PORT) exec $(PY) -m app

check: $(VENV)/.dev ## lint, types and the quick tests, in one or two minutes on two cores, without browser, nginx or root
	@$(MAKE) --no-print-directory --jobs 3 types style quick-tests

test: $(VENV)/.dev ## lint, types and all tests; installs Chromium and nginx if they are missing
	@$(PY) -m tests.support.chromium
	@$(PY) -m tests.support.nginx
	@$(MAKE) --no-print-directory --jobs 3 types style all-tests

quick-tests: $(VENV)/.dev
	$(PYTEST) -m "not (browser or proxy or slow or soak)"

all-tests: $(VENV)/.dev
	$(PYTEST)

test-models: ## compare traces of torchvision and timm with real forwards, in an environment of their own (.venv-models)
	@$(MAKE) --no-print-directory VENV=.venv-models .venv-models/.models
	.venv-models/bin/python -m pytest -m models tests/models

install: $(VENV)/.dev ## create .venv with the development tools

lint: $(VENV)/.dev ## check style, format, types and import direction
	@$(MAKE) --no-print-directory --jobs 2 types style

types: $(VENV)/.dev
	$(PY) -m pyrefly check

style: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) $(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/oxlint --deny-warnings static/js tests/browser/unit
	$(DENO) fmt --check
	$(DENO) check --quiet static/js/*.js tests/browser/unit/*.js

format: $(VENV)/.dev ## format Python and JavaScript
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(DENO) fmt

soak: $(VENV)/.dev ## run the tests that take minutes: load, fuzzing, memory
	$(PY) -m pytest -m soak -s

bench: $(VENV)/.bench ## run the benchmarks, with other tools for comparison
	$(PY) -m tests.support.chromium
	$(PY) -m benchmarks

clean: ## remove .venv, build output and tool caches
	rm -rf $(VENV) .venv-models build *.egg-info .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment with three sets of packages, and one for `make test-models`. Each stamp is renewed when pyproject.toml or
# constraints.txt changes.
# Python compiles a module when it is first imported; compiling all of torch at installation would double the time.
$(VENV)/.runtime: EXTRAS :=
$(VENV)/.dev: EXTRAS := [dev]
$(VENV)/.bench: EXTRAS := [dev,bench,models]
$(VENV)/.models: EXTRAS := [test,models]
$(VENV)/.bench $(VENV)/.models: BACKEND := $(CPU_BUILD)

$(VENV)/.runtime $(VENV)/.dev $(VENV)/.bench $(VENV)/.models: $(VENV)/.torch pyproject.toml
	@echo "Installing .$(EXTRAS) into $(VENV)."
	@$(PIP) uv && $(UV) $(BACKEND) --editable '.$(EXTRAS)' 2>$(VENV)/install.log || \
	  { echo "uv failed ($(VENV)/install.log): pip takes over."; $(PIP) --no-compile --editable '.$(EXTRAS)'; }
	@touch $@

# PyTorch's CPU build. On Linux pip would take the default build, with gigabytes of CUDA that nothing here uses; uv knows the
# index of CPU builds. The pinned version of torch is kept if it is installed, whatever its build.
$(VENV)/.torch: $(PY) constraints.txt
	@echo "Installing PyTorch into $(VENV). The first installation downloads 200 MB and takes a while."
	@test -n "$(CPU_BUILD)" && $(PIP) uv && $(UV) $(CPU_BUILD) --no-deps torch 2>$(VENV)/torch.log || \
	  { echo "pip takes the build of PyTorch that it finds. On Linux this is often one of 2.7 GB, with CUDA."; \
	    $(PIP) --no-compile torch; }
	@touch $@

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "'$(PYTHON)' was not found. Install Python 3.11 or newer, or set its path: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version 2>&1) is too old: 3.11 or newer is required. Set another: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot create virtual environments (ensurepip is missing). On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
