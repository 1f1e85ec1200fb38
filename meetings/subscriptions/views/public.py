"""The page where anybody subscribes: by mail, or in a calendar or feed reader of their own."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from meetings.outbox.mail_links import absolute
from meetings.subscriptions import actions, rules
from meetings.subscriptions.actions import Asked
from meetings.subscriptions.forms import SubscribeForm
from meetings.subscriptions.queries import Offer
from meetings.subscriptions.rules import Choice
from meetings.subscriptions.views import shown
from meetings.subscriptions.views.blueprint import blueprint
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route("/prenumerera", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def subscribe() -> Response:
    """Take an address that is to be told of new meetings; the answer is the same whatever is known of it."""
    form = SubscribeForm(data={"lang": lang()})
    offer = shown.offered(arrival())
    form.offer(offer)
    if not form.is_submitted():
        return _page(form, offer)
    if not form.validate():
        return _page(form, offer, 422)
    wording = str(_(rules.WORDING.text))
    asked = Asked(form.email.data or "", form.lang.data, form.choice, wording, rules.WORDING.version)
    actions.ask(asked, form.one_time_token or "", arrival())
    return redirect_to("subscriptions.subscribe", klart="mejl")


def _page(form: SubscribeForm, offer: Offer, status: int = 200) -> Response:
    wanted = Choice(rules.codes(request.args.getlist(shown.TOPIC)), rules.codes(request.args.getlist(shown.COUNTY)))
    return render(
        "subscriptions/subscribe.html",
        status,
        form=form,
        done=request.args.get("klart") == "mejl" and not form.is_submitted(),
        offer=offer,
        wanted=wanted,
        addresses=shown.addresses(wanted),
        wording=_(rules.WORDING.text),
        canonical=absolute("/prenumerera", lang()),
    )
