"""A file to choose among material: large, of the kinds that material may be, kept while other fields are mended."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from meetings.files.rules import FOR_MATERIAL, Kind, in_megabytes
from meetings.files.rules import listed as kinds_listed
from meetings.questions.types.files import Upload as AnswerUpload
from meetings.web.lang import lang


class FileField(AnswerUpload):
    """A file to choose, of these kinds. `data` is the file that stands there (`Attached`) or None."""

    def __init__(
        self, label: Any, *, required: bool = True, kinds: Collection[Kind] = FOR_MATERIAL, **kwargs: Any
    ) -> None:
        super().__init__(label, required=required, **kwargs)
        self.kinds = kinds

    @property
    def most(self) -> int:
        """How many bytes the file may have."""
        return int(current_app.config["MATERIAL_BYTES"])

    @property
    def accepts(self) -> str:
        """Which files the browser offers."""
        return ",".join(f".{ending}" for kind in self.kinds for ending in kind.endings)

    @property
    def said(self) -> str:
        """What files are taken, in words."""
        size = in_megabytes(self.most)
        most = size.replace(",", ".") if lang() == "en" else size
        return str(_("%(kinds)s. Högst %(most)s MB.", kinds=kinds_listed(self.kinds), most=most))
