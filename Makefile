# `make demo` and `make test` set up everything with Python and pip alone: both make their own .venv
# and install what requirements/ pins. CONTRIBUTING.md says what each target is for.
PYTHON ?= python3
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := .venv/$(SCRIPTS)
PIP := -m pip --quiet --disable-pip-version-check
PYTEST := -m pytest --numprocesses auto --dist worksteal
# The build backend is pinned too: it is installed before, and no other is fetched.
ITSELF := install --no-deps --no-build-isolation --editable .
# Hundreds of processes start in the tests: keep their compiled modules, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo demo-site test test-lowest test-newest test-site test-desk test-train lint dist lock bench clean

# A small newsroom as a site, in build/demo.
demo-site: .venv/installed
	$(BIN)/python .ci/demo_site.py

demo: .venv/installed
	$(BIN)/toolkit translate
	$(BIN)/toolkit check
	$(BIN)/toolkit publish
	$(BIN)/python .ci/drafts.py sources public/drafts

test: .venv/tested
	$(BIN)/python $(PYTEST)

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The wheel in a clean environment outside this folder.
dist: .venv/tested
	$(BIN)/python .ci/wheel.py

.venv/installed: requirements/demo.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) install --require-hashes --requirement requirements/demo.txt
	$(BIN)/python $(PIP) $(ITSELF)
	@touch $@

.venv/tested: .venv/installed requirements/test.txt
	$(BIN)/python $(PIP) install --require-hashes --requirement requirements/test.txt
	@touch $@

# The lowest versions that pyproject.toml allows, and the newest there are.
test-lowest: .venv-lowest/tested
	.venv-lowest/$(SCRIPTS)/python $(PYTEST)

.venv-lowest/tested: requirements/lowest.txt pyproject.toml
	test -x .venv-lowest/$(SCRIPTS)/python || $(PYTHON) -m venv .venv-lowest
	.venv-lowest/$(SCRIPTS)/python $(PIP) install --require-hashes --requirement requirements/lowest.txt
	.venv-lowest/$(SCRIPTS)/python $(PIP) $(ITSELF)
	@touch $@

test-newest: pyproject.toml
	test -x .venv-newest/$(SCRIPTS)/python || $(PYTHON) -m venv .venv-newest
	.venv-newest/$(SCRIPTS)/python $(PIP) install --upgrade --upgrade-strategy eager --editable '.[test]'
	.venv-newest/$(SCRIPTS)/python $(PYTEST) --hypothesis-profile thorough

# Renew requirements/: wants the network, takes a minute.
lock: .venv-lock/installed
	.venv-lock/$(SCRIPTS)/python .ci/lock.py

.venv-lock/installed: requirements/lock.txt
	test -x .venv-lock/$(SCRIPTS)/python || $(PYTHON) -m venv .venv-lock
	.venv-lock/$(SCRIPTS)/python $(PIP) install --require-hashes --requirement requirements/lock.txt
	@touch $@

# The site before the judges that need more than Python: Chromium, Java and npm.
test-site: .venv/tested
	npm install --no-save --silent axe-core vnu-jar
	$(BIN)/python -m pytest tests/site

# The desk in a real Chromium, whole; `make test` has the short part where a browser is there.
test-desk: .venv/tested
	npm install --no-save --silent axe-core
	DESK_BROWSER=required $(BIN)/python -m pytest tests/desk

test-train: requirements/test.txt pyproject.toml
	test -x .venv-train/$(SCRIPTS)/python || $(PYTHON) -m venv .venv-train
	.venv-train/$(SCRIPTS)/python $(PIP) install --require-hashes --requirement requirements/test.txt
	.venv-train/$(SCRIPTS)/python $(PIP) install --editable '.[train]'
	.venv-train/$(SCRIPTS)/python -m pytest tests/train

clean:
	rm -rf .venv .venv-lowest .venv-newest .venv-lock .venv-train node_modules .toolkit public dist build

# German sentences, one a line, in BENCH_TEXT; else they are made up. Wants a quiet machine.
bench: .venv/tested
	@date -u; uname -srm; $(BIN)/python -c "import os; print(os.cpu_count(), 'processors, load', *os.getloadavg())"
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.project
