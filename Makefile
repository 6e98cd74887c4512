# Everything a fresh machine needs is set up by `make demo` and `make test`
# themselves. The second time costs well under a second: what is installed is
# written to a stamp, with what it was installed from.

VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench nightly wheel catalogues prepare prepare-demo clean
# One shell at a time: setting up twice at once would break the environment.
.NOTPARALLEL:

help:
	@echo "make demo     change the hours of REVEL on a mock console and show the report"
	@echo "make test     all tests but the long ones"
	@echo "make lint     style, types and the direction of imports"
	@echo "make bench    timings beside a hand-written script"
	@echo "make nightly  all tests, the long ones too"
	@echo "make wheel    the package, in dist/"
	@echo "make catalogues  find the sentences of the pages, compile their translations"
	@echo "make clean    remove what make made"

demo: prepare-demo
	@$(BIN)/pupitre rehearse threecx

test: prepare
	@$(PYTEST) -n 3 --dist loadgroup -m "not nightly and not bench"

nightly: prepare
	@$(PYTEST) -n 3 --dist loadgroup -m "not bench"

bench: prepare
	@$(PYTEST) tests/bench -m bench -s -p no:xdist

# Each says its part before any of them decides.
lint: EXTRAS := rehearse,dev
lint:
	@$(install)
	@failed=0; \
	for check in "ruff check ." "ruff format --check ." "mypy" "lint-imports"; do \
	  echo "$$check"; $(BIN)/$$check || failed=1; \
	done; exit $$failed

wheel: EXTRAS := rehearse,dev
wheel:
	@$(install)
	@$(BIN)/python -m build --wheel

# What was translated stays; what is new comes in empty, and what is gone goes.
LOCALE := automation/pupitre/evidence/locale
BABEL := $(BIN)/pybabel -q
catalogues: EXTRAS := rehearse,dev
catalogues:
	@$(install)
	@mkdir -p build
	@$(BABEL) extract -F pyproject.toml --add-location=file --sort-by-file -o build/pupitre.pot automation/pupitre
	@$(BABEL) update -D pupitre -i build/pupitre.pot -d $(LOCALE) -w 110 --ignore-obsolete --no-fuzzy-matching \
	  --ignore-pot-creation-date
	@$(BABEL) compile -D pupitre -d $(LOCALE)

prepare: EXTRAS := rehearse,dev
prepare:
	@$(install)
	@$(BIN)/python -m pupitre.browser.provision
	@$(install-npm)

prepare-demo: EXTRAS := rehearse
prepare-demo:
	@$(install)
	@$(BIN)/python -m pupitre.browser.provision

clean:
	rm -rf $(VENV) tests/npm/node_modules dist build test-results .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The stamp holds the extras, the place and the checksum of pyproject.toml: a
# checkout that was moved, or whose Python is gone, is set up again. What was
# installed with more extras serves for fewer.
define install
set -eu; \
sum="$$(cksum < pyproject.toml) in $(CURDIR)"; \
for extras in "$(EXTRAS)" "rehearse,dev"; do \
  if [ "$$(cat $(VENV)/.installed 2>/dev/null)" = "$$extras $$sum" ] && $(BIN)/python -c "" 2>/dev/null; then exit 0; fi; \
done; \
if ! $(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null \
    || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
  python=; bare=; \
  for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
    "$$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || continue; \
    bare="$${bare:-$$candidate}"; \
    if "$$candidate" -c "import venv, ensurepip" 2>/dev/null; then python="$$candidate"; break; fi; \
  done; \
  if [ -z "$$bare" ]; then \
    echo "Pupitre needs Python 3.11 or later, and there is none on PATH: install one (Debian, Ubuntu: apt install python3 python3-venv)." >&2; exit 1; \
  fi; \
  if [ -z "$$python" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
    echo "Installing python3-venv"; \
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } >&2 || true; \
    if "$$bare" -c "import venv, ensurepip" 2>/dev/null; then python="$$bare"; fi; \
  fi; \
  if [ -z "$$python" ]; then \
    echo "$$bare cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; \
  fi; \
  "$$python" -m venv --clear $(VENV); \
fi; \
echo "Installing pupitre[$(EXTRAS)] into $(VENV), once"; \
rm -f $(VENV)/.installed; \
$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]"; \
echo "$(EXTRAS) $$sum" > $(VENV)/.installed
endef

# What the tests take from npm. Scripts of packages are not run: none is needed.
NPM := tests/npm
define install-npm
set -eu; \
sum="$$(cksum < $(NPM)/package.json)"; \
if [ "$$(cat $(NPM)/node_modules/.installed 2>/dev/null)" = "$$sum" ]; then exit 0; fi; \
if ! command -v npm >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
  echo "Installing npm"; \
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm; } >&2 || true; \
fi; \
if ! command -v npm >/dev/null 2>&1; then \
  echo "npm is missing, and the tests need packages from it: install it (Debian, Ubuntu: apt install npm)." >&2; exit 1; \
fi; \
echo "Installing what the tests take from npm into $(NPM)/node_modules, once"; \
rm -f $(NPM)/node_modules/.installed; \
(cd $(NPM) && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --silent); \
echo "$$sum" > $(NPM)/node_modules/.installed
endef
