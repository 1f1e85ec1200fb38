"""How did it go: a mail was taken, put off, or given up; what the server answered is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from meetings import transaction
from meetings.errors import Busy
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rendering import Letter
from meetings.outbox.rules import MailState, retry_after
from meetings.outbox.transport import NotTaken
from meetings.statements import Prepared
from meetings.web.logs import log

_SETTLING = 5  # times that a busy database is asked to note that a mail was sent
_ATTEMPT = Prepared(insert(MailAttempt))
_SENT = Prepared(
    update(OutgoingMail)
    .where(OutgoingMail.id == bindparam("mail"))
    .values(
        state=MailState.SENT.value,
        sent_at=bindparam("now"),
        tries=bindparam("tried"),
        problem="",
        error="",
        claimed_by="",
        claimed_until=None,
    )
)
_WRITTEN = Prepared(
    update(OutgoingMail)
    .where(OutgoingMail.id == bindparam("mail"))
    .values(
        subject=bindparam("its_subject"),
        body_text=bindparam("its_text"),
        body_html=bindparam("its_html"),
        calendar=bindparam("its_calendar"),
    )
)


def store_words(letters: Sequence[Letter]) -> None:
    """Keep what the mails say, so that every try says the same."""
    with transaction.write():
        _store(letters)


def _store(letters: Sequence[Letter]) -> None:
    rows = [
        {
            "mail": letter.id,
            "its_subject": letter.subject,
            "its_text": letter.body_text,
            "its_html": letter.body_html,
            "its_calendar": letter.calendar,
        }
        for letter in letters
    ]
    _WRITTEN.run(*rows)


def settle_sent(letter: Letter, now: datetime, answer: str, written: Sequence[Letter] = ()) -> None:
    """Mark the mail as sent, and keep what those say that were `written` meanwhile.

    A database that is busy is asked again, for the server has the mail already.
    """
    for tries_left in reversed(range(_SETTLING)):
        try:
            _mark_sent(letter, now, answer, written)
        except Busy:
            if not tries_left:
                raise
        else:
            return


def _mark_sent(letter: Letter, now: datetime, answer: str, written: Sequence[Letter]) -> None:
    with transaction.write():
        _store(written)
        _SENT.run({"mail": letter.id, "now": now, "tried": letter.tries + 1})
        _ATTEMPT.run({"mail_id": letter.id, "at": now, "outcome": MailState.SENT.value, "answer": answer})


def settle_refused(letters: Sequence[Letter], now: datetime, refused: NotTaken) -> None:
    """Put each off, or give it up, and keep what the server answered; one that was sent meanwhile stays sent."""
    with transaction.write() as session:
        for letter in letters:
            tries = letter.tries + 1
            wait = retry_after(tries) if refused.temporary else None
            state = MailState.FAILED if wait is None else MailState.RETRY
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == letter.id, OutgoingMail.state == MailState.SENDING.value)
                .values(
                    state=state.value,
                    due_at=now + wait if wait else now,
                    tries=tries,
                    problem=refused.problem.name,
                    error=refused.answer,
                    claimed_by="",
                    claimed_until=None,
                )
            )
            session.add(
                MailAttempt(
                    mail_id=letter.id,
                    at=now,
                    outcome=state.value,
                    problem=refused.problem.name,
                    answer=refused.answer,
                )
            )
    log().warning("mail", problem=refused.problem.name, temporary=refused.temporary, mails=len(letters))
