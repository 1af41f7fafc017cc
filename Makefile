# make run    sets up what is missing and opens the app
# make test   sets up what is missing, the browser too, and runs everything
# make quick  runs the tests that need no browser
# make older  runs the tests that compute, as on an older processor

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM := $(BIN)/python -m tests.node npm

.PHONY: run test quick lint types tests older format benchmarks clean

run: $(VENV)/.ready
	$(BIN)/streamlit run app.py

test: lint types tests

lint: $(VENV)/.ready-dev node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(NPM) run lint

types: $(VENV)/.ready-dev node_modules/.ready
	$(BIN)/basedpyright
	$(NPM) run types

tests: $(VENV)/.ready-dev
	$(BIN)/python -m tests.browser --install
	mkdir -p test-results
	$(NPM) test
	$(BIN)/pytest --numprocesses=auto --dist=worksteal --junitxml=test-results/report.xml
	@$(BIN)/python -m tests.counts

# Without a browser.
quick: $(VENV)/.ready-dev
	mkdir -p test-results
	$(NPM) test
	$(BIN)/pytest --numprocesses=auto --dist=worksteal -m "not browser"

# What computes, as on an older processor, whose last bits differ.
older: $(VENV)/.ready-dev
	$(BIN)/python -m tests.older_processor --numprocesses=auto --dist=worksteal

format: $(VENV)/.ready-dev node_modules/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run format

benchmarks: $(VENV)/.ready-dev
	for claim in benchmarks/[a-z]*.py; do $(BIN)/python -m benchmarks.$$(basename $$claim .py) || exit 1; done

$(VENV)/.ready: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# Node comes with the development requirements; these are its tools: types, format and lint.
node_modules/.ready: package.json package-lock.json $(VENV)/.ready-dev
	$(NPM) ci
	touch $@

clean:
	rm -rf $(VENV) node_modules test-results .pytest_cache .ruff_cache .hypothesis
