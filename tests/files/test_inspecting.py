"""What is found in files of each kind, and that odd and hostile ones neither stop nor fill anything."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from meetings.demo.materials import FILES
from meetings.files import documents, inspecting
from meetings.files.inspecting import Inspected, inspect
from tests.files.samples import office, zipped

PDF = "application/pdf"
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title>'
    "</cp:coreProperties>"
)
SLIDE = '<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r" xmlns:adec="d"><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sld>'
HEADING = (
    '<p:sp><p:nvSpPr><p:cNvPr id="1" name="T"/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r>'
    '<a:rPr lang="sv-SE"/><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>'
)
PICTURE = '<p:pic><p:nvPicPr><p:cNvPr id="2" name="B"{}>{}</p:cNvPr></p:nvPicPr></p:pic>'
LINK = '<p:sp><a:p><a:r><a:rPr><a:hlinkClick r:id="x"/></a:rPr><a:t>{}</a:t></a:r></a:p></p:sp>'
DECORATIVE = '<a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst>'
ODF = " ".join(
    f'xmlns:{name}="{name}"' for name in ("office", "draw", "svg", "text", "style", "fo", "dc", "presentation")
)


def of(tmp_path: Path, content: bytes, media_type: str) -> Inspected:
    path = tmp_path / "file"
    path.write_bytes(content)
    return inspect(path, media_type)


def pptx(*slides: str, title: str = "Effektbutiken") -> bytes:
    parts = {f"ppt/slides/slide{number}.xml": SLIDE.format(one) for number, one in enumerate(slides, 1)}
    return office(documents.PPTX, {"docProps/core.xml": CORE.format(title), **parts})


def test_a_tagged_pdf_has_no_flaws_and_one_of_scanned_pages_has_the_worst(tmp_path: Path) -> None:
    scanned = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(scanned, "PDF")
    tagged = FILES / "Möjligheterna som digitalisering skapar.pdf"

    assert inspect(tagged, PDF) == Inspected(tagged=True, titled=True, language=True, text=True)
    assert inspect(FILES / "Målgruppen.pdf", PDF) == Inspected(tagged=False, titled=False, language=False, text=True)
    found = of(tmp_path, scanned.getvalue(), PDF)
    assert (found.text, found.tagged, found.language) == (False, False, False)


def test_a_presentation_says_which_pictures_and_slides_lack_words(tmp_path: Path) -> None:
    fine = pptx(HEADING.format("Rubrik") + PICTURE.format(' descr="En butik"', ""), HEADING.format("Två"))
    poor = pptx(
        HEADING.format("") + PICTURE.format("", "") + PICTURE.format(' descr=" "', ""),
        PICTURE.format("", DECORATIVE) + LINK.format("Klicka här") + LINK.format("Effektbutikens sidor"),
        title=" ",
    )

    assert of(tmp_path, fine, documents.PPTX) == Inspected(titled=True, language=True)
    assert of(tmp_path, poor, documents.PPTX) == Inspected(
        titled=False, language=True, pictures_without_alt=2, slides_without_titles=2, vague_links=1
    )
    assert inspect(FILES / "Effektbutiken på väg.pptx", documents.PPTX) == Inspected(titled=True, language=True)


def test_documents_of_word_excel_and_opendocument_are_read_too(tmp_path: Path) -> None:
    drawing = "<wp:inline><wp:docPr{}/><pic:pic><pic:cNvPr/></pic:pic></wp:inline>"
    word = '<w:document xmlns:w="w" xmlns:wp="wp" xmlns:pic="p">{}</w:document>'
    body = drawing.format("") + drawing.format(' descr="Ett diagram"') + "<w:hyperlink><w:t>här</w:t></w:hyperlink>"
    docx = office(documents.DOCX, {"docProps/core.xml": CORE.format("Rapport"), "word/document.xml": word.format(body)})
    sheet = '<xdr:wsDr xmlns:xdr="x"><xdr:pic><xdr:nvPicPr><xdr:cNvPr/></xdr:nvPicPr></xdr:pic></xdr:wsDr>'
    xlsx = office(documents.XLSX, {"xl/drawings/drawing1.xml": sheet})
    frames = "<draw:frame><draw:image/></draw:frame><draw:frame><draw:image/><svg:title>Karta</svg:title></draw:frame>"
    language = '<style:text-properties fo:language="sv"/>'
    odt = zipped(
        {
            "content.xml": f"<office:a {ODF}>{frames}{language}</office:a>",
            "meta.xml": f"<office:a {ODF}><dc:title>Titel</dc:title></office:a>",
        }
    )
    titled = '<draw:page><draw:frame presentation:class="title"><text:p>Rubrik</text:p></draw:frame></draw:page>'
    odp = zipped({"content.xml": f"<office:a {ODF}>{titled}<draw:page><draw:frame/></draw:page></office:a>"})

    assert of(tmp_path, docx, documents.DOCX) == Inspected(
        titled=True, language=False, pictures_without_alt=1, vague_links=1
    )
    assert of(tmp_path, xlsx, documents.XLSX) == Inspected(titled=False, language=None, pictures_without_alt=1)
    assert of(tmp_path, odt, documents.ODT) == Inspected(titled=True, language=True, pictures_without_alt=1)
    assert of(tmp_path, odp, documents.ODP) == Inspected(titled=False, language=False, slides_without_titles=1)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", PDF),
        (b"%PDF-1.7\nskr\xe4p\n%%EOF", PDF),
        (b"PK\x03\x04 trasig", documents.PPTX),
        (zipped({"docProps/core.xml": "<a><b></a>"}), documents.DOCX),
        (zipped({"docProps/core.xml": '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'}), documents.DOCX),
        (b"vad som helst", "text/plain"),
    ],
    ids=["empty", "broken-pdf", "broken-zip", "broken-xml", "doctype", "unknown"],
)
def test_of_an_odd_file_nothing_is_told(tmp_path: Path, content: bytes, media_type: str) -> None:
    assert of(tmp_path, content, media_type) == Inspected()


def test_a_part_that_unpacks_to_too_much_is_not_read_to_its_end(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(documents, "_BYTES", 1_000_000)
    large = zipped({"docProps/core.xml": CORE.format("x" * 2_000_000)})

    assert of(tmp_path, large, documents.DOCX) == Inspected()


def test_a_document_shows_the_picture_that_it_carries_of_itself(tmp_path: Path) -> None:
    thumbnail = io.BytesIO()
    Image.new("RGBA", (400, 200), (0, 0, 0, 0)).save(thumbnail, "PNG")
    path = tmp_path / "file"
    path.write_bytes(zipped({"content.xml": "<a/>", "Thumbnails/thumbnail.png": thumbnail.getvalue()}))

    made = inspecting.look("picture", str(path), documents.ODP, "320")
    path.write_bytes(zipped({"content.xml": "<a/>"}))
    none = inspecting.look("picture", str(path), documents.ODP, "320")

    assert made is not None
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size, picture.getpixel((0, 0))) == ("WEBP", (320, 160), (255, 255, 255))
    assert none is None


def test_a_pdf_that_asks_for_all_memory_or_time_ends_alone(tmp_path: Path, monkeypatch) -> None:
    """A page of 200,000 by 200,000 points whose drawing never ends; a picture that says it has 10^10 points."""
    content = zlib.compress(b"0 0 m 100 100 l S " * 400_000)
    huge = b"<</Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Length 3>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 200000]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(content) + content + b"\nendstream",
        huge + b"stream\nabc\nendstream",
    ]
    body = b"".join(b"%d 0 obj" % number + one + b"endobj\n" for number, one in enumerate(objects, 1))
    path = tmp_path / "hostile.pdf"
    path.write_bytes(b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")
    monkeypatch.setattr(inspecting, "_WALL", 1)
    begun = time.monotonic()

    inspecting.look("picture", str(path), PDF, "320")  # whether it is made or not

    assert time.monotonic() - begun < 30  # a second, and what else the machine has to do
