PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

SECONDS ?= 60

.PHONY: help demo test test-slow lint format bench wheel-test fuzz lock clean

help:
	@echo "make demo       set up, plan a bundled real-size day, say where the report lies"
	@echo "make test       set up, run the default tests"
	@echo "make test-slow  run the slow tests as well"
	@echo "make lint       format, rules, types, import contracts, spelling, generated pages"
	@echo "make format     format the code and renew the generated pages"
	@echo "make wheel-test build the wheel, install it in a clean environment, run its demo away from here"
	@echo "make fuzz       feed every reader what nobody would write, SECONDS=60 each"
	@echo "make lock       pin the packages of a development environment anew"
	@echo "make bench      measure the search on the bundled instances, and on others where there are any"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Wardflow needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(BIN)/python setup.cfg pyproject.toml requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ $(VENV)/.installed

# The machine code of the search is made here, once: a search of seconds does not wait for it.
$(VENV)/.prepared: $(VENV)/.installed $(wildcard models/*.py models/routing/*.py)
	@echo "The search is made into machine code, once: a minute or two."
	$(BIN)/python -c "from models.routing.ready import prepare; prepare(shipments=False)"
	@touch $@

demo: $(VENV)/.prepared
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
	$(BIN)/python docs/licences.py --check

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python docs/build.py
	$(BIN)/python docs/licences.py

bench: $(VENV)/.installed
	mkdir -p out
	$(BIN)/wardflow bench run own -o out/bench.csv
	if [ -n "$$WARDFLOW_BENCHMARKS" ]; then $(BIN)/wardflow bench run quick -o out/bench.csv; fi
	$(BIN)/wardflow bench report out/bench.csv -o out/bench.html

wheel-test: $(VENV)/.installed-dev
	$(BIN)/python tests/wheel.py

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS)

lock: $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile setup.cfg --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
