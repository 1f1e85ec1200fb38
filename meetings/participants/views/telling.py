"""Tell the people of a meeting that its time or place is another, or do not: a question that waits for its answer."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.participants.actions import changes as actions
from meetings.participants.forms import TellForm
from meetings.participants.mail import standard_text, wording
from meetings.participants.models import ChangeNotice
from meetings.participants.queries import changes as queries
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.participants.rules.changes import NoticeState, changes, kinds_of
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.schedule.rules import State
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

YES, NO = "yes", "no"
STATES = {
    NoticeState.SENDING.value: (_l("Skickas nu"), "info"),
    NoticeState.SENT.value: (_l("Skickat"), "good"),
    NoticeState.QUIET.value: (_l("Inget mejl"), "neutral"),
}


@blueprint.route(f"{MEETING}/beratta", methods=["GET", "POST"])
@access.requires("organiser")
def tell_of_change(meeting_id: int) -> Response:
    """Show what people were told otherwise, who would get a mail and what it says; send it, or leave it."""
    of, form = listing.head(meeting_id), TellForm()
    if not form.is_submitted():
        return _page(of, None)
    answer = request.form.get("answer")
    if not form.validate() or answer not in (YES, NO):
        return _page(of, form, 422)
    try:
        if answer == YES:
            told = actions.tell(of.id, form.seen.data or "", _own_text(of, form), arrival(), current_actor())
            done = ngettext("%(num)s person får ett mejl om det.", "%(num)s personer får ett mejl om det.", told.total)
        else:
            actions.keep_quiet(of.id, form.seen.data or "", arrival(), current_actor())
            done = _("Ingen mejlas om ändringen.")
    except Refused as refused:
        return _page(of, form, 409, refused.refusal)
    tell(done)
    return redirect_to("pages.desk_meeting", meeting_id=of.id)


def _own_text(of: Head, form: TellForm) -> str:
    """Return what the organiser wrote; "" when it is what everybody is told in their own language anyway."""
    text, asked = form.text.data or "", queries.question(of.id)
    return "" if asked is None or text == _standard(asked) else text


def _standard(asked: ChangeNotice) -> str:
    return standard_text(kinds_of(changes(asked.before, asked.after)))


def _page(of: Head, form: TellForm | None, status: int = 200, refusal: Refusal | None = None) -> Response:
    asked = queries.question(of.id) if of.state == State.PUBLISHED.value and of.ends_at > arrival() else None
    found = changes(asked.before, asked.after) if asked else []
    if asked is not None:
        if form is None:
            form = TellForm(formdata=None, data={"text": _standard(asked)})
        form.seen.data = actions.mark_of(asked)
    return render(
        "participants/tell_of_change.html",
        status,
        meeting=of,
        form=form if asked else None,
        refused=refusal,
        changes=[wording(one, secret=False) for one in found],
        audience=queries.audience_of(asked) if asked else None,
        told=[_told(row) for row in queries.decided(of.id)],
    )


def _told(row: ChangeNotice) -> dict[str, Any]:
    words, tone = STATES[row.state]
    found = changes(row.before, row.after)
    return {"row": row, "state": words, "tone": tone, "changes": [wording(one, secret=False) for one in found]}
