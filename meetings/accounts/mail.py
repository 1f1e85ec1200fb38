"""What the mails to organisers say: the invitation, and the link to a new password."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from meetings.accounts.models import Account
from meetings.links.queries import make
from meetings.outbox.actions import Mail

PURPOSE = "password"
_ERASED_AFTER = timedelta(days=1)


def password_link(account: Account) -> str:
    """Return the whole address at which the account's password is set, in its language; it works once."""
    language = "/en" if account.lang == "en" else ""
    token = make(PURPOSE, account.id, account.link_version)
    return f"{current_app.config['BASE_URL']}{language}/losenord/{token}"


def reset(account: Account, key: str, until: datetime) -> Mail:
    """Return the mail with the link to a new password, good until `until` (UTC); erased a day later."""
    return _mail("password", account, key, until, {})


def invitation(account: Account, key: str, until: datetime, invited_by: str) -> Mail:
    """Return the mail that invites an organiser to set a password; `invited_by` is the inviter's name."""
    return _mail("invitation", account, key, until, {"invited_by": invited_by})


def _mail(template: str, account: Account, key: str, until: datetime, more: dict[str, str]) -> Mail:
    return Mail(
        key=key,
        template=template,
        lang=account.lang,
        to_name=account.name,
        to_address=account.email,
        values={"name": account.name, "link": password_link(account), "until": until.isoformat(), **more},
        subject_ref=f"account:{account.id}",
        erase_after=until + _ERASED_AFTER,
    )
