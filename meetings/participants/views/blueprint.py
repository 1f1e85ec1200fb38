"""The blueprint that the pages about people hang on, and the address that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("participants", __name__)

MEETING = "/arbetsytan/moten/<int:meeting_id>"
PEOPLE = f"{MEETING}/deltagare"
PERSON = f"{PEOPLE}/<int:registration_id>"
