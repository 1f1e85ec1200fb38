"""Somebody signed in at the desk."""

from __future__ import annotations

import secrets
from datetime import timedelta

from meetings import clock, transaction
from meetings.accounts.models import Account, Grant, SignedIn
from meetings.accounts.queries import hash_of
from tests.browser import Browser


def at_the_desk(browser: Browser, name: str = "Cecilia Nilsson", *, meeting_id: int | None = None) -> Browser:
    """Return the browser, signed in as an organiser of all meetings, or of the one named."""
    now, token = clock.now(), secrets.token_urlsafe(16)
    email = f"{secrets.token_hex(4)}@example.se"
    with transaction.write() as session:
        account = Account(name=name, email=email, email_key=email, created_at=now)
        account.grants.append(Grant(permission="organiser", meeting_id=meeting_id))
        session.add(account)
        session.add(
            SignedIn(
                token_hash=hash_of(token), account=account, signed_in_at=now, seen_at=now,
                expires_at=now + timedelta(hours=8),
            )
        )  # fmt: skip
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    return browser
