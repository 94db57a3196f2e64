# Every target first asks infra/doctor.py, which names a missing thing and the command that mends it.
# A version manager leaves python3.x commands that exist and fail, so each is tried by running it.
PROBE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	$$p -c "$(PROBE)" >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
VENV := .venv/bin
STAGE ?= kent
# The overlay is no template of its own: the packager lints it merged with Chalice's.
TEMPLATES := $(filter-out infra/overlay.yaml,$(wildcard infra/*.yaml))

export FORCE SUBSCRIBERS PORT STAGE STATE
export PYTHONDONTWRITEBYTECODE ?=
# Chalice stops without a region; the emulator is told the same one.
export AWS_DEFAULT_REGION ?= eu-west-2

.DEFAULT_GOAL := help
.PHONY: help python examine doctor setup run demo reset test unit simulate mutants check format screenshots flows bench package deploy lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Watchword needs Python 3.11, 3.12 or 3.13: apt-get install python3 python3-venv"; exit 1; }

examine: python
	@$(PYTHON) -m infra.doctor --quiet

doctor: python ## what this machine lacks, and the one command that mends each thing
	@$(PYTHON) -m infra.doctor

setup: examine ## our own environment in .venv and the front-end libraries, from the locks
	@$(PYTHON) -m infra.setup

run: setup ## the whole system on this machine (FORCE=kent, SUBSCRIBERS=50000, PORT=8001)
	@$(VENV)/python -m infra.local

demo: setup ## the whole story told through HTTP, checked step by step (FORCE=kent for real areas)
	@$(VENV)/python -m infra.local.demo

reset: setup ## empty the laptop's data
	@$(VENV)/python -m infra.local.reset

test: setup ## every test; the browser's too where there is a Chromium
	@$(VENV)/python -m pytest

unit: setup ## the tests that need neither network nor emulator: seconds
	@$(VENV)/python -m pytest tests/unit tests/architecture -m "not slow"

simulate: setup ## the engine through seeded stories with every fault (SEEDS=10000, FIRST=0); fails with the seed and how to replay it
	@$(VENV)/python -m tests.simulation --seeds $(or $(SEEDS),10000) --first $(or $(FIRST),0)

mutants: setup ## the engine spoilt in one place at a time: says which story notices
	@$(VENV)/python -m tests.simulation.mutating

check: setup ## format, lint, types, import contracts, spelling, templates
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/codespell
	@$(VENV)/cfn-lint --regions eu-west-2 -- $(TEMPLATES)

format: setup ## put the code in its one format, and mend what the linter can
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

screenshots: setup ## the gallery of pages that the README shows
	@$(VENV)/python -m tests.e2e.screenshots

flows: setup ## the pictures of docs/flows.md, drawn from what the code does
	@$(VENV)/python -m tests.flows

bench: setup ## what sending, starting and answering cost (BENCH_RECIPIENTS=10000); also in build/bench.json
	@$(VENV)/python -m infra.bench

package: setup ## what a deployment needs, in build/ (STAGE=kent); no account is asked for
	@$(VENV)/python -m infra.package

deploy: $(if $(DRY),setup,package) ## package and deploy STAGE (kent) to AWS, asking before each stack; DRY=yes only says the steps
	@$(VENV)/python -m infra.deploy $(if $(DRY),--dry-run) $(if $(YES),--yes)

lock: setup ## choose versions anew within pyproject.toml's bounds, and write the locks
	@$(VENV)/python -m infra.lock
