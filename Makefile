# Everything happens inside .venv; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin
# pip's own cache and temporary files stay inside .venv too.
export PIP_CACHE_DIR := $(CURDIR)/.venv/cache/pip
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.venv/cache/pyright
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test clean

.venv/serve: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q -c constraints.txt -e .
	touch $@

.venv/dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q -c constraints.txt -e '.[train,dev]'
	touch .venv/serve $@

demo: .venv/serve ## score the demo's pair of calls and show the reports
	$(BIN)/dimscore analyze data/samples/en
	@echo
	@echo "The coaches' page with ten weeks of sample contacts:  $(BIN)/dimscore demo"

test: .venv/dev ## style, types, import rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/pyright
	$(BIN)/pytest -n 2 --dist loadgroup

clean:
	rm -rf .venv
