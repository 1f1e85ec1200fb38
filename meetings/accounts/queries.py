"""Read accounts, what they may do, and who is signed in."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Select, column, func, select, table
from sqlalchemy.orm import contains_eager, selectinload

from meetings.accounts.models import Account, Grant, SignedIn
from meetings.accounts.rules import Permission
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.text import fold, key, one_line


def account(account_id: int) -> Account | None:
    """Return the account with its grants, or None."""
    return db.session.scalar(select(Account).where(Account.id == account_id).options(selectinload(Account.grants)))


def account_of(email: str) -> Account | None:
    """Return the account of this address, whatever its case, or None."""
    return db.session.scalar(select(Account).where(Account.email_key == key(one_line(email))))


def lock_account(account_id: int) -> Account | None:
    """Return the account and hold its row until the transaction ends; None when there is none."""
    return db.session.scalar(
        select(Account)
        .where(Account.id == account_id)
        .options(selectinload(Account.grants))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def any_account() -> bool:
    """Tell whether there is an account at all."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def everybody(words: str = "") -> Select[Account]:
    """Return the statement for the accounts that hold all the words, with grants, by name; the caller pages it."""
    statement = select(Account).options(selectinload(Account.grants)).order_by(Account.name_sort, Account.id)
    for word in fold(words).split():
        statement = statement.where(Account.search_text.contains(word, autoescape=True))
    return statement


def lock_administrators() -> list[int]:
    """Return the accounts that are administrators and open, and hold their grants until the transaction ends."""
    return list(
        db.session.scalars(
            select(Grant.account_id)
            .join(Grant.account)
            .where(
                Grant.permission == Permission.ADMINISTRATOR.value,
                Grant.meeting_id.is_(None),
                Account.closed_at.is_(None),
            )
            .order_by(Grant.id)
            .with_for_update(of=Grant)
        )
    )


def hash_of(token: str) -> str:
    """Return what is kept of the random value in the cookie."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def signed_in(token: str, now: datetime) -> SignedIn | None:
    """Return the sign-in that this cookie value stands for, with account and grants, or None; one query."""
    found = db.session.scalars(
        select(SignedIn)
        .join(SignedIn.account)
        .where(SignedIn.token_hash == hash_of(token), SignedIn.expires_at > now, Account.closed_at.is_(None))
        .options(contains_eager(SignedIn.account).joinedload(Account.grants))
    )
    return found.unique().one_or_none()


def sign_ins_of(account_id: int, now: datetime) -> int:
    """Return in how many places the account is signed in."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SignedIn)
            .where(SignedIn.account_id == account_id, SignedIn.expires_at > now)
        )
        or 0
    )


def reset_mails_of(account_id: int, now: datetime) -> int:
    """Return how many mails with a password link the account was sent in the last hour."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(OutgoingMail)
            .where(
                OutgoingMail.subject_ref == f"account:{account_id}",
                OutgoingMail.template == "password",
                OutgoingMail.queued_at > now - timedelta(hours=1),
            )
        )
        or 0
    )


def is_a_meeting(meeting_id: int) -> bool:
    """Tell whether a grant can be for this meeting; the table belongs to a feature above."""
    meeting = table("meeting", column("id"))
    return db.session.scalar(select(meeting.c.id).where(meeting.c.id == meeting_id)) is not None
