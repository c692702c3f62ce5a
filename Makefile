# A thin shim over tools/setup.py, which does the work on every system.
# Options: make lab PORT=9999 ARGS=--no-browser    another Python: make lab PYTHON=python3.12
PYTHON ?= python3
ARGS ?=
SETUP = $(PYTHON) tools/setup.py

.DEFAULT_GOAL := help
.PHONY: lab test test-ci test-deep check format bench warm install clean clean-all help

lab:
	@$(SETUP) lab $(if $(PORT),--port $(PORT)) $(ARGS)

test test-ci test-deep check format bench warm install clean clean-all help:
	@$(SETUP) $@ $(ARGS)
