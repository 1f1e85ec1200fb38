"""Signing in, links to passwords, inviting, giving and taking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask

from meetings import clock, transaction
from meetings.accounts import actions, queries
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.models import Account, SignedIn
from meetings.accounts.rules import AccountReason, Permission
from meetings.audit.actions import TERMINAL
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from tests.builders import NOW, a_meeting, an_organiser

PASSWORD = "gröna fåglar i maj"
HOURS = 12


def reason_of(error: pytest.ExceptionInfo[Refused]) -> object:
    return error.value.refusal.reason


def sign_ins() -> int:
    return db.session.query(SignedIn).count()


def test_address_and_password_sign_in(app: Flask) -> None:
    account = an_organiser(email="Olle@Example.se", password=PASSWORD)
    token = actions.sign_in(" olle@example.SE ", PASSWORD, NOW, HOURS)
    assert token is not None
    found = queries.signed_in(token, NOW)
    assert found is not None
    assert (found.account_id, found.expires_at, found.token_hash == token) == (
        account.id,
        NOW + timedelta(hours=12),
        False,
    )


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("olle@example.se", "gröna fåglar i juni"),
        ("okand@example.se", PASSWORD),
        ("olle@example.se", ""),
        ("\ud800", "\ud800"),
    ],
    ids=["wrong password", "unknown address", "empty", "surrogates"],
)
def test_nothing_else_signs_in(app: Flask, email: str, password: str) -> None:
    an_organiser(password=PASSWORD)
    if "\ud800" in email:
        email = "olle@example.se"
    assert actions.sign_in(email, password, NOW, HOURS) is None
    assert sign_ins() == 0


def test_an_account_that_is_closed_or_has_no_password_does_not_sign_in(app: Flask) -> None:
    an_organiser("Ny", "ny@example.se")
    closed = an_organiser(password=PASSWORD)
    actions.close(closed.id, NOW, TERMINAL)
    assert actions.sign_in("ny@example.se", PASSWORD, NOW, HOURS) is None
    assert actions.sign_in(closed.email, PASSWORD, NOW, HOURS) is None


def test_an_unknown_address_takes_the_same_work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    an_organiser(password=PASSWORD)
    checked: list[str] = []

    class Counted(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002
            checked.append(str(hash)[:29])
            return super().verify(hash, password)  # type: ignore[return-value]

    monkeypatch.setattr(actions, "HASHER", Counted(time_cost=2, memory_cost=19456, parallelism=1))
    for email in ("olle@example.se", "okand@example.se"):
        assert actions.sign_in(email, "fel", NOW, HOURS) is None
    assert checked == ["$argon2id$v=19$m=19456,t=2,p="] * 2


def test_composed_and_decomposed_letters_are_one_password(app: Flask) -> None:
    an_organiser(password=PASSWORD)
    decomposed = PASSWORD.replace("ö", "o\u0308").replace("å", "a\u030a")
    assert actions.sign_in("olle@example.se", decomposed, NOW, HOURS) is not None


def test_a_hash_of_old_strength_is_renewed_at_sign_in(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    with transaction.write() as session:
        session.get_one(Account, account.id).password_hash = PasswordHasher(time_cost=1, memory_cost=8192).hash(
            PASSWORD
        )
    assert actions.sign_in(account.email, PASSWORD, NOW, HOURS) is not None
    assert "m=19456,t=2,p=1" in str(db.session.get_one(Account, account.id).password_hash)


def test_a_sign_in_ends_after_hours_without_a_page(app: Flask) -> None:
    an_organiser(password=PASSWORD)
    token = actions.sign_in("olle@example.se", PASSWORD, NOW, HOURS) or ""
    actions.see(token, NOW + timedelta(hours=11), HOURS)
    assert queries.signed_in(token, NOW + timedelta(hours=22, minutes=59)) is not None
    assert queries.signed_in(token, NOW + timedelta(hours=23)) is None
    actions.sign_in("olle@example.se", PASSWORD, NOW + timedelta(hours=24), HOURS)
    assert sign_ins() == 1  # what has run out is swept away


def test_signing_out_ends_one_sign_in_or_all(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    tokens = [actions.sign_in(account.email, PASSWORD, NOW, HOURS) or "" for _time in range(3)]
    actions.sign_out(tokens[0])
    assert sign_ins() == 2
    actions.sign_out_everywhere(account.id, NOW, TERMINAL)
    assert sign_ins() == 0


def test_a_link_sets_the_password_once_and_ends_every_sign_in(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    actions.sign_in(account.email, PASSWORD, NOW, HOURS)
    actions.ask_for_password(account.email, "token-1", NOW)
    version = db.session.get_one(Account, account.id).link_version
    actions.set_password(account.id, version, "blå hästar i juni", NOW + timedelta(minutes=59))
    assert sign_ins() == 0
    assert actions.sign_in(account.email, "blå hästar i juni", NOW, HOURS) is not None
    with pytest.raises(Refused) as again:
        actions.set_password(account.id, version, "röda kor i augusti", NOW + timedelta(minutes=59))
    assert reason_of(again) == AccountReason.LINK_GONE


def test_the_link_lasts_an_hour(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    actions.ask_for_password(account.email, "token-1", NOW)
    with pytest.raises(Refused) as late:
        actions.set_password(account.id, account.link_version, "blå hästar i juni", NOW + timedelta(hours=1))
    assert reason_of(late) == AccountReason.LINK_GONE


def test_a_bad_password_leaves_the_link_good(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    actions.ask_for_password(account.email, "token-1", NOW)
    with pytest.raises(Refused):
        actions.set_password(account.id, account.link_version, "för kort", NOW)
    actions.set_password(account.id, account.link_version, "blå hästar i juni", NOW)


def test_three_mails_an_hour_and_the_same_request_twice_is_one(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    for key in ("a", "a", "b", "c", "d"):
        actions.ask_for_password(account.email, key, NOW)
    assert db.session.query(OutgoingMail).count() == 3
    actions.ask_for_password(account.email, "e", NOW + timedelta(hours=1, seconds=1))
    assert db.session.query(OutgoingMail).count() == 4


def test_nobody_unknown_or_closed_is_mailed(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    actions.close(account.id, NOW, TERMINAL)
    actions.ask_for_password("okand@example.se", "a", NOW)
    actions.ask_for_password(account.email, "b", NOW)
    assert db.session.query(OutgoingMail).count() == 0


def test_the_link_to_a_password_is_erased_from_the_outbox(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    actions.ask_for_password(account.email, "a", NOW)
    mail = db.session.query(OutgoingMail).one()
    assert (mail.template, mail.subject_ref) == ("password", f"account:{account.id}")
    assert mail.erase_after == NOW + timedelta(hours=25)


def test_ones_own_password_is_changed_with_the_old_one(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    here = actions.sign_in(account.email, PASSWORD, NOW, HOURS) or ""
    actions.sign_in(account.email, PASSWORD, NOW, HOURS)
    with pytest.raises(Refused) as wrong:
        actions.change_password(account.id, "fel", "blå hästar i juni", here, NOW)
    assert reason_of(wrong) == AccountReason.WRONG_PASSWORD
    actions.change_password(account.id, PASSWORD, "blå hästar i juni", here, NOW)
    assert sign_ins() == 1
    assert queries.signed_in(here, NOW) is not None


def test_an_invitation_is_a_link_for_seven_days_by_mail(app: Flask) -> None:
    account = actions.invite(NewAccount("Åsa Öberg", "asa@example.se", "en"), NOW, TERMINAL)
    mail = db.session.query(OutgoingMail).one()
    assert (mail.template, mail.lang, mail.values["invited_by"]) == ("invitation", "en", "Kommandoraden")
    assert str(mail.values["link"]).startswith("http://localhost/en/losenord/")
    actions.set_password(account.id, account.link_version, PASSWORD, NOW + timedelta(days=7, seconds=-1))


def test_a_new_invitation_revokes_the_old_link(app: Flask) -> None:
    account = actions.invite(NewAccount("Åsa Öberg", "asa@example.se"), NOW, TERMINAL)
    old = account.link_version
    actions.invite_again(account.id, NOW, TERMINAL)
    with pytest.raises(Refused) as gone:
        actions.set_password(account.id, old, PASSWORD, NOW)
    assert reason_of(gone) == AccountReason.LINK_GONE
    actions.set_password(account.id, old + 1, PASSWORD, NOW)
    with pytest.raises(Refused) as has_one:
        actions.invite_again(account.id, NOW, TERMINAL)
    assert reason_of(has_one) == AccountReason.HAS_PASSWORD


def test_an_address_has_one_account(app: Flask) -> None:
    an_organiser(email="olle@example.se")
    with pytest.raises(Refused) as taken:
        an_organiser(email="OLLE@example.se")
    assert reason_of(taken) == AccountReason.ADDRESS_TAKEN


def test_permissions_are_given_and_taken_and_noted(app: Flask) -> None:
    an_organiser("Ada", "ada@example.se", administrator=True)
    meeting = a_meeting()
    account = an_organiser(grants=False)
    actions.give(account.id, NewGrant(Permission.ORGANISER, meeting.id), NOW, TERMINAL)
    with pytest.raises(Refused) as twice:
        actions.give(account.id, NewGrant(Permission.ORGANISER, meeting.id), NOW, TERMINAL)
    assert reason_of(twice) == AccountReason.GRANT_THERE_ALREADY
    found = queries.account(account.id)
    assert found is not None
    actions.take(account.id, found.grants[0].id, NOW, TERMINAL)
    with pytest.raises(NotFound):
        actions.take(account.id, 999, NOW, TERMINAL)
    noted = [(entry.action, entry.meeting_id) for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert noted[-2:] == [("accounts.give", meeting.id), ("accounts.take", meeting.id)]


def test_the_last_administrator_can_neither_be_dropped_nor_closed(app: Flask) -> None:
    first = an_organiser("Ada", "ada@example.se", administrator=True)
    second = an_organiser("Bo", "bo@example.se", administrator=True)
    actions.close(second.id, NOW, TERMINAL)
    grant = first.grants[0].id
    for step in (
        lambda: actions.close(first.id, NOW, TERMINAL),
        lambda: actions.take(first.id, grant, NOW, TERMINAL),
    ):
        with pytest.raises(Refused) as last:
            step()
        assert reason_of(last) == AccountReason.LAST_ADMINISTRATOR
    actions.reopen(second.id, NOW, TERMINAL)
    actions.take(first.id, grant, NOW, TERMINAL)


def test_closing_ends_sign_ins_and_links(app: Flask) -> None:
    account = an_organiser(password=PASSWORD)
    token = actions.sign_in(account.email, PASSWORD, clock.now(), HOURS) or ""
    actions.close(account.id, NOW, TERMINAL)
    assert queries.signed_in(token, NOW) is None
    actions.reopen(account.id, NOW, TERMINAL)
    assert actions.sign_in(account.email, PASSWORD, NOW, HOURS) is not None
