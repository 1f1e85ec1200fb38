"""The blueprint that the pages of this feature hang on."""

from __future__ import annotations

from flask import Blueprint

from meetings.errors import NotFound
from meetings.registration.views.own import not_found

blueprint = Blueprint("privacy", __name__)
blueprint.register_error_handler(NotFound, not_found)
