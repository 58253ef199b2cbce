# Needs Python >= 3.11 and make, nothing else.
# `make demo` and `make test` are all there is to setting up.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check check-style check-types check-imports check-content check-templates fix bench map pins clean install install-dev

# The first interpreter that is new enough; `make PYTHON=/path/to/python demo` names another.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$candidate; break; fi; done)
BIN := .venv/bin

help: ## says what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:
	@if [ -z "$(PYTHON)" ]; then echo "Needlepoint needs Python 3.11 or newer, and found none. Install it, or name one: make PYTHON=/path/to/python3 demo" >&2; exit 2; fi
	@$(PYTHON) tools/install.py clinic

install-dev:
	@if [ -z "$(PYTHON)" ]; then echo "Needlepoint needs Python 3.11 or newer, and found none. Install it, or name one: make PYTHON=/path/to/python3 test" >&2; exit 2; fi
	@$(PYTHON) tools/install.py dev

demo: install ## serves a demonstration clinic on http://localhost:8000
	@$(BIN)/needlepoint-clinic demo

test: install-dev ## runs every test, browser journeys included, on SQLite and on PostgreSQL
	@$(BIN)/python -m tools.run_tests $(PYTEST)

check: check-style check-types check-imports check-content check-templates ## style, types, floors, content, templates

check-style: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: install-dev
	$(BIN)/mypy
	$(BIN)/mypy --config-file tools/mypy-clinic.ini

check-imports: install-dev
	$(BIN)/lint-imports --no-logo

check-content: install-dev
	$(BIN)/needlepoint content check

check-templates: install-dev
	$(BIN)/djlint --lint --quiet clinic/web/templates

fix: install-dev ## mends what a machine can mend: style, the table in docs/map.md, the counts of vignettes
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.house_map
	$(BIN)/python -m tools.stop_counts

bench: install-dev ## measures speed and memory beside peers, and feeds the readers nonsense
	@$(BIN)/python -m tools.run_benchmarks

map: install-dev ## writes the table of rooms and floors into docs/map.md
	$(BIN)/python -m tools.house_map

pins: install-dev ## writes constraints.txt anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m tools.pin

clean: ## removes what was made by setting up and running, never the clinic's data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info build
