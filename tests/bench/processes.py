"""What the processes of a service take: processor time and memory, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path

from tests.live import LiveServer, Part


def processor_seconds(server: LiveServer, part: Part = "web") -> float:
    """Return the processor time that the processes of the part have taken so far."""
    ticks = 0
    for pid in server.pids(part):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(server: LiveServer, part: Part) -> float:
    """Return the megabytes of the part's processes (PSS: what several share counts once, in parts)."""
    return sum(_pss(pid) for pid in server.pids(part))


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    raise AssertionError(f"no Pss for {pid}")
