"""`flask files`: look after what is stored, and move it into a bucket."""

from __future__ import annotations

import click
from flask import Flask

from meetings import clock
from meetings.errors import Unreachable
from meetings.files import actions


@click.group("files")
def files() -> None:
    """Look after the uploaded files."""


@files.command("sweep")
def sweep() -> None:
    """Remove what nothing keeps, and name the rows whose file is not there."""
    try:
        swept = actions.sweep(clock.now())
    except Unreachable as error:
        raise click.ClickException(str(error)) from error
    click.echo(swept)
    for key in swept.missing:
        click.echo(f"missing: {key}")


@files.command("move")
def move() -> None:
    """Copy the files of the uploads folder into the bucket that S3_BUCKET names; those that are there are left."""
    try:
        moved, there = actions.copy_to_bucket()
    except (Unreachable, LookupError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{moved} files copied, {there} were there. The folder stands as it was: remove it when all is well.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(files)
