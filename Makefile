# Three words matter: demo, test, bench. Each sets up what it needs from the pinned lock.
# `soak` is the long sister of `test`: hours, or a minute of it with ARGS=--small.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
READY := $(VENV)/.ready
RUN := $(VENV)/bin

.PHONY: demo test bench soak lint lock clean

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	PYTHONWARNINGS=ignore $(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

demo: $(READY)
	$(RUN)/ivr demo $(ARGS)

lint: $(READY)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-cache
	$(RUN)/deptry .

test: $(READY) lint
	$(RUN)/pytest -n 2 --dist loadgroup $(ARGS)

bench: $(READY)
	$(RUN)/python -m tests.bench $(ARGS)

soak: $(READY)
	PYTHONHASHSEED=0 $(RUN)/python -m tests.soak $(ARGS)

lock:
	$(RUN)/pip-compile --quiet --extra sandbox --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
	  --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) var
