# demo: open the program on sample articles.   test: run the tests.
# With EXTRAS=dev,proof the tests also read files back with other people's libraries, some hundred MB of them.
# faults: drive, kill and starve the program for long, and print how often that was tried and how often something was lost.
# check: what must hold before a test is run.   bench: print the figures.
# terminals: open the program in every terminal that Debian has, which takes long, and write build/terminals/index.html with pictures.
PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= dev
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test faults check bench terminals clean

# A line a step; what pip prints is shown if it fails, and is in $(VENV)/pip.log.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "annotator needs Python 3.11 or newer; say which with: make PYTHON=python3.11")'
	@echo 'Making an environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@echo 'Installing what annotator needs, which takes a minute or two'
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]' \
		>$(VENV)/pip.log 2>&1 || { cat $(VENV)/pip.log; echo 'pip could not install it, for the reason above.'; exit 1; } >&2
	@touch $@

demo: $(READY)
	$(BIN)/annotator demo

test: $(READY)
	$(BIN)/python -m pytest

faults: $(READY)
	$(BIN)/python -m pytest -m "faults or tried"

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

terminals: $(READY)
	$(BIN)/python -m tests.terminals

clean:
	rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
