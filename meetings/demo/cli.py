"""`flask serve`: the whole service in one terminal, web and worker, ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app

from meetings import clock, schema
from meetings.demo import load

GRACE = 20  # seconds that web and worker get to end what they are doing


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(serve)


@click.command()
def serve() -> None:
    """Migrate the database, load the demo if it is empty, and serve with the worker until Ctrl-C."""
    config = current_app.config
    port = int(os.environ.get("PORT") or 5000)
    if _taken(port):
        raise click.ClickException(f"Port {port} is taken. Choose another: make run PORT={port + 1}")
    schema.upgrade()
    demo = config["MODE"] == "demo"
    if demo and load.is_empty():
        click.echo("Loading the demo …")
        load.load(clock.now())
    address = f"http://127.0.0.1:{port}"
    parts = [
        _start("gunicorn", "-c", "python:meetings.serving", "wsgi:app", BIND=f"127.0.0.1:{port}"),
        _start("meetings", "worker"),
    ]
    ready = _wait_until_it_answers(port, parts)
    if ready:
        click.echo(_welcome(address) if demo else f"Serving on {address}. Ctrl-C ends it.")
    sys.exit(_until_the_end(parts))


def _welcome(address: str) -> str:
    lines = [
        "",
        f"  Start page      {address}/",
        f"  In English      {address}/en/",
        f"  Desk            {address}/arbetsytan",
        f"    sign in with  {load.ORGANISER_EMAIL}",
        f"    password      {load.ORGANISER_PASSWORD}",
        f"  Delivered mail  {address}/demo/mejl",
    ]
    if current_app.config["CLOCK"]:
        lines.append(f"  The clock       {clock.now():%Y-%m-%d %H:%M:%S} UTC, running")
    return "\n".join([*lines, "", "  Ctrl-C ends everything.", ""])


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _start(*module: str, **more: str) -> subprocess.Popen[bytes]:
    root = Path(current_app.root_path).parent
    environment = os.environ | more | {"LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}
    return subprocess.Popen([sys.executable, "-m", *module], cwd=root, env=environment, start_new_session=True)  # noqa: S603


def _wait_until_it_answers(port: int, parts: Sequence[subprocess.Popen[bytes]]) -> bool:
    for _ in range(600):
        if any(part.poll() is not None for part in parts):
            return False
        if _taken(port):
            return True
        time.sleep(0.05)
    return False


def _until_the_end(parts: Sequence[subprocess.Popen[bytes]]) -> int:
    """Wait for Ctrl-C, or for one part to die; then end all. Return the exit status."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not asked and all(part.poll() is None for part in parts):
        time.sleep(0.2)
    for part in parts:
        if part.poll() is None:
            part.terminate()
    deadline = time.monotonic() + GRACE
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
    if asked:
        click.echo("Ended.")
        return 0
    click.echo("One part ended by itself; see above.", err=True)
    return 1
