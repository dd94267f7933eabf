# The daily work. Every target makes .venv when it is not there; PYTHON names the interpreter to make it with.
PYTHON ?= python3
BIN := .venv/bin
EXAMPLE := examples/meridian-aurora

.PHONY: install demo test lint bench clean

install: .venv/installed

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "icts-auditor needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

demo: install
	mkdir -p out
	@$(BIN)/icts audit $(EXAMPLE)/program.toml -o html=out/report.html -o declaration=out/declaration.html -o json=out/audit.json; \
	code=$$?; echo; \
	case $$code in 0|10|11|12) ;; *) echo "The audit failed with exit code $$code."; exit $$code;; esac; \
	echo "The audit's exit code is $$code (see icts audit --help)."; \
	echo "Written: out/report.html (the report), out/declaration.html (the draft declaration), out/audit.json (all of it, for machines)."

test: lint
	$(BIN)/python -m pytest -n auto

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv out build dist *.egg-info
