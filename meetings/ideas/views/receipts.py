"""The receipt of a received version: on the screen at once, as a document to keep, with the files that it names."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.documents import sending as documents
from meetings.documents.content import Form
from meetings.errors import NotFound
from meetings.files import sending
from meetings.files.queries import stored
from meetings.ideas.mail.addresses import PURPOSE
from meetings.ideas.queries import calls, own
from meetings.ideas.rules.content import attached_in
from meetings.ideas.rules.deadline import Phase, closing, phase
from meetings.ideas.views import receipt_document
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_idea, token
from meetings.ideas.views.told import contacts_of, told
from meetings.web import access, dates
from meetings.web.rendering import render
from meetings.web.requests import arrival

RECEIPT = f"{OWN}/kvitto/<int:number>"


@blueprint.get(RECEIPT)
@access.link(PURPOSE)
def receipt(link_id: int, link_version: int, number: int) -> Response:
    """Show that a version was received, when, by which reference and checksum, and what happens next."""
    idea = opened_idea(link_id, link_version)
    version = own.version_of(idea, number)
    times = calls.times_of(idea.call, idea)
    return render(
        "ideas/own/receipt.html",
        idea=idea,
        version=version,
        meeting=idea.call.meeting,
        token=token(),
        heading=receipt_document.heading(version),
        facts=receipt_document.facts(idea, version),
        parts=receipt_document.parts_of(version),
        files=attached_in(version.content),
        told=told(idea.call, arrival()),
        deadline=dates.deadline(closing(times)) if phase(times, arrival()) is Phase.OPEN else "",
        contacts=contacts_of(idea.call.meeting.contacts),
    )


@blueprint.get(f"{RECEIPT}.pdf")
@access.link(PURPOSE)
def receipt_pdf(link_id: int, link_version: int, number: int) -> Response:
    """Send the receipt as a document."""
    idea = opened_idea(link_id, link_version)
    version = own.version_of(idea, number)
    name = f"{_('Kvitto')} {version.reference}"
    return documents.response(receipt_document.document(idea, version), Form.PDF, name)


@blueprint.get(f"{RECEIPT}/bilagor/<int:place>")
@access.link(PURPOSE)
def receipt_file(link_id: int, link_version: int, number: int, place: int) -> Response:
    """Send a file that the version names, the first of which is 1."""
    files = attached_in(own.version_of(opened_idea(link_id, link_version), number).content)
    if not 1 <= place <= len(files):
        raise NotFound
    found = stored(files[place - 1].key)
    if found is None:
        raise NotFound
    return sending.response(found)
