"""Send what is due: claim a batch, write its words, hand each over, settle it; no transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import and_, or_, select, update

from meetings import transaction
from meetings.errors import Busy
from meetings.outbox import queries
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rendering import (
    Letter,
    Letterhead,
    PlainLetterhead,
    Rendered,
    UnfitAddress,
    bare_address,
    message,
    on_the_wire,
    rendered,
)
from meetings.outbox.rules import CLAIM, WAITING, MailState, Problem, retry_after
from meetings.outbox.transport import Carrier, NotTaken, carrier
from meetings.web.lang import LANGUAGES
from meetings.web.logs import log

BATCH = 50
_ANSWERS = 16  # a message with a new connection waits for at most so many answers of the server
_SETTLING = 5  # times that a busy database is asked to note that a mail was sent
_LETTER = (
    OutgoingMail.id,
    OutgoingMail.template,
    OutgoingMail.lang,
    OutgoingMail.to_name,
    OutgoingMail.to_address,
    OutgoingMail.reply_to,
    OutgoingMail.values,
    OutgoingMail.calendar,
    OutgoingMail.calendar_method,
    OutgoingMail.message_id,
    OutgoingMail.tries,
    OutgoingMail.subject,
    OutgoingMail.body_text,
    OutgoingMail.body_html,
)
_SAID = (OutgoingMail.subject, OutgoingMail.body_text, OutgoingMail.body_html, OutgoingMail.calendar)
Heads = Mapping[str, Letterhead]
Now = Callable[[], datetime]


def _plain_letterhead(lang: str) -> Letterhead:
    return PlainLetterhead("Meetings" if lang == "en" else "Möten")


def deliver_due(
    now_fn: Now,
    worker: str,
    limit: int = BATCH,
    *,
    letterhead: Callable[[str], Letterhead] = _plain_letterhead,
    keep_going: Callable[[], bool] = lambda: True,
) -> int:
    """Send up to `limit` due mails over one connection and return how many were tried.

    No transaction is open while a server is spoken to. `worker` is the caller's alone: mails that stand
    claimed under it are leftovers of a process that died, and are taken up at once; those of others when
    their claim has run out. `letterhead(lang)` says who writes; `keep_going` is asked before each mail.
    """
    if not queries.is_anything_due(worker, now_fn()):
        return 0
    heads = {lang: letterhead(lang) for lang in LANGUAGES}  # read before the claim: later no transaction is open
    claimed = _claim(worker, now_fn(), limit)
    letters = _render(claimed, now_fn, heads)
    return len(claimed) - len(letters) + _send(letters, worker, now_fn, heads, keep_going)


def _claim(worker: str, now: datetime, limit: int) -> list[Letter]:
    """Claim what is due in one short transaction; several workers never get the same row."""
    left_behind = and_(
        OutgoingMail.state == MailState.SENDING.value,
        or_(OutgoingMail.claimed_until <= now, OutgoingMail.claimed_by == worker),
    )
    due = [and_(OutgoingMail.state == state.value, OutgoingMail.due_at <= now) for state in WAITING]
    letters: list[Letter] = []
    with transaction.write() as session:
        for which in (left_behind, *due):  # each is answered from the index on state and due_at
            rows = session.execute(
                select(*_LETTER)
                .where(which)
                .order_by(OutgoingMail.due_at, OutgoingMail.id)
                .limit(limit - len(letters))
                .with_for_update(skip_locked=True)
            )
            letters += [Letter(*row) for row in rows]
        if letters:
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id.in_([letter.id for letter in letters]))
                .values(state=MailState.SENDING.value, claimed_by=worker, claimed_until=now + CLAIM)
            )
    return letters


def _render(letters: Sequence[Letter], now_fn: Now, heads: Heads) -> list[Letter]:
    """Write those that are not written yet and store what they say, so that every try says the same."""
    ready: list[Letter] = []
    fresh: list[Letter] = []
    for letter in letters:
        if letter.subject is None:
            try:
                letter = _written(letter, heads[letter.lang])
            except Exception as error:  # a broken template must not stop the mails behind it
                log().error("mail", mail=letter.id, template=letter.template, exc_info=error)
                failure = NotTaken(Problem.TEMPLATE, type(error).__name__, temporary=False)
                _settle_refused([letter], now_fn(), failure)
                continue
            fresh.append(letter)
        ready.append(letter)
    if fresh:
        with transaction.write() as session:
            for letter in fresh:
                said = {column.key: getattr(letter, column.key) for column in _SAID}
                session.execute(update(OutgoingMail).where(OutgoingMail.id == letter.id).values(said))
    return ready


def _written(letter: Letter, head: Letterhead) -> Letter:
    words = rendered(letter, head)
    return replace(letter, subject=words.subject, body_text=words.text, body_html=words.html, calendar=words.calendar)


def _send(letters: Sequence[Letter], worker: str, now_fn: Now, heads: Heads, keep_going: Callable[[], bool]) -> int:
    """Hand the mails over one after the other; what is not tried goes back, what cannot be is put off."""
    waiting = list(letters)
    claimed_until = now_fn() + CLAIM
    longest = timedelta(seconds=_ANSWERS * current_app.config["MAIL_TIMEOUT"])
    if not waiting:
        return 0
    try:
        with carrier() as taker:
            while waiting and keep_going():
                if claimed_until - now_fn() < longest:
                    claimed_until = now_fn() + CLAIM
                    waiting = _still_claimed(waiting, worker, claimed_until)
                    continue
                _deliver(waiting[0], taker, now_fn, heads)
                waiting.pop(0)
    except NotTaken as refused:  # no connection: none of the rest can go either
        _settle_refused(waiting, now_fn(), refused)
        waiting = []
    _give_back(waiting, worker)
    return len(letters) - len(waiting)


def _deliver(letter: Letter, taker: Carrier, now_fn: Now, heads: Heads) -> None:
    """Hand over one mail and settle it. Raises `NotTaken` when the server was not reached at all."""
    sender = current_app.config["MAIL_SENDER"]
    words = Rendered(letter.subject or "", letter.body_text or "", letter.body_html or "")
    try:
        envelope_sender = bare_address(parseaddr(sender)[1])
    except UnfitAddress:
        raise NotTaken(Problem.SENDER, sender, temporary=True) from None
    try:
        content = on_the_wire(message(letter, words, sender, heads[letter.lang], now_fn()))
        recipient = bare_address(letter.to_address)
    except (UnfitAddress, ValueError) as error:
        failure = NotTaken(Problem.ADDRESS, type(error).__name__, temporary=False)
        _settle_refused([letter], now_fn(), failure)
        return
    try:
        answer = taker.hand_over(envelope_sender, recipient, content)
    except NotTaken as refused:
        if refused.problem in (Problem.UNREACHABLE, Problem.CERTIFICATE, Problem.LOGIN):
            raise
        _settle_refused([letter], now_fn(), refused)
    else:
        _settle_sent(letter, now_fn(), answer)


def _settle_sent(letter: Letter, now: datetime, answer: str) -> None:
    """Mark the mail as sent; a database that is busy is asked again, for the server has the mail already."""
    for tries_left in reversed(range(_SETTLING)):
        try:
            _mark_sent(letter, now, answer)
        except Busy:
            if not tries_left:
                raise
        else:
            return


def _mark_sent(letter: Letter, now: datetime, answer: str) -> None:
    with transaction.write() as session:
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == letter.id)
            .values(
                state=MailState.SENT.value,
                sent_at=now,
                tries=letter.tries + 1,
                problem="",
                error="",
                claimed_by="",
                claimed_until=None,
            )
        )
        session.add(MailAttempt(mail_id=letter.id, at=now, outcome=MailState.SENT.value, answer=answer))


def _settle_refused(letters: Sequence[Letter], now: datetime, refused: NotTaken) -> None:
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


def _still_claimed(letters: Sequence[Letter], worker: str, until: datetime) -> list[Letter]:
    """Prolong the claim, and return those that no other worker has taken over meanwhile."""
    held = and_(
        OutgoingMail.id.in_([letter.id for letter in letters]),
        OutgoingMail.state == MailState.SENDING.value,
        OutgoingMail.claimed_by == worker,
    )
    with transaction.write() as session:
        ids = set(session.scalars(select(OutgoingMail.id).where(held).with_for_update()))
        session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(claimed_until=until))
    return [letter for letter in letters if letter.id in ids]


def _give_back(letters: Sequence[Letter], worker: str) -> None:
    """Let others send what this worker will not: it was told to stop."""
    if not letters:
        return
    with transaction.write() as session:
        for tried, state in ((False, MailState.QUEUED), (True, MailState.RETRY)):
            session.execute(
                update(OutgoingMail)
                .where(
                    OutgoingMail.id.in_([letter.id for letter in letters if bool(letter.tries) is tried]),
                    OutgoingMail.state == MailState.SENDING.value,
                    OutgoingMail.claimed_by == worker,
                )
                .values(state=state.value, claimed_by="", claimed_until=None)
            )
