"""Sign in and out, set passwords, invite organisers, and give and take what they may do."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, update

from meetings import transaction
from meetings.accounts import mail, queries, rules
from meetings.accounts.models import Account, Grant, SignedIn
from meetings.accounts.rules import AccountReason, Permission
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.outbox.actions import enqueue

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # 44 ms and 19 MiB (docs: stack)
_NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe(24))


@dataclass(frozen=True)
class NewGrant:
    """A permission to give: for one meeting, or for all."""

    permission: Permission
    meeting_id: int | None = None


@dataclass(frozen=True)
class NewAccount:
    """An organiser to add, in the language that they are written to."""

    name: str
    email: str
    lang: str = "sv"
    grants: tuple[NewGrant, ...] = (NewGrant(Permission.ORGANISER),)


def sign_in(email: str, password: str, now: datetime, hours: int) -> str | None:
    """Return the random value for the cookie, or None when address and password do not belong together.

    An unknown address, a closed account and one without a password take the same work as a wrong password.
    """
    found = queries.account_of(email)
    account_id, kept = (found.id, found.password_hash) if found and not found.closed_at else (0, None)
    if not _fits(kept or _NOBODYS_HASH, password) or kept is None:
        return None
    fresh = HASHER.hash(_prepared(password)) if HASHER.check_needs_rehash(kept) else None
    with transaction.write() as session:
        locked = queries.lock_account(account_id)
        if locked is None or locked.closed_at is not None or locked.password_hash != kept:
            return None
        if fresh:
            locked.password_hash = fresh
        session.execute(delete(SignedIn).where(SignedIn.expires_at <= now))
        token = secrets.token_urlsafe(32)
        session.add(
            SignedIn(
                token_hash=queries.hash_of(token),
                account_id=locked.id,
                signed_in_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=hours),
            )
        )
        return token


def see(token: str, now: datetime, hours: int) -> None:
    """Extend the sign-in: it ends `hours` after this."""
    with transaction.write() as session:
        session.execute(
            update(SignedIn)
            .where(SignedIn.token_hash == queries.hash_of(token))
            .values(seen_at=now, expires_at=now + timedelta(hours=hours))
        )


def sign_out(token: str) -> None:
    """End the sign-in that this cookie value stands for."""
    with transaction.write() as session:
        session.execute(delete(SignedIn).where(SignedIn.token_hash == queries.hash_of(token)))


def sign_out_everywhere(account_id: int, now: datetime, actor: Actor) -> None:
    """End every sign-in of the account."""
    with transaction.write() as session:
        session.execute(delete(SignedIn).where(SignedIn.account_id == account_id))
        record(actor, "accounts.sign_out_everywhere", now, subject=_subject(account_id))


def ask_for_password(email: str, key: str, now: datetime) -> None:
    """Mail a link to a new password to the address, if it has an open account; at most three an hour.

    `key` is the form's one-time token: the same request sent twice is one mail. Says nothing either way.
    """
    found = queries.account_of(email)
    if found is None:
        return
    account_id = found.id
    with transaction.write():
        account = queries.lock_account(account_id)
        if account is None or account.closed_at is not None:
            return
        if queries.reset_mails_of(account.id, now) >= rules.RESET_MAILS_AN_HOUR:
            return
        until = now + rules.RESET_LASTS
        if account.password_hash is not None or account.link_until is None or account.link_until < until:
            account.link_until = until
        enqueue(mail.reset(account, f"password:{account.id}:{key}", account.link_until), now)


def set_password(account_id: int, version: int, password: str, now: datetime) -> Account:
    """Set the password by a link: the link is used up, and every sign-in of the account ends.

    Raises `Refused` when the link is used or old, or the password will not do; `NotFound` without account.
    """
    with transaction.write() as session:
        account = queries.lock_account(account_id)
        if account is None or account.closed_at is not None:
            raise NotFound
        if not rules.link_is_good(version, account.link_version, account.link_until, now):
            raise Refused(AccountReason.LINK_GONE)
        _accept(account, password)
        account.link_version += 1
        account.link_until = None
        session.execute(delete(SignedIn).where(SignedIn.account_id == account_id))
        record(Actor(account.name, account.id), "accounts.set_password", now, subject=_subject(account_id))
        return account


def change_password(account_id: int, old: str, new: str, token: str, now: datetime) -> None:
    """Change one's own password; every other sign-in than `token`'s ends. Raises `Refused`."""
    with transaction.write() as session:
        account = _locked(account_id)
        if account.password_hash is None or not _fits(account.password_hash, old):
            raise Refused(AccountReason.WRONG_PASSWORD)
        _accept(account, new)
        session.execute(
            delete(SignedIn).where(SignedIn.account_id == account_id, SignedIn.token_hash != queries.hash_of(token))
        )
        record(Actor(account.name, account.id), "accounts.set_password", now, subject=_subject(account_id))


def change_own(account_id: int, name: str, lang: str, now: datetime) -> None:
    """Change one's own name, and the language that one is written to."""
    with transaction.write():
        account = _locked(account_id)
        fields = (("name", account.name, name), ("lang", account.lang, lang))
        changed = {label: (old, new) for label, old, new in fields if old != new}
        account.name, account.lang = name, lang
        if changed:
            record(Actor(name, account.id), "accounts.change", now, subject=_subject(account_id), changes=changed)


def add(new: NewAccount, now: datetime, actor: Actor, *, password: str | None = None) -> Account:
    """Add an account that has a link to set its password for seven days, or has this password already.

    Raises `Refused` when the address is taken or the password will not do.
    """
    with transaction.write() as session:
        if queries.account_of(new.email) is not None:
            raise Refused(AccountReason.ADDRESS_TAKEN)
        account = Account(
            name=new.name,
            email=new.email,
            lang=new.lang,
            created_at=now,
            link_until=now + rules.INVITATION_LASTS if password is None else None,
        )
        account.grants = [Grant(permission=grant.permission.value, meeting_id=grant.meeting_id) for grant in new.grants]
        if password is not None:
            _accept(account, password)
        session.add(account)
        session.flush()
        record(actor, "accounts.add", now, subject=_subject(account.id), changes={"name": (None, new.name)})
        return account


def invite(new: NewAccount, now: datetime, actor: Actor) -> Account:
    """Add an account and mail its owner the link to set a password. Raises `Refused` when the address is taken."""
    with transaction.write():
        account = add(new, now, actor)
        _send_invitation(account, now, actor)
        return account


def invite_again(account_id: int, now: datetime, actor: Actor) -> None:
    """Mail a new invitation; the link of the earlier one ceases to work. Raises `Refused`."""
    with transaction.write():
        account = _locked(account_id)
        if account.closed_at is not None:
            raise Refused(AccountReason.ACCOUNT_CLOSED)
        if account.password_hash is not None:
            raise Refused(AccountReason.HAS_PASSWORD)
        account.link_version += 1
        account.link_until = now + rules.INVITATION_LASTS
        _send_invitation(account, now, actor)
        record(actor, "accounts.invite_again", now, subject=_subject(account_id))


def give(account_id: int, grant: NewGrant, now: datetime, actor: Actor) -> None:
    """Give a permission. An administrator is one for all meetings. Raises `Refused` when it is there already."""
    meeting_id = None if grant.permission == Permission.ADMINISTRATOR else grant.meeting_id
    with transaction.write():
        account = _locked(account_id)
        if (grant.permission, meeting_id) in [(held.permission, held.meeting_id) for held in account.grants]:
            raise Refused(AccountReason.GRANT_THERE_ALREADY)
        account.grants.append(Grant(permission=grant.permission.value, meeting_id=meeting_id))
        record(
            actor, "accounts.give", now, meeting_id=meeting_id, subject=_subject(account_id),
            changes={grant.permission.value: (None, account.name)},
        )  # fmt: skip


def take(account_id: int, grant_id: int, now: datetime, actor: Actor) -> None:
    """Take a permission back. Raises `Refused` when nobody would be administrator, `NotFound` without it."""
    with transaction.write():
        administrators = queries.lock_administrators()
        account = _locked(account_id)
        grant = next((held for held in account.grants if held.id == grant_id), None)
        if grant is None:
            raise NotFound
        if grant.permission == Permission.ADMINISTRATOR:
            _keep_an_administrator(administrators, account_id)
        account.grants.remove(grant)
        record(
            actor, "accounts.take", now, meeting_id=grant.meeting_id, subject=_subject(account_id),
            changes={grant.permission: (account.name, None)},
        )  # fmt: skip


def close(account_id: int, now: datetime, actor: Actor) -> None:
    """Close the account: its sign-ins end and its links cease. Raises `Refused` for the last administrator."""
    with transaction.write() as session:
        administrators = queries.lock_administrators()
        account = _locked(account_id)
        if account.closed_at is not None:
            return
        _keep_an_administrator(administrators, account_id)
        account.closed_at = now
        account.link_version += 1
        account.link_until = None
        session.execute(delete(SignedIn).where(SignedIn.account_id == account_id))
        record(actor, "accounts.close", now, subject=_subject(account_id))


def reopen(account_id: int, now: datetime, actor: Actor) -> None:
    """Open a closed account again, with the password and permissions that it had."""
    with transaction.write():
        account = _locked(account_id)
        if account.closed_at is not None:
            account.closed_at = None
            record(actor, "accounts.reopen", now, subject=_subject(account_id))


def _send_invitation(account: Account, now: datetime, actor: Actor) -> None:
    key = f"invitation:{account.id}:{account.link_version}"
    enqueue(mail.invitation(account, key, account.link_until or now, actor.name), now)


def _locked(account_id: int) -> Account:
    account = queries.lock_account(account_id)
    if account is None:
        raise NotFound
    return account


def _keep_an_administrator(administrators: list[int], account_id: int) -> None:
    if refusal := rules.refusal_to_drop_administrator(administrators, account_id):
        raise Refused(refusal)


def _accept(account: Account, password: str) -> None:
    if refusal := rules.refusal_of_password(password, name=account.name, email=account.email):
        raise Refused(refusal)
    account.password_hash = HASHER.hash(_prepared(password))


def _fits(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, _prepared(password))
    except (VerificationError, InvalidHashError):
        return False


def _prepared(password: str) -> bytes:
    """Return the password so that two ways of typing the same letters are one."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _subject(account_id: int) -> str:
    return f"account:{account_id}"
