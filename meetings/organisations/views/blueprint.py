"""The blueprint that the pages of organisations hang on, and the addresses that they share."""

from __future__ import annotations

from flask import Blueprint, url_for

from meetings.directory.models import Organisation
from meetings.organisations.queries.public import Named
from meetings.text import slug

blueprint = Blueprint("organisations", __name__)

LIST = "/organisationer"
DESK = "/arbetsytan/organisationer"


@blueprint.app_template_global()
def organisation_url(organisation: Organisation | Named) -> str:
    """Return where an organisation's page is."""
    return url_for("organisations.page", organisation_id=organisation.id, slug=slug(organisation.name))
