"""The blueprint of the demo's own pages; the app serves it in demo and test mode only."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", __name__)
