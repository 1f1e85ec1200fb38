"""The blueprint on which every page that mixes features is registered."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
