"""What the mails of subscriptions say: the link that confirms an address, and that there is a new meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance
from meetings.subscriptions import rules
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.queries import TEMPLATE
from meetings.web.lang import LANGUAGES, speaking
from meetings.web.markdown import plain

PURPOSE = "subscription"  # of the subscriber's link
BY_BOX = "future-meetings"  # of the link with which the yes at a sign-up is taken back
CONFIRM, KNOWN = "subscribe", "subscribed_already"
_SUMMARY = 600  # characters


def subject(subscriber_id: int) -> str:
    """Return how mails and the log name a subscriber: no address."""
    return f"subscriber:{subscriber_id}"


def token(of: Subscriber) -> str:
    """Return the token of the subscriber's link."""
    return links.make(PURPOSE, of.id, of.link_version)


def own_path(of: Subscriber) -> str:
    """Return the path of the subscriber's own page, without language."""
    return f"/prenumeration/{token(of)}"


def leave_path(of: Subscriber) -> str:
    """Return the path at which a subscriber leaves, without language."""
    return f"{own_path(of)}/avsluta"


def box_path(of: Registration) -> str:
    """Return the path at which somebody takes back the yes of a sign-up, without language."""
    return f"/mejl-om-moten/{links.make(BY_BOX, of.id, of.link_version)}/avsluta"


def confirm(of: Subscriber, form_token: str, now: datetime) -> Mail:
    """Return the mail whose link shows that the address is its owner's."""
    link = absolute(f"{own_path(of)}/bekrafta", of.lang)
    until = of.asked_at + rules.CONFIRM_WITHIN
    return _to(of, CONFIRM, form_token, now, {"link": link, "until": until.isoformat()})


def known(of: Subscriber, form_token: str, now: datetime) -> Mail:
    """Return the mail to who subscribes already: their own link, nothing changed."""
    return _to(of, KNOWN, form_token, now, {"link": absolute(own_path(of), of.lang)})


def _to(of: Subscriber, template: str, form_token: str, now: datetime, values: Mapping[str, Any]) -> Mail:
    return Mail(
        key=f"{template}:{of.id}:{form_token[:40]}",
        template=template,
        lang=of.lang,
        to_name="",
        to_address=of.email,
        values=values,
        subject_ref=subject(of.id),
        erase_after=now + rules.CONFIRM_WITHIN,
    )


class NewMeeting:
    """The mail about one new meeting: what it says is put together once for each language, then sent to many."""

    def __init__(self, meeting: Meeting, now: datetime) -> None:
        self.meeting_id = meeting.id
        self.reply_to = next((one.email for one in meeting.contacts if one.email), "")
        self.erase_after = now + rules.MAIL_KEPT
        self._said = {lang: _said(meeting, lang) for lang in LANGUAGES}

    def to_subscriber(self, of: Subscriber) -> Mail:
        """Return the mail to a subscriber."""
        leave = absolute(leave_path(of), of.lang)
        own = {"own_link": absolute(own_path(of), of.lang), "by_box": False, "unsubscribe_url": leave}
        return self._mail(str(of.id), of.lang, "", of.email, subject(of.id), own)

    def to_attendee(self, of: Registration) -> Mail:
        """Return the mail to somebody who ticked the box at a sign-up."""
        own = {"own_link": "", "by_box": True, "unsubscribe_url": absolute(box_path(of), of.lang)}
        return self._mail(f"r{of.id}", of.lang, of.name, of.email, f"registration:{of.id}", own)

    def _mail(self, who: str, lang: str, name: str, address: str, about: str, own: Mapping[str, Any]) -> Mail:
        return Mail(
            key=f"new_meeting:{self.meeting_id}:{who}",
            template=TEMPLATE,
            lang=lang,
            to_name=name,
            to_address=address,
            reply_to=self.reply_to,
            values={**self._said[lang], **own},
            meeting_id=self.meeting_id,
            subject_ref=about,
            erase_after=self.erase_after,
            bulk=True,
        )


def _said(meeting: Meeting, lang: str) -> dict[str, Any]:
    with speaking(lang):
        place = where(meeting)
    return {
        "meeting_title": meeting.title,
        "meeting_lang": meeting.lang,
        "kind": meeting.kind.name(lang),
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "where": place,
        "summary": plain(meeting.summary, at_most=_SUMMARY),
        "meeting_link": absolute(f"/moten/{meeting.id}-{meeting.slug}", lang),
    }


def where(meeting: Meeting) -> str:
    """Return where the meeting is held, in the language that is spoken; never an online address."""
    town = " ".join(part for part in (meeting.postcode, meeting.town) if part)
    place = ", ".join(part for part in (meeting.venue, meeting.street, town) if part)
    if meeting.attendance == Attendance.ONLINE.value:
        return str(_("På nätet"))
    if meeting.attendance == Attendance.BOTH.value:
        return str(_("%(place)s, och på nätet", place=place))
    return place
