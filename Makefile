# Two commands matter: `make book` publishes the book, `make test` proves it. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CLUSTER := $(VENV)/.cluster

# Each kernel would compile the library anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help cluster book pdf test test-full test-cluster screens check format setup browser review robustness preview lab lock clean

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make the environment in .venv from the lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else "Fulcrum needs Python 3.11 to 3.13, but $(PYTHON) is %d.%d. Call make PYTHON=python3.12 with one that is installed." % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

cluster: $(CLUSTER) ## Add what `--scheduler` needs, which nobody else installs

$(CLUSTER): $(READY) cluster.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r cluster.lock
	@touch $(CLUSTER)

book: $(READY) ## Execute the chapters and publish the book to _build/html, with its PDF if it can be printed
	@$(BIN)/fulcrum build
	@$(BIN)/fulcrum pdf --optional

review: $(READY) ## Execute every chapter cold and compare it with the published record
	@$(BIN)/fulcrum review

robustness: $(READY) ## Compute every verdict anew under other readings of the data, into data/robustness
	@$(BIN)/fulcrum robustness

pdf: $(READY) browser ## Print the book as one PDF to _build/fulcrum.pdf, with a Chromium installed if need be
	@$(BIN)/fulcrum build
	@$(BIN)/fulcrum pdf

preview: $(READY) ## Serve the book on this machine and follow what changes
	@$(BIN)/fulcrum preview

lab: $(READY) ## Edit the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir chapters --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

browser: $(READY) ## Find a Chromium, or install one
	@$(BIN)/python tests/book/browser.py

test: $(READY) browser ## Run the whole test suite, the built book in a real browser included
	@$(BIN)/python -m pytest

test-full: $(CLUSTER) browser ## Run the long lane: every chapter in papermill, nbconvert, JupyterLab
	@$(BIN)/python -m pytest -m full

test-cluster: $(CLUSTER) ## Execute chapters on a Dask cluster of this machine
	@$(BIN)/python -m pytest -n 0 -m full tests/press/execute/test_cluster.py

screens: book browser ## Take pictures of every page, three widths, two themes, into _build/screens
	@$(BIN)/python tests/book/screens.py

check: $(READY) ## Format, lint, types, and all that the sources tell without being run
	$(BIN)/ruff format --check lib tests benchmarks chapters
	$(BIN)/ruff check lib tests benchmarks chapters
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --keep-id --verify chapters/*.ipynb
	$(BIN)/fulcrum check

format: $(READY) ## Put code and notebooks in form
	$(BIN)/ruff format lib tests benchmarks chapters
	$(BIN)/ruff check --fix lib tests benchmarks chapters
	$(BIN)/nbstripout --keep-id chapters/*.ipynb

COMPILE := --override lock.overrides.txt --universal --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --python-version 3.11 --fork-strategy fewest --quiet
EXTRA := import tomllib; settings = tomllib.load(open("pyproject.toml", "rb")); \
  print(*settings["project"]["optional-dependencies"]["cluster"], sep="\n")

lock: ## Compile requirements.lock and cluster.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev $(COMPILE) --output-file requirements.lock
	$(PYTHON) -c '$(EXTRA)' | uv pip compile - -c requirements.lock $(COMPILE) --output-file cluster.lock

clean: ## Remove what was built; the environment stays
	rm -rf _build
