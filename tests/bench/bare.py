"""The ceiling of every page: Flask, one view, one compiled template; as many bytes as BARE_BYTES says, nothing else.

`gunicorn --config python:meetings.serving tests.bench.bare:app`: no database, no languages, no headers, no log.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, render_template

WANTED = int(os.environ.get("BARE_BYTES", "15000"))
LINKS = [("/", "Möten"), ("/sa-gar-det-till", "Så går det till"), ("/sok", "Sök")]
FACTS = [("När", "Torsdag den 18 mars 2027"), ("Var", "Folkets Hus, Vänersborg"), ("Anmäl dig senast", "den 11 mars")]


def an_entry(number: int) -> dict[str, object]:
    """Return an entry of the programme."""
    return {
        "time": f"9.{number % 60:02}–10.{number % 60:02}",
        "kind": "workshop" if number % 2 else "talk",
        "title": f"Punkt {number}: vad behöver den som söker arbete?",
        "room": f"Sal {number % 3 + 1}",
        "summary": "Vi börjar med tre exempel, fortsätter i grupper och slutar med vad vi vill pröva.",
        "people": ["Åsa Öberg, projektledare, Ale kommun", "Örjan Ek (S), regionråd"],
        "anchor": f"punkt-{number}",
    }


def create_app() -> Flask:
    """Return the app; its page has as many entries as fit, and text up to the bytes that are wanted."""
    app = Flask("bare", template_folder=str(Path(__file__).parent))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    entries = [an_entry(number) for number in range(12)]
    with app.test_request_context():
        empty = len(render_template("bare.html", links=LINKS, facts=FACTS, entries=entries, text="").encode())
    text = "Efter varje del finns det tid. " * 2000

    @app.get("/")
    def page() -> str:
        filler = text[: max(0, WANTED - empty)]
        return render_template("bare.html", links=LINKS, facts=FACTS, entries=entries, text=filler)

    return app


app = create_app()
