# `make` alone says what there is. demo and test do all of their own set-up.
SHELL := /bin/bash
BIN := .venv/bin
.NOTPARALLEL:
.PHONY: help demo test fast bench operations check scoreboard clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-11s %s\n' "$$name" "$$what"; done

demo: ## read an example article, explain a claim, say what to do next
	@scripts/setup.sh html,serve
	@scripts/demo.sh

test: ## run the tests, the accuracy floors among them
	@scripts/setup.sh test
	@if $(BIN)/python -m pytest -n auto --dist loadfile; \
	then echo "Next: 'make check' for style and types too, 'make bench' for speed, '$(BIN)/rawi read ARTICLE.txt' to read an article."; \
	else echo "Next: '$(BIN)/python -m pytest --lf' runs only what failed; CONTRIBUTING.md says what a fallen floor means."; exit 1; fi

fast: ## compile the reader (some minutes) and install it into .venv: reading takes about half the time
	@scripts/setup.sh html,serve,fast
	RAWI_COMPILE=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	@rm -f .venv/.rawi-*  # the next make installs what can be edited again
	@$(BIN)/python -I -c 'import rawi.reading.events as e; assert not e.__file__.endswith(".py"), e.__file__'
	@echo "Next: '$(BIN)/rawi read ARTICLES.jsonl --format jsonl -o CLAIMS.jsonl'; changes in src count again after 'make demo' or 'make test'."

ARTICLES := 1500
BESIDE := 200
BUDGET := 60
GROWTH := 100000
CORPUS :=

bench: ## measure speed, memory, start-up, scaling and growth, beside other tools; writes docs/benchmarks.md
	@scripts/setup.sh html,bench
	$(BIN)/python benchmarks/bench.py --write --articles $(ARTICLES) --beside $(BESIDE) --budget $(BUDGET) --growth-up-to $(GROWTH) $(if $(CORPUS),--corpus '$(CORPUS)')

operations: ## count the operations of one reading and record them for the tests
	@scripts/setup.sh test
	$(BIN)/python benchmarks/operations.py --record
	@echo "Next: 'git diff tests/operations.json'; commit it with what made the difference."

check: ## style, types, lexicon, tests: what must hold before a change goes in
	@scripts/setup.sh test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/rawi lexicon check --no-examples  # the examples are run by the tests, with floors
	@$(MAKE) --no-print-directory test

scoreboard: ## measure again and rewrite the figures and the example in README.md
	@scripts/setup.sh test
	$(BIN)/python scripts/scoreboard.py
	$(BIN)/python scripts/example.py

clean: ## remove .venv and what tools left behind
	rm -rf .venv benchmarks/.venv build dist frontend/node_modules src/rawi/web/static .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
