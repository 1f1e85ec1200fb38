"""The blueprint that the pages of mailings hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mailings", __name__)

MAILINGS = "/arbetsytan/moten/<int:meeting_id>/utskick"
ONE = f"{MAILINGS}/<int:mailing_id>"
