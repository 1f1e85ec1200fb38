"""The sign-up's routes are collected here."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("registration", __name__)
