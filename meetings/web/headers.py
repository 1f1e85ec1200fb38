"""Which headers go with every answer: what a browser may load, keep, tell on and frame."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def let_play(response: Response) -> Response:
    """Let the page play films and sound of our own; nothing from elsewhere is fetched."""
    response.headers["Content-Security-Policy"] = f"{CSP}; media-src 'self'"
    return response


def init_app(app: Flask) -> None:
    """Send the headers with every answer; pages behind a link or a sign-in are neither stored nor indexed."""
    hsts = app.config["HSTS_SECONDS"]
    always = [(name.lower(), name, value) for name, value in _ALWAYS]

    @app.after_request
    def guarded(response: Response) -> Response:
        headers = response.headers
        present = {name.lower() for name in headers.keys()}  # noqa: SIM118 - iterating gives pairs
        for lowered, name, value in always:
            if lowered not in present:
                headers.add(name, value)
        if hsts and request.is_secure:
            headers["Strict-Transport-Security"] = f"max-age={hsts}; includeSubDomains"
        access = g.get("access")
        if access is None or access.kind == "public":
            if "cache-control" not in present:
                headers["Cache-Control"] = "no-cache" if response.status_code == 200 else "no-store"
        else:
            headers["Cache-Control"] = "no-store"
            headers["X-Robots-Tag"] = "noindex, nofollow"
            if access.kind == "link":
                headers["Referrer-Policy"] = "no-referrer"
        return response


def allow_indexing() -> bool:
    """Tell whether search engines may index this service: only in live mode."""
    return bool(current_app.config["MODE"] == "live")
