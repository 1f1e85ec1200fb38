"""What is like an idea, in words: beside the form, on the preview and on a public idea's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from meetings.ideas.queries import similar as queries
from meetings.ideas.queries import terms
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import Similar
from meetings.web.lang import lang


@dataclass(frozen=True)
class Shown:
    """Something similar: where it stands, whose it is, and why it is shown; `lang` is "" when it is the page's."""

    url: str
    title: str
    by: str
    lang: str
    why: str


def shown(
    content: Content, *, but: int | None = None, names: Mapping[tuple[str, str], str] | None = None
) -> list[Shown]:
    """Return what is like the content, the most alike first; `names` as `terms.names` has them, if they are known."""
    found = queries.similar(content, but=but)
    if not found:
        return []
    words = names if names is not None else terms.names(lang())
    return [
        Shown(
            url_for("ideas.public_idea", idea_id=one.known.key, slug=one.known.slug),
            one.known.title,
            one.known.by,
            one.known.lang if one.known.lang != lang() else "",
            _why(one, words),
        )
        for one in found
    ]


def _why(one: Similar, names: Mapping[tuple[str, str], str]) -> str:
    """Return what the two share, in words."""
    said = []
    if one.groups:
        groups = ", ".join(names.get(("target_group", code), code) for code in one.groups)
        said.append(_("samma målgrupp (%(groups)s)", groups=groups))
    if one.same_place:
        said.append(_("samma kommun"))
    if one.words:
        said.append(_("båda nämner %(words)s", words=", ".join(f"”{word}”" for word in one.words)))
    text = ", ".join(said)
    return text[:1].upper() + text[1:]
