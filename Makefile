# make run    sets everything up and runs the demo on http://127.0.0.1:8000
# make test   sets everything up and runs all tests on every core; PYTEST_ARGS="-k telegram" narrows them
# make check  ruff, ruff format, mypy --strict, the import layers
# make bench  figures beside a control, as JSON lines and a table, and 200 kills; KEEP=docs/benchmarks.md keeps the
#             table, BENCH="search report" runs these alone, BENCH=--quick all of them small
# make torture  100,000 steps of the model, then storms until KILLS (10,000) processes have been killed; SEED=N
#               repeats one; hours
# make lock   writes both lock files anew (needs uv)
# make clean  removes .venv, caches and the demo's workspace; var/campaign.db and var/secret.key stay

SHELL := /bin/sh
PYTHON ?=
# Twice the cores: a good part of a test is waiting for browsers, databases and stand-ins.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
PYTEST_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin

# Every test that starts the program anew pays for modules that are compiled again; __pycache__ is not in git anyway.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench torture lock clean installed-run installed-dev chromium

run: installed-run
	@exec $(BIN)/campaign demo

test: installed-dev chromium
	@exec $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@exec $(BIN)/python -m pytest tests/house/test_layers.py

bench: installed-dev
	@exec $(BIN)/python -m bench $(if $(KEEP),--write $(KEEP)) $(BENCH)

torture: installed-dev
	@exec $(BIN)/python -m tests.faults.torture --kills $(or $(KILLS),10000) --seed $(or $(SEED),20261201)

# Everything of the run lock stands in the dev lock at the same version, so after one of them the other adds little.
installed-run: LOCK := requirements.lock
installed-dev: LOCK := requirements-dev.lock
installed-run installed-dev:
	@$(ENSURE_VENV)
	@$(INSTALL)

# A moved folder gets a new venv. A usable interpreter: it runs (a version manager's shim may not), is 3.11 or newer, and can make a venv with pip in it.
define ENSURE_VENV
set -eu; \
if $(BIN)/python -c '' 2>/dev/null && grep -qF "$(CURDIR)/$(VENV)" $(BIN)/activate; then exit 0; fi; \
for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14); do \
  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    echo "Tạo $(VENV) bằng $$("$$python" --version) ..."; \
    exec "$$python" -m venv --clear $(VENV); \
  fi; \
done; \
echo "Cần Python 3.11 trở lên, có sẵn venv và pip (trên Debian, Ubuntu: gói python3 và python3-venv)." >&2; \
echo "Nếu đã có ở nơi khác, hãy chỉ ra: make $(or $(firstword $(MAKECMDGOALS)),run) PYTHON=/đường/dẫn/python3.12" >&2; \
exit 1
endef

# The stamp is a sum of what was installed, not a file time: a checkout that changes no lock installs nothing.
# pip compiles what it installs: 3 s here, against 1.5 s at each start for whoever keeps Python from writing bytecode.
define INSTALL
set -eu; \
stamp=$(VENV)/installed-by-$(LOCK); \
sum=$$(cat $(LOCK) pyproject.toml | cksum); \
if [ "$$(cat $$stamp 2>/dev/null)" = "$$sum" ]; then exit 0; fi; \
echo "Cài các thư viện trong $(LOCK) (lần đầu mất khoảng một phút) ..."; \
pip="$(BIN)/python -m pip install --disable-pip-version-check --no-input -q"; \
$$pip --require-hashes -r $(LOCK); \
$$pip --no-deps --no-build-isolation -e .; \
echo "$$sum" > $$stamp
endef

# Browser tests want Debian's Chromium, most of them as its headless shell, which takes a third less processor time.
# Where it cannot be installed they are skipped, with a line saying so; where there is only chromium, it does them all.
chromium:
	@if ! command -v chromium >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Cài Chromium cho các phép thử trình duyệt ..."; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  install="timeout 240 apt-get -qq install -y --no-install-recommends chromium"; \
	  { timeout 60 apt-get -qq update && { $$install chromium-headless-shell || $$install; }; } >/dev/null 2>&1 \
	    || echo "Không cài được Chromium: các phép thử trình duyệt sẽ được bỏ qua."; \
	fi

# hatchling is in the run lock because the project itself is installed without build isolation.
lock:
	@uv=$$(command -v $(BIN)/uv || command -v uv) || { echo "Cần uv để khóa lại: $(BIN)/python -m pip install uv" >&2; exit 1; }; \
	compile="$$uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --upgrade"; \
	echo hatchling | $$compile pyproject.toml - -o requirements.lock; \
	$$compile --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis var/demo
	find campaign tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +
