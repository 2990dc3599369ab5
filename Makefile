# demo: open the program on sample articles.   test: run the tests.
# With EXTRAS=dev,proof the tests also read files back with other people's libraries, some hundred MB of them.
# faults: drive, kill and starve the program for long, and print how often that was tried and how often something was lost.
# check: what must hold before a test is run.   bench: print the figures.   speed: and write docs/speed.md.   slate: install what they are compared with, where wanted.
# training: install what trains, train on generated articles as they are and as they come out, and say what differs, which
# takes ten minutes or more. With WOJOOD=FOLDER on Wojood's files, too; MORE=--help says how to train on less.
# terminals: open the program in every terminal that Debian has, which takes long, and write build/terminals/index.html with pictures.
PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= dev
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test faults check bench speed training slate terminals clean

# Install into an environment: $(call install,ENVIRONMENT,WHAT). What pip prints is shown only if it fails.
install = $(1)/bin/python -m pip install --disable-pip-version-check $(2) >$(1)/pip.log 2>&1 || \
	{ cat $(1)/pip.log; echo 'pip could not install it, for the reason above.'; exit 1; } >&2

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "annotator needs Python 3.11 or newer; say which with: make PYTHON=python3.11")'
	@echo 'Making an environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@echo 'Installing what annotator needs, which takes a minute or two'
	@$(call install,$(VENV),--constraint constraints.txt --editable '.[$(EXTRAS)]')
	@touch $@

demo: $(READY)
	$(BIN)/annotator demo

test: $(READY)
	$(BIN)/python -m pytest

faults: $(READY)
	$(BIN)/python -m pytest -m "faults or tried" --timeout 0

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

speed: $(READY)
	$(BIN)/python -m benchmarks --json benchmarks/speed.json --plot docs/images/size.svg --page docs/speed.md

training: EXTRAS := dev,proof
training: $(READY)
	@echo 'Installing what trains in $(VENV), some hundred MB'
	@$(call install,$(VENV),--constraint constraints.txt --editable '.[$(EXTRAS)]')
	$(BIN)/python -m benchmarks.training $(if $(WOJOOD),--wojood '$(WOJOOD)') $(MORE)

slate:
	@echo 'Installing slate in build/slate'
	@$(PYTHON) -m venv build/slate
	@$(call install,build/slate,slate-nlp)

terminals: $(READY)
	$(BIN)/python -m tests.terminals

clean:
	rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
