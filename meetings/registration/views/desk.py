"""The desk's page of how one signs up to a meeting."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import revisions
from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.registration import actions, queries, rules
from meetings.registration.actions import Settings
from meetings.registration.forms import SettingsForm, settings_shown
from meetings.registration.queries import Door
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route("/arbetsytan/moten/<int:meeting_id>/anmalan", methods=["GET", "POST"])
@access.requires("organiser")
def settings(meeting_id: int) -> Response:
    """Show and save seats, waiting list, times and the public list."""
    door = queries.door(meeting_id)
    form = SettingsForm(data=settings_shown(_standing(door), door.revision))
    if not form.is_submitted():
        return _page(door, form)
    if not form.validate():
        return _page(door, form, 422)
    typed = Settings(**form.settings())
    try:
        moved_up = actions.save_settings(meeting_id, typed, form.base, arrival(), current_actor())
    except Refused as refused:
        return _page(door, form, 409, refusal=refused.refusal)
    except Stale:
        return _stale(meeting_id, form)
    text = _("Inställningarna är sparade.")
    if moved_up:
        text += " " + ngettext(
            "%(num)s person från reservlistan fick plats och får ett mejl.",
            "%(num)s personer från reservlistan fick plats och får ett mejl.",
            len(moved_up),
        )
    tell(text)
    return redirect_to("registration.settings", meeting_id=meeting_id)


def _stale(meeting_id: int, form: SettingsForm) -> Response:
    """Show what somebody else saved meanwhile beside what was typed; sending again saves what was typed."""
    door = queries.door(meeting_id)
    standing = settings_shown(_standing(door), door.revision)
    typed = settings_shown(form.settings(), door.revision)
    differs = [change for change in revisions.changes(standing, typed) if change.field != "base_revision"]
    form.base_revision.data = str(door.revision)
    labels = {field.name: field.label.text for field in form}
    return _page(door, form, 409, differs=[(labels[change.field], change) for change in differs])


def _standing(door: Door) -> dict[str, Any]:
    if not door.takes_sign_ups:
        return vars(Settings(seats=None))
    return {
        "seats": door.pool.seats,
        "waiting_list": door.pool.waiting_list,
        "show_seats_left": door.show_seats_left,
        "opens_at": door.opens_at,
        "closes_at": door.closes_at,
        "public_list": door.public_list,
        "list_until": door.list_until,
        "notice": door.notice,
    }


def _page(door: Door, form: SettingsForm, status: int = 200, **values: Any) -> Response:
    return render(
        "registration/settings.html",
        status,
        form=form,
        closed=rules.refusal_to_register(door, arrival()),
        list_default=rules.last_minute(rules.list_until(None, door.ends_at)),
        **card(door),
        **values,
    )
