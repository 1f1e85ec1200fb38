"""Every Swedish sentence has an English one, with the same placeholders, and every refusal has a text."""

import importlib
import pkgutil
import re
import subprocess
from enum import Enum
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import meetings

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "meetings/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@cache
def _messages() -> dict[object, object]:
    with CATALOGUE.open("rb") as file:
        found = read_po(file, locale="en")
        return {message.id: message.string for message in found if message.id and not message.fuzzy}  # as compiled


def _extracted(tmp_path: Path) -> set[object]:
    made = tmp_path / "messages.pot"
    command = [
        ROOT / ".venv/bin/pybabel", "--quiet", "extract", "--mapping-file", "pyproject.toml",
        "--keyword", "N_", "--keyword", "_l", "--keyword", "lazy_gettext", "--keyword", "ngettext:1,2",
        "--output-file", made, ".",
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True)
    with made.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


def test_every_sentence_is_translated(tmp_path: Path) -> None:
    messages = _messages()

    missing = [sentence for sentence in _extracted(tmp_path) if not _filled(messages.get(sentence))]

    assert missing == []


def _filled(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple) else bool(translation)


def test_translations_name_the_same_values() -> None:
    differing = []
    for sentence, translation in _messages().items():
        swedish = set(PLACEHOLDER.findall(sentence[-1] if isinstance(sentence, tuple) else str(sentence)))
        english = set(PLACEHOLDER.findall(translation[-1] if isinstance(translation, tuple) else str(translation)))
        if swedish != english:
            differing.append(sentence)

    assert differing == []


def _reasons() -> list[Enum]:
    """Every member of the enums in the features' rules whose value is a sentence: those are reasons of a refusal."""
    found: dict[str, Enum] = {}
    for module in pkgutil.walk_packages(meetings.__path__, "meetings."):
        if "rules" not in module.name.split("."):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Enum):
                found.update({str(reason): reason for reason in thing if _is_a_sentence(str(reason.value))})
    return list(found.values())


def _is_a_sentence(value: str) -> bool:
    return " " in value and value[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ”%"


def test_every_refusal_has_a_text_in_both_languages() -> None:
    found = _reasons()
    assert len(found) >= 200
    assert [str(reason) for reason in found if not str(reason.value).endswith((".", "?"))] == []
    assert [str(reason) for reason in found if not _filled(_messages().get(reason.value))] == []


def test_what_is_counted_in_the_same_words_is_many_in_the_same_words() -> None:
    """The catalogue knows a count by its words for one: two ways of saying many would be translated as one."""
    counted = re.compile(r'ngettext\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')
    written: dict[str, set[str]] = {}
    for folder in ("meetings", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".txt"}:
                for one, many in counted.findall(path.read_text(encoding="utf-8")):
                    written.setdefault(one, set()).add(many)
    assert len(written) > 100
    assert {one: many for one, many in written.items() if len(many) > 1} == {}
