# The only commands a newcomer needs: make run, test, demo, bench, lint. Each does its own set-up in .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
SCORE ?= ../shared/score/score.py
POSE_PACKAGE := @mediapipe/pose@0.5.1675469404

.PHONY: help run demo test bench lint packages accuracy model-heavy lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / - /'

run: $(VENV)/.ready ## the web app: http://127.0.0.1:8000
	$(BIN)/formcue serve

demo: $(VENV)/.ready ## analyse the sample clips; HTML reports in out/demo
	$(BIN)/formcue analyze samples --html out/demo
	@echo "Reports: out/demo/*.html"

test: packages lint web/node_modules/.ready ## every check: linters and types, pytest with the real model, a real browser and real databases
	$(BIN)/python -m pytest -n auto -m "not alone" --ignore=tests/browser
	# Apart from the others: Playwright keeps an event loop running in its process.
	$(BIN)/python -m pytest -n 3 --dist loadfile -m "not alone" tests/browser
	$(BIN)/python -m pytest -m alone tests/store tests/browser
	@echo "Screenshots of every page and state: out/screenshots"

lint: $(VENV)/.ready ## ruff and mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

packages: ## what the checks need of the system (browser, ffmpeg, PostgreSQL, Node.js), installed where missing
	@tests/system-packages.sh

# For the checks alone: the pages are plain ES modules and need no build.
web/node_modules/.ready: web/package.json web/package-lock.json | packages
	npm ci --prefix web --no-audit --no-fund --silent
	@touch $@

bench: packages $(VENV)/.ready ## speed, memory and scaling on this machine
	$(BIN)/python -m tests.bench

accuracy: $(VENV)/.ready ## how right the rules are on labelled clips: make accuracy DATA=folder SCORE=score.py
	$(BIN)/python -m tests.accuracy $(DATA) $(SCORE) out/accuracy

model-heavy: models/pose_landmarker_heavy.task ## build the heavy pose model (needs npm; 41 MB download)

models/pose_landmarker_heavy.task: | $(VENV)/.ready
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js (Debian: apt-get install npm) and run this again" >&2; exit 1; }
	work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	(cd "$$work" && npm pack --silent $(POSE_PACKAGE) && tar xzf mediapipe-pose-*.tgz); \
	$(BIN)/python models/build_bundle.py "$$work/package" heavy $@; \
	$(BIN)/python -c 'from vision.pose import model_path; print(model_path("heavy"), "matches the manifest")'

# constraints.txt is the lock: every package at the version that the tests ran with.
$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing): install it, or name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) can make no virtual environment: install its venv package (Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

lock: ## renew constraints.txt from pyproject.toml (then run the tests)
	rm -rf $(VENV)/lock
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(VENV)/lock/bin/python -m pip freeze --exclude-editable > constraints.txt
	rm -rf $(VENV)/lock
