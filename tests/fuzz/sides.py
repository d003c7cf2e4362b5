"""Each reader fuzzed in a process of its own, side by side."""

import subprocess
import sys

FULL_S, SMALL_S = 3_600, 10
NAMES = ("bills", "nacha")


def side_by_side(seconds: int) -> list[str]:
    """The readers that crashed; the last line of each is told, and all that a crash said."""
    words = [sys.executable, "-m", "tests.fuzz", "--seconds", str(seconds), "--one"]
    runs = {
        name: subprocess.Popen([*words, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name in NAMES
    }
    told = {name: run.communicate()[0] for name, run in runs.items()}
    crashed = [name for name in NAMES if runs[name].returncode]
    for name in NAMES:
        lines = told[name].splitlines()
        sys.stdout.write(f"fuzz {name}: {lines[-1] if lines else 'nothing'}\n")
    sys.stdout.writelines(told[name] for name in crashed)
    return crashed
