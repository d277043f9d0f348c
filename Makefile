# Two commands from a clean checkout: `make demo` and `make test`. Needed: make, and Python 3.11 or newer with venv.

PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$each; break; }; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	--annotation-style=line --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# Commands start in half the time when their modules are compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick proof lint words bench chaos cluster containers chart secrets certificates sbom lock clean

# `make demo KEEP=1` leaves it up until Ctrl-C, with the pages to try in a browser.
demo: $(INSTALLED)
	$(BIN)/python -m demo $(if $(KEEP),--stay)

test: quick proof

# While you work. Two modules at a time, each with servers of its own: half of a test's time is waiting for them.
WORKERS ?= 2
quick: lint
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

# Fault injection: 800 cases, 300 of them contested, under 60 kills; outages and bad input too. Six minutes on two cores.
proof: $(INSTALLED)
	$(BIN)/pytest -m proof -n 2 --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Collects the sentences of the commands for the catalogue of their Arabic, and compiles it; says what is left to write.
words: $(INSTALLED)
	$(BIN)/python -m commands.catalogue

bench: $(INSTALLED)
	$(BIN)/python -m bench

# `make chaos NAMES="battles soak"` for some of it; `OPTIONS=--suite` for as little as in the tests.
chaos: $(INSTALLED)
	$(BIN)/python -m chaos $(OPTIONS) $(NAMES)

# The demonstration on Temporal's real server with PostgreSQL, in one process and in seven; builds it where Go is there.
# `make cluster LOG=…` plays that log on it too.
cluster: $(INSTALLED)
	$(BIN)/python -m cluster $(if $(LOG),--log $(LOG))

# The production form on a Docker engine of this machine, without an image registry; as root, before a release.
containers: $(INSTALLED)
	$(BIN)/python -m containers

# The chart for Kubernetes: Helm, built where Go is there, lints and renders it; schemas of Kubernetes validate it.
chart: $(INSTALLED)
	$(PYTHON) -m venv .venv/chart
	$(PIP) --python .venv/chart/bin/python install --require-hashes --requirement requirements/chart.txt
	$(BIN)/python -m chart

# Passwords, keys and certificates of the production form, in `.secrets/`; what is there already stays.
secrets: $(INSTALLED)
	$(BIN)/python -m stack.production .secrets

# New certificates under the same authority, each year.
certificates: $(INSTALLED)
	$(BIN)/python -m stack.production .secrets --renew

# What production installs, with licences and hashes, as CycloneDX: `.sbom/sbom.json`.
SBOM := .sbom
sbom: $(INSTALLED)
	rm -rf $(SBOM)
	$(PYTHON) -m venv $(SBOM)/tool
	$(PYTHON) -m venv --without-pip $(SBOM)/production
	$(PIP) --python $(SBOM)/tool/bin/python install --require-hashes --requirement requirements/sbom.txt
	$(PIP) --python $(SBOM)/production/bin/python install --require-hashes --requirement requirements/production.txt
	$(SBOM)/tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file $(SBOM)/installed.json $(SBOM)/production/bin/python
	$(SBOM)/tool/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-file $(SBOM)/locked.json requirements/production.txt
	$(SBOM)/tool/bin/python stack/sbom.py $(SBOM)/installed.json $(SBOM)/locked.json $(SBOM)/sbom.json

# `make lock UPGRADE=--upgrade` takes the newest versions; without it the locked ones stay.
lock: $(INSTALLED)
	$(COMPILE) $(UPGRADE) --extra web --extra letters --extra traces --output-file requirements/production.txt pyproject.toml
	$(COMPILE) $(UPGRADE) --constraint requirements/production.txt --extra letters --extra embedded --extra advice --extra page --extra simulate \
		--extra keyring --extra web --extra traces --extra dev \
		--output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --constraint requirements/dev.txt --only-build-deps --build-deps-for editable \
		--output-file requirements/build.txt pyproject.toml
	$(COMPILE) $(UPGRADE) --output-file requirements/sbom.txt requirements/sbom.in
	$(COMPILE) $(UPGRADE) --output-file requirements/client.txt requirements/client.in
	$(COMPILE) $(UPGRADE) --output-file requirements/chart.txt requirements/chart.in

# Installs again, from nothing, when the lock changes. What makes clients of the HTTP interface has a place of its own.
$(INSTALLED): requirements/dev.txt requirements/client.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed; or say: make PYTHON=/path/to/python3"; exit 2; }
	$(PYTHON) -m venv --clear .venv
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(PYTHON) -m venv .venv/client
	$(PIP) --python .venv/client/bin/python install --require-hashes --requirement requirements/client.txt
	touch $@

# Everything made here but the data in .tawasul/.
clean:
	rm -rf .venv .sbom .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
