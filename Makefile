# The daily work. Every target makes .venv when it is not there; PYTHON names the interpreter to make it with.
PYTHON ?= python3
BIN := .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
EXAMPLE := examples/meridian-aurora
SECONDS ?= 600
TARGETS ?=
FINDS := tests/examples_found

.PHONY: install demo test test-lowest lint fuzz bench quality mutants lock dist clean

install: .venv/installed

.venv/installed: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "icts-auditor needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	mkdir -p out
	@$(BIN)/icts audit $(EXAMPLE)/program.toml -o html=out/report.html -o declaration=out/declaration.html -o json=out/audit.json; \
	code=$$?; echo; \
	case $$code in 0|10|11|12) ;; *) echo "The audit failed with exit code $$code."; exit $$code;; esac; \
	echo "The audit's exit code is $$code (see icts audit --help)."; \
	echo "Written: out/report.html (the report), out/declaration.html (the draft declaration), out/audit.json (all of it, for machines)."

test: lint
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
	if [ -d $(FINDS) ]; then HYPOTHESIS_PROFILE=replay $(BIN)/python -m pytest -n auto -m hypothesis; fi

# The tests on the lowest versions that pyproject.toml allows, in an environment of their own.
test-lowest: .venv-lowest/installed
	.venv-lowest/bin/python -m pytest -n auto

.venv-lowest/installed: pyproject.toml
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -m tests.lowest > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint .venv-lowest/lowest.txt --editable '.[test]'
	touch $@

# What pyproject.toml allows, resolved again for every platform, with hashes.
lock:
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	echo 'setuptools>=77' | .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-emit-index-url --custom-compile-command 'make lock' --extra test \
		--output-file requirements.lock pyproject.toml -
	rm -r .venv-lock

# What a release is made of: the wheel, the source archive, an SBOM of the wheel and of what it is installed with, digests.
dist:
	rm -rf dist .venv-dist
	$(PYTHON) -m venv .venv-dist
	.venv-dist/bin/python -m pip install --quiet --disable-pip-version-check build cyclonedx-bom
	.venv-dist/bin/python -m build --outdir dist .
	$(PYTHON) -m venv --without-pip .venv-dist/installed
	sed -n '/==/s/ \\$$//p' requirements.lock > .venv-dist/versions.txt
	.venv-dist/bin/python -m pip --python .venv-dist/installed install --quiet --disable-pip-version-check \
		--constraint .venv-dist/versions.txt dist/*.whl
	.venv-dist/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON \
		--output-file dist/icts-auditor.cdx.json .venv-dist/installed
	cd dist && sha256sum * > SHA256SUMS

# Changed inputs for every reader, for SECONDS each; TARGETS="cyclonedx-json program" for some of them only. What breaks one is
# made smaller and kept in tests/fuzz/finds, which `make test` runs again. The target "properties" is the property tests with
# other examples each time; these are kept in FINDS, and a find is read only as long as its test stays as it is: mend the
# cause, write the example into the test (`@example(...)` or a test of its own), and remove the find.
fuzz: install
	$(BIN)/python -m tests.fuzz $(SECONDS) $(TARGETS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks

# Recall and precision: of the matching of names by class of pair, and of what an audit makes of the real boards, if they are
# there; the tests hold both to their floors.
quality: install
	$(BIN)/python -m benchmarks.match_quality
	$(BIN)/python -m tests.auditor.facts.hardware.board_quality

# Mutation testing of the rule, some hours on one core, in a copy because the files are changed in place.
mutants:
	rm -rf .mutants && mkdir .mutants
	git ls-files -z | xargs -0 cp --parents -t .mutants
	$(PYTHON) -m venv .mutants/.venv
	.mutants/.venv/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray --editable '.mutants[test]'
	cd .mutants && PATH="$$PWD/.venv/bin:$$PATH" && cosmic-ray init tests/policies/mutation.toml session.sqlite && \
	cr-filter-operators session.sqlite tests/policies/mutation.toml && \
	cosmic-ray exec tests/policies/mutation.toml session.sqlite && cr-report --surviving-only session.sqlite

clean:
	rm -rf .venv .mutants out build dist *.egg-info
