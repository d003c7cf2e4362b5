"""A child process that does not outlive its parent (Linux: prctl; elsewhere children are only asked to stop)."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, sent: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send us `sent` when `parent`, our parent's process id, dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sent.value, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), sent)
