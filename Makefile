PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: help demo test test-slow lint format docs bench clean

help:
	@echo "make demo       set up, plan a bundled real-size day, say where the report lies"
	@echo "make test       set up, run the default tests"
	@echo "make test-slow  run the slow tests as well"
	@echo "make lint       format, rules, types, import contracts, spelling, generated pages"
	@echo "make format     format the code and renew the generated pages"
	@echo "make bench      measure the search on the bundled instances, and on others where there are any"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Wardflow needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(BIN)/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/wardflow demo

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(JOBS)

test-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(JOBS) -m "slow or not slow"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python docs/build.py --check

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python docs/build.py

bench: $(VENV)/.installed
	mkdir -p out
	$(BIN)/wardflow bench run own -o out/bench.csv
	if [ -n "$$WARDFLOW_BENCHMARKS" ]; then $(BIN)/wardflow bench run quick -o out/bench.csv; fi
	$(BIN)/wardflow bench report out/bench.csv -o out/bench.html

clean:
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
