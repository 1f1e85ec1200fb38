"""Where does a script go on that sent a form: it sees no redirect on its way, and must not fetch the page twice."""

from __future__ import annotations

from flask import Flask, Response, request

ASKS = "X-Sent-By"  # "upload-progress": the script static/js/upload-progress.js
NEXT = "X-Next"


def init_app(app: Flask) -> None:
    """Tell the script in a header where a redirect leads: it takes the browser there itself."""

    @app.after_request
    def told(response: Response) -> Response:
        if response.status_code == 303 and request.headers.get(ASKS) == "upload-progress":
            response.headers[NEXT] = response.headers.pop("Location")
            response.status_code = 200
            response.set_data(b"")
        return response
