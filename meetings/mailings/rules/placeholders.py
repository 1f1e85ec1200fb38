"""What may stand in square brackets in a mailing's text, and what becomes of it: there is no template language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from meetings.text import fold


class Placeholder(str, Enum):
    """What can be filled in for each recipient; the value is its name in a mail's fields. Decision 8: nothing else."""

    NAME = "name"
    MEETING = "meeting"
    TIME = "time"
    PLACE = "place"
    WORKSHOP = "workshop"
    OWN_LINK = "own_link"
    IDEA = "idea"


# As one writes them in Swedish and in English text; either works in both.
NAMES: Mapping[Placeholder, tuple[str, str]] = {
    Placeholder.NAME: ("[namn]", "[name]"),
    Placeholder.MEETING: ("[möte]", "[meeting]"),
    Placeholder.TIME: ("[tid]", "[time]"),
    Placeholder.PLACE: ("[plats]", "[place]"),
    Placeholder.WORKSHOP: ("[workshop]", "[workshop]"),
    Placeholder.OWN_LINK: ("[egen länk]", "[own link]"),
    Placeholder.IDEA: ("[idé]", "[idea]"),
}
# What those who have signed up have none of, and what those who have sent in an idea have none of.
NOT_OF_PEOPLE = (Placeholder.IDEA,)
NOT_OF_IDEAS = (Placeholder.WORKSHOP,)
_BY_NAME = {fold(name[1:-1]): placeholder for placeholder, names in NAMES.items() for name in names}
_BRACKETS = re.compile(r"(?<!\\)\[([^\[\]\n]{1,60})\](?!\((?:https?:|mailto:|tel:))")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def unknown(text: str, *, but: Sequence[Placeholder] = ()) -> list[str]:
    """Return what stands in brackets and is no placeholder (nor a Markdown link), or is one of those left out by `but`.

    As written, each once, in the order of the text.
    """
    found: dict[str, None] = {}
    for match in _BRACKETS.finditer(text):
        placeholder = _BY_NAME.get(_key(match[1]))
        is_link = placeholder is None and text[match.end() : match.end() + 1] == "("
        if not is_link and (placeholder is None or placeholder in but):
            found[match[0]] = None
    return list(found)


def filled(text: str, fields: Mapping[str, str], written: Callable[[Placeholder, str, bool], str]) -> str:
    """Return the text with every placeholder replaced by its field as `written(placeholder, value, in_link)` has it.

    `in_link`: it stands where a Markdown link has its address. What is no placeholder stays.
    """

    def value(match: re.Match[str]) -> str:
        placeholder = _BY_NAME.get(_key(match[1]))
        if placeholder is None:
            return match[0]
        return written(placeholder, fields.get(placeholder.value, ""), text[: match.start()].endswith("]("))

    return _BRACKETS.sub(value, text)


def plain(_placeholder: Placeholder, value: str, _in_link: bool) -> str:
    """Write a value as it is: for subjects and plain text."""
    return value


def in_markdown(placeholder: Placeholder, value: str, in_link: bool) -> str:
    """Write a value so that Markdown shows it as it is: a name makes no link, no heading and no emphasis.

    The own link, which this service made, becomes a link.
    """
    if placeholder is Placeholder.OWN_LINK:
        return value if in_link or not value else f"<{value}>"
    return _PUNCTUATION.sub(r"\\\1", value)


def _key(name: str) -> str:
    return fold(" ".join(name.split()))
