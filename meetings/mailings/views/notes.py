"""Mail that the notes are published: one click writes the mailing, which is then confirmed as any other."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.mailings import actions
from meetings.mailings.actions import Draft
from meetings.mailings.rules import About, Audience
from meetings.mailings.views.blueprint import MAILINGS, blueprint
from meetings.notes.queries import public_head
from meetings.outbox.mail_links import absolute
from meetings.participants.queries import listing
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.lang import LANGUAGES, speaking
from meetings.web.rendering import redirect_to, tell
from meetings.web.requests import arrival


@blueprint.post(f"{MAILINGS}/anteckningar")
@access.requires("organiser")
def mail_notes(meeting_id: int) -> Response:
    """Write the mailing with a link to the published notes, to those who have a place; show it with their number."""
    of = listing.head(meeting_id)
    if not pressed():
        return redirect_to("notes.publishing", meeting_id=of.id)
    if public_head(of.id) is None:
        tell(_("Publicera anteckningarna först."), "warning")
        return redirect_to("notes.publishing", meeting_id=of.id)
    made = actions.write(of.id, _draft(of.id), arrival(), current_actor())
    return redirect_to("mailings.mailing", meeting_id=of.id, mailing_id=made.id)


def _draft(meeting_id: int) -> Draft:
    """Return the mail in words that stand as they are, in both languages."""
    texts: dict[str, Any] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            placeholder = "[möte]" if lang == "sv" else "[meeting]"
            texts[f"subject_{lang}"] = _("Anteckningar från %(meeting)s", meeting=placeholder)
            texts[f"body_{lang}"] = _(
                "Nu finns anteckningarna från %(meeting)s.\n\n[Läs anteckningarna](%(link)s)\n\nPå samma sida kan du "
                "hämta dem som PDF eller Word.",
                meeting=placeholder,
                link=absolute(f"/moten/{meeting_id}/anteckningar", lang),
            )
    return Draft(**texts, about=About.MEETING, audience=Audience())
