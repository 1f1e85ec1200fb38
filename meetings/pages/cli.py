"""The command that sets a new service up: keys, database, and a form behind a link printed in the terminal."""

from __future__ import annotations

import secrets
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from werkzeug.serving import WSGIRequestHandler, make_server

from meetings import config, schema
from meetings.accounts import queries as accounts
from meetings.directory.actions import ensure_vocabularies
from meetings.links.queries import make
from meetings.pages.setup import EXTENSION, LINK, FirstStart

_LAST_PAGE_SECONDS = 3  # for the browser to fetch what the last page shows


class _QuietHandler(WSGIRequestHandler):
    """Prints no line for each request: they would hold the link."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing; the service's own log masks the link."""


@click.command("setup")
@click.option("--base-url", help="The public address, such as https://moten.example.se.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the form is served.")
@click.option("--port", default=8000, show_default=True, help="Where the form is served; the proxy's port is right.")
@with_appcontext
def setup(base_url: str | None, host: str, port: int) -> None:
    """Set a new service up: answer the questions of a form, once, by the link that this prints."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    _make_settings(app, base_url)
    schema.upgrade()
    if accounts.any_account():
        raise click.ClickException("the service is set up already; add people with: flask organiser add")
    ensure_vocabularies()
    start = FirstStart(version=1 + secrets.randbelow(36**6 - 1))
    app.extensions[EXTENSION] = start
    path = f"/start/{make('setup', LINK, start.version)}"
    server = make_server(host, port, app, threaded=True, request_handler=_QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo("Open this link and answer the questions. It works until you are done, or press Ctrl-C:")
    click.echo(f"  {app.config['BASE_URL']}{path}")
    click.echo(f"  or, on this machine: http://{host}:{port}{path}")
    try:
        start.done.wait()
        time.sleep(_LAST_PAGE_SECONDS)
    except KeyboardInterrupt:
        raise click.ClickException("not set up yet; run the command again for a new link") from None
    finally:
        server.shutdown()
    click.echo("Done. Start the service and its worker:")
    click.echo("  gunicorn -c python:meetings.serving wsgi:app")
    click.echo("  python -m meetings worker")
    click.echo(f"Then sign in: {app.config['BASE_URL']}/logga-in")


def _make_settings(app: Flask, base_url: str | None) -> None:
    """Write the keys and the public address into settings.toml where they are missing, and use them."""
    made = {name: config.new_key() for name in ("SECRET_KEY", "LINK_KEY") if not app.config[name]}
    address = (base_url or app.config["BASE_URL"]).rstrip("/")
    if not address.startswith(("https://", "http://")) or not urlsplit(address).hostname:
        raise click.ClickException("say the public address: flask setup --base-url https://moten.example.se")
    if address != app.config["BASE_URL"]:
        made["BASE_URL"] = address
    if made:
        config.store_settings(Path(app.config["INSTANCE"]), made)
        app.config.update(made)
    app.config["MODE"] = "setup"
    app.config["TRUSTED_HOSTS"] = [str(urlsplit(address).hostname), "127.0.0.1", "localhost"]


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(setup)
