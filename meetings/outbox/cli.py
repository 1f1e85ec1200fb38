"""The outbox at the terminal: a test mail, how it stands, and holding mail back after a restore."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock
from meetings.audit.actions import TERMINAL
from meetings.errors import Busy
from meetings.outbox import actions, queries
from meetings.outbox.bounces import note
from meetings.outbox.rendering import instant
from meetings.outbox.reports import AT_MOST
from meetings.outbox.transport import send_test

group = AppGroup("mail", help="Outgoing mail.")


@group.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send a test mail to ADDRESS now, past the queue, and say what the server answered."""
    problem = send_test(current_app.config, address)
    if problem:
        raise click.ClickException(problem)
    click.echo(f"{current_app.config['MAIL_SERVER']} took the test mail to {address}.")


@group.command("status")
def status() -> None:
    """Print how many mails are in each state, and since when mail has not been leaving."""
    for state, number in sorted(queries.counts().items(), key=lambda item: item[0].value):
        click.echo(f"{state.value:9} {number}")
    late_since = queries.health(clock.now()).late_since
    click.echo(f"Late since {late_since:%Y-%m-%d %H:%M} UTC." if late_since else "Mail is leaving.")


@group.command("bounce")
@click.argument("message", type=click.File("rb"), default="-")
def bounce(message: BinaryIO) -> None:
    """Note what a delivery report on standard input says; for a mail server's pipe.

    Ends with 75 when the database is busy, so that the mail server tries again, and else with 0: whatever else comes
    here must not bounce.
    """
    content = message.read(AT_MOST)
    while message.read(AT_MOST):
        pass  # a pipe that is not read to its end is an error to the mail server
    try:
        click.echo(note(content, clock.now()).value)
    except (Busy, SQLAlchemyError) as error:
        click.echo(f"Try again later: {type(error).__name__}.", err=True)
        sys.exit(os.EX_TEMPFAIL)


@group.command("withhold")
def withhold() -> None:
    """Keep back every mail that waits, so that a restored copy sends nothing twice; the desk sends each again."""
    click.echo(f"{actions.withhold_waiting(clock.now(), TERMINAL)} mails are kept back.")


def init_app(app: Flask) -> None:
    """Add the commands, and the filter that mail templates read instants with."""
    app.cli.add_command(group)
    app.jinja_env.filters["instant"] = instant
