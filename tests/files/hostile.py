"""Some hundreds of files that mean harm, made here: each with a name, and whether it must be refused."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

from tests.files import samples
from tests.files.harm import ACTIVE, HARMLESS, OFFICE, OPEN, PICTURES, SCRIPT, Hostile
from tests.files.media import box, compound, element, mp3, mp4, packed_object, ppt, record, vtt, webm
from tests.files.samples import EICAR, docx, jpeg, packed_pdf, pdf, png, pptx, xlsx, zipped


def every() -> list[Hostile]:
    """Return them all."""
    found = []
    for made in (_disguised, _two_in_one, _cut, _junk, _virus, _named, _packed, _running, _pdfs, _olds, _shown):
        found += list(made())
    return found


def _disguised() -> Iterator[Hostile]:
    """What runs, under the name of each kind."""
    for what, body in ACTIVE.items():
        for ending in HARMLESS:
            yield Hostile(what, f"fil.{ending}", body)
        yield Hostile(what, "fil", body)


def _two_in_one() -> Iterator[Hostile]:
    """Each kind with each other behind it, and with a page before and behind it."""
    for ending, body in HARMLESS.items():
        for other, more in HARMLESS.items():
            if other != ending:
                yield Hostile(f"{ending} and {other}", f"fil.{ending}", body + more, refused=ending not in PICTURES)
        for what in ("html", "svg", "php", "windows program", "linux program", "zip"):
            yield Hostile(f"{ending} and {what}", f"fil.{ending}", body + ACTIVE[what])
        yield Hostile(f"html before {ending}", f"fil.{ending}", ACTIVE["html"] + body)
        for other in HARMLESS:
            if other != ending:
                yield Hostile(f"{ending} as {other}", f"fil.{other}", body)
        yield Hostile(f"{ending} as a page", "fil.html", body)
        yield Hostile(f"{ending} as two", f"fil.{ending}.html", body)


def _cut() -> Iterator[Hostile]:
    for ending, body in HARMLESS.items():
        for left in (len(body) // 3, len(body) * 2 // 3, len(body) - 5):
            yield Hostile(f"{ending} cut", f"fil.{ending}", body[:left], refused=ending not in ("mp3", "vtt"))


def _junk() -> Iterator[Hostile]:
    """The beginning of each kind, and noise; and each kind with a few bytes changed."""
    noise = random.Random(5)
    for ending, body in HARMLESS.items():
        yield Hostile(f"noise as {ending}", f"fil.{ending}", body[:12] + noise.randbytes(5000), refused=False)
        for _change in range(3):
            changed = bytearray(body)
            for _byte in range(4):
                changed[noise.randrange(len(changed))] = noise.randrange(256)
            yield Hostile(f"{ending} changed", f"fil.{ending}", bytes(changed), refused=False)
    yield Hostile("nothing", "fil.pdf", b"")


def _virus() -> Iterator[Hostile]:
    for ending, body in HARMLESS.items():
        yield Hostile("virus", f"fil.{ending}", EICAR)
        yield Hostile(f"{ending} and virus", f"fil.{ending}", body + EICAR)
    yield Hostile("virus in pdf", "a.pdf", pdf(EICAR))
    for ending, made in (OFFICE | OPEN).items():
        yield Hostile(f"virus in {ending}", f"a.{ending}", made({"media/a.bin": b"x" * 2**20 + EICAR}))


def _named() -> Iterator[Hostile]:
    """Harmless files whose names mean harm; the name is cleaned, or says another kind."""
    for name in (
        *(
            "../../../etc/cron.d/a.pdf",
            "..\\..\\Windows\\a.pdf",
            "/etc/passwd/a.pdf",
            "C:\\a.pdf",
            "\\\\evil\\share\\a.pdf",
        ),
        *("a\x00.pdf", "a\r\nSet-Cookie: a=b\r\n\r\n.pdf", "\u202efdp.exe.pdf", "a\u2066b\u2069.pdf", "\ud800.pdf"),
        *('"><script>alert(1)</script>.pdf', "a'; DROP TABLE stored_file;--.pdf", "{{7*7}}.pdf", "%2e%2e%2fa.pdf"),
        *(
            "CON.pdf",
            ".htaccess.pdf",
            "a" * 5000 + ".pdf",
            "a.php;.pdf",
            "a.pdf::$DATA",
            " .pdf",
            "-rf.pdf",
            "\u00e5" * 300 + ".pdf",
        ),
    ):
        yield Hostile(f"name {name[:30]!r}", name, pdf(), refused=False)
    for name in (
        "fdp\u202efdp.html",
        "a.pdf\x00.html",
        "a.pdf.",
        "a.pdf ",
        "a.p\u0000df",
        "a.pdf/",
        "a.pdf\u202e.svg",
        ".pdf",
    ):
        yield Hostile(f"name {name!r}", name, pdf(), refused=False)


def _packed() -> Iterator[Hostile]:
    """ZIPs that swell, lie, lie over one another, lead out, are locked, or hold another before they begin."""
    for ending, made in (OFFICE | OPEN).items():
        for path in ("../a", "/etc/a", "C:/a", "a\\..\\b", "a/../../b", "a:b"):
            yield Hostile(f"{ending} leads out", f"a.{ending}", made({path: "x"}))
        yield Hostile(f"{ending} swells", f"a.{ending}", made({"media/a.bmp": bytes(3_000_000)}))
        yield Hostile(f"{ending} has many", f"a.{ending}", made({f"a{number}": "" for number in range(5001)}))
        yield Hostile(f"{ending} twice", f"a.{ending}", made({"a.xml": "x", "A.xml": "y"}))
        yield Hostile(f"{ending} with a comment", f"a.{ending}", made()[:-2] + struct.pack("<H", len(SCRIPT)) + SCRIPT)
        yield Hostile(f"{ending} behind a page", f"a.{ending}", SCRIPT + made())
        yield Hostile(f"{ending} locked", f"a.{ending}", _locked(made()))
    for name, body in (("lies", samples.lying_bomb()), ("overlaps", samples.overlapping())):
        yield Hostile(name, "a.docx", body)
    nested = docx({"word/embeddings/a.docx": docx({"word/embeddings/b.docx": docx()})})
    yield Hostile("nested", "a.docx", nested)
    yield Hostile("nested bomb", "a.docx", docx({"word/embeddings/a.docx": docx({"a.bmp": bytes(3_000_000)})}))
    yield Hostile("nested macro", "a.pptx", pptx({"ppt/embeddings/a.xlsx": xlsx({"xl/vbaProject.bin": "x"})}))
    entities = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Types>&b;</Types>'
    yield Hostile("entities", "a.docx", docx({"[Content_Types].xml": entities}))
    yield Hostile("pdf in zip", "a.docx", zipped({"a.txt": pdf(), "[Content_Types].xml": "x"}, stored=("a.txt",)))


def _locked(body: bytes) -> bytes:
    changed, at = bytearray(body), body.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 8] |= 1
        at = body.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


_MACROS = (
    *("word/vbaProject.bin", "xl/vbaProject.bin", "ppt/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/a.xml"),
    *(
        "word/activeX/activeX1.xml",
        "xl/dialogsheets/a.xml",
        "a/run.exe",
        "a/run.js",
        "a/run.vbs",
        "a/run.lnk",
        "a/x.hta",
    ),
)


def _running() -> Iterator[Hostile]:
    """Documents with macros, controls, objects, and templates from elsewhere."""
    for ending, made in OFFICE.items():
        for path in _MACROS:
            yield Hostile(f"{ending} with {path}", f"a.{ending}", made({path: b"x"}))
        for sort in ("application/vnd.ms-office.vbaProject", "x.document.macroEnabled.main+xml", "macro&#x45;nabled"):
            yield Hostile(f"{ending} says {sort}", f"a.{ending}", made(types=f'<Default ContentType="{sort}"/>'))
        for sort in ("attachedTemplate", "oleObject", "frame"):
            relation = f"<R><Relationship TargetMode='External' Type='http://x/{sort}' Target='http://e/a'/></R>"
            yield Hostile(f"{ending} draws in {sort}", f"a.{ending}", made({"a/_rels/b.rels": relation}))
            yield Hostile(f"{ending} hides {sort}", f"a.{ending}", made({"a/_rels/b.rels": relation.encode("utf-16")}))
        for inner in (
            compound({"\x01Ole10Native": b"MZ"}),
            compound({"x": b"x"}, ("VBA",)),
            b"MZ\x90\x00",
            b"#!/bin/sh",
        ):
            yield Hostile(f"{ending} with an object", f"a.{ending}", made({"a/embeddings/o.bin": inner}))
        yield Hostile(f"{ending} has data drawn in", f"a.{ending}", made({"a/b.xml": "<t>DDEAUTO c:\\a.exe</t>"}))
        for other in ("docm", "xlsm", "pptm", "dotm"):
            yield Hostile(f"{ending} as {other}", f"a.{other}", made())
    for ending, made in OPEN.items():
        for path in ("Basic/Standard/Module1.xml", "Basic/script-lc.xml", "Scripts/python/a.py", "Dialogs/a.xml"):
            yield Hostile(f"{ending} with {path}", f"a.{ending}", made({path: b"x"}))
        run = '<a href="vnd.sun.star.script:../../a.py$run?language=Python"/>'
        yield Hostile(f"{ending} calls", f"a.{ending}", made({"styles.xml": run}))
        yield Hostile(
            f"{ending} with an object", f"a.{ending}", made({"Object 1": compound({"\x01Ole10Native": b"MZ"})})
        )


def _pdfs() -> Iterator[Hostile]:
    """PDFs that run, hold files, send, or are locked: plain, with escapes, and packed away."""
    for word in (
        "JavaScript",
        "JS",
        "Launch",
        "EmbeddedFiles",
        "EmbeddedFile",
        "RichMedia",
        "XFA",
        "SubmitForm",
        "GoToE",
    ):
        name = f"/{word}".encode()
        hidden = b"/" + b"".join(b"#%02x" % letter for letter in word.encode())
        half = b"/" + word[0].encode() + b"#%02X" % ord(word[1]) + word[2:].encode()
        for sort, written in (("plain", name), ("hidden", hidden), ("half", half)):
            yield Hostile(f"{word} {sort}", "a.pdf", pdf(b"1 0 obj <</S " + written + b" (x)>> endobj"))
            yield Hostile(f"{word} packed", "a.pdf", packed_pdf(b"4 0 <</S " + written + b" (x)>>"))
    action = b"2 0 obj <</S /JavaScript /JS (x)>> endobj"
    yield Hostile("in a text", "a.pdf", pdf(b"1 0 obj (stream\n) endobj " + action + b" endstream"))
    yield Hostile("twice packed", "a.pdf", packed_pdf(b"4 0 <<>>", "[/ASCIIHexDecode /FlateDecode]"))
    yield Hostile("filtered", "a.pdf", packed_pdf(b"4 0 <<>>", "/FlateDecode /DecodeParms <</Predictor 12>>"))
    yield Hostile("not packed as said", "a.pdf", packed_pdf(b"4 0 <<>>").replace(b"x\x9c", b"xx"))
    yield Hostile("swells", "a.pdf", packed_pdf(bytes(25_000_000)))
    yield Hostile("locked", "a.pdf", pdf(b"trailer <</Encrypt 7 0 R>>"))
    yield Hostile("a page first", "a.pdf", b"%PDF-1.4\n<script>alert(1)</script>\n" + pdf())
    yield Hostile("no end", "a.pdf", pdf().replace(b"%%EOF", b""))


def _olds() -> Iterator[Hostile]:
    """Presentations of the older kind, with macros in each place where they may stand."""
    for storage in ("_VBA_PROJECT_CUR", "VBA", "Macros", "_VBA_PROJECT"):
        yield Hostile(f"ppt with {storage}", "a.ppt", ppt(storages=(storage,)))
        yield Hostile(f"object with {storage}", "a.ppt", ppt(packed_object(compound({"a": b"x"}, (storage,)))))
    for more in (record(0x0400, b"\x01" * 12), record(0x0FEE, b"", version=0xF), record(0x2F14, b"", version=0xF)):
        yield Hostile("ppt with a record", "a.ppt", ppt(more))
        yield Hostile("deeper", "a.ppt", ppt(record(0x07D0, more, version=0xF)))
    yield Hostile("ppt with a program", "a.ppt", ppt(packed_object(compound({"\x01Ole10Native": b"MZ"}))))
    yield Hostile("ppt swells", "a.ppt", ppt(record(0x1011, b"aaaa" + zlib.compress(bytes(21_000_000)), instance=1)))
    deep = b""
    for _level in range(60):
        deep = record(0x07D0, deep, version=0xF)
    yield Hostile("ppt too deep", "a.ppt", ppt(deep))
    loops = bytearray(ppt())
    loops[-512:-508] = struct.pack("<I", 0)  # the first sector follows itself
    yield Hostile("ppt in circles", "a.ppt", bytes(loops))
    for at in (44, 48, 60, 68, 72, 76):
        for value in (0, 7, 9, 0xFFFFFF00, 0xFFFFFFFF):
            changed = bytearray(ppt())
            changed[at : at + 4] = struct.pack("<I", value)
            for left in (len(changed), len(changed) - 2):
                yield Hostile(f"ppt {at} {value:x}", "a.ppt", bytes(changed[:left]), refused=False)


def _shown() -> Iterator[Hostile]:
    """Pictures, films, sounds and subtitles with a page in them, or larger than they look."""
    for size in ((50_000, 50_000), (65_000, 1_000), (0, 5), (2**31 - 1, 2**31 - 1)):
        yield Hostile(f"png of {size}", "a.png", png(*size))
    note = struct.pack(">I4s", len(SCRIPT), b"tEXt") + SCRIPT + struct.pack(">I", zlib.crc32(b"tEXt" + SCRIPT))
    yield Hostile("png with a note", "a.png", png()[:33] + note + png()[33:], refused=False)
    for page in (SCRIPT, ACTIVE["svg"], ACTIVE["php"], ACTIVE["html"]):
        yield Hostile("jpeg with a note", "a.jpg", jpeg(note=b"Exif\x00\x00" + page))
        yield Hostile("jpeg and a page", "a.jpg", jpeg(after=page))
        for name in (b"free", b"skip", b"uuid", b"udta", b"meta"):
            yield Hostile(f"mp4 with {name!r}", "a.mp4", mp4(more=box(name, page)))
        yield Hostile("mp4 and a page", "a.mp4", mp4(page))
        yield Hostile("webm with a note", "a.webm", webm(more=element(0xEC, page)))
        yield Hostile("webm with tags", "a.webm", webm(more=element(0x1254C367, page)))
        yield Hostile("webm and a page", "a.webm", webm(page, live=True))
        yield Hostile("mp3 with a note", "a.mp3", mp3(note=b"COMM" + page))
        yield Hostile("mp3 and a page", "a.mp3", mp3(b"TAG" + page))
        yield Hostile("vtt with a page", "a.vtt", vtt(page.decode()))
        yield Hostile("vtt with a heading", "a.vtt", vtt(heading=f"WEBVTT {page.decode()}"))
    yield Hostile("webm with a file", "a.webm", webm(more=element(0x1941A469, b"x")))
    yield Hostile("mp4 of no end", "a.mp4", mp4(more=struct.pack(">I4sQ", 1, b"free", 2**63)))
    yield Hostile("mp4 in circles", "a.mp4", mp4(more=struct.pack(">I4s", 0, b"free")))
    yield Hostile("mp4 backwards", "a.mp4", mp4(more=struct.pack(">I4s", 4, b"free")))
    for bad in (
        "<img src=x onerror=alert(1)>",
        "<c onclick=alert(1)>x</c",
        "<a href='javascript:alert(1)'>x</a>",
        "a\x00b",
    ):
        yield Hostile("vtt with marks", "a.vtt", vtt(bad), refused="onclick" not in bad)
    for style in ("::cue{background:url(//evil)}", "@import '//evil';"):
        yield Hostile("vtt with style", "a.vtt", vtt(heading=f"WEBVTT\n\nSTYLE\n{style}"))
