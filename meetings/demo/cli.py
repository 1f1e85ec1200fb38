"""`flask serve`: the whole service in one terminal, web and worker, ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app

from meetings import clock, schema
from meetings.demo import load

GRACE = 25  # seconds that the service gets to end what it is doing


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
    service = _start(f"127.0.0.1:{port}")
    if _wait_until_it_answers(port, service):
        click.echo(_welcome(address) if demo else f"Serving on {address}. Ctrl-C ends it.")
    sys.exit(_until_the_end(service))


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


def _start(bind: str) -> subprocess.Popen[bytes]:
    root = Path(current_app.root_path).parent
    environment = os.environ | {"BIND": bind, "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}
    command = [sys.executable, "-m", "meetings.service"]
    return subprocess.Popen(command, cwd=root, env=environment, start_new_session=True)  # noqa: S603


def _wait_until_it_answers(port: int, service: subprocess.Popen[bytes]) -> bool:
    for _ in range(600):
        if service.poll() is not None:
            return False
        if _taken(port):
            return True
        time.sleep(0.05)
    return False


def _until_the_end(service: subprocess.Popen[bytes]) -> int:
    """Wait for Ctrl-C, or for the service to end by itself; return the exit status."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        service.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not asked and service.poll() is None:
        time.sleep(0.2)
    try:
        service.wait(GRACE)
    except subprocess.TimeoutExpired:
        service.kill()
    if asked:
        click.echo("Ended.")
        return 0
    click.echo("The service ended by itself; see above.", err=True)
    return 1
