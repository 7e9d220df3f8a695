# Every door of this repository. `make help` lists them.
#
# The environment in .venv is made once and refreshed only when a pyproject.toml or requirements-dev.txt changes, so
# every target is quick the second time.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYPROJECTS := pyproject.toml requirements-dev.txt $(wildcard plugins/*/pyproject.toml)
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test check format translations catalogues bench docs wheels axe clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): $(PYPROJECTS)
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The toolbox needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name a newer one: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "Setting up $(VENV) (once; about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-warn-script-location --root-user-action=ignore -r requirements-dev.txt
	@touch $@

demo: $(READY) ## Make the demo site and serve it on http://127.0.0.1:8000 (PORT=… for another port)
	@$(BIN)/toolbox demo demo-site --port $(PORT)

test: $(READY) ## Run every test
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

check: $(READY) ## Run every check that is not a test: format, lint, types, floors, translations
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary toolbox_core tests benchmarks
	@for plugin in plugins/*/; do $(BIN)/mypy --no-error-summary $$plugin/toolbox_* $$plugin/tests || exit 1; done
	@$(BIN)/lint-imports --no-logo >.import-linter.log 2>&1 || { cat .import-linter.log; exit 1; }
	@$(BIN)/python -m toolbox_core.testing.catalogues --check
	@echo "Everything holds."

format: $(READY) ## Format the code and mend what can be mended by itself
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

translations: $(READY) ## Collect the words to translate and compile the catalogues
	@$(BIN)/python -m toolbox_core.testing.catalogues

catalogues: $(READY) ## Compile the catalogues as they are (wheels want them compiled)
	@$(BIN)/python -m toolbox_core.testing.catalogues --compile

bench: $(READY) ## Measure and print one table of ratios (about ten minutes)
	@$(BIN)/python benchmarks/run.py

docs: $(READY) ## Check that every link in the documentation leads somewhere
	@$(BIN)/python -m pytest -q tests/house/test_docs.py

wheels: $(READY) catalogues ## Build the wheel of the host and of each plugin into dist/
	@for folder in . plugins/*/; do $(BIN)/python -m build --wheel --outdir dist $$folder >/dev/null || exit 1; done
	@ls dist/*.whl

axe: node_modules/axe-core/axe.min.js ## Fetch the accessibility checker that the browser tests use (needs npm)

node_modules/axe-core/axe.min.js:
	@command -v npm >/dev/null || { echo "npm is missing: apt-get install npm"; exit 2; }
	@npm install --ignore-scripts --no-save --no-audit --no-fund --loglevel=error axe-core@^4

clean: ## Remove everything that was made here except .venv and the demo site
	@rm -rf build dist node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .import-linter.log
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
