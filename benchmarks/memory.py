"""The most memory that a program has had, as the kernel counts it for that program alone.

Not ``ru_maxrss``: a child begins with what its parent had when it was started, so that a small child of a large
benchmark would seem large.
"""

from __future__ import annotations

from pathlib import Path

PEAK = "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
"""Python for a child's own peak in kilobytes."""


def peak_kilobytes(process: int | str = "self") -> int:
    """The peak of a running process since it began (or since ``forget_peak``)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def forget_peak() -> int:
    """Let this process's peak begin anew at what it has now; returns that, in kilobytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kilobytes()
