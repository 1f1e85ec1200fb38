"""How what is held about somebody is told: as sections of labels and texts, and as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.audit.actions import ATTENDEE, WORKER
from meetings.audit.models import AuditEntry
from meetings.participants.views.words import ACTIONS, FIELDS, MAILS, OPT_INS
from meetings.privacy import queries
from meetings.privacy.forms import CHANNELS
from meetings.privacy.queries import Held
from meetings.privacy.rules.retention import Period, due_at, refusal_to_erase
from meetings.privacy.views import ideas
from meetings.privacy.views.words import BASES, CASES, INVITED, POOLS, STATES, class_words
from meetings.questions.rules import Retention
from meetings.registration.models import Place
from meetings.subscriptions.views.shown import held_rows
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.requests import arrival

_ROLES = {"you": _l("Du"), "system": _l("Systemet"), "organiser": _l("En arrangör")}
_ACTIONS = {
    "privacy.ask": _l("Begärde radering"),
    "privacy.grant": _l("Raderade uppgifterna"),
    "privacy.refuse": _l("Avslog begäran om radering"),
    "registration.sign_up": _l("Anmäld"),
}


@dataclass
class Section:
    """One kind of what is held; `nothing` is said when there is none of it."""

    code: str
    title: str
    nothing: str
    rows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, label: object, text: object) -> None:
        """Add a row, unless it says nothing."""
        if text not in (None, ""):
            self.rows.append((str(label), str(text)))


@dataclass(frozen=True)
class Kept:
    """How long a class is kept, and on which basis; `until` is None for what stays, without a name."""

    retention: Retention
    label: str
    until: datetime | None
    basis: str
    decision: str
    waits: bool


def sections(of: Held) -> list[Section]:
    """Return all that is held, in the reader's language."""
    return [
        _registration(of),
        _answers(of),
        _places(of),
        _sparks(of),
        _ideas(of),
        _opt_ins(of),
        _subscription(of),
        _invitations(of),
        _mails(of),
        _changes(of),
        _cases(of),
    ]


def kept(of: Held) -> list[Kept]:
    """Return until when and why each class is kept of this person."""
    public_body = queries.is_public_body()
    return [_kept(period, of, public_body=public_body) for period in queries.periods().values()]


def text(of: Held, now: datetime) -> str:
    """Return all that is held as plain text."""
    meeting = of.registration.meeting
    lines = [_("Dina uppgifter hos oss"), meeting.title, dates.period(meeting.starts_at, meeting.ends_at)]
    lines.append(_("Hämtat %(moment)s", moment=dates.moment(now)))
    for section in sections(of):
        lines += ["", section.title.upper()]
        lines += [f"{label}: {words}" for label, words in section.rows] or [section.nothing]
    lines += ["", _("Hur länge, och varför").upper()]
    for one in kept(of):
        lines += [f"{one.label}: {until_words(one)} {one.basis}"]
    return "\n".join(lines) + "\n"


def until_words(one: Kept) -> str:
    """Return in words until when a class is kept."""
    if one.until is None:
        return str(_("Sparas tills vidare."))
    day = dates.date_text(one.until)
    if one.waits:
        return str(_("Raderas tidigast %(day)s, när det finns ett gallringsbeslut.", day=day))
    return str(_("Raderas %(day)s.", day=day))


def _registration(of: Held) -> Section:
    one, found = of.registration, Section("registration", _("Anmälan"), _("Inget."))
    found.add(_("Namn"), one.name)
    found.add(_("E-post"), one.email)
    found.add(_("Organisation"), one.organisation_typed)
    found.add(_("Typ av organisation"), one.organisation_type.name(lang()) if one.organisation_type else "")
    found.add(_("Sektor"), one.sector.name(lang()) if one.sector else "")
    found.add(_("Kommun"), one.municipality.name(lang()) if one.municipality else "")
    found.add(_("Språk i mejl"), _("Engelska") if one.lang == "en" else _("Svenska"))
    found.add(_("Referens"), one.reference)
    found.add(_("Anmäld"), dates.moment(one.registered_at))
    found.add(_("Tillagd av"), _("En arrangör eller kollega") if one.added_by else "")
    found.add(_("Adressen bekräftad"), dates.moment(one.address_confirmed_at) if one.address_confirmed_at else "")
    found.add(_("Ändrad"), dates.moment(one.changed_at) if one.changed_at != one.registered_at else "")
    found.add(_("Besked från arrangören"), one.decision)
    found.add(_("Avanmäld"), dates.moment(one.cancelled_at) if one.cancelled_at else "")
    found.add(_("Deltog, antecknat"), dates.moment(one.attended_at) if one.attended_at else "")
    return found


def _answers(of: Held) -> Section:
    found = Section("answers", _("Svar"), _("Du har inte svarat på några frågor, eller så är svaren raderade."))
    for answer in of.answers:
        words = answer.text
        if answer.file_size is not None:
            words = _("%(name)s (bifogad fil, %(size)s kB)", name=words, size=max(1, answer.file_size // 1000))
        if answer.retention is Retention.SENSITIVE:
            words = _("%(words)s (känslig uppgift)", words=words)
        found.add(answer.asked, words)
    return found


def _places(of: Held) -> Section:
    found = Section("places", _("Platser"), _("Du har ingen plats."))
    for place in of.places:
        came = _(", deltog") if place.attended_at else ""
        found.add(pool_words(place), f"{STATES.get(place.state, place.state)}, {dates.moment(place.changed_at)}{came}")
    return found


def _sparks(of: Held) -> Section:
    nothing = _("Inga gnistor med din adress, eller så är adressen inte bekräftad.")
    found = Section("sparks", _("Gnistor"), nothing)
    for spark in of.sparks:
        found.add(
            dates.moment(spark.made_at), ", ".join(part for part in (spark.text, spark.name, spark.email) if part)
        )
    return found


def _ideas(of: Held) -> Section:
    nothing = _("Inga projektidéer eller partner med din adress, eller så är adressen inte bekräftad.")
    return Section("ideas", _("Projektidéer och partner"), nothing, ideas.rows(of.ideas))


def pool_words(place: Place) -> str:
    """Return what a place is in: a workshop by its title, else the kind of the pool."""
    if place.pool.item is not None and place.pool.item.title:
        return str(place.pool.item.title)
    return str(POOLS.get(place.pool.kind, place.pool.kind))


def _opt_ins(of: Held) -> Section:
    found = Section("opt_ins", _("Det du har sagt ja till"), _("Inget utöver själva anmälan."))
    for yes in sorted(of.registration.opt_ins, key=lambda yes: yes.id):
        words = _("”%(wording)s” Ja %(moment)s", wording=yes.wording, moment=dates.moment(yes.given_at))
        if yes.withdrawn_at is not None:
            words += _(", tillbakadraget %(moment)s", moment=dates.moment(yes.withdrawn_at))
        found.add(OPT_INS.get(yes.kind, yes.kind), words)
    return found


def _subscription(of: Held) -> Section:
    nothing = _("Prenumererar du på nya möten står det på prenumerationens egen sida, som mejlen länkar till.")
    return Section("subscription", _("Prenumeration"), nothing, held_rows(of.subscriber, arrival()))


def _invitations(of: Held) -> Section:
    found = Section("invitations", _("Inbjudan"), _("Du blev inte särskilt inbjuden."))
    for one in of.invitations:
        found.add(_("Inbjuden"), dates.moment(one.invited_at))
        found.add(_("Till"), ", ".join(part for part in (one.name, one.email, one.organisation) if part))
        found.add(_("Med orden"), one.message)
        found.add(_("Påmind"), dates.moment(one.reminded_at) if one.reminded_at else "")
        answered = f", {dates.moment(one.answered_at)}" if one.answered_at else ""
        found.add(_("Svar"), f"{INVITED.get(one.state, one.state)}{answered}")
        found.add(_("Skäl"), one.reason)
    return found


def _mails(of: Held) -> Section:
    found = Section("mails", _("Mejl till dig"), _("Inga mejl."))
    for mail in of.mails:
        subject = mail.subject or MAILS.get(mail.template) or _("Mejl")
        erased = "" if mail.to_address else _(" (innehållet är raderat)")
        if mail.sent_at is None:
            erased += _(" (inte skickat)")
        found.add(dates.moment(mail.sent_at or mail.queued_at), f"{subject}{erased}")
    return found


def _changes(of: Held) -> Section:
    found = Section("changes", _("Vem som har gjort vad"), _("Inget är ändrat."))
    for entry in of.changes:
        words = ACTIONS.get(entry.action) or _ACTIONS.get(entry.action) or _("Ändring")
        changed = [_changed(name, old_and_new) for name, old_and_new in values(entry).items()]
        said = f"{words} ({'; '.join(changed)})" if changed else str(words)
        found.add(dates.moment(entry.at), f"{_ROLES[who(entry)]}: {said}")
    return found


def _changed(name: str, values: Mapping[str, str | None]) -> str:
    label = str(FIELDS.get(name, name))
    if not values or name.endswith("_id"):
        return label
    return f"{label}: {values.get('old') or '–'} → {values.get('new') or '–'}"


def _cases(of: Held) -> Section:
    found = Section("cases", _("Begäran om radering"), _("Du har inte begärt radering."))
    for case in of.cases:
        decided = f", {dates.moment(case.decided_at)}" if case.decided_at else ""
        asked = dates.date_text(case.asked_at) if case.channel else dates.moment(case.asked_at)
        found.add(asked, f"{CASES[case.state]}{decided}")
        if case.asked_by:
            found.add(_("Vem som bad om det, och hur"), f"{case.asked_by}, {CHANNELS[case.channel].lower()}")
        found.add(_("Ditt skäl"), case.reason)
        found.add(_("Svar"), case.decision)
    return found


def _kept(period: Period, of: Held, *, public_body: bool) -> Kept:
    promised = of.promised if period.retention is Retention.SENSITIVE else None
    until = None if period.days is None else due_at(period.days, of.registration.meeting.ends_at, promised)
    decision = ""
    if public_body and period.rests_on_a_decision and period.decision_date is not None:
        decision = _(
            "Gallringsbeslut %(number)s, %(day)s.",
            number=period.decision_number,
            day=dates.date_text(period.decision_date),
        )
    waits = until is not None and refusal_to_erase(period, public_body=public_body) is not None
    return Kept(period.retention, class_words(period.retention), until, _(BASES[period.retention]), decision, waits)


def who(entry: AuditEntry) -> str:
    """Return the role of who did it; nobody's name but one's own is told."""
    return {ATTENDEE.name: "you", WORKER.name: "system"}.get(entry.actor, "organiser")


def values(entry: AuditEntry) -> dict[str, dict[str, str | None]]:
    """Return the fields of a change with their old and new values, as far as those are still kept."""
    known = {value.field: {"old": value.old, "new": value.new} for value in entry.values}
    return {name: known.get(name, {}) for name in entry.fields}
