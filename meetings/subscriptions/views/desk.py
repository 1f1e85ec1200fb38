"""The desk on subscriptions: how many there are, an address to remove, and whether a new meeting is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.subscriptions import actions, queries, rules
from meetings.subscriptions.forms import AddressForm
from meetings.subscriptions.rules import Plan
from meetings.subscriptions.views import shown
from meetings.subscriptions.views.blueprint import blueprint
from meetings.text import key
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

_SAID_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Told:
    """What the desk says of telling a meeting, and whether that can still be stopped; "" says nothing."""

    text: str
    can_stop: bool = False


@blueprint.route("/arbetsytan/prenumeranter", methods=["GET", "POST"])
@access.requires("administrator")
def subscribers() -> Response:
    """Show how many subscribe, as numbers alone; look for an address, and remove it when its owner asks for that."""
    form = AddressForm()
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    address = key(form.email.data or "")
    if "remove" in request.form:
        if actions.remove(address, arrival(), current_actor()):
            tell(_("Adressen är borttagen och får inga fler mejl om nya möten."))
        else:
            tell(_("Adressen fanns inte."), "warning")
        return redirect_to("subscriptions.subscribers")
    return _page(form, looked_for=True, found=queries.subscriber_of(address), boxes=len(queries.opted_in(address)))


def _page(form: AddressForm, status: int = 200, **values: object) -> Response:
    offer = shown.offered(arrival())
    values = {"looked_for": False, "found": None, "boxes": 0, **values}
    return render(
        "subscriptions/subscribers.html",
        status,
        form=form,
        numbers=queries.numbers(),
        offer=offer,
        **values,
    )


@blueprint.post("/arbetsytan/moten/<int:meeting_id>/skicka-inte")
@access.requires("organiser")
def stop(meeting_id: int) -> Response:
    """Let subscribers not be told of the meeting."""
    if not ButtonForm().validate():
        tell(_("Formuläret har legat öppet för länge. Försök igen."), "warning")
        return redirect_to("pages.desk_meeting", meeting_id=meeting_id)
    try:
        actions.stop(meeting_id, arrival(), current_actor())
        tell(_("Prenumeranterna får inget mejl om mötet."))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("pages.desk_meeting", meeting_id=meeting_id)


def told(meeting_id: int, published_at: datetime | None, now: datetime) -> Told:
    """Return what the meeting's overview says of telling it to subscribers, for a fortnight. Raises `NotFound`."""
    if published_at is None or now > published_at + _SAID_FOR:
        return Told("")
    news = queries.news(meeting_id)
    plan = rules.plan(news, news.standing, now)
    if plan is Plan.WAITS:
        time = dates.clock_time(published_at + rules.CALM)
        return Told(str(_("Prenumeranter får mejl om mötet kl. %(time)s.", time=time)), can_stop=True)
    if plan in (Plan.DUE, Plan.SENDING):
        return Told(str(_("Prenumeranter får mejl om mötet nu.")), can_stop=True)
    if plan is Plan.STOPPED:
        return Told(str(_("Prenumeranter får inget mejl om mötet.")))
    if plan is Plan.TOLD and news.ended_at is not None:
        day = dates.date_text(news.ended_at)
        words = ngettext(
            "%(num)s prenumerant fick mejl om mötet %(day)s.",
            "%(num)s prenumeranter fick mejl om mötet %(day)s.",
            news.told,
            day=day,
        )
        return Told(str(words))
    return Told("")
