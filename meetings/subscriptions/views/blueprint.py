"""The routes of subscriptions are collected here."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("subscriptions", __name__)
