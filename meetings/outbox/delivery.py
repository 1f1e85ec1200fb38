"""Send what is due: claim a batch, write each, hand it over, settle it; no transaction is open meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial

from flask import current_app

from meetings.outbox import queries
from meetings.outbox.claiming import claim, give_back, still_claimed
from meetings.outbox.rendering import Letter, Letterhead, PlainLetterhead, Rendered, rendered
from meetings.outbox.rules import CLAIM, Problem
from meetings.outbox.settling import settle_refused, settle_sent, store_words
from meetings.outbox.transport import Carrier, NotTaken, carrier
from meetings.outbox.wire import UnfitAddress, bare_address, message
from meetings.web.lang import LANGUAGES
from meetings.web.logs import log

BATCH = 50
_ANSWERS = 16  # a message with a new connection waits for at most so many answers of the server
_AT_A_STRETCH = 2.0  # seconds after which those of many let others by
Heads = Mapping[str, Letterhead]
Now = Callable[[], datetime]


@dataclass
class _Ready:
    """A mail as it is handed over, or why it cannot be; `is_stored`: what it says is kept."""

    letter: Letter
    is_stored: bool
    sender: str = ""
    recipient: str = ""
    content: bytes = b""
    refused: NotTaken | None = None


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
    return _send(claim(worker, now_fn(), limit), worker, now_fn, heads, keep_going)


def _written(letter: Letter, head: Letterhead) -> Letter:
    words = rendered(letter, head)
    return replace(letter, subject=words.subject, body_text=words.text, body_html=words.html, calendar=words.calendar)


def _send(letters: Sequence[Letter], worker: str, now_fn: Now, heads: Heads, keep_going: Callable[[], bool]) -> int:
    """Hand the mails over one after the other; what is not tried goes back, what cannot be is put off."""
    waiting = list(letters)
    claimed_until = now_fn() + CLAIM
    longest = timedelta(seconds=_ANSWERS * current_app.config["MAIL_TIMEOUT"])
    give_way = time.monotonic() + _AT_A_STRETCH
    ahead: dict[int, _Ready] = {}  # the next one, made while the server thinks of the one before
    if not waiting:
        return 0
    try:
        with carrier() as taker:
            while waiting and keep_going() and not (waiting[0].bulk and time.monotonic() > give_way):
                if claimed_until - now_fn() < longest:
                    claimed_until = now_fn() + CLAIM
                    waiting = still_claimed(waiting, worker, claimed_until)
                    continue
                letter, following = waiting[0], waiting[1:2]
                ready = ahead.pop(letter.id, None) or _ready(letter, now_fn(), heads)
                _deliver(ready, taker, now_fn, ahead, partial(_get_ready, ahead, following, now_fn, heads))
                waiting.pop(0)
    except NotTaken as refused:  # no connection: none of the rest can go either
        settle_refused(waiting, now_fn(), refused)
        waiting = []
    give_back(waiting, worker)
    return len(letters) - len(waiting)


def _get_ready(ahead: dict[int, _Ready], letters: Sequence[Letter], now_fn: Now, heads: Heads) -> None:
    ahead.update({letter.id: _ready(letter, now_fn(), heads) for letter in letters})


def _ready(letter: Letter, now: datetime, heads: Heads) -> _Ready:
    """Return the mail as it is handed over, written if it was not; or why it cannot be."""
    is_stored = letter.subject is not None
    try:
        letter = letter if is_stored else _written(letter, heads[letter.lang])
    except Exception as error:  # a broken template must not stop the mails behind it
        log().error("mail", mail=letter.id, template=letter.template, exc_info=error)
        failure = NotTaken(Problem.TEMPLATE, type(error).__name__, temporary=False)
        return _Ready(letter, is_stored=True, refused=failure)
    ready = _Ready(letter, is_stored)
    sender = current_app.config["MAIL_SENDER"]
    try:
        ready.sender = bare_address(parseaddr(sender)[1])
    except UnfitAddress:
        ready.refused = NotTaken(Problem.SENDER, sender, temporary=True)
        return ready
    words = Rendered(letter.subject or "", letter.body_text or "", letter.body_html or "")
    try:
        ready.content = message(letter, words, sender, heads[letter.lang], now)
        ready.recipient = bare_address(letter.to_address)
    except (UnfitAddress, ValueError) as error:
        ready.refused = NotTaken(Problem.ADDRESS, type(error).__name__, temporary=False)
    return ready


def _deliver(
    ready: _Ready, taker: Carrier, now_fn: Now, ahead: Mapping[int, _Ready], meanwhile: Callable[[], None]
) -> None:
    """Hand over one mail and settle it. Raises `NotTaken` when no mail at all can go.

    What it says is kept before, and with it is kept what those say that stand `ahead` by then.
    """
    if not ready.is_stored:
        store_words([ready.letter])
    if ready.refused is not None:
        if ready.refused.temporary:  # our own address is none: that holds for all
            raise ready.refused
        settle_refused([ready.letter], now_fn(), ready.refused)
        return
    try:
        answer = taker.hand_over(ready.sender, ready.recipient, ready.content, meanwhile)
    except NotTaken as refused:
        if refused.problem in (Problem.UNREACHABLE, Problem.CERTIFICATE, Problem.LOGIN):
            raise
        settle_refused([ready.letter], now_fn(), refused)
    else:
        new = [one for one in ahead.values() if not one.is_stored]
        settle_sent(ready.letter, now_fn(), answer, [one.letter for one in new])
        for one in new:
            one.is_stored = True
