"""What a mailing says to one person: its text with what is filled in, made for thousands at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from meetings.ideas.mail import addresses as ideas
from meetings.links import queries as links
from meetings.mailings.models import Mailing
from meetings.mailings.queries import Submitter
from meetings.mailings.rules import Placeholder, filled, idea_key, in_markdown, mail_key, plain
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration import mail as registration_mail
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import MAIL_KEPT, PlaceState
from meetings.subscriptions.mail import box_path
from meetings.text import one_line
from meetings.web import dates, markdown
from meetings.web.lang import speaking

FOLLOW_UP = "follow-up"  # the purpose of the link that opens the follow-up's sign-up with one's details filled in
TEMPLATE = "mailing"
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(<?([^\s()<>]+)>?\)")
_MARKS = re.compile(r"^#{1,6} +|\*\*|__|(?<!\\)\\(?=[!-/:-@\[-`{-~])", re.MULTILINE)


@dataclass(frozen=True)
class Recipient:
    """Who gets it and what they have of workshops; `lang` is the language to write in ("": the reader's own)."""

    registration: Registration
    workshops: Sequence[WorkshopPlace] = ()
    lang: str = ""


class Letters:
    """Writes one mail after the other; `follow_up` is the meeting that is invited to, `opt_ins_only` decision 5."""

    def __init__(
        self, mailing: Mailing, door: Door, now: datetime, *, follow_up: Door | None = None, opt_ins_only: bool = False
    ) -> None:
        self._mailing, self._door, self._follow_up = mailing, door, follow_up
        self._opt_ins_only = opt_ins_only
        self._erase_after = max(now, door.ends_at) + MAIL_KEPT

    def to(self, recipient: Recipient) -> Mail:
        """Return the mail to this person: in English if there is an English text and they read that."""
        one = recipient.registration
        lang = self._lang(recipient.lang or one.lang)
        with speaking(lang):
            fields = self._fields(recipient, lang)
            values = self._values(lang, follow_up_path(self._follow_up.meeting_id, one) if self._follow_up else "")
        if self._opt_ins_only:
            values["unsubscribe_url"] = absolute(box_path(one), lang)
        key, about = mail_key(self._mailing.id, one.id), f"registration:{one.id}"
        return self._mail(key, about, (one.name, one.email), lang, values | self._words(lang, fields))

    def to_submitter(self, submitter: Submitter, lang: str = "") -> Mail:
        """Return the mail to the contact of an idea, in `lang`, or as `to` chooses it."""
        one = submitter.idea
        lang = self._lang(lang or one.lang)
        with speaking(lang):
            fields = self._about_meeting() | {
                Placeholder.NAME.value: one.contact_name,
                Placeholder.PLACE.value: registration_mail.where(self._door),
                Placeholder.OWN_LINK.value: absolute(ideas.own_path(one), lang),
                Placeholder.IDEA.value: ", ".join(submitter.titles),
            }
            values = self._values(lang, f"/moten/{self._follow_up.meeting_id}/anmalan" if self._follow_up else "")
        values["ideas"] = True
        key, about = idea_key(self._mailing.id, one.id), f"idea:{one.id}"
        return self._mail(key, about, (one.contact_name, one.contact_email), lang, values | self._words(lang, fields))

    def _lang(self, wanted: str) -> str:
        return wanted if self._mailing.subject_en else "sv"

    def _words(self, lang: str, fields: Mapping[str, str]) -> dict[str, object]:
        """Return the texts as they were written, and the subject with the fields filled in."""
        english = lang == "en"
        subject = self._mailing.subject_en if english else self._mailing.subject_sv
        return {
            "subject_line": one_line(filled(subject, fields, plain)),
            "body": self._mailing.body_en if english else self._mailing.body_sv,
            "fields": fields,
        }

    def _mail(self, key: str, about: str, to: tuple[str, str], lang: str, values: dict[str, object]) -> Mail:
        return Mail(
            key=key,
            template=TEMPLATE,
            lang=lang,
            to_name=to[0],
            to_address=to[1],
            reply_to=self._door.reply_to,
            values=values,
            meeting_id=self._door.meeting_id,
            subject_ref=about,
            erase_after=self._erase_after,
            bulk=True,
        )

    def _about_meeting(self) -> dict[str, str]:
        door = self._door
        return {
            Placeholder.MEETING.value: door.title,
            Placeholder.TIME.value: dates.period(door.starts_at, door.ends_at),
        }

    def _fields(self, recipient: Recipient, lang: str) -> dict[str, str]:
        """Return what the placeholders stand for; nothing else of the person goes into the mail (decision 8)."""
        one, door = recipient.registration, self._door
        has = [place.title for place in recipient.workshops if place.state == PlaceState.CONFIRMED.value]
        return self._about_meeting() | {
            Placeholder.NAME.value: one.name,
            Placeholder.PLACE.value: registration_mail.where_for(door, one),
            Placeholder.WORKSHOP.value: ", ".join(has),
            Placeholder.OWN_LINK.value: registration_mail.own_link(one, lang),
        }

    def _values(self, lang: str, sign_up_path: str) -> dict[str, object]:
        values: dict[str, object] = {
            "meeting_title": self._door.title,
            "opt_ins_only": self._opt_ins_only,
            "follow_up": None,
        }
        if self._follow_up is not None:
            values["follow_up"] = {
                "title": self._follow_up.title,
                "starts_at": self._follow_up.starts_at.isoformat(),
                "ends_at": self._follow_up.ends_at.isoformat(),
                "where": registration_mail.where(self._follow_up),
                "link": absolute(sign_up_path, lang),
            }
        return values


def follow_up_path(meeting_id: int, registration: Registration) -> str:
    """Return the path at which the sign-up to a meeting opens with this person's details, without language."""
    return f"/moten/{meeting_id}/anmalan/for/{links.make(FOLLOW_UP, registration.id, registration.link_version)}"


def as_html(body: str, fields: Mapping[str, str], *, level: int = 2) -> Markup:
    """Return the text of a mailing as safe HTML for one person, its top heading an h`level` (a Jinja filter)."""
    return markdown.html(filled(body, fields, in_markdown), level=level)


def as_text(body: str, fields: Mapping[str, str]) -> str:
    """Return the text of a mailing as it is read without HTML (a Jinja filter): no marks, links written out."""
    written = filled(body, fields, lambda placeholder, *_value: _AS_IT_IS[placeholder.value])
    bare = _MARKS.sub("", _LINK.sub(_written_out, written))
    for name, mark in _AS_IT_IS.items():
        bare = bare.replace(mark, fields.get(name, ""))
    return bare


# Stand for the values while the marks of Markdown are taken away: a name may hold such marks, and keeps them.
_AS_IT_IS = {placeholder.value: f"\0{placeholder.value}\0" for placeholder in Placeholder}


def _written_out(link: re.Match[str]) -> str:
    words, address = link[1], link[2]
    return address if words == address else f"{words} ({address})"
