# `make` alone lists what there is. Everything happens in .venv; nothing is installed elsewhere.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
# Jupyter refuses to run as root, which is who one is in most containers, unless it is told.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help demo test lab build build-check browser contact-sheet lint clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(READY): pyproject.toml course/pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "downslope needs Python 3.11 or newer; say which one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ./course -e '.[test]'
	@$(BIN)/python -m compileall -q course/downslope autograder  # where Python is told to write no bytecode
	@touch $(READY)

demo: $(READY) ## build the course, invent a class of 30, grade it, show the result
	@$(BIN)/autograder demo

# Three processes for two cores, because many tests wait for a box or a browser. tests/conftest.py
# says which tests stay together in one process, and which begin. pytest keeps what it makes of the
# tests' own files, where Python was told to keep nothing: seconds of each process, every time.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY) ## pass the tests (browser tests too, where Chromium is installed)
	@$(BIN)/python -m pytest -n $$(( 3 * $$($(BIN)/python -c 'import os; print(os.cpu_count())') / 2 )) \
	  --dist loadfile --no-loadscope-reorder

lab: $(READY) ## open JupyterLab on the first notebook, in a copy of the course of your own (work/)
	@mkdir -p work && cp -rn course/[0-9]* course/*.md work/
	@$(BIN)/jupyter lab $(AS_ROOT) --ServerApp.root_dir='$(CURDIR)/work' --LabApp.default_url=/lab/tree/00_start/00_start.ipynb

build: $(READY) ## turn solutions/*.py into notebooks and golden data
	@$(BIN)/autograder build

build-check: $(READY) ## is everything generated fresh, does nothing leak
	@$(BIN)/autograder build --check

browser: $(READY) ## only the tests that drive a real JupyterLab in Chromium
	@$(BIN)/python -m pytest tests/browser

contact-sheet: $(READY) ## the demos' screenshots of `make browser` in one picture, docs/demos.png
	@$(BIN)/python tests/browser/contact_sheet.py

lint: $(READY) ## ruff, format and lint
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

clean: ## remove the environment, the demo class and caches
	rm -rf $(VENV) class/demo artefacts .pytest_cache .ruff_cache
