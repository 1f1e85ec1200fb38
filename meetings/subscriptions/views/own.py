"""The subscriber's own pages behind their link: confirm, change, leave. No link changes a thing by being opened."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from meetings.errors import Refused
from meetings.subscriptions import actions, mail, queries, rules
from meetings.subscriptions.forms import ChoiceForm, chosen
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.views import shown
from meetings.subscriptions.views.blueprint import blueprint
from meetings.web import access
from meetings.web.forms import PublicForm
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

_DONE = frozenset({"bekraftad", "andrad"})
_ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058, 3.2: what a mail program posts, and our button too


@blueprint.route("/prenumeration/<token>/bekrafta", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def confirm(link_id: int, link_version: int) -> Response:
    """Show the button that confirms the address; when it is pressed, let them be told from now on."""
    row, form = queries.subscriber(link_id, link_version), PublicForm()
    if row is None:
        return _gone()
    if row.confirmed_at is not None and not form.is_submitted():
        return redirect_to("subscriptions.own", token=_token())
    lapsed = row.confirmed_at is None and rules.lapses(row.asked_at, arrival())
    if not form.is_submitted():
        return render("subscriptions/confirm.html", 200, form=form, lapsed=lapsed, **_shown(row))
    if not form.validate():
        return render("subscriptions/confirm.html", 422, form=form, lapsed=lapsed, **_shown(row))
    try:
        actions.confirm(link_id, link_version, arrival())
    except Refused as refused:
        refusal = refused.refusal
        return render("subscriptions/confirm.html", 409, form=form, lapsed=True, refusal=refusal, **_shown(row))
    return redirect_to("subscriptions.own", token=_token(), klart="bekraftad")


@blueprint.route("/prenumeration/<token>", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def own(link_id: int, link_version: int) -> Response:
    """Show all that is held of a subscriber, and change what they are told of."""
    row = queries.subscriber(link_id, link_version)
    if row is None:
        return _gone()
    if row.confirmed_at is None:
        return redirect_to("subscriptions.confirm", token=_token())
    choice = queries.choice_of(row)
    offer = shown.offered_beside(choice, arrival())
    form = ChoiceForm(data=chosen(choice, offer, row.lang))
    form.offer(offer)
    if form.is_submitted() and form.validate():
        actions.change(link_id, link_version, form.choice, form.lang.data, arrival())
        return redirect_to("subscriptions.own", token=_token(), klart="andrad")
    done = request.args.get("klart", "")
    status = 422 if form.failed else 200
    return render(
        "subscriptions/own.html",
        status,
        form=form,
        done=done if done in _DONE else "",
        **_shown(row),
    )


@blueprint.route("/prenumeration/<token>/avsluta", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute", failures_only=True)  # a mail provider may end many at once, from one address
def leave(link_id: int, link_version: int) -> Response:
    """Show the button that ends the subscription; end it when that or a mail program posts. Twice is as once."""
    if _is_one_click():
        actions.leave(link_id, link_version, arrival())
        return render("subscriptions/left.html")
    if queries.subscriber(link_id, link_version) is None:
        return render("subscriptions/left.html")
    back = url_for("subscriptions.own", token=_token())
    return render("subscriptions/leave.html", _status(), by_box=False, back=back)


@blueprint.route("/mejl-om-moten/<token>/avsluta", methods=["GET", "POST"])
@access.link(mail.BY_BOX)
@limited("60 per minute", failures_only=True)
def leave_by_box(link_id: int, link_version: int) -> Response:
    """Show the button that takes back the yes of a sign-up; take it back when that or a mail program posts."""
    if _is_one_click():
        actions.leave_by_box(link_id, link_version, arrival())
        return render("subscriptions/left.html")
    return render("subscriptions/leave.html", _status(), by_box=True, back="")


def _is_one_click() -> bool:
    name, value = _ONE_CLICK
    return request.method == "POST" and request.form.get(name) == value


def _status() -> int:
    """Return the status of the page with the button: a POST of something else has ended nothing."""
    return 422 if request.method == "POST" else 200


def _gone() -> Response:
    return render("subscriptions/gone.html", 410)


def _shown(row: Subscriber) -> dict[str, Any]:
    topics, counties = shown.names(queries.choice_of(row), arrival())
    return {"subscriber": row, "topics": topics, "counties": counties, "token": _token()}


def _token() -> str:
    return str((request.view_args or {})["token"])
