"""Files to test with, made here: good ones of each kind, and bad ones of every sort that is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def pdf(body: bytes = b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj") -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + body + b"\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def packed_pdf(objects: bytes, filters: str = "/FlateDecode") -> bytes:
    """A PDF whose objects are packed in a stream, as most programs write them."""
    packed = zlib.compress(objects)
    head = f"3 0 obj <</Type /ObjStm /Filter {filters} /N 1>> stream\n".encode()
    return pdf(head + packed + b"\nendstream endobj")


def png(width: int = 3, height: int = 2, after: bytes = b"") -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = zlib.compress((b"\x00" + b"\xff\x00\x00" * 3) * 2)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + after


@cache
def _picture(kind: str) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (3, 2), (255, 0, 0)).save(made, kind)
    return made.getvalue()


def jpeg(note: bytes = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", after: bytes = b"") -> bytes:
    """A JPEG with what a program noted first in it, and something after its end."""
    noted = b"\xff\xe0" + struct.pack(">H", len(note) + 2) + note
    return b"\xff\xd8" + noted + _picture("JPEG")[2:] + after


def webp(after: bytes = b"") -> bytes:
    return _picture("WEBP") + after


def zipped(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def office(kind: str = WORD, more: dict[str, bytes | str] | None = None, *, types: str = "") -> bytes:
    content = f'<Types xmlns="x"><Override PartName="/main.xml" ContentType="{kind}.main+xml"/>{types}</Types>'
    return zipped({"[Content_Types].xml": content, "_rels/.rels": RELS, "main.xml": "<a>Åmål</a>", **(more or {})})


def docx(more: dict[str, bytes | str] | None = None, **facts: str) -> bytes:
    return office(WORD, more, **facts)


def xlsx(more: dict[str, bytes | str] | None = None, **facts: str) -> bytes:
    return office(EXCEL, more, **facts)


def pptx(more: dict[str, bytes | str] | None = None, **facts: str) -> bytes:
    return office(SLIDES, more, **facts)


def odp(more: dict[str, bytes | str] | None = None) -> bytes:
    return odt(more, "presentation")


def odt(more: dict[str, bytes | str] | None = None, kind: str = "text") -> bytes:
    first: dict[str, bytes | str] = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<a/>"}
    return zipped(first | (more or {}), stored=("mimetype",))


def bomb() -> bytes:
    return docx({"word/media/image1.bmp": b"\x00" * 50_000_000})


def lying_bomb() -> bytes:
    """A document whose part says that it is small and unpacks to much more."""
    content = bytearray(docx({"word/big.xml": b"\x00" * 900_000}))
    true, said = struct.pack("<I", 900_000), struct.pack("<I", 1_000)
    at = content.find(true)
    while at >= 0:
        content[at : at + 4] = said
        at = content.find(true, at + 4)
    return bytes(content)


def overlapping() -> bytes:
    """Two names in the table of contents for one and the same part."""
    parts = {"[Content_Types].xml": b"<Types/>", "one.xml": b"x" * 5000, "two.xml": b"y" * 5000}
    content = bytearray(zipped({**parts}))
    first, second = content.find(b"one.xml") - 30, content.rfind(b"two.xml") - 46
    content[second + 42 : second + 46] = struct.pack("<I", first)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(docx())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)
