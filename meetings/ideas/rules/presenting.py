"""How an idea is read: its fields in order with their names and words, for pages, documents and exports alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from meetings.ideas.rules.content import Content
from meetings.ideas.rules.fields import NAMES, ROLES, TEXTS
from meetings.text import N_


@dataclass(frozen=True)
class Part:
    """One field as read: `text` (Markdown where `prose`), or a list of words. `label` is Swedish, to be translated.

    `own` says that the label is a question of the call's own: shown as it was worded, never translated.
    """

    code: str
    label: str
    text: str = ""
    words: tuple[str, ...] = ()
    prose: bool = False
    own: bool = False


def parts(
    content: Content, names: Mapping[tuple[str, str], str], answers: Sequence[tuple[str, str]] = ()
) -> tuple[Part, ...]:
    """Return the fields that say something, in the order of `fields.NAMES`, then the call's own questions.

    `names` is the word in the reader's language for each (vocabulary, code) (`queries.terms.names`); a code without a
    name stands as itself. Texts that the system writes (role, yes) are Swedish, to be translated.
    """
    standing = [part for code in NAMES for part in _part(code, content, names)]
    own = [Part(f"own-{n}", asked, text=text, own=True) for n, (asked, text) in enumerate(answers) if text]
    return (*standing, *own)


_VOCABULARIES = {
    "organisation_type": "organisation_type",
    "sector": "sector",
    "municipality": "municipality",
    "target_groups": "target_group",
    "partners_sought": "sector",
    "places": "municipality",
}


def _part(code: str, content: Content, names: Mapping[tuple[str, str], str]) -> Iterator[Part]:
    if code in TEXTS:
        if text := getattr(content, code):
            yield Part(code, NAMES[code], text=text, prose=True)
    elif vocabulary := _VOCABULARIES.get(code):
        value = getattr(content, code)
        codes = [value] if isinstance(value, str) else value
        if words := tuple(names.get((vocabulary, one), one) for one in codes if one):
            yield Part(code, NAMES[code], words=words)
    elif text := _written(code, content):
        yield Part(code, NAMES[code], text=text)


def _written(code: str, content: Content) -> str:
    match code:
        case "role":
            return ROLES.get(content.role, "")
        case "period":
            return "–".join(month for month in (content.starts_in, content.ends_in) if month)
        case "budget":
            return "" if content.budget is None else str(content.budget)
        case "transnational":
            return N_("Ja") if content.transnational else ""
        case _:
            return str(getattr(content, code))
