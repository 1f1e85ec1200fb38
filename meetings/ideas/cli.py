"""Receipts at the terminal: is what stands in the database what was received."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from meetings.ideas.queries import receipts
from meetings.ideas.rules.receipts import in_groups, typed_checksum, typed_reference
from meetings.web import dates

group = AppGroup("idea", help="Project ideas and their receipts.")


@group.command("verify")
@click.argument("reference", required=False)
@click.argument("checksum", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Verify every version that has been received.")
def verify(reference: str | None, checksum: tuple[str, ...], *, every: bool) -> None:
    """Tell whether the version with this REFERENCE is as it was received, and has this CHECKSUM.

    The checksum may be given as the receipt writes it, in groups, or left out. The exit status is 1 when something
    does not agree.
    """
    if every:
        _verify_all()
    elif reference is None:
        raise click.UsageError("Give the reference of a receipt, or --all.")
    else:
        _verify_one(reference, " ".join(checksum))


def _verify_all() -> None:
    number = 0
    wrong = []
    for one in receipts.every():
        number += 1
        if not one.holds:
            wrong.append(one.reference)
            click.echo(
                f"{one.reference}  CHANGED: {in_groups(one.computed)} is computed, {in_groups(one.stored)} stands"
            )
    click.echo(f"{number} versions verified, {len(wrong)} changed since they were received.")
    if wrong:
        raise SystemExit(1)


def _verify_one(reference: str, typed: str) -> None:
    found = receipts.by_reference(typed_reference(reference))
    if found is None:
        raise click.ClickException(f"There is no receipt with the reference {typed_reference(reference)}.")
    late = ", late" if found.late else ""
    click.echo(f"{found.reference}: idea {found.idea}, version {found.version}{late}")
    click.echo(f"received  {dates.local(found.received_at):%Y-%m-%d %H:%M:%S %Z}")
    click.echo(f"checksum  {in_groups(found.stored)}")
    if not found.holds:
        click.echo(f"computed  {in_groups(found.computed)}")
        raise click.ClickException("The contents have been changed since they were received.")
    if typed:
        _compare(typed, found.stored)
    click.echo("The contents are what was received.")


def _compare(typed: str, stored: str) -> None:
    given = typed_checksum(typed)
    if given is None:
        raise click.ClickException("That is no checksum: it has 64 characters, 0-9 and a-f.")
    if given != stored:
        raise click.ClickException("That is not the checksum of this receipt.")
    click.echo("The checksum is that of this receipt.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)
