"""`make soak`: an hour of coverage-guided fuzzing of each reader, side by side; `--small` is some seconds of it.

What crashes a reader is left in tests/fuzz/samples/NAME, and every `make test` reads it from then on. Exit code 1 when
there is any. `python -m tests.fuzz --one bills` is one reader in this process.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

from tests.fuzz.sides import FULL_S, NAMES, SMALL_S, side_by_side

ONE_INPUT_S_MAX = 10


def main(words=None):
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--small", action="store_true", help="some seconds of it")
    parser.add_argument("--seconds", type=int, help="for each reader, in the place of an hour")
    parser.add_argument("--one", choices=NAMES, help="this reader alone, in this process")
    asked = parser.parse_args(words)
    seconds = asked.seconds or (SMALL_S if asked.small else FULL_S)
    return _one(asked.one, seconds) if asked.one else int(bool(side_by_side(seconds)))


def _one(name, seconds):
    """Does not come back: libFuzzer ends the process, with 0 when the time is over."""
    with atheris.instrument_imports(include=["integration.billfile", "integration.nacha"]):
        from tests.fuzz.targets import SAMPLES, TARGETS  # noqa: PLC0415 - read as they are imported
    target = TARGETS[name]
    with TemporaryDirectory(prefix="ivr-corpus-") as folder:
        for number, seed in enumerate(target.seeds):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        limits = [f"-max_total_time={seconds}", f"-timeout={ONE_INPUT_S_MAX}", f"-max_len={target.bytes_max}"]
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={SAMPLES / name}/", folder], target.read)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
