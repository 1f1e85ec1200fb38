"""`flask backup` and `flask restore`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask

from meetings import clock
from meetings.backup import actions
from meetings.backup.archive import Unusable


@click.command("backup")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder; instance/backups if none."
)
def backup(folder: Path | None) -> None:
    """Copy the database and the uploaded files into one file, while the service runs, and print its path."""
    try:
        click.echo(actions.backup_and_note(clock.now(), folder))
    except Unusable as error:
        raise click.ClickException(str(error)) from error


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put the copy in the place of rows and files that are there.")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE back, checksums verified first. Stop the service before."""
    try:
        manifest = actions.restore(file, force=force)
    except Unusable as error:
        raise click.ClickException(str(error)) from error
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"Restored the copy of {manifest.made_at}: {rows} rows in {len(manifest.tables)} tables.")
    if manifest.bucket:
        click.echo(f"The uploaded files are not in the copy: they are those in the bucket {manifest.bucket}.")
    click.echo("Mail that waited when the copy was made waits again: `flask mail withhold` keeps it back.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)
