"""Look into a file that somebody sent, in a process of its own that ends soon and takes little, whatever it holds.

Run as `python -I pages.py facts FILE` (a PDF; prints facts as JSON) or `python -I pages.py picture FILE TYPE SIDE`
(writes a WebP, at most SIDE pixels wide and high, to standard output). It imports nothing of this service. Status 3:
nothing to show. Native code reads the file here, so a crash ends this process and no other.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument

MEMORY = 1 << 30  # bytes that may be asked for
SECONDS = 8  # of one processor
PAGES = 40  # of a PDF that are looked through for text
MOST_PIXELS = 100_000_000
_THUMBNAILS = ("docProps/thumbnail.jpeg", "Thumbnails/thumbnail.png")  # of Office and of OpenDocument
_THUMBNAIL_AT_MOST = 2_000_000
NOTHING = 3


def main(arguments: list[str]) -> int:
    """Do what is asked and return the exit status."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    os.nice(5)
    if arguments[0] == "facts":
        sys.stdout.write(json.dumps(facts(arguments[1])))
        return 0
    made = picture(arguments[1], arguments[2], int(arguments[3]))
    if made is None:
        return NOTHING
    sys.stdout.buffer.write(made)
    return 0


def facts(path: str) -> dict[str, object]:
    """Return of a PDF: whether it is tagged, its title and language, and whether any of its first pages has text."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - this process alone needs it
    import pypdfium2.raw as raw  # noqa: PLC0415

    document = pdfium.PdfDocument(path)
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    letters = (ctypes.c_ushort * (length // 2 + 1))()  # UTF-16, little end first
    raw.FPDFCatalog_GetLanguage(document, letters, length)
    return {
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        "title": document.get_metadata_dict().get("Title", "").strip() or _title_in_metadata(path),
        "language": bytes(letters).decode("utf-16-le", "replace").strip("\x00 "),
        "text": any(_has_text(document, number) for number in range(min(PAGES, len(document)))),
    }


def _has_text(document: PdfDocument, number: int) -> bool:
    page = document[number]
    text = page.get_textpage()
    found = bool(text.count_chars() > 0)
    text.close()
    page.close()
    return found


def _title_in_metadata(path: str) -> str:
    """Return what stands in the XMP of a PDF that has no title in its older place; "" when nothing does."""
    with Path(path).open("rb") as file:
        file.seek(max(0, Path(path).stat().st_size - 4_000_000))
        tail = file.read()
    at = tail.find(b"<dc:title")
    block = tail[at : tail.find(b"</dc:title>", at)] if at >= 0 else b""
    _before, _tag, after = block.partition(b"<rdf:li")
    return after.partition(b">")[2].partition(b"</rdf:li")[0].decode("utf-8", "replace").strip()


def picture(path: str, media_type: str, side: int) -> bytes | None:
    """Return a picture of the file's first page as WebP; None when there is none to be had."""
    if media_type == "application/pdf":
        image = _first_page(path, side)
    elif media_type.startswith("image/"):
        image = _opened(path)
    else:
        image = _thumbnail_in(path)
    if image is None:
        return None
    image.draft("RGB", (side, side))
    image = _on_white(image)
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=72, method=4)
    return out.getvalue()


def _first_page(path: str, side: int) -> Image.Image | None:
    import pypdfium2 as pdfium  # noqa: PLC0415

    page = pdfium.PdfDocument(path)[0]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        return None
    made: Image.Image = page.render(scale=side / max(width, height)).to_pil()
    return made


def _opened(path: str | io.BytesIO) -> Image.Image:
    from PIL import Image  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return Image.open(path, formats=("PNG", "JPEG", "WEBP"))


def _thumbnail_in(path: str) -> Image.Image | None:
    """Return the picture that a document carries of itself."""
    with zipfile.ZipFile(path) as packed:
        name = next((name for name in packed.namelist() if name in _THUMBNAILS), None)
        if name is None or packed.getinfo(name).file_size > _THUMBNAIL_AT_MOST:
            return None
        return _opened(io.BytesIO(packed.read(name)))


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image, ImageOps  # noqa: PLC0415

    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA", "P"):
        clear = turned.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return turned.convert("RGB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
