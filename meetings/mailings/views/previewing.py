"""What a mailing says to any of its recipients: found by a search, or one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request, url_for

from meetings.directory.queries import site_shown
from meetings.mailings import actions, queries
from meetings.mailings.mail import TEMPLATE
from meetings.mailings.views.blueprint import ONE, blueprint
from meetings.mailings.views.words import state_words
from meetings.outbox.actions import Mail
from meetings.outbox.rendering import Letter, Rendered, rendered
from meetings.participants.queries import listing
from meetings.participants.rules.listing import wanted
from meetings.web import access
from meetings.web.logs import masked
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.get(f"{ONE}/forhandsgranska")
@access.requires("organiser")
def preview(meeting_id: int, mailing_id: int) -> Response:
    """Show the mail to one recipient: "person" in the address is whose, "q" finds somebody."""
    of, found = listing.head(meeting_id), queries.mailing(meeting_id, mailing_id)
    asked = wanted(request.args)
    person = request.args.get("person", "")
    audience = queries.decision_of(found).audience
    statement = queries.recipients(of, audience, found.follow_up_id)
    number = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else None
    turn = queries.turn(statement, number, asked.folded_words, audience=audience)
    mail = _keyless(actions.mail_to(found, turn.id, arrival())) if turn is not None else None
    return render(
        "mailings/preview.html",
        meeting=of,
        mailing=found,
        state=state_words(found.state),
        words=asked.words,
        mail=mail,
        written=_written(mail) if mail is not None else None,
        before=_url(meeting_id, mailing_id, turn.before, asked.words) if turn and turn.before else None,
        after=_url(meeting_id, mailing_id, turn.after, asked.words) if turn and turn.after else None,
    )


def _keyless(mail: Mail) -> Mail:
    """Return the mail with every secret link's token left out: it is the key of who gets it, not of organisers."""
    return replace(mail, values={name: _without_key(value) for name, value in mail.values.items()})


def _without_key(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_key(one) for name, one in value.items()}
    return masked(value) if isinstance(value, str) else value


def _written(mail: Mail) -> Rendered:
    """Return the words of the mail, as the worker writes them."""
    letter = Letter(0, TEMPLATE, mail.lang, mail.to_name, mail.to_address, mail.reply_to, mail.values, None, "", "", 0)
    return rendered(letter, site_shown(mail.lang))


def _url(meeting_id: int, mailing_id: int, person: int, words: str) -> str:
    values: dict[str, Any] = {"q": words} if words else {}
    return url_for("mailings.preview", meeting_id=meeting_id, mailing_id=mailing_id, person=person, **values)
