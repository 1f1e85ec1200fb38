"""The desk's page of how one signs up to a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import revisions
from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.registration import actions, queries, rules
from meetings.registration.actions import Attending, Reserve, Settings
from meetings.registration.forms import SettingsForm, settings_shown
from meetings.registration.forms.settings import FURTHER
from meetings.registration.queries import Door
from meetings.registration.rules import Access, PoolKind
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.registration.views.ways import sign_up_link
from meetings.schedule.rules import Attendance
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route("/arbetsytan/moten/<int:meeting_id>/anmalan", methods=["GET", "POST"])
@access.requires("organiser")
def settings(meeting_id: int) -> Response:
    """Show and save who may sign up, seats, waiting list, times, and what else there is to choose."""
    door = queries.door(meeting_id)
    form = _form(door)
    if not form.is_submitted():
        return _page(door, form)
    if "add_row" in request.form:
        form.add_row()
        return _page(door, form, opened=True)
    if not form.validate():
        return _page(door, form, 422)
    try:
        moved_up = actions.save_settings(meeting_id, _typed(form), form.base, arrival(), current_actor())
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


@blueprint.post("/arbetsytan/moten/<int:meeting_id>/anmalan/ny-lank")
@access.requires("organiser")
def new_link(meeting_id: int) -> Response:
    """Make a new link to the sign-up; the old one opens no more."""
    if pressed():
        actions.new_link(meeting_id, arrival(), current_actor())
        tell(_("Länken är ny. Den gamla fungerar inte längre."))
    return redirect_to("registration.settings", meeting_id=meeting_id)


def _form(door: Door) -> SettingsForm:
    form = SettingsForm(data=settings_shown(_standing(door), door.revision))
    form.offer([(word.id, word.name) for word in queries.sectors(lang())], hybrid=_is_hybrid(door))
    return form


def _is_hybrid(door: Door) -> bool:
    return door.attendance == Attendance.BOTH.value


def _typed(form: SettingsForm) -> Settings:
    """Return what was typed as the action takes it."""
    values = form.settings()
    reserved = tuple(Reserve(*one) for one in values.pop("reserved"))
    attending = None
    if "room_seats" in values:
        attending = Attending(values.pop("room_seats"), values.pop("online_seats"))
        values["seats"] = attending.in_all
    return Settings(**values, attending=attending, reserved=reserved)


def _stale(meeting_id: int, form: SettingsForm) -> Response:
    """Show what somebody else saved meanwhile beside what was typed; sending again saves what was typed."""
    door = queries.door(meeting_id)
    standing = settings_shown(_standing(door), door.revision)
    typed = settings_shown(form.settings(), door.revision)
    differs = [change for change in revisions.changes(standing, typed) if change.field in form]
    form.base_revision.data = str(door.revision)
    labels = {field.name: field.label.text for field in form}
    said = [(labels[change.field], change) for change in differs if change.field != "base_revision"]
    return _page(door, form, 409, differs=said)


def _standing(door: Door) -> dict[str, Any]:
    """Return the settings as they stand by the names of the form, or as they are to begin with."""
    pools = {pool.kind: pool for pool in door.pools}
    room, online = pools.get(PoolKind.ROOM.value), pools.get(PoolKind.ONLINE.value)
    reserved = [(pool.sector_id or 0, pool.seats, pool.released_at) for pool in door.of_kind(PoolKind.RESERVED)]
    if not door.takes_sign_ups:
        first = vars(Settings(seats=None))
        values = {name: value for name, value in first.items() if name != "attending"}
        return {**values, "room_seats": None, "online_seats": None, "reserved": []}
    return {
        "seats": door.pool.seats,
        "room_seats": room.seats if room else door.pool.seats,
        "online_seats": online.seats if online else None,
        "waiting_list": door.pool.waiting_list,
        "reserved": reserved,
        "listed": queries.is_listed(door.meeting_id),
        **{name: getattr(door, name) for name in _OF_THE_DOOR},
    }


_OF_THE_DOOR = (
    *("show_seats_left", "opens_at", "closes_at", "public_list", "list_until", "notice"),
    *("access", "moderated", "confirm_address", "groups", "hand_over"),
)


def _page(door: Door, form: SettingsForm, status: int = 200, *, opened: bool = False, **values: Any) -> Response:
    return render(
        "registration/settings.html",
        status,
        form=form,
        closed=rules.refusal_to_register(door, arrival(), Access.INVITED),
        list_default=rules.last_minute(rules.list_until(None, door.ends_at)),
        further_open=opened or _has_further(form, _standing(door)),
        over=_over(door),
        link=sign_up_link(door, lang()),
        button=ButtonForm(),
        **card(door),
        **values,
    )


def _has_further(form: SettingsForm, standing: Mapping[str, Any]) -> bool:
    """Tell whether something behind "Fler val" is not as it is to begin with, or is to be mended."""
    first = {**vars(Settings(seats=None)), "reserved": []}
    return any(standing[name] != first[name] for name in FURTHER) or any(form[name].errors for name in FURTHER)


def _over(door: Door) -> list[tuple[str, int]]:
    """Return the kinds of pools where more have a seat than there are seats, and how many more."""
    kinds = (PoolKind.MEETING.value, PoolKind.ROOM.value, PoolKind.ONLINE.value)
    found = [(pool.kind, pool.over) for pool in door.pools if pool.kind in kinds and pool.over]
    return [one for one in found if one[0] != PoolKind.MEETING.value] or found
