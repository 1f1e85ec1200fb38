"""A file is what it holds: each kind is known, and what runs, swells, hides or poses as another is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetings.files import content
from meetings.files.rules import (
    DOCX,
    FOR_ANSWERS,
    JPEG,
    ODT,
    PDF,
    PNG,
    WEBP,
    XLSX,
    FileReason,
    Kind,
    Unacceptable,
    safe_name,
)
from tests.files import samples
from tests.files.samples import EICAR, docx, jpeg, odt, packed_pdf, pdf, png, webp, xlsx, zipped

TEMPLATE = (
    '<Relationships><Relationship Id="r1" Type="http://x/relationships/attachedTemplate" '
    'Target="https://evil.example/a.dotm" TargetMode="External"/></Relationships>'
)


def checked(tmp_path: Path, name: str, body: bytes) -> Kind:
    path = tmp_path / "draft"
    path.write_bytes(body)
    return content.check(path, name, FOR_ANSWERS)


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("Sammanfattning åäö.pdf", pdf(), PDF),
        ("packad.pdf", packed_pdf(b"4 0 <</Type /Page>>"), PDF),
        ("bild.png", png(), PNG),
        ("bild.jpg", jpeg(), JPEG),
        ("BILD.JPEG", jpeg(), JPEG),
        ("två bilder i en.jpg", jpeg(after=jpeg()), JPEG),
        ("bild.webp", webp(), WEBP),
        ("brev.docx", docx(), DOCX),
        ("med diagram.docx", docx({"word/embeddings/Microsoft_Excel_Sheet.xlsx": xlsx()}), DOCX),
        ("lista.xlsx", xlsx(), XLSX),
        ("brev.odt", odt(), ODT),
    ],
)
def test_good_files_are_known(tmp_path: Path, name: str, body: bytes, kind: Kind) -> None:
    assert checked(tmp_path, name, body) == kind


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("tom.pdf", b"", FileReason.EMPTY),
        ("sida.html", b"<!doctype html><script>alert(1)</script>", FileReason.NOT_TAKEN),
        ("sida.pdf", b"<html><script>alert(1)</script></html>", FileReason.NOT_TAKEN),
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', FileReason.NOT_TAKEN),
        ("program.exe", b"MZ\x90\x00" + b"\x00" * 100, FileReason.NOT_TAKEN),
        ("text.txt", "Åmål".encode(), FileReason.NOT_TAKEN),
        ("arkiv.zip", zipped({"a.txt": "x"}), FileReason.NOT_TAKEN),
        ("bild.gif", b"GIF89a" + b"\x00" * 40, FileReason.NOT_TAKEN),
        ("bilder.pptx", samples.office("application/x.presentation"), FileReason.NOT_TAKEN),
        ("virus.txt", EICAR, FileReason.VIRUS),
        ("virus.pdf", pdf(EICAR), FileReason.VIRUS),
        ("virus.docx", docx({"word/media/a.bin": EICAR}), FileReason.VIRUS),
        # names
        ("faktura.pdf.exe", pdf(), FileReason.OTHER_ENDING),
        ("brev.docx", pdf(), FileReason.OTHER_ENDING),
        ("ingenting", pdf(), FileReason.OTHER_ENDING),
        # broken
        ("a.pdf", b"%PDF-1.7\n1 0 obj", FileReason.BROKEN),
        ("a.pdf", pdf(b"<</Length 9>> stream\nabc"), FileReason.BROKEN),
        ("a.png", png()[:-9], FileReason.BROKEN),
        ("a.png", png().replace(b"IDAT", b"IDAX"), FileReason.BROKEN),
        ("a.png", b"\x89PNG\r\n\x1a\n", FileReason.BROKEN),
        ("a.jpg", jpeg()[:-2], FileReason.BROKEN),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x00", FileReason.BROKEN),
        ("a.webp", webp()[:-3], FileReason.BROKEN),
        ("a.docx", docx()[:-30], FileReason.BROKEN),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 50, FileReason.BROKEN),
        # what runs
        ("a.pdf", pdf(b"1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj"), FileReason.MACROS),
        ("a.pdf", pdf(b"1 0 obj <</S /J#61vaScript>> endobj"), FileReason.MACROS),
        ("a.pdf", pdf(b"1 0 obj <</S /Launch /F (cmd.exe)>> endobj"), FileReason.MACROS),
        ("a.pdf", pdf(b"1 0 obj <</Names <</EmbeddedFiles 5 0 R>>>> endobj"), FileReason.MACROS),
        ("a.pdf", packed_pdf(b"4 0 <</S /JavaScript>>"), FileReason.MACROS),
        ("a.docx", docx({"word/vbaProject.bin": b"x"}), FileReason.MACROS),
        ("a.docx", docx(types='<Default ContentType="application/vnd.ms-word.x.macroEnabled"/>'), FileReason.MACROS),
        ("a.docx", docx({"word/_rels/settings.xml.rels": TEMPLATE}), FileReason.MACROS),
        ("a.docx", docx({"word/activeX/activeX1.bin": b"x"}), FileReason.MACROS),
        ("a.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), FileReason.MACROS),
        ("a.docx", docx({"word/run.exe": b"MZ"}), FileReason.MACROS),
        ("a.xlsx", xlsx({"xl/macrosheets/sheet1.xml": b"x"}), FileReason.MACROS),
        ("a.odt", odt({"Basic/Standard/Module1.xml": b"x"}), FileReason.MACROS),
        ("a.odt", odt({"Scripts/python/a.py": b"x"}), FileReason.MACROS),
        # locked
        ("a.pdf", pdf(b"trailer <</Encrypt 7 0 R>>"), FileReason.ENCRYPTED),
        ("a.docx", samples.locked(), FileReason.ENCRYPTED),
        # what swells
        ("a.docx", samples.bomb(), FileReason.BOMB),
        ("a.docx", docx({f"word/{number}.xml": b"" for number in range(5001)}), FileReason.BOMB),
        ("a.docx", samples.overlapping(), FileReason.BOMB),
        ("a.docx", docx(types="<!DOCTYPE x [<!ENTITY a 'b'>]>"), FileReason.BOMB),
        ("a.pdf", packed_pdf(b"\x00" * 25_000_000), FileReason.BOMB),
        ("a.png", png(width=20_000, height=20_000), FileReason.BOMB),
        # two in one, and paths that lead out
        ("a.pdf", pdf() + zipped({"a.txt": "x"}) + b"%%EOF", FileReason.TWO_IN_ONE),
        ("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", FileReason.TWO_IN_ONE),
        ("a.png", png(after=b"<script>"), FileReason.TWO_IN_ONE),
        ("a.png", png(after=zipped({"a": "x"})), FileReason.TWO_IN_ONE),
        ("a.jpg", jpeg(after=pdf()), FileReason.TWO_IN_ONE),
        ("a.jpg", jpeg(after=b"<?php system($_GET[0]);"), FileReason.TWO_IN_ONE),
        ("a.jpg", jpeg(note=b"<script>alert(1)</script>"), FileReason.TWO_IN_ONE),
        ("a.webp", webp(after=b"MZ\x90\x00"), FileReason.TWO_IN_ONE),
        ("a.docx", docx({"../../etc/passwd": "x"}), FileReason.TWO_IN_ONE),
        ("a.docx", docx({"/etc/passwd": "x"}), FileReason.TWO_IN_ONE),
        ("a.docx", docx({"C:/Windows/a.txt": "x"}), FileReason.TWO_IN_ONE),
        ("a.docx", docx({"word/A.xml": "x", "word/a.xml": "y"}), FileReason.TWO_IN_ONE),
    ],
)
def test_bad_files_are_refused_with_the_reason(tmp_path: Path, name: str, body: bytes, reason: FileReason) -> None:
    with pytest.raises(Unacceptable) as refused:
        checked(tmp_path, name, body)
    assert refused.value.reason is reason


def test_a_part_that_says_less_than_it_unpacks_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unacceptable) as refused:
        checked(tmp_path, "a.docx", samples.lying_bomb())
    assert refused.value.reason in (FileReason.BROKEN, FileReason.BOMB)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Projektbeskrivning åäö (v2).docx", "Projektbeskrivning åäö (v2).docx"),
        ("A\u030amål.pdf", "Åmål.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Åsa\\cv.pdf", "cv.pdf"),
        ("..", "fil"),
        (".htaccess", "htaccess"),
        ("", "fil"),
        (None, "fil"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("fdp\u202ecod.exe", "fdp cod.exe"),
        ('<script>"a".pdf', "script a.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("Резюме.pdf", "Резюме.pdf"),
    ],
)
def test_a_name_is_cleaned_and_keeps_its_letters(sent: str | None, kept: str) -> None:
    assert safe_name(sent) == kept
