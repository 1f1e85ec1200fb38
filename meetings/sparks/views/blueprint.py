"""The routes of sparks are collected here."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("sparks", __name__)
DESK = "/arbetsytan/moten/<int:meeting_id>/gnistor"
