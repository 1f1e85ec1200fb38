"""What is like an idea, in words: beside the form, on the preview and on a public idea's page.

Features above hand in further things to compare with at the start, as finished projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, url_for
from flask_babel import gettext as _

from meetings.ideas.queries import similar as queries
from meetings.ideas.queries import terms
from meetings.ideas.queries.similar import Source
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import Similar
from meetings.web.lang import lang

EXAMPLES = 3  # of a kind, at most
_NAME = "what is like ideas"
# What finds things of a kind, and the address of one by its number and the readable part.
Finder = tuple[Source, Callable[[int, str], str]]


def init_app(app: Flask, further: Mapping[str, Finder]) -> None:
    """Hand over what else may be like an idea, by its kind."""
    app.extensions[_NAME] = further


@dataclass(frozen=True)
class Shown:
    """Something similar: where it stands, whose it is, and why it is shown; `lang` is "" when it is the page's.

    `is_example` when it is no idea, but something finished to learn from.
    """

    url: str
    title: str
    by: str
    lang: str
    why: str
    is_example: bool = False


def shown(content: Content, *, but: int | None = None) -> list[Shown]:
    """Return what is like the content while it is written: ideas, the most alike first, then examples."""
    further: Mapping[str, Finder] = current_app.extensions[_NAME]
    found = queries.similar(content, but=but)
    for source, _url in further.values():
        found += queries.similar(content, sources=(source,))[:EXAMPLES]
    return _shown(found, None)


def ideas_like(content: Content, *, but: int, names: Mapping[tuple[str, str], str]) -> list[Shown]:
    """Return the ideas that are like the content of the one `but`; `names` as `terms.names` has them."""
    return _shown(queries.similar(content, but=but), names)


def _shown(found: Sequence[Similar], names: Mapping[tuple[str, str], str] | None) -> list[Shown]:
    if not found:
        return []
    words = names if names is not None else terms.names(lang())
    return [
        Shown(
            _url_of(one),
            one.known.title,
            one.known.by,
            one.known.lang if one.known.lang != lang() else "",
            _why(one, words),
            one.known.is_example,
        )
        for one in found
    ]


def _url_of(one: Similar) -> str:
    further: Mapping[str, Finder] = current_app.extensions[_NAME]
    if one.known.kind in further:
        return further[one.known.kind][1](one.known.key, one.known.slug)
    return url_for("ideas.public_idea", idea_id=one.known.key, slug=one.known.slug)


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
