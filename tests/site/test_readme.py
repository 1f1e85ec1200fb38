"""The README says what is true of the settings."""

import re
from pathlib import Path

from meetings.config import SETTINGS

ROOT = Path(__file__).parents[2]


def test_every_setting_stands_in_the_readme_with_its_default_and_no_other() -> None:
    table = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| `?([^`|]*)`? \|", (ROOT / "README.md").read_text(), re.M))
    written = {name: default.strip() for name, default in table.items()}

    assert written == {setting.name: _written(setting.default) for setting in SETTINGS}


def _written(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default).replace(f"{ROOT}/", "")
