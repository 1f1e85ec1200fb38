"""The blueprint that the pages of projects hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("projects", __name__)

LIST = "/projekt"
DESK = "/arbetsytan/projekt"
ONE = f"{DESK}/<int:project_id>"
SERIES_DESK = "/arbetsytan/serier"
