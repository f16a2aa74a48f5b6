# Two commands matter: `make demo` and `make test`. Both set up what they need first.
# PORT, HOST, DATABASE_URL, REDIS_URL and VAR_DIR are honoured where they are set.

SETUP = @exec sh scripts/python scripts/setup.py
BIN = .venv/bin
TYPED = core apprentices/off_the_job $(filter-out core/%,$(wildcard */operations/*.py */operations.py */permissions/*.py */permissions.py))

.PHONY: help demo demo-large demo-reset test check lint types contracts migrations bench environment

help:
	@echo "make demo         the portal with an invented consortium, at http://localhost:8000 (PORT=… for another)"
	@echo "make demo-large   the same at the size of all London"
	@echo "make demo-reset   the demo, begun anew"
	@echo "make test         every test that this machine can run; it says which it cannot"
	@echo "make check        formatting, lint, types, import contracts, missing migrations"
	@echo "make bench        the speed budgets (PostgreSQL needed)"

demo:
	$(SETUP) demo

demo-large:
	$(SETUP) demo --large

demo-reset:
	$(SETUP) demo-reset

test:
	$(SETUP) test

environment:
	$(SETUP) environment

check: lint types contracts migrations

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy $(TYPED)

contracts:
	$(BIN)/lint-imports

migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: environment
	$(BIN)/pytest tests/benchmarks --override-ini norecursedirs=node_modules --override-ini faulthandler_timeout=0 -q
