# Verbs of this repository. Each works on a machine that has python3 (3.11 or newer), git and make, and nothing else:
# the first one to run makes .venv and installs the locked versions into it.

PYTHON ?= python3
EXTRAS ?= textworld gym scienceworld web bfcl llm
# Tried after these, because parts of it are compiled (g++, cmake and make are needed).
TRIED ?= alfworld
DEMO_FLAGS ?=
BENCH_FLAGS ?= --family textworld/mapreader --family textworld/twc --family textworld/coin --seeds 2 --tasks 20
TEST_FLAGS ?=

VENV := .venv
UV := $(VENV)/bin/uv
SYNC := $(UV) sync --frozen --quiet --inexact --no-python-downloads

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint types bench docs clean

help:
	@echo "make demo      see an agent get better from its own experience (minutes; DEMO_FLAGS=--help for options)"
	@echo "make test      install everything that the tests need and run them"
	@echo "make test-all  the same with the slow tests"
	@echo "make lint      check format and style"
	@echo "make types     check types"
	@echo "make bench     measure speed, and what memory is worth in a small benchmark (BENCH_FLAGS=… for others)"
	@echo "make docs      run the examples in the docs and write generated pages anew"
	@echo "make clean     remove what these verbs made"

demo: $(VENV)/.demo
	@$(VENV)/bin/seasoned demo $(DEMO_FLAGS)

test: $(VENV)/.dev
	$(VENV)/bin/python -m pytest -m "not slow" $(TEST_FLAGS)

test-all: $(VENV)/.dev
	$(VENV)/bin/python -m pytest $(TEST_FLAGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

types: $(VENV)/.dev
	$(VENV)/bin/mypy

bench: $(VENV)/.dev
	$(VENV)/bin/python bench/ops.py
	$(VENV)/bin/seasoned bench stream-world $(BENCH_FLAGS)

docs: $(VENV)/.dev
	$(VENV)/bin/python docs/generate.py
	$(VENV)/bin/python -m pytest tests/test_docs.py

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A stamp says that the versions in uv.lock are installed with these extras.
$(VENV)/.demo: $(UV) pyproject.toml uv.lock
	@$(SYNC) --no-dev --extra textworld
	@touch $@

$(VENV)/.dev: $(UV) pyproject.toml uv.lock
	@$(SYNC) $(EXTRAS:%=--extra %) $(if $(filter bfcl,$(EXTRAS)),--group tools)
	@$(if $(TRIED),$(SYNC) $(TRIED:%=--extra %) 2>/dev/null || \
		echo "ALFWorld could not be built and its tests will skip; to see why: $(UV) sync --frozen --inexact --extra alfworld" >&2)
	@touch $@ $(VENV)/.demo

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	@echo "setting up $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV) || { echo "python3 has no venv module: on Debian, apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
