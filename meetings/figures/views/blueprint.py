"""The blueprint that the pages of figures hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("figures", __name__)

PAGE = "/siffror"
DESK = "/arbetsytan/siffror"
