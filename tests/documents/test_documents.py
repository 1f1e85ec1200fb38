"""Documents are what other programs can read: tagged PDF and real Word, the same text as on the web, whatever it is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from pypdf import PdfReader

from meetings.documents.blocks import blocks
from meetings.documents.content import Document, Part, data_of
from meetings.documents.letters import known_letters, with_known_letters
from meetings.documents.pdf import pdf
from meetings.documents.word import docx as word

HOSTILE = 'å ä ö đ ŋ č <script>alert(1)</script> #import "x.typ" $x^2$ \\*stjärna\\* @ref {{ namn }} #emph[a]'
TEXT = f"""## Frågor

{HOSTILE}

#### Insikter

- ett
- två
  1. **inre**
  2. *sned* och `kod #x`

| Kommun | Antal |
|---|---:|
| Lilla Edet | 12 |

5. fem

[webben](https://example.se/å) [sidan](/moten/1) [bort](javascript:alert(1)) ![bild](x.png)

## Nästa steg

Slut 😀."""
DATED = datetime(2018, 4, 24, 14, 0, tzinfo=UTC)


def a_document(**facts: Any) -> Document:
    values: dict[str, Any] = {
        "title": "Anteckningar från #import & <b>Åmål</b>",
        "lang": "sv",
        "author": "Göteborgsregionen (GR)",
        "parts": [
            Part("Förmiddagens *föredrag*", TEXT, "sv", ["Föredrag kl. 9.00", "Åsa Öberg (S)"]),
            Part("In English", "# Hi\n\nYes.", "en"),
        ],
        "dated": DATED,
        "facts": ["Den 23 mars 2018, Vänersborg"],
        "foot": "Göteborgsregionen · Uppdaterad",
        "contents": "Innehåll",
        "base_url": "https://moten.example.se",
    }
    return Document(**(values | facts))


def the_pdf(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(data_of(document.plain()))))


def titles(outline: list[Any], depth: int = 1) -> Iterator[tuple[int, str]]:
    for one in outline:
        if isinstance(one, list):
            yield from titles(one, depth + 1)
        else:
            yield depth, one.title


def roles(node: Any) -> Iterator[str]:
    """The tags of a PDF, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from roles(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from roles(node.get("/K", []))


def test_a_pdf_is_tagged_in_its_language_and_says_what_it_is() -> None:
    reader = the_pdf(a_document())
    root: Any = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "sv-SE")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (a_document().title, "Göteborgsregionen (GR)")
    assert list(titles(reader.outline)) == [
        (1, "Förmiddagens *föredrag*"),
        (2, "Frågor"),
        (3, "Insikter"),
        (2, "Nästa steg"),
        (1, "In English"),
        (2, "Hi"),
    ]
    tags = list(roles(root["/StructTreeRoot"]))
    for tag in ("/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/TOC", "/Strong", "/Em"):
        assert tag in tags, tag


def test_a_pdf_says_what_was_written_and_nothing_in_it_is_obeyed() -> None:
    reader = the_pdf(a_document())
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    at = [
        text.index(words)
        for words in (
            "Anteckningar från #import & <b>Åmål</b> Den 23 mars 2018, Vänersborg",
            "Föredrag kl. 9.00 Åsa Öberg (S) Frågor",
            HOSTILE.replace("\\", ""),
            "Kommun Antal Lilla Edet 12",
            "5. fem",
            "webben sidan [bort](javascript:alert(1)) Nästa steg Slut □.",
            "In English Hi Yes.",
        )
    ]
    assert at == sorted(at)
    assert "Göteborgsregionen · Uppdaterad 1 av 1" in text
    links = [note.get_object()["/A"]["/URI"] for note in reader.pages[0]["/Annots"] if "/A" in note.get_object()]
    assert links == ["https://example.se/%C3%A5", "https://moten.example.se/moten/1"]


def test_the_same_content_makes_the_same_pdf() -> None:
    data = data_of(a_document(lang="en").plain())
    assert pdf(data) == pdf(data)
    assert the_pdf(a_document(lang="en")).trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]


def test_a_word_file_has_real_headings_lists_tables_and_links() -> None:
    made = docx.Document(io.BytesIO(word(data_of(a_document().plain()))))
    written = [(one.style.name, one.text) for one in made.paragraphs if one.style is not None and one.text]
    assert written == [
        ("Title", "Anteckningar från #import & <b>Åmål</b>"),
        ("About", "Den 23 mars 2018, Vänersborg"),
        ("Heading 1", "Förmiddagens *föredrag*"),
        ("About", "Föredrag kl. 9.00\nÅsa Öberg (S)"),
        ("Heading 2", "Frågor"),
        ("Normal", HOSTILE.replace("\\", "")),
        ("Heading 3", "Insikter"),
        ("List Paragraph", "ett"),
        ("List Paragraph", "två"),
        ("List Paragraph", "inre"),
        ("List Paragraph", "sned och kod #x"),
        ("List Paragraph", "fem"),
        ("Normal", "webben sidan [bort](javascript:alert(1)) "),
        ("Heading 2", "Nästa steg"),
        ("Normal", "Slut 😀."),
        ("Heading 1", "In English"),
        ("Heading 2", "Hi"),
        ("Normal", "Yes."),
    ]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["Kommun", "Antal"],
        ["Lilla Edet", "12"],
    ]
    links = [link.address for one in made.paragraphs for link in one.hyperlinks]
    assert links == ["https://example.se/%C3%A5", "https://moten.example.se/moten/1"]
    told = made.core_properties
    assert (told.title, told.author, told.language, told.comments) == (
        "Anteckningar från #import & <b>Åmål</b>",
        "Göteborgsregionen (GR)",
        "sv-SE",
        "",
    )
    kinds = {one.reltype for one in made.part.package.rels.values()}
    assert not [kind for kind in kinds if kind.endswith("thumbnail")]
    assert RELATIONSHIP_TYPE.STYLES in {one.reltype for one in made.part.rels.values()}


def test_no_text_breaks_a_document() -> None:
    """Letters no font has, controls, marks alone, emptiness, deep nesting: they are shown somehow, or left out."""
    odd = [
        "",
        "\x00\x07\ud800",
        "😀👩\u200d👧 漢字 ع \u200fx",
        "é\u0301\u0336",
        "> " * 40 + "q",
        "- " * 40 + "x",
        "|a|\n|-|",
        "#",
        "```",
    ]
    odd += [
        "[x](http://[)",
        "1. \n2. ",
        "  \n\\",
        "&#0; &nbsp; &lt;",
        "* * *",
        "<!-- -->",
        "[](https://a.se)",
        "999999999. x",
        "a\uffffb\ufffe",
        "# \n## under en tom rubrik",
        "# ![bild](x.png)\n## x",
        "# \u200d\n## x",
    ]
    parts = [Part(text[:20], text, "sv") for text in odd]
    data = data_of(a_document(parts=parts, title="\x01 😀").plain())
    assert pdf(data).startswith(b"%PDF")
    assert word(data).startswith(b"PK")
    assert json.loads(json.dumps(data)) == data


def test_a_heading_without_words_leaves_no_level_out() -> None:
    """The template's headings are often left as they are, with subheadings or nothing after them."""
    found = blocks("# \n### Insikter\n## ![bild](x.png)\n#### Ett\n# Två", 2)
    assert [(one["kind"], one["level"], one["runs"][0]["text"]) for one in found] == [
        ("heading", 2, "Insikter"),
        ("heading", 3, "Ett"),
        ("heading", 2, "Två"),
    ]


def test_letters_without_a_shape_become_boxes_but_addresses_stay() -> None:
    known = known_letters()
    assert {ord(letter) for letter in "åäöÅÄÖđŋčéü–”…•□"} <= known
    shown = with_known_letters([{"text": "a😀b️c", "link": "https://漢.se"}], known)
    assert shown == [{"text": "a□bc", "link": "https://漢.se"}]


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.se", "https://a.se"),
        ("mailto:a@a.se", "mailto:a@a.se"),
        ("/moten/1", "https://b.se/moten/1"),
        ("//a.se", None),
        ("ftp://a.se", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ],
)
def test_links_lead_where_those_of_the_web_do(address: str, link: str | None) -> None:
    (paragraph,) = blocks(f"[x]({address})", 1, base_url="https://b.se")
    assert [run["link"] for run in paragraph["runs"] if "link" in run] == ([link] if link else [])
