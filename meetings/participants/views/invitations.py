"""Invitations on the desk: who is asked, what they answer, and what the organiser can do about the silent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, current_app, request, send_file, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants import actions
from meetings.participants.forms import ExportForm, InviteForm, ReadLine, read_lines
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.participants.views import spreadsheets
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.participants.views.exporting import in_file_name
from meetings.participants.views.spreadsheets import Column
from meetings.registration import actions as registration
from meetings.registration import queries as registrations
from meetings.registration.actions import Asking, Invitee
from meetings.registration.models import Invitation
from meetings.registration.queries import inviting as read
from meetings.registration.rules.inviting import InvitationState, keeps_seat, refusal_to_invite
from meetings.text import N_
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.dates import date_short, local
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import until

INVITATIONS = f"{MEETING}/inbjudningar"
ONE = f"{INVITATIONS}/<int:invitation_id>"
STATES = {
    InvitationState.INVITED: ("obesvarade", N_("Obesvarade"), N_("Obesvarad"), "wait"),
    InvitationState.ACCEPTED: ("ja", N_("Tackat ja"), N_("Tackat ja"), "good"),
    InvitationState.DECLINED: ("nej", N_("Tackat nej"), N_("Tackat nej"), "neutral"),
    InvitationState.REVOKED: ("aterkallade", N_("Återkallade"), N_("Återkallad"), "bad"),
}
_BY_CODE = {code: state for state, (code, _many, _one, _tone) in STATES.items()}
_MOST_ROWS = 100_000


@dataclass(frozen=True)
class Preview:
    """What the lines would do: who is invited, who is signed up or invited already, which lines are to be mended."""

    new: Sequence[ReadLine]
    signed_up: Sequence[ReadLine]
    invited: Sequence[ReadLine]
    faulty: Sequence[ReadLine]

    @property
    def can_be_sent(self) -> bool:
        """Whether there is somebody to invite and nothing to mend."""
        return bool(self.new) and not self.faulty


@blueprint.get(INVITATIONS)
@access.requires("organiser")
def invitations(meeting_id: int) -> Response:
    """Show one page of the invitations, those of one state or all."""
    of, state = listing.head(meeting_id), _BY_CODE.get(request.args.get("status", ""))
    counts = read.invitations_by_state(meeting_id)
    chosen = counts.get(state.value, 0) if state else sum(counts.values())
    rows = paged(read.invitations(meeting_id, state.value if state else ""), page_asked_for(), total=chosen)
    return render(
        "participants/invitations.html",
        meeting=of,
        rows=_rows(meeting_id, rows.rows),
        page=rows,
        pills=_pills(of, state, counts),
        all=sum(counts.values()),
        silent=counts.get(InvitationState.INVITED.value, 0),
        closed=refusal_to_invite(registrations.door(meeting_id), arrival()),
        page_url=lambda number: _url(of, state, number),
        state=STATES[state][0] if state else "",
        button=ButtonForm(),
        export=ExportForm(),
    )


@blueprint.route(f"{INVITATIONS}/bjud-in", methods=["GET", "POST"])
@access.requires("organiser")
def invite(meeting_id: int) -> Response:
    """Read whom to invite, show them, and send the invitations when the button for that is pressed."""
    of, form = listing.head(meeting_id), InviteForm()
    if not form.is_submitted():
        return _invite_page(of, form)
    if not form.validate():
        return _invite_page(of, form, 422)
    preview = _preview(of, read_lines(form.lines.data or "", nameless=True))
    seen = request.form.get("seen") == _checksum(form.lines.data)
    if "send" not in request.form or not seen or not preview.can_be_sent:
        return _invite_page(of, form, 422 if preview.faulty else 200, preview=preview)
    people = [Invitee(line.name, line.email, line.organisation) for line in preview.new]
    hold_until = until(form.hold_day.data, None) if form.hold.data else None
    asking = Asking(form.message.data or "", hold_until, form.speaks.data)
    try:
        sent = registration.invite(of.id, people, asking, arrival(), current_actor())
    except Refused as refused:
        return _invite_page(of, form, 409, preview=preview, refused=refused)
    tell(ngettext("%(num)s inbjudan är på väg.", "%(num)s inbjudningar är på väg.", len(sent)))
    return redirect_to("participants.invitations", meeting_id=of.id)


@blueprint.post(f"{INVITATIONS}/paminn")
@access.requires("organiser")
def remind_invited(meeting_id: int) -> Response:
    """Remind those who have not answered."""
    if not pressed():
        return _back(meeting_id)
    try:
        number = registration.remind_silent(meeting_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    else:
        tell(ngettext("%(num)s person får en påminnelse.", "%(num)s personer får en påminnelse.", number))
    return _back(meeting_id)


@blueprint.post(f"{ONE}/skicka-igen")
@access.requires("organiser")
def resend_invitation(meeting_id: int, invitation_id: int) -> Response:
    """Mail one invitation again."""
    if pressed():
        try:
            found = registration.resend_invitation(meeting_id, invitation_id, arrival(), current_actor())
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
        else:
            tell(_("Inbjudan till %(email)s skickas igen.", email=found.email))
    return _back(meeting_id)


@blueprint.post(f"{ONE}/aterkalla")
@access.requires("organiser")
def revoke_invitation(meeting_id: int, invitation_id: int) -> Response:
    """Take one invitation back."""
    if pressed():
        try:
            found = registration.revoke_invitation(meeting_id, invitation_id, arrival(), current_actor())
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
        else:
            tell(_("Inbjudan till %(email)s gäller inte längre.", email=found.email))
    return _back(meeting_id)


@blueprint.post(f"{INVITATIONS}/exportera")
@access.requires("organiser")
def export_invitations(meeting_id: int) -> Response:
    """Send all invitations as XLSX or CSV."""
    of, form = listing.head(meeting_id), ExportForm()
    if not form.validate():
        tell(_("Sidan hade legat öppen för länge. Välj format och exportera en gång till."), "warning")
        return _back(meeting_id)
    kind, found = form.format.data, paged(read.invitations(meeting_id), 1, per_page=_MOST_ROWS)
    actions.note_export(of.id, kind, arrival(), current_actor(), rows=found.total, everybody=True, sensitive=False)
    heads = [Column(_(words), width) for words, width in _COLUMNS]
    signed_up = read.signed_up_addresses(meeting_id, [one.email_key for one in found.rows[:_MOST_ROWS]])
    rows = [_row(one, _state(one, signed_up)) for one in found.rows]
    name = f"inbjudningar-{in_file_name(of.title)}-{date_short(of.starts_at)}.{kind}"
    if kind == "csv":
        parts = stream_with_context(spreadsheets.csv_parts(heads, rows, state_at=None))
        response = current_app.response_class(parts, content_type=spreadsheets.CSV_TYPE)
        response.headers.set("Content-Disposition", "attachment", filename=name)
    else:
        file = spreadsheets.xlsx_file(heads, rows, _("Inbjudningar"), state_at=None)
        response = send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


_COLUMNS = (
    (N_("Namn"), 28),
    (N_("E-post"), 32),
    (N_("Organisation"), 32),
    (N_("Status"), 14),
    (N_("Inbjuden"), 17),
    (N_("Påmind"), 17),
    (N_("Svarade"), 17),
    (N_("Orsak"), 40),
    (N_("Plats hålls till"), 17),
)


def _row(one: Invitation, state: InvitationState) -> list[Any]:
    held = one.held_until if keeps_seat(one, arrival()) else None
    stamps = [value and local(value) for value in (one.invited_at, one.reminded_at, one.answered_at)]
    return [one.name, one.email, one.organisation, _(STATES[state][2]), *stamps, one.reason, held and local(held)]


def _state(one: Invitation, signed_up: Collection[str]) -> InvitationState:
    """Return where it stands: who has signed up in another way has accepted it, too."""
    state = InvitationState(one.state)
    return InvitationState.ACCEPTED if state is InvitationState.INVITED and one.email_key in signed_up else state


def _rows(meeting_id: int, invitations: Sequence[Invitation]) -> list[dict[str, Any]]:
    signed_up = read.signed_up_addresses(meeting_id, [one.email_key for one in invitations])
    return [_shown(one, _state(one, signed_up)) for one in invitations]


def _shown(one: Invitation, state: InvitationState) -> dict[str, Any]:
    gone = one.registration is not None and one.registration.cancelled_at is not None
    return {
        "invitation": one,
        "word": _("Tackat ja, sedan avanmäld") if gone and state is InvitationState.ACCEPTED else _(STATES[state][2]),
        "tone": "neutral" if gone else STATES[state][3],
        "is_open": state is InvitationState.INVITED,
        "held_until": one.held_until if keeps_seat(one, arrival()) else None,
    }


def _pills(of: Head, chosen: InvitationState | None, counts: dict[str, int]) -> list[dict[str, Any]]:
    pills = [{"label": _("Alla"), "url": _url(of, None), "count": sum(counts.values()), "current": chosen is None}]
    for state, (_code, many, _one, _tone) in STATES.items():
        count = counts.get(state.value, 0)
        if count or state is chosen or state is not InvitationState.REVOKED:
            pills.append({"label": _(many), "url": _url(of, state), "count": count, "current": state is chosen})
    return pills


def _url(of: Head, state: InvitationState | None, page: int = 1) -> str:
    values: dict[str, Any] = {"status": STATES[state][0]} if state else {}
    if page > 1:
        values["sida"] = page
    return url_for("participants.invitations", meeting_id=of.id, **values)


def _preview(of: Head, lines: Sequence[ReadLine]) -> Preview:
    right = [line for line in lines if not line.errors]
    keys = [line.email_key for line in right]
    signed_up = read.signed_up_addresses(of.id, keys)
    asked = {
        email_key
        for email_key, one in read.invited_addresses(of.id, keys).items()
        if one.state in (InvitationState.INVITED.value, InvitationState.ACCEPTED.value)
    }
    new = [line for line in right if line.email_key not in signed_up | asked]
    already = [line for line in right if line.email_key in asked - signed_up]
    here = [line for line in right if line.email_key in signed_up]
    return Preview(new, here, already, [line for line in lines if line.errors])


def _invite_page(of: Head, form: InviteForm, status: int = 200, **values: Any) -> Response:
    door, now = registrations.door(of.id), arrival()
    return render(
        "participants/invite.html",
        status,
        meeting=of,
        form=form,
        closed=refusal_to_invite(door, now),
        free=registration.seats_to_keep(door, now),
        seen=_checksum(form.lines.data),
        **values,
    )


def _checksum(pasted: str | None) -> str:
    """Return what tells whether the lines are those that were shown: nobody is invited unseen."""
    return sha256((pasted or "").encode("utf-8", "replace")).hexdigest()


def _back(meeting_id: int) -> Response:
    return redirect_to("participants.invitations", meeting_id=meeting_id)
