"""What the tests need beyond the Python packages, and whether it is there.

`python -m tests.needs` prints the Debian packages that are missing (nothing when all is there); `.ci/prepare`
installs them where it may. Uses the standard library only.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """Something to be installed, the mark of the tests that use it, and its Debian package."""

    name: str
    mark: str
    package: str
    found: bool


def postgres_programs() -> Path | None:
    """Return the folder with PostgreSQL's server programs, the newest one; None where there is none."""
    homes = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = sorted(homes, key=lambda home: [int(part) for part in re.findall(r"\d+", home.parent.name)])
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for home in [*reversed(newest), *on_path]:
        if (home / "postgres").exists() and (home / "initdb").exists():
            return home
    return None


def chromium_program() -> str | None:
    """Return the path of Chromium; None where there is none.

    The headless shell comes first: it draws the same pages without starting a browser's own windows and menus, which
    takes a third of the processor time.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return None


def needs() -> list[Need]:
    """Return all that the tests need, found or not."""
    return [
        Need("PostgreSQL server", "postgres", "postgresql", postgres_programs() is not None),
        Need("Chromium", "browser", "chromium-headless-shell", chromium_program() is not None),
    ]


def missing() -> list[Need]:
    """Return what the tests need and this machine lacks."""
    return [need for need in needs() if not need.found]


def command_for(lacking: list[Need]) -> str:
    """Return the command that installs what is lacking, on Debian and its relatives."""
    return "sudo apt-get update && sudo apt-get install " + " ".join(need.package for need in lacking)


if __name__ == "__main__":
    print(*(need.package for need in missing()))
