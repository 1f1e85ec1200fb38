"""The service with two routes more: one that takes any file of material, one that sends all that is stored as a ZIP.

What they call is what the pages of material call; here nothing else is in the way of measuring it.
"""

from __future__ import annotations

from flask import Response, current_app, request

from meetings.app import create_app
from meetings.files import actions, zipping
from meetings.files.rules import FOR_MATERIAL
from meetings.files.store import store
from meetings.files.zipping import Entry
from meetings.web import access
from meetings.web.requests import arrival
from meetings.web.uploads import takes_uploads

app = create_app()


@app.post("/prov/fil")
@access.public
def taken() -> Response:
    most = current_app.config["MATERIAL_BYTES"]
    takes_uploads(most)
    sent = request.files["fil"]
    row = actions.receive(sent.stream, sent.filename, arrival(), kinds=FOR_MATERIAL, most=most)
    return Response(f"{row.key} {row.size} {row.sha256}", mimetype="text/plain")


@app.get("/prov/allt.zip")
@access.public
def everything() -> Response:
    entries = [Entry(key, f"{key}.mp4", 2**33, came) for key, came in store().listed()]
    return zipping.response(entries, "Allt från dagen åäö.zip")
