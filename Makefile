# make run    sets up what is missing and opens the app
# make test   sets up what is missing, the browser too, and runs everything
# make quick  runs the tests that need no browser
# make older  runs the tests that compute, as on an older processor

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test quick lint types tests older format benchmarks clean

run: $(VENV)/.ready
	$(BIN)/streamlit run app.py

test: lint types tests

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/basedpyright

tests: $(VENV)/.ready-dev
	$(BIN)/python -m tests.browser --install
	$(BIN)/pytest --numprocesses=auto --dist=worksteal --junitxml=test-results/report.xml

# Without a browser.
quick: $(VENV)/.ready-dev
	$(BIN)/pytest --numprocesses=auto --dist=worksteal -m "not browser"

# What computes, as on an older processor, whose last bits differ.
older: $(VENV)/.ready-dev
	$(BIN)/python -m tests.older_processor --numprocesses=auto --dist=worksteal

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmarks: $(VENV)/.ready-dev
	for claim in benchmarks/[a-z]*.py; do $(BIN)/python -m benchmarks.$$(basename $$claim .py) || exit 1; done

$(VENV)/.ready: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) test-results .pytest_cache .ruff_cache .hypothesis
