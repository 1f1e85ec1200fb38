"""How does what organisers write become HTML: Markdown, then only harmless elements."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "code", "pre", "hr",
         "table", "thead", "tbody", "tr", "th", "td", "del"}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
    ["table", "strikethrough"]
)


def html(source: str, *, level: int = 2) -> Markup:
    """Return the Markdown as safe HTML; its top heading becomes an h`level`, so that the page has one h1.

    Raw HTML is shown as text. Links are http, https, mailto or tel, and pass no referrer's rights on.
    """
    tokens = _parser.parse(source)
    tops = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = level - min(tops) if tops else 0
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(4, int(token.tag[1]) + shift)}"
    rendered = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704 - what nh3 lets through is the point of this function
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"a": {"href"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener",
        )
    )


def plain(source: str, *, at_most: int = 300) -> str:
    """Return the Markdown as one line of text, cut at a word: for descriptions and feeds."""
    text = " ".join(nh3.clean(_parser.render(source), tags=set()).split())
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    if len(text) <= at_most:
        return text
    return text[: at_most - 1].rsplit(" ", 1)[0] + "…"
