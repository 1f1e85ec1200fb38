"""Make a picture anew from its points alone: upright, in sRGB, no larger than shown, without where and by whom."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meetings.files.content.images import MOST_PIXELS, MOST_PIXELS_OF_JPEG, require_size
from meetings.files.rules import JPEG, PNG, WEBP, FileReason, Kind, Unacceptable

if TYPE_CHECKING:
    from PIL import Image

MOST_SIDE = 4000  # points, of the longer side: more than any screen shows
_FORMATS = {PNG.media_type: "PNG", JPEG.media_type: "JPEG", WEBP.media_type: "WEBP"}
_SAVED: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 4},
    "JPEG": {"quality": 88, "progressive": True},
    "WEBP": {"quality": 88, "method": 3},
}
_PLAIN = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "JPEG": ("L", "RGB"), "WEBP": ("RGB", "RGBA")}
_ORIENTATION = 0x0112  # in what a camera notes: how it was held, 1 to 8
# An unpacked picture takes up to 100 MB, twice while it is made smaller: one at a time in a process.
_one_at_a_time = threading.Lock()


def make_anew(path: Path, kind: Kind) -> tuple[int, int]:
    """Write the picture anew in its place and return its width and height in points.

    Only the first picture of a moving one is kept. Its size has been checked before (`content`). Raises `Unacceptable`.
    """
    from PIL import Image  # noqa: PLC0415 - megabytes that most processes never need

    Image.MAX_IMAGE_PIXELS = None  # `content` has looked at what the picture says of its size
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # what a camera noted badly goes anyway
    name = _FORMATS[kind.media_type]
    try:
        with _one_at_a_time, Image.open(path, formats=[name]) as opened:
            require_size(*opened.size, MOST_PIXELS_OF_JPEG if name == "JPEG" else MOST_PIXELS)
            made = _upright(_in_srgb(_fitting(opened, name)), _orientation(opened))
            made.info = {key: value for key, value in made.info.items() if key == "transparency"}
            made.save(path, format=name, **_SAVED[name])
            return made.size
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error) as error:
        raise Unacceptable(FileReason.BROKEN) from error


def _fitting(opened: Image.Image, name: str) -> Image.Image:
    """Return the picture in points that the format knows, no larger than `MOST_SIDE`."""
    if name == "JPEG":
        opened.draft(None, (MOST_SIDE, MOST_SIDE))  # unpacks a large one in a smaller size at once
    opened.load()
    picture = opened
    if picture.mode.startswith("I"):  # 16 bits a point
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    is_large = max(picture.size) > MOST_SIDE
    is_plain = picture.mode in _PLAIN[name] and not (is_large and picture.mode in ("1", "P"))
    if not is_plain and not (picture.mode == "CMYK" and "icc_profile" in picture.info):
        see_through = name != "JPEG" and picture.has_transparency_data
        picture = picture.convert("RGBA" if see_through else "RGB")
    if is_large:
        picture.thumbnail((MOST_SIDE, MOST_SIDE))
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in the colours that every screen knows; a profile that cannot be read changes nothing."""
    from PIL import ImageCms  # noqa: PLC0415

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture if picture.mode != "CMYK" else picture.convert("RGB")
    return made or picture


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, struct.error):
        return 1  # what the camera noted cannot be read


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return picture.transpose(turns[orientation]) if orientation in turns else picture
