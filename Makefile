# Two commands set up everything: `make demo` and `make test`. Each makes its own .venv.
PYTHON ?= python3
BIN := .venv/bin
# Hundreds of processes start in the tests: keep their compiled modules, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-site test-train lint bench clean

demo: .venv/installed
	$(BIN)/toolkit translate
	$(BIN)/toolkit check
	$(BIN)/toolkit publish

test: .venv/tested
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

# The site before the judges that need more than Python: Chromium, Java and npm.
test-site: .venv/tested
	npm install --no-save --silent axe-core vnu-jar
	$(BIN)/python -m pytest tests/site

test-train: pyproject.toml
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -e '.[test,train]'
	.venv-train/bin/python -m pytest tests/train

clean:
	rm -rf .venv .venv-train node_modules .toolkit public

# German sentences, one a line, in BENCH_TEXT; else they are made up. Wants a quiet machine.
bench: .venv/tested
	@date -u; uname -srm; $(BIN)/python -c "import os; print(os.cpu_count(), 'processors, load', *os.getloadavg())"
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.project
