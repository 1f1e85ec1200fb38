# Everything that is done with this project by hand; `make` alone tells what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

MODE ?= demo
ARGS ?=
PYTEST := .venv/bin/python -m pytest

.PHONY: help install run test coverage proof bench lint fix translations lock

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  run takes PORT=5000, DATABASE_URL=sqlite:///… or postgresql://…, CLOCK=2018-04-24T23:59:30+02:00, MODE=live"
	@echo "  test, proof and bench take ARGS=\"…\" for pytest, for example ARGS=\"tests/schedule -k publish\""

install: ## The virtual environment with the locked packages
	@.ci/venv runtime

run: install ## Serve the site with its demo and its worker on http://127.0.0.1:5000
	@MODE=$(MODE) exec .venv/bin/flask --app wsgi serve

test: ## Lint and every test, on both databases and in Chromium; installs what it needs
	@exec .ci/test $(ARGS)

coverage: ## Every test, and which lines and branches none of them reached
	@exec .ci/test --cov --cov-report=term:skip-covered $(ARGS)

proof: ## The proofs at full size (minutes)
	@.ci/prepare
	@exec $(PYTEST) -m proof -s $(ARGS)

bench: ## Figures, each beside its ceiling
	@.ci/prepare
	@exec $(PYTEST) -m bench -s $(ARGS)

lint: ## Style, types, import contracts, templates
	@.ci/venv dev
	@exec .ci/lint

fix: ## Mend what a machine can mend
	@.ci/venv dev
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

translations: ## Bring the English catalogue up to date with the texts in code and templates
	@.ci/venv dev
	@exec .ci/translations

lock: ## Compile the locks from pyproject.toml (UPGRADE=1: the newest of everything)
	@.ci/venv runtime
	@UPGRADE=$(UPGRADE) exec .ci/lock
