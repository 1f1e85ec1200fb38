"""A file is what it holds: each kind is known, and what runs, swells, hides or poses as another is refused."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from meetings.files import content
from meetings.files.rules import (
    DOCX,
    FOR_MATERIAL,
    JPEG,
    MP3,
    MP4,
    ODP,
    ODT,
    PDF,
    PNG,
    PPT,
    PPTX,
    VTT,
    WEBM,
    WEBP,
    XLSX,
    FileReason,
    Kind,
    Unacceptable,
    safe_name,
)
from tests.files import samples
from tests.files.media import box, compound, element, mp3, mp4, packed_object, ppt, record, vtt, webm
from tests.files.samples import EICAR, docx, jpeg, odp, odt, packed_pdf, pdf, png, pptx, webp, xlsx, zipped

TEMPLATE = (
    '<Relationships><Relationship Id="r1" Type="http://x/relationships/attachedTemplate" '
    'Target="https://evil.example/a.dotm" TargetMode="External"/></Relationships>'
)


def checked(tmp_path: Path, name: str, body: bytes) -> Kind:
    path = tmp_path / "draft"
    path.write_bytes(body)
    return content.check(path, name, FOR_MATERIAL)


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
        ("bilder.pptx", pptx(), PPTX),
        ("med tabell.pptx", pptx({"ppt/embeddings/oleObject1.bin": compound({"Workbook": b"x"})}), PPTX),
        ("bilder.odp", odp(), ODP),
        ("äldre.ppt", ppt(), PPT),
        ("med diagram.ppt", ppt(packed_object(compound({"Workbook": b"x"}))), PPT),
        ("film.mp4", mp4(), MP4),
        ("film.m4v", mp4(brand=b"M4V "), MP4),
        ("till slutet.mp4", mp4()[:-72] + struct.pack(">I4s", 0, b"mdat") + bytes(64), MP4),
        ("från en kamera.mp4", mp4(box(b"sefd", b"SEFT" + bytes(40))), MP4),
        ("film.webm", webm(), WEBM),
        ("inspelad.webm", webm(live=True), WEBM),
        ("ljud.mp3", mp3(), MP3),
        ("ljud.mp3", mp3(b"TAG" + bytes(125), note="TIT2 Åmål".encode()), MP3),
        ("text.vtt", vtt(), VTT),
        ("text.vtt", b"\xef\xbb\xbf" + vtt("3 < 5 <b>och</b> <00:00:02.000>sen"), VTT),
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
        ("bilder.ppsx", samples.office("application/x.slideshow"), FileReason.NOT_TAKEN),
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
        ("a.docx", docx({"å.xml": "x"}).replace("å".encode(), b"\xff\xff"), FileReason.BROKEN),
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
        ("a.odt", odt({"META-INF/manifest.xml": "<m:encryption-data/>"}), FileReason.ENCRYPTED),
        # what swells
        ("a.docx", samples.bomb(), FileReason.BOMB),
        ("a.docx", docx({f"word/{number}.xml": b"" for number in range(5001)}), FileReason.BOMB),
        ("a.docx", samples.overlapping(), FileReason.BOMB),
        ("a.docx", docx({"[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><Types/>"}), FileReason.BOMB),
        ("a.pdf", packed_pdf(b"\x00" * 25_000_000), FileReason.BOMB),
        ("a.png", png(width=20_000, height=20_000), FileReason.TOO_MANY_PIXELS),
        ("a.pdf", packed_pdf(b"4 0 <</S /Launch>>"), FileReason.MACROS),
        ("a.pdf", pdf(b"1 0 obj (stream\n) endobj 2 0 obj <</S /JavaScript>> endobj endstream"), FileReason.MACROS),
        ("a.pdf", packed_pdf(b"4 0 <<>>", "[/ASCIIHexDecode /FlateDecode]"), FileReason.TWO_IN_ONE),
        ("a.pdf", packed_pdf(b"\x02\x01\x00<<>>"), FileReason.TWO_IN_ONE),
        # presentations
        ("a.pptx", pptx({"ppt/vbaProject.bin": b"x"}), FileReason.MACROS),
        ("a.pptx", pptx({"ppt/embeddings/a.bin": compound({"\x01Ole10Native": b"MZ"})}), FileReason.MACROS),
        ("a.pptx", pptx({"ppt/embeddings/a.bin": b"MZ\x90\x00"}), FileReason.MACROS),
        ("a.docx", docx({"word/embeddings/a.xlsx": xlsx({"xl/vbaProject.bin": b"x"})}), FileReason.MACROS),
        ("a.docx", docx(types='<Default ContentType="vnd.x.macro&#69;nabled"/>'), FileReason.MACROS),
        ("a.docx", docx({"word/_rels/a.xml.rels": TEMPLATE.replace('"', "'").encode("utf-16")}), FileReason.MACROS),
        ("a.docx", docx({"word/document.xml": "<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}), FileReason.MACROS),
        ("a.odt", odt({"styles.xml": '<x href="vnd.sun.star.script:a$b"/>'}), FileReason.MACROS),
        ("a.ppt", ppt(record(0x0400, bytes(4) + b"\x01\x00\x00\x00" + bytes(4))), FileReason.MACROS),
        ("a.ppt", ppt(record(0x0FEE, b"", version=0xF)), FileReason.MACROS),
        ("a.ppt", ppt(packed_object(compound({"dir": b"x"}, ("VBA",)))), FileReason.MACROS),
        ("a.ppt", ppt(packed_object(compound({"\x01Ole10Native": b"MZ"}))), FileReason.MACROS),
        ("a.ppt", ppt(storages=("_VBA_PROJECT_CUR",)), FileReason.MACROS),
        ("a.ppt", ppt(packed_object(bytes(21_000_000))), FileReason.BOMB),
        ("a.ppt", ppt(streams={"EncryptedSummary": b"x"}), FileReason.ENCRYPTED),
        ("a.pptx", compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), FileReason.ENCRYPTED),
        ("a.ppt", compound({"WordDocument": b"x"}), FileReason.NOT_TAKEN),
        ("a.ppt", ppt() + b"<script>" * 100, FileReason.TWO_IN_ONE),
        ("a.ppt", ppt()[:3000], FileReason.BROKEN),
        ("a.ppt", ppt()[:1600], FileReason.BROKEN),
        ("a.doc", ppt(), FileReason.OTHER_ENDING),
        # films, sounds, subtitles
        ("a.mp4", mp4(b"<html><script>alert(1)</script>"), FileReason.TWO_IN_ONE),
        ("a.mp4", mp4(zipped({"a": "x"})), FileReason.TWO_IN_ONE),
        ("a.mp4", mp4(more=box(b"free", b"<script>alert(1)</script>")), FileReason.TWO_IN_ONE),
        ("a.mp4", mp4(brand=b"heic").replace(b"mp41", b"mif1"), FileReason.NOT_TAKEN),
        ("a.mov", mp4(brand=b"qt  "), FileReason.NOT_TAKEN),
        ("a.mp4", mp4()[:-9], FileReason.BROKEN),
        ("a.mp4", box(b"ftyp", b"isom0000") + box(b"mdat", b"x"), FileReason.BROKEN),
        ("a.webm", webm(b"<script>"), FileReason.TWO_IN_ONE),
        ("a.webm", webm(more=element(0xEC, b"<html>")), FileReason.TWO_IN_ONE),
        ("a.webm", webm(more=element(0x1941A469, b"MZ")), FileReason.TWO_IN_ONE),
        ("a.webm", webm(doctype=b"matroska"), FileReason.NOT_TAKEN),
        ("a.webm", webm()[:-9], FileReason.BROKEN),
        ("a.mp3", mp3(b"<script>alert(1)</script>"), FileReason.TWO_IN_ONE),
        ("a.mp3", mp3(note=b"COMM<script>alert(1)</script>"), FileReason.TWO_IN_ONE),
        ("a.mp3", mp3(zipped({"a": "x"})), FileReason.TWO_IN_ONE),
        ("a.mp3", mp3(frames=2), FileReason.BROKEN),
        ("a.vtt", vtt("<script>alert(1)</script>"), FileReason.TWO_IN_ONE),
        ("a.vtt", vtt("<img src=x onerror=alert(1)>"), FileReason.TWO_IN_ONE),
        (
            "a.vtt",
            vtt(heading="WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.example) }"),
            FileReason.TWO_IN_ONE,
        ),
        ("a.vtt", vtt(heading="WEBVTTx"), FileReason.BROKEN),
        ("a.vtt", vtt().decode().encode("latin-1"), FileReason.BROKEN),
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


def refused_in_little_memory(tmp_path: Path, body: bytes) -> FileReason:
    tracemalloc.start()
    try:
        with pytest.raises(Unacceptable) as refused:
            checked(tmp_path, "a.docx", body)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000
    return refused.value.reason


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_as_no_office_does_is_never_unpacked(tmp_path: Path, packing: int) -> None:
    """Python unpacks these at one go, whatever size they say: 1 MB may become 20 GB."""
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("stor.xml", bytes(30_000_000), packing)
    body = made.getvalue().replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1000))
    assert refused_in_little_memory(tmp_path, body) is FileReason.BOMB


def test_a_list_that_says_less_than_it_unpacks_to_is_not_read_to_its_end(tmp_path: Path) -> None:
    large, said = bytes(30_000_000), struct.pack("<I", 50)
    for parts in ({"mimetype": large, "content.xml": "<a/>"}, {"[Content_Types].xml": large, "_rels/.rels": "<a/>"}):
        body = zipped(parts).replace(struct.pack("<I", len(large)), said)
        assert refused_in_little_memory(tmp_path, body) is FileReason.BROKEN


@pytest.mark.parametrize("is_large", [False, True])
def test_a_zip_that_lists_far_too_many_parts_is_not_opened(tmp_path: Path, is_large: bool) -> None:
    """Each takes half a kB of memory once it is read: a million in a file of 50 MB."""
    whole = docx()
    listed, ends = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    made = whole[listed:ends] * 40_000
    size, at, tail = len(made), listed, b""
    if is_large:  # the newer ending says how long the list is, and the older one lies
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, len(made), listed)
        tail = record + struct.pack("<4sLQL", b"PK\x06\x07", 0, listed + len(made), 1)
        size = at = 0
    body = whole[:listed] + made + tail + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, size, at, 0)
    assert refused_in_little_memory(tmp_path, body) is FileReason.BOMB
    with pytest.raises(Unacceptable) as commented:
        checked(tmp_path, "a.docx", body[:-2] + b"\x01\x00.")
    assert commented.value.reason is FileReason.TWO_IN_ONE


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
