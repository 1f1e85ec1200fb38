"""How does what organisers write become HTML: Markdown, then only harmless elements."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "code", "pre", "hr",
         "table", "thead", "tbody", "tr", "th", "td", "del"}  # fmt: skip
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_DEEPEST = 4
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
    ["table", "strikethrough"]
)


def html(source: str, *, level: int = 2) -> Markup:
    """Return the Markdown as safe HTML; its top heading becomes an h`level`, so that the page has one h1.

    Raw HTML is shown as text. Links are http, https, mailto or tel, and pass no referrer's rights on. No level of
    heading is left out: see `outline`.
    """
    tokens = _parser.parse(source)
    opens = [token for token in tokens if token.type == "heading_open"]
    closes = [token for token in tokens if token.type == "heading_close"]
    levels = outline([int(token.tag[1]) for token in opens], level, _DEEPEST)
    for opening, closing, deep in zip(opens, closes, levels, strict=True):
        opening.tag = closing.tag = f"h{deep}"
    rendered = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704 - what nh3 lets through is the point of this function
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"a": {"href"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
            url_schemes=set(SCHEMES),
            link_rel="noopener",
        )
    )


def tree(source: str) -> SyntaxTreeNode:
    """Return the Markdown as a tree of what `html` would show, for other forms than HTML; raw HTML is text in it."""
    return SyntaxTreeNode(_parser.parse(source))


def outline(levels: Sequence[int], top: int, deepest: int) -> list[int]:
    """Return the levels of headings moved so that they begin at `top` and never leave one out on their way down.

    Those that stand under the same heading at the same written level stay equal; none is deeper than `deepest`.
    """
    above: list[int] = []
    moved = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        moved.append(min(deepest, top + len(above) - 1))
    return moved


def plain(source: str, *, at_most: int = 300) -> str:
    """Return the Markdown as one line of text, cut at a word: for descriptions and feeds."""
    text = " ".join(nh3.clean(_parser.render(source), tags=set()).split())
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    if len(text) <= at_most:
        return text
    return text[: at_most - 1].rsplit(" ", 1)[0] + "…"
