"""Commands for organisers: add one, close one."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from meetings import clock
from meetings.accounts import actions, mail, queries
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.rules import INVITATION_LASTS, Permission
from meetings.audit.actions import TERMINAL
from meetings.errors import Refused
from meetings.text import one_line, problem_in
from meetings.web.rendering import refusal_text

group = AppGroup("organiser", help="Add or close the accounts of organisers.")


@group.command("add")
@click.argument("name")
@click.argument("email")
@click.option("--administrator", is_flag=True, help="May do everything, also decide who may do what.")
@click.option("--meeting", "meeting_id", type=int, metavar="ID", help="For this meeting only; else for all.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="The language of mail to this person.")
def add(name: str, email: str, administrator: bool, meeting_id: int | None, lang: str) -> None:
    """Add an organiser and print a link, good for seven days, by which they set a password."""
    name, email = one_line(name), one_line(email)
    if not name or "@" not in email or " " in email or problem_in(name) or problem_in(email):
        raise click.ClickException('write it as: flask organiser add "Åsa Öberg" asa.oberg@example.se')
    if administrator and meeting_id is not None:
        raise click.ClickException("an administrator is one for all meetings: leave out --meeting")
    if meeting_id is not None and not queries.is_a_meeting(meeting_id):
        raise click.ClickException(f"there is no meeting {meeting_id}")
    permission = Permission.ADMINISTRATOR if administrator else Permission.ORGANISER
    new = NewAccount(name, email, lang, (NewGrant(permission, meeting_id),))
    try:
        account = actions.add(new, clock.now(), TERMINAL)
    except Refused as refused:
        raise click.ClickException(refusal_text(refused.refusal)) from refused
    click.echo(f"{name} sets a password here, once, within {INVITATION_LASTS.days} days:")
    click.echo(mail.password_link(account))


@group.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Close an organiser's account; it can be opened again at the desk."""
    account = queries.account_of(email)
    if account is None:
        raise click.ClickException(f"there is no account with the address {email}")
    try:
        actions.close(account.id, clock.now(), TERMINAL)
    except Refused as refused:
        raise click.ClickException(refusal_text(refused.refusal)) from refused
    click.echo(f"{account.name} is signed out and cannot sign in.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)
