# Safety Portal: the few commands. Everything lands in .venv and .state; nothing else on the machine is touched.
# PORT=8001 make run · STATE_DIR=/somewhere make run · DATABASE_URL=… REDIS_URL=… make run

BIN := .venv/bin
PYTHON ?= $(shell for each in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
TEMPLATES = $(shell find templates -name '*.html')
# What tools read of the settings needs no secrets and no database.
TOOLS := DJANGO_SETTINGS_MODULE=tests.settings DEBUG=1
COMPILE := uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --quiet

.PHONY: help run test check check-style check-vendor check-imports check-migrations check-words check-types fix bench db translations requirements clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready ## Start the portal at http://127.0.0.1:8000, with demo data the first time
	@exec $(BIN)/python -m safety_portal.embedded.run

test: .venv/ready ## Run all tests, those in a browser too if there is /usr/bin/chromium
	@$(BIN)/python -m safety_portal.embedded.testing -n 2 $(ARGS)

check: check-style check-vendor check-imports check-migrations check-words check-types ## Check everything (-k: go on)

check-style: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)

check-vendor:
	cd static/vendor && sha256sum --check --quiet --strict SHA256SUMS

check-imports: .venv/ready
	$(BIN)/lint-imports --no-cache

check-migrations: .venv/ready
	$(TOOLS) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

check-words: .venv/ready
	$(TOOLS) $(BIN)/python manage.py translations --check

check-types: .venv/ready
	$(BIN)/mypy

fix: .venv/ready ## Put code and templates into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	-@$(BIN)/djade --target-version 5.2 $(TEMPLATES)

bench: .venv/ready ## Measure, on servers and data of its own
	@STATE_DIR=$${STATE_DIR:-.state/bench} $(BIN)/python -m safety_portal.embedded.command bench $(ARGS)

db: .venv/ready ## Start only PostgreSQL and Valkey, and print their addresses
	@exec $(BIN)/python -m safety_portal.embedded.servers

translations: .venv/ready ## Bring the Chinese catalogue up to the source
	@$(TOOLS) $(BIN)/python manage.py translations --prune

requirements: .venv/ready ## Pin the packages anew, as pyproject.toml allows
	$(BIN)/$(COMPILE) --upgrade --extra embedded --extra dev --output-file requirements.txt
	$(BIN)/$(COMPILE) --constraints requirements.txt --output-file requirements-server.txt

clean: ## Remove what was built; the data in .state stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.state/*' -prune -exec rm -rf {} +

# uv is quick, pip is the fall-back; uv reads neither pip's mirror nor the machine's certificates unless told to.
.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && \
		apt-get install -y -qq python3-venv >/dev/null; } || { echo "Install python3-venv first."; exit 1; }
	@echo "Setting up .venv (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv || echo "No uv; pip will do."
	@mirror=$$($(BIN)/pip config get global.index-url 2>/dev/null) && export UV_DEFAULT_INDEX=$$mirror; \
		test ! -e /etc/ssl/certs/ca-certificates.crt || export UV_SYSTEM_CERTS=1; \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt || \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@
