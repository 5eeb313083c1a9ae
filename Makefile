# Everything a newcomer types. `make demo` and `make test` are enough to begin with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# one more than there are cores: many tests wait for a server, a browser or a clock
PROCESSES ?= $(shell $(PYTHON) -c 'import os; print(len(os.sched_getaffinity(0)) + 1)')

.PHONY: venv demo demo-once test check bench lifecycle lock clean

venv: $(STAMP) ## the virtual environment, from requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pdinbox needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing; install it with: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(STAMP)

demo: venv ## the whole desk with made-up inquiries, until Ctrl-C
	$(BIN)/pdinbox demo

demo-once: venv ## the same, ends by itself
	$(BIN)/pdinbox demo --once

check: venv ## lint, types, import contracts, dead code, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/deptry .

test: venv servers check ## everything that must be green
	$(BIN)/pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

.PHONY: servers
servers: ## the Debian packages that the tests talk to, where we may install them
	sh tests/servers/install.sh

bench: venv servers ## speed and memory, as ratios against a baseline in the same run
	$(BIN)/python -m bench

lifecycle: venv ## docs/lifecycle.svg and docs/lifecycle.md anew from the table of states and steps
	$(BIN)/pdinbox lifecycle --svg > docs/lifecycle.svg
	$(BIN)/pdinbox lifecycle --markdown > docs/lifecycle.md

lock: ## requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) var build *.egg-info
