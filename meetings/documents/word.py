"""A document as DOCX with real headings, lists, tables and links: the one adapter of python-docx."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Block = Mapping[str, Any]
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
_MOST_LEVELS = 9


def docx(data: Mapping[str, Any]) -> bytes:
    """Return the file of a document's data (`content.data_of`)."""
    made = _Writing(data)
    made.write()
    target = io.BytesIO()
    made.document.save(target)
    return target.getvalue()


class _Writing:
    """Writes one document from top to bottom."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        import docx as library  # noqa: PLC0415 - with lxml 20 MB, of which only a process that makes one takes its part

        from meetings.documents import word_parts  # noqa: PLC0415 - loads it too

        self.document = library.Document()
        self._data, self._parts = data, word_parts
        self._lang = data["lang"]
        word_parts.prepare(self.document, LANGUAGES[self._lang])
        self._body, self._numbering = word_parts.Body(self.document), word_parts.Numbering(self.document)

    def write(self) -> None:
        data = self._data
        self._properties()
        self._parts.foot(self.document, data["foot"], data["page"], data["of"])
        self._paragraph("Title", [{"text": data["title"]}])
        self._lines(data["facts"])
        for part in data["parts"]:
            self._lang = part["lang"]
            if part["title"]:
                self._paragraph("Heading 1", [{"text": part["title"]}])
            self._lines(part["about"])
            self._blocks(part["blocks"])

    def _properties(self) -> None:
        """Say what it is and who stands behind it; nothing of the template's own remains."""
        told, at = self.document.core_properties, datetime.fromtimestamp(self._data["dated"], UTC)
        told.title, told.author, told.language = self._data["title"], self._data["author"], LANGUAGES[self._lang]
        told.created = told.modified = at
        told.comments = told.keywords = told.subject = told.category = ""
        told.last_modified_by, told.revision = self._data["author"], 1

    def _lines(self, lines: Sequence[str]) -> None:
        if lines:
            self._paragraph("About", _broken(lines))

    def _blocks(self, blocks: Sequence[Block], *, style: str = "Normal", depth: int = 0) -> None:
        for block in blocks:
            kind = block["kind"]
            if kind == "heading":
                self._paragraph(f"Heading {block['level']}", block["runs"])
            elif kind == "paragraph":
                self._paragraph(style, block["runs"])
            elif kind == "list":
                self._list(block, depth)
            elif kind == "quote":
                self._blocks(block["blocks"], style="Quote", depth=depth)
            elif kind == "code":
                self._paragraph("Code", _broken(block["text"].split("\n")))
            elif kind == "table":
                self._table(block)
            else:
                self._parts.rule(self._paragraph("Normal", []))

    def _list(self, block: Block, depth: int) -> None:
        """Write a list: each begins its own numbering; what follows in an item stands under its first words."""
        level = min(depth, _MOST_LEVELS - 1)
        number = self._numbering.begin(level, ordered=block["ordered"], start=block["start"])
        for item in block["items"]:
            first, *rest = item if item and item[0]["kind"] == "paragraph" else [{"runs": []}, *item]
            paragraph = self._paragraph("List Paragraph", first["runs"])
            self._parts.number(paragraph, number, level)
            self._blocks(rest, style="List Continue", depth=depth + 1)

    def _table(self, block: Block) -> None:
        table = self._body.table(len(block["head"]))
        for number, row in enumerate([block["head"], *block["rows"]]):
            for paragraph, runs, side in zip(table.row(), row, block["align"], strict=True):
                self._parts.align(paragraph, side)
                self._runs(paragraph, runs if number else [{**run, "strong": True} for run in runs])
        self._paragraph("Cell", [])

    def _paragraph(self, style: str, runs: Sequence[Block]) -> Any:
        made = self._body.paragraph(style)
        self._runs(made, runs)
        return made

    def _runs(self, paragraph: Any, runs: Sequence[Block]) -> None:
        for run in runs:
            if "link" in run:
                inside = self._parts.link(paragraph, run["link"])
                for one in run["runs"]:
                    inside.append(self._run(paragraph, one, style="Hyperlink")._r)
            else:
                self._run(paragraph, run)

    def _run(self, paragraph: Any, run: Block, *, style: str = "") -> Any:
        made = paragraph.add_run()
        if "break" in run:
            made.add_break()
            return made
        made.text = run["text"]
        self._parts.set_run_style(made, "Code Word" if "code" in run else style)
        for name, words in (("strong", "bold"), ("emph", "italic")):
            if name in run:
                setattr(made, words, True)
        if "strike" in run:
            made.font.strike = True
        if self._lang != self._data["lang"]:
            self._parts.say_language(made, LANGUAGES[self._lang])
        return made


def _broken(lines: Sequence[str]) -> list[Block]:
    """Return the lines as runs with breaks between them."""
    runs: list[Block] = []
    for line in lines:
        runs += [{"text": line}, {"break": True}]
    return runs[:-1]
