"""The blueprint that the pages of ideas hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ideas", __name__)

CALL = "/moten/<int:meeting_id>/ideer"
OWN = "/ide/<token>"
DESK = "/arbetsytan/moten/<int:meeting_id>/ideer"
SETTINGS = f"{DESK}/inspel"
ONE = f"{DESK}/<int:idea_id>"
PARTNERS = "/moten/<int:meeting_id>/partner"
