"""How does Markdown become blocks that any form of document can be made of: the same as the web shows, no more.

A block is a dict with its `kind`: heading (level, runs), paragraph (runs), list (ordered, start, items), quote
(blocks), code (text), rule, table (head, rows, align). Runs are dicts with `text` and what it is (`strong`, `emph`,
`strike`, `code`), `{"break": True}`, or a link (`link`, `runs`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from meetings.web import markdown

DEEPEST = 5
Block = dict[str, Any]
Run = dict[str, Any]
_NESTS = ("bullet_list", "ordered_list", "list_item", "blockquote")
_MOST_NESTED = 6  # lists and quotations in one another; typst takes some more, no reader does
_MARKS = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks(source: str, top: int, *, base_url: str = "") -> list[Block]:
    """Return the Markdown as blocks, its top heading of the level `top`, no level left out.

    Links go to http, https, mailto and tel; one that begins with "/" is completed with `base_url`.
    """
    tree = markdown.tree(printable(source))
    reading = _Reading(base_url)
    headings = [node for node in tree.walk() if node.type == "heading" and reading.says_something(node)]
    levels = markdown.outline([int(node.tag[1]) for node in headings], top, DEEPEST)
    reading.levels = dict(zip(map(id, headings), levels, strict=True))
    return reading.blocks(tree.children)


def printable(text: str) -> str:
    """Return the text in NFC without the control characters, and what is no character, that no document may hold."""
    held = (letter for letter in text if ord(letter) & 0xFFFE != 0xFFFE)  # U+FFFE, U+FFFF: XML has no way to say them
    kept = (letter for letter in held if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


class _Reading:
    """Reads a tree; `levels` are those of its headings that say something, by the identity of their nodes."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.levels: dict[int, int] = {}

    def says_something(self, heading: SyntaxTreeNode) -> bool:
        """Tell whether a heading holds anything that shows: another one is left out, and with it its level."""
        return any(_shows(letter) for run in self._runs(heading) for letter in _words(run))

    def blocks(self, nodes: Sequence[SyntaxTreeNode], depth: int = 0) -> list[Block]:
        return [block for node in nodes for block in self._blocks(node, depth)]

    def _blocks(self, node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
        if node.type in ("heading", "paragraph"):
            yield from self._text(node)
        elif node.type in _NESTS and depth >= _MOST_NESTED:
            yield from self.blocks(node.children, depth)
        elif node.type in ("bullet_list", "ordered_list"):
            items = [self.blocks(item.children, depth + 1) for item in node.children]
            start = int(node.attrs.get("start", 1))
            yield {"kind": "list", "ordered": node.type == "ordered_list", "start": start, "items": items}
        elif node.type == "blockquote":
            yield {"kind": "quote", "blocks": self.blocks(node.children, depth + 1)}
        elif node.type == "table":
            yield self._table(node)
        elif node.type == "hr":
            yield {"kind": "rule"}
        elif node.content:  # code, fenced or indented
            yield {"kind": "code", "text": node.content.rstrip("\n")}

    def _text(self, node: SyntaxTreeNode) -> Iterator[Block]:
        runs, level = self._runs(node), self.levels.get(id(node))
        if level is not None:
            yield {"kind": "heading", "runs": runs, "level": level}
        elif runs and node.type == "paragraph":
            yield {"kind": "paragraph", "runs": runs}

    def _table(self, node: SyntaxTreeNode) -> Block:
        rows = [row for part in node.children for row in part.children]
        cells = [[self._runs(cell) for cell in row.children] for row in rows]
        align = [str(cell.attrs.get("style", "")).rpartition(":")[2] or "left" for cell in rows[0].children]
        return {"kind": "table", "head": cells[0], "rows": cells[1:], "align": align}

    def _runs(self, node: SyntaxTreeNode) -> list[Run]:
        """Return the runs of a block's text, without white space around them."""
        runs = [run for inline in node.children for child in inline.children for run in self._inline(child, {})]
        while runs and (runs[-1].get("break") or runs[-1].get("text", "x").isspace()):
            runs.pop()
        return runs

    def _inline(self, node: SyntaxTreeNode, marks: Run) -> Iterator[Run]:
        if node.type == "softbreak":
            yield {"text": " ", **marks}
        elif node.type == "hardbreak":
            yield {"break": True}
        elif node.type == "link":
            yield from self._link(node, marks)
        elif node.type in _MARKS:
            for child in node.children:
                yield from self._inline(child, {**marks, _MARKS[node.type]: True})
        elif node.type == "code_inline":
            yield {"text": node.content, **marks, "code": True}
        elif node.type != "image" and node.content:  # pictures are left out, as on the web
            yield {"text": node.content, **marks}

    def _link(self, node: SyntaxTreeNode, marks: Run) -> Iterator[Run]:
        runs = [run for child in node.children for run in self._inline(child, marks)]
        address = self._address(str(node.attrs.get("href", "")))
        if address and runs:
            yield {"link": address, "runs": runs}
        else:
            yield from runs

    def _address(self, href: str) -> str:
        """Return where a link leads; "" when it leads nowhere outside this service's pages."""
        if href.startswith("/") and not href.startswith("//"):
            return self._base_url + href if self._base_url else ""
        try:
            scheme = urlsplit(href).scheme.lower()
        except ValueError:
            return ""
        return href if scheme in markdown.SCHEMES else ""


def _words(run: Run) -> str:
    return "".join(map(_words, run["runs"])) if "link" in run else str(run.get("text", ""))


def _shows(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Mn", "Me")  # as `letters` leaves out
