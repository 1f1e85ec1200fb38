"""The blueprint that the pages of notes hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("notes", __name__)

NOTES = "/arbetsytan/moten/<int:meeting_id>/anteckningar"
ONE = f"{NOTES}/<int:note_id>"
