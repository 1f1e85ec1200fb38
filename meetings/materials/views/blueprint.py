"""Where the pages about material lie."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("materials", __name__)
DESK = "/arbetsytan/moten/<int:meeting_id>/material"
ONE = f"{DESK}/<int:material_id>"
