# What people do here. `make help` lists it; nothing but python3 (3.11 or newer) and make needs to be installed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEAL   ?= examples/openai-microsoft/deal.yaml
REPORT ?= build/openai-microsoft.html
# Two processes: what the smallest machine that runs these checks has.
JOBS   ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test versions lint format docs manual backtests bench oracle lock clean

help: ## list what can be made
	@$(PYTHON) -c 'import re; [print("  make %-9s%s" % each) for each in re.findall(r"(?m)^([a-z]+):.*## (.*)", open("Makefile").read())]'

setup: $(READY) ## make .venv with everything in it

$(READY): pyproject.toml requirements.lock tools/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/setup.sh
	@touch $@

demo: setup ## value the real deal, bargain over it, and write its report
	@mkdir -p $(dir $(REPORT))
	@$(BIN)/dealwright value $(DEAL)
	@$(BIN)/dealwright bargain $(DEAL)
	@$(BIN)/dealwright report $(DEAL) --out $(REPORT)
	@echo
	@echo "next: change a term and see what moves, as in"
	@echo "  $(BIN)/dealwright value $(DEAL) --set terms.revenue_share.rate=10%"

test: lint ## every check: style, types, layers, tests
	@DEALWRIGHT_CHECK_SHAPES=1 $(BIN)/pytest -n $(JOBS)

versions: ## the tests again on every Python from 3.11 to 3.13 that is here
	@sh tools/versions.sh

lint: setup ## style, types and layers only
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "run: make format"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >build/layers.txt 2>&1 || { cat build/layers.txt; exit 1; }
	@echo "style, types and layers: clean"

format: setup ## lay the code out as the house does
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format --quiet

docs: setup ## renew the pages that are made from the code
	@$(BIN)/python tools/docs.py
	@$(BIN)/python tools/answers.py
	@$(BIN)/python tools/tour.py
	@$(BIN)/python tools/gallery.py
	@$(BIN)/python tools/errors.py
	@$(BIN)/python tools/keys.py

manual: setup ## lay the manual out for a browser, in build/manual
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -c tools/manual docs build/manual
	@echo "the manual: build/manual/index.html (opens in any browser, works offline)"

backtests: setup ## renew what the pages of the real deals say; takes a minute
	@$(BIN)/python tools/backtests.py

bench: setup ## measure the speed; prints ratios and wall times; QUICK=1 measures less
	@for script in benchmarks/*.py; do \
		less=$$(grep -q -e --quick $$script && echo $(if $(QUICK),--quick)); \
		echo "== $$script $$less"; $(BIN)/python $$script $$less || exit 1; \
	done

oracle: setup ## a second environment with the programs that are only compared with (NegMAS, paretoset)
	@PYTHON=$(BIN)/python sh tools/oracle.sh

lock: setup ## renew requirements.lock from pyproject.toml
	@$(BIN)/python tools/lock.py

clean: ## remove what was made, the environment included
	@rm -rf $(VENV) .oracle build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@$(PYTHON) -c 'import pathlib, shutil; [shutil.rmtree(each) for each in list(pathlib.Path().rglob("__pycache__"))]'
