"""Look at a mailing before it goes: the mail to one recipient, and a copy of it to whoever writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from meetings import transaction
from meetings.accounts.models import Account
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.mailings import queries
from meetings.mailings.actions.making import mails
from meetings.mailings.models import Mailing
from meetings.mailings.rules import MailingReason
from meetings.outbox.actions import Mail, enqueue
from meetings.outbox.mail_links import absolute
from meetings.participants.queries import listing
from meetings.web.lang import LANGUAGES


def mail_to(found: Mailing, registration_id: int, now: datetime) -> Mail:
    """Return the mail that somebody gets, as things stand."""
    return mails(found, queries.decision_of(found), [registration_id], now)[0]


def send_test(meeting_id: int, mailing_id: int, account: Account, now: datetime, actor: Actor) -> str:
    """Mail the account what a recipient gets, in each language there is a text in; return the address.

    Links that are somebody's own lead to the pages that everybody sees: a test is nobody's key. Raises `Refused`
    when there is no recipient, `NotFound`.
    """
    of = listing.head(meeting_id)
    with transaction.write():
        found = queries.mailing(meeting_id, mailing_id)
        decision = queries.decision_of(found)
        statement = queries.recipients(of, decision.audience, found.follow_up_id)
        turn = queries.turn(statement, None, audience=decision.audience)
        if turn is None:
            raise Refused(MailingReason.NOBODY)
        for lang in LANGUAGES if found.subject_en else ("sv",):
            (pattern,) = mails(found, decision, [turn.id], now, lang=lang)
            enqueue(_test_of(pattern, found, account, now), now)
        record(actor, "mailings.test", now, meeting_id=meeting_id, changes={"mailing": (None, found.subject_sv)})
        return account.email


def _test_of(pattern: Mail, found: Mailing, account: Account, now: datetime) -> Mail:
    lang = pattern.lang
    values = {name: value for name, value in pattern.values.items() if name != "unsubscribe_url"}
    everybodys = f"/moten/{found.meeting_id}/ideer" if values.get("ideas") else "/min-anmalan"
    values["fields"] = {**values["fields"], "own_link": absolute(everybodys, lang), "name": account.name}
    if values["follow_up"]:
        link = absolute(f"/moten/{found.follow_up_id}/anmalan", lang)
        values["follow_up"] = {**values["follow_up"], "link": link}
    return replace(
        pattern,
        key=f"mailing_test:{found.id}:{account.id}:{lang}:{int(now.timestamp() * 1000)}",
        to_name=account.name,
        to_address=account.email,
        values=values,
        subject_ref=f"account:{account.id}",
        bulk=False,
    )
