"""What needs attention: sentences with one action each, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.jobs import queries as jobs
from meetings.organisations.queries import tidying as organisations
from meetings.outbox.mailbox import JOB as BOUNCES_JOB
from meetings.outbox.queries import health
from meetings.outbox.rules import MailState
from meetings.pages.desk_queries import NEAR, AllMeetings, MeetingRow, failed_mails
from meetings.privacy import queries as privacy
from meetings.registration.queries import Counts
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State, refusals_to_publish
from meetings.sparks.rules import Which
from meetings.web import dates
from meetings.web.rendering import refusal_text

BACKUP_JOB = "backup"
_BACKUP_LATE = timedelta(hours=36)
_ASKED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Attention:
    """One sentence: how many (if that is what it says), what, and where it is mended.

    `blocks` says that the meeting cannot be published before.
    """

    text: str
    count: int | None = None
    url: str = ""
    label: str = ""
    blocks: bool = False


@dataclass(frozen=True)
class Backup:
    """When the last backup succeeded (UTC; None: never), and whether backups are made at all."""

    at: datetime | None
    made: bool


def of_all_meetings(found: AllMeetings, now: datetime, *, everything: bool) -> tuple[list[Attention], Backup | None]:
    """Return what needs attention in the meetings shown; with `everything` also in the service itself."""
    items: list[Attention] = []
    backup = None
    if everything:
        backup = Backup(jobs.last_success(BACKUP_JOB), bool(current_app.config["BACKUP_DAYS"]))
        items += [*_of_mail(now), *_of_backup(backup, now), *_of_privacy(), *_of_names()]
    items += [_of_change(row.id, row.title) for row in found.coming if row.asked and row.state == State.PUBLISHED]
    for draft in found.drafts:
        if draft.starts_at - now <= NEAR:
            items.append(_of_draft(draft, now))
    for row in found.coming:
        if row.state == State.PUBLISHED and row.counts is not None:
            items += _of_waiting(row.id, row.title, row.counts)
    for row in (*found.coming, *found.past):
        items += _of_given(row.id, row.title, row.given)
        items += _of_sparks(row.id, row.title, row.sparks)
        items += _of_ideas(row.id, row.title, row.ideas)
    items += [_of_end(row.id, row.title) for row in _to_be_concluded(found, now)]
    return items, backup


def of_one_meeting(
    meeting: Meeting,
    seats: Counts | None,
    now: datetime,
    *,
    organisers: int,
    contacts: int,
    pending: int,
    asked: bool,
    sparks: int,
    given: int,
    ideas: int,
    untold: int,
) -> list[Attention]:
    """Return what needs attention in one meeting; `seats` is None when it takes no sign-ups.

    `pending` sign-ups, `sparks` and what speakers have `given` wait for an organiser's yes or no; `asked`: see
    `MeetingRow`. So many project `ideas` wait for the secretariat, and so many have a state that is `untold`.
    """
    items: list[Attention] = []
    failed, whose = failed_mails(meeting.id)
    if failed:
        items.append(_failed(failed, _where_to_correct(meeting.id, whose)))
    items += _of_sparks(meeting.id, "", sparks)
    items += _of_given(meeting.id, "", given)
    items += [*_of_ideas(meeting.id, "", ideas), *_of_untold(meeting.id, untold)]
    if meeting.state == State.DRAFT:
        edit = url_for("schedule.edit", meeting_id=meeting.id)
        for refusal in refusals_to_publish(meeting, organisers=organisers, contacts=contacts):
            items.append(Attention(refusal_text(refusal), url=edit, label=_("Fyll i"), blocks=True))
        if meeting.ends_at <= now:
            items.append(Attention(_("Utkastets dag har passerat."), url=edit, label=_("Ändra tiden")))
    elif seats is not None and meeting.state == State.PUBLISHED and meeting.ends_at > now:
        items += [_of_change(meeting.id, "")] if asked else []
        items += [*_of_pending(meeting.id, pending), *_of_waiting(meeting.id, "", seats)]
    if meeting.state == State.PUBLISHED and meeting.ends_at <= now and meeting.concluded_at is None:
        items.append(_of_end(meeting.id, ""))
    if seats is None and meeting.state != State.CANCELLED and meeting.ends_at > now:
        url = url_for("registration.settings", meeting_id=meeting.id)
        items.append(Attention(_("Mötet tar inte emot anmälningar."), url=url, label=_("Öppna anmälan")))
    return items


def _to_be_concluded(found: AllMeetings, now: datetime) -> list[MeetingRow]:
    """Return the meetings of the last 60 days that nobody has wrapped up, by number: older ones are left in peace."""
    waiting = [row for row in found.past if row.state == State.PUBLISHED and row.concluded_at is None]
    return sorted((row for row in waiting if now - row.ends_at <= _ASKED_FOR), key=lambda row: row.id)


def _of_end(meeting_id: int, title: str) -> Attention:
    if title:
        text = _("”%(title)s” har varit. Berätta vad det ledde till.", title=title)
    else:
        text = _("Mötet har varit. Berätta vad det ledde till.")
    return Attention(text, url=url_for("pages.conclude", meeting_id=meeting_id), label=_("Avsluta mötet"))


def _of_mail(now: datetime) -> list[Attention]:
    state, url = health(now), url_for("pages.outbox")
    items = [_failed(state.failed, url_for("pages.outbox", lage=MailState.FAILED.value))] if state.failed else []
    if state.late_since is not None:
        text = _(
            "Mejl ligger kvar sedan %(moment)s. Se efter att arbetaren är i gång.",
            moment=dates.moment(state.late_since),
        )
        items.append(Attention(text, url=url, label=_("Visa mejlen")))
    if current_app.config["MAIL_BOUNCE_IMAP"] and jobs.fails(BOUNCES_JOB):
        text = _("Brevlådan dit mejl kommer tillbaka går inte att läsa. Felet står i arbetarens logg.")
        items.append(Attention(text))
    return items


def _where_to_correct(meeting_id: int, whose: str) -> str:
    """Return the page of the person whose address is wrong; of several, the list of mails that leads to each."""
    kind, _colon, number = whose.partition(":")
    if kind == "registration" and number.isdigit():
        return url_for("participants.edit_person", meeting_id=meeting_id, registration_id=int(number))
    if kind == "speaker" and number.isdigit():
        return url_for("materials.speaker", meeting_id=meeting_id, speaker_id=int(number))
    return url_for("pages.meeting_outbox", meeting_id=meeting_id, lage=MailState.FAILED.value)


def _failed(number: int, url: str) -> Attention:
    text = ngettext("mejl kom inte fram.", "mejl kom inte fram.", number)
    return Attention(text, count=number, url=url, label=_("Rätta"))


def _of_backup(backup: Backup, now: datetime) -> list[Attention]:
    if not backup.made:
        return []
    if backup.at is None:
        return [Attention(_("Ingen säkerhetskopia är gjord ännu. Den första görs i natt, om arbetaren är i gång."))]
    if now - backup.at > _BACKUP_LATE:
        return [Attention(_("Senaste säkerhetskopian är från %(moment)s.", moment=dates.moment(backup.at)))]
    return []


def _of_names() -> list[Attention]:
    """Say that many names of organisations, which people typed, wait to be known."""
    waiting = organisations.number_waiting()
    text = _("namn ur anmälningar och idéer hör inte till någon organisation.")
    url = url_for("organisations.tidy")
    return [Attention(text, count=waiting, url=url, label=_("Städa"))] if waiting >= organisations.MANY else []


def _of_privacy() -> list[Attention]:
    """Say that somebody asks to be erased, that data waits for a decision, or that it goes within a week."""
    items = []
    asking, going = privacy.open_cases_and_meetings_warned_of()
    if asking:
        text = ngettext("person har begärt att bli raderad.", "personer har begärt att bli raderade.", asking)
        items.append(Attention(text, count=asking, url=url_for("privacy.cases"), label=_("Svara")))
    url = url_for("privacy.retention")
    if waiting := privacy.waiting_for_a_decision():
        text = ngettext(
            "mötes uppgifter väntar på gallringsbeslut.", "mötens uppgifter väntar på gallringsbeslut.", waiting
        )
        items.append(Attention(text, count=waiting, url=url, label=_("Visa")))
    if going:
        text = ngettext("mötes uppgifter raderas inom en vecka.", "mötens uppgifter raderas inom en vecka.", going)
        items.append(Attention(text, count=going, url=url, label=_("Visa")))
    return items


def _of_draft(draft: MeetingRow, now: datetime) -> Attention:
    days = dates.days_until(draft.starts_at, now)
    if days < 0:
        text = _("Utkastet ”%(title)s” har ett datum som har passerat.", title=draft.title)
    elif days == 0:
        text = _("Utkastet ”%(title)s” är tänkt till i dag.", title=draft.title)
    else:
        text = ngettext(
            "Utkastet ”%(title)s” är tänkt till i morgon.",
            "Utkastet ”%(title)s” är tänkt till om %(num)s dagar.",
            days,
            title=draft.title,
        )
    return Attention(text, url=url_for("pages.desk_meeting", meeting_id=draft.id), label=_("Gör klart"))


def _of_change(meeting_id: int, title: str) -> Attention:
    if title:
        text = _("”%(title)s” har ändrats. Ska deltagarna få veta det?", title=title)
    else:
        text = _("Tid, plats eller en workshop har ändrats. Ska deltagarna få veta det?")
    return Attention(text, url=url_for("participants.tell_of_change", meeting_id=meeting_id), label=_("Svara"))


def _of_pending(meeting_id: int, number: int) -> list[Attention]:
    if not number:
        return []
    text = ngettext("anmälan väntar på ditt svar.", "anmälningar väntar på ditt svar.", number)
    return [Attention(text, count=number, url=url_for("participants.pending", meeting_id=meeting_id), label=_("Svara"))]


def _of_given(meeting_id: int, title: str, number: int) -> list[Attention]:
    """Say that speakers have sent something that nobody has answered."""
    if not number:
        return []
    if title:
        text = ngettext(
            "presentation till ”%(title)s” väntar på granskning.",
            "presentationer till ”%(title)s” väntar på granskning.",
            number,
            title=title,
        )
    else:
        text = ngettext("presentation väntar på granskning.", "presentationer väntar på granskning.", number)
    url = url_for("materials.overview", meeting_id=meeting_id)
    return [Attention(text, count=number, url=url, label=_("Granska"))]


def _of_sparks(meeting_id: int, title: str, number: int) -> list[Attention]:
    if not number:
        return []
    if title:
        text = ngettext(
            "gnista till ”%(title)s” väntar på godkännande.",
            "gnistor till ”%(title)s” väntar på godkännande.",
            number,
            title=title,
        )
    else:
        text = ngettext("gnista väntar på godkännande.", "gnistor väntar på godkännande.", number)
    url = url_for("sparks.overview", meeting_id=meeting_id, visa=Which.NEW.value)
    return [Attention(text, count=number, url=url, label=_("Läs och godkänn"))]


def _of_ideas(meeting_id: int, title: str, number: int) -> list[Attention]:
    """Say that ideas wait for the secretariat: late and undecided, answered, or completed."""
    if not number:
        return []
    if title:
        text = ngettext(
            "projektidé till ”%(title)s” väntar på dig.", "projektidéer till ”%(title)s” väntar på dig.", number,
            title=title,
        )  # fmt: skip
    else:
        text = ngettext("projektidé väntar på dig.", "projektidéer väntar på dig.", number)
    return [Attention(text, count=number, url=url_for("ideas.desk", meeting_id=meeting_id), label=_("Visa"))]


def _of_untold(meeting_id: int, number: int) -> list[Attention]:
    if not number:
        return []
    text = ngettext(
        "projektidé har ett besked som inte är publicerat.", "projektidéer har besked som inte är publicerade.", number
    )
    url = url_for("ideas.tell_states", meeting_id=meeting_id)
    return [Attention(text, count=number, url=url, label=_("Publicera besked"))]


def _of_waiting(meeting_id: int, title: str, seats: Counts) -> list[Attention]:
    """Say it when people wait though there are seats: the line moves by itself, so somebody has held it back."""
    if not seats.waiting or (seats.left is not None and seats.left <= 0):
        return []
    url = url_for("participants.line", meeting_id=meeting_id)
    if title:
        text = _("står på reservlistan till ”%(title)s” fast det finns lediga platser.", title=title)
    else:
        text = _("står på reservlistan fast det finns lediga platser.")
    return [Attention(text, count=seats.waiting, url=url, label=_("Visa dem"))]
