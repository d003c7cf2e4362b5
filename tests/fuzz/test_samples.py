"""What crashed a reader once is read without a crash; and the fuzzer is awake: a reader that raises is caught."""

import subprocess
import sys

import pytest

from tests.fuzz.targets import SAMPLES, TARGETS, samples


@pytest.mark.parametrize("name", TARGETS)
def test_what_it_begins_with_is_read(name):
    for seed in TARGETS[name].seeds:
        TARGETS[name].read(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_a_sample_crashes_nothing_any_more(name):
    for path in samples(name):
        TARGETS[name].read(path.read_bytes())


def test_each_reader_has_its_folder():
    assert sorted(folder.name for folder in SAMPLES.iterdir()) == sorted(TARGETS)


def test_a_reader_that_raises_is_caught(tmp_path):
    """In a process of its own, for libFuzzer ends the one that it runs in."""
    words = "import atheris, sys; atheris.Setup(sys.argv, lambda data: 1 / (len(data) - 3)); atheris.Fuzz()"
    command = [sys.executable, "-c", words, "-runs=100000", f"-artifact_prefix={tmp_path}/"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "ZeroDivisionError" in ended.stdout + ended.stderr
    assert [path.read_bytes() for path in tmp_path.iterdir()][0:1] != [b""]
