"""The parts of a DOCX that python-docx has no words for; loads python-docx: only `word` imports it, when it writes."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.oxml.table import CT_Tbl
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

INK, SOFT, BRAND = (RGBColor.from_string(colour) for colour in ("16232B", "51626C", "083A3D"))
_FONT, _FIXED = "Calibri", "Consolas"
_SIZES = {"Title": 24, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11, "Heading 5": 11}
_OURS = {"About", "Cell", "Code", "Code Word", "Hyperlink"}
_THEIRS = {"Quote", "List Paragraph", "List Continue", "Table Grid", "Header", "Footer"}
_DEFAULTS = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
_KEPT = _OURS | _THEIRS | _DEFAULTS | set(_SIZES)
_NOT_OURS = {"stylesWithEffects", "customXml", "thumbnail"}  # what else the template brings
_BULLETS = "•–·"
_SIDES = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_NUMBERS = ("decimal", "lowerLetter", "lowerRoman")


def prepare(document: Document, language: str) -> None:
    """Set the paper, the language and the styles: what the template brings beyond them goes."""
    for rels in (document.part.rels, document.part.package.rels):
        for name in [name for name, one in rels.items() if one.reltype.rpartition("/")[2] in _NOT_OURS]:
            del rels[name]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    styles = document.styles
    default = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    default.set(qn("w:val"), language)
    for name in ["Normal", *_SIZES]:
        style = styles[name]
        _set_font(style, _FONT)
        style.font.size, style.font.color.rgb = Pt(_SIZES.get(name, 11)), BRAND if name != "Normal" else INK
        style.font.bold, style.font.italic = name != "Normal", False
    title = styles["Title"].element.get_or_add_pPr()
    for line in title.findall(qn("w:pBdr")):
        title.remove(line)
    _add_style(styles, "About").font.color.rgb = SOFT
    _add_style(styles, "Cell").paragraph_format.space_after = Pt(2)
    _set_font(_add_style(styles, "Code"), _FIXED)
    _set_font(_add_style(styles, "Code Word", WD_STYLE_TYPE.CHARACTER), _FIXED)
    words = _add_style(styles, "Hyperlink", WD_STYLE_TYPE.CHARACTER)
    words.font.underline, words.font.color.rgb = True, BRAND
    _drop_others(styles)


def foot(document: Document, text: str, page: str, of: str) -> None:
    """Write what stands at the foot of each page: the text, and "Sida 1 av 3" at the right margin."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{text}\t{page} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(f" {of} ")
    _field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), SOFT


class Body:
    """The text of a document, added to at its end.

    python-docx looks through all paragraphs and styles for each new one: a long document would take minutes.
    """

    def __init__(self, document: Document) -> None:
        self._parent = document._body
        self._end = document.element.body.sectPr

    def paragraph(self, style: str) -> Paragraph:
        """Add a paragraph in this style."""
        made = Paragraph(OxmlElement("w:p"), self._parent)
        self._end.addprevious(made._p)
        _set_style(made, style)
        return made

    def table(self, columns: int) -> Table:
        """Add a table without rows."""
        made = CT_Tbl.new_tbl(0, columns, Mm(160))
        made.tblStyle_val = "TableGrid"
        self._end.addprevious(made)
        return Table(made, columns, self._parent)


def _set_style(paragraph: Paragraph, name: str) -> None:
    if name != "Normal":
        paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = name.replace(" ", "")


def set_run_style(run: Run, name: str) -> None:
    """Give the run a style by its name; "" for none."""
    if name:
        run._r.style = name.replace(" ", "")


def link(paragraph: Paragraph, address: str) -> Any:
    """Return the element that the runs of a link go into."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"/>')
    paragraph._p.append(element)
    return element


def rule(paragraph: Paragraph) -> None:
    """Draw a line under an empty paragraph."""
    line = '<w:bottom w:val="single" w:sz="4" w:space="1" w:color="51626C"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"))


class Table:
    """A table that is written row by row, the head first, which stands on each page again."""

    def __init__(self, element: CT_Tbl, columns: int, parent: Any) -> None:
        self._element, self._columns, self._parent = element, columns, parent
        self._is_empty = True

    def row(self) -> list[Paragraph]:
        """Add a row and return the paragraph of each cell."""
        row = OxmlElement("w:tr")
        self._element.append(row)
        if self._is_empty:
            row.append(parse_xml(f"<w:trPr {nsdecls('w')}><w:tblHeader/></w:trPr>"))
        self._is_empty = False
        return [self._cell(row) for _column in range(self._columns)]

    def _cell(self, row: Any) -> Paragraph:
        cell, paragraph = OxmlElement("w:tc"), Paragraph(OxmlElement("w:p"), self._parent)
        row.append(cell)
        cell.append(paragraph._p)
        _set_style(paragraph, "Cell")
        return paragraph


def align(paragraph: Paragraph, side: str) -> None:
    """Set the text to the left, the right or the middle."""
    if side in _SIDES:
        paragraph.alignment = _SIDES[side]


def say_language(run: Run, language: str) -> None:
    """Say that the run is in another language than the document."""
    run._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{language}"/>'))


def number(paragraph: Paragraph, numbering: int, level: int) -> None:
    """Make the paragraph an item of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, numbering


class Numbering:
    """The lists of a document: each has its own numbers."""

    def __init__(self, document: Document) -> None:
        self._element = document.part.numbering_part.element
        for old in list(self._element):  # the template's own lists
            self._element.remove(old)
        for name, ordered in ((0, False), (1, True)):
            self._element.append(parse_xml(_levels(name, ordered=ordered)))
        self._last = 0

    def begin(self, level: int, *, ordered: bool, start: int) -> int:
        """Return the number of a new list."""
        self._last += 1
        begins = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        self._element.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self._last}"><w:abstractNumId w:val="{int(ordered)}"/>'
                f"{begins if ordered else ''}</w:num>"
            )
        )
        return self._last


def _levels(name: int, *, ordered: bool) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{_NUMBERS[level % 3] if ordered else "bullet"}"/>'
        f'<w:lvlText w:val="{f"%{level + 1}." if ordered else _BULLETS[level % 3]}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    kind = '<w:multiLevelType w:val="hybridMultilevel"/>'
    return f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{kind}{levels}</w:abstractNum>'


def _field(paragraph: Paragraph, name: str) -> None:
    """Add a field that the reader's program fills in."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        words = f'<w:instrText {nsdecls("w")} xml:space="preserve">{name}</w:instrText>'
        mark = f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
        run._r.append(parse_xml(mark if kind else words))


def _drop_others(styles: Any) -> None:
    """Take the template's styles away that no document of ours uses, and what leads to them."""
    for style in [*styles]:
        if style.name not in _KEPT:
            styles.element.remove(style.element)
            continue
        for other in style.element.findall(qn("w:link")):
            style.element.remove(other)


def _add_style(styles: Any, name: str, kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    made = styles.add_style(name, kind)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        made.base_style = styles["Normal"]
    return made


def _set_font(style: Any, name: str) -> None:
    """Give the style this font in every script, not the theme's."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    scripts = " ".join(f'w:{script}="{name}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    properties.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {scripts}/>"))
