"""Static files: addresses that hold a hash of the content, served for good by WhiteNoise without a proxy."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

from meetings.config import ROOT
from meetings.web.headers import CSP

STATIC = ROOT / "static"
_TEXTS = (".css", ".js", ".svg", ".txt")
_HASH = re.compile(r"^(?P<stem>.+)\.(?P<hash>[0-9a-f]{10})(?P<suffix>\.[a-z0-9]+)$")


def digest(path: Path) -> str:
    """Return the first ten hex digits of the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


class HashedStatic(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise that knows each file by its plain name and by the one that holds its hash."""

    def __init__(self, application: Any, packed: Path, **options: Any) -> None:
        self.packed = packed
        super().__init__(application, **options)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """Return the file with its headers, and with a packed copy when it is text."""
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        self.add_headers_function(headers, path, url)
        packs = path.endswith(_TEXTS)
        encodings = {"gzip": str(_packed(Path(path), self.packed))} if packs else {}
        return StaticFile(path, headers.items(), encodings=encodings)

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        stem, dot, suffix = url.rpartition(".")
        super().add_file_to_dictionary(f"{stem}.{digest(Path(path))}{dot}{suffix}", path, stat_cache=stat_cache)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Tell whether the address names its content, so that it can be kept for good."""
        return _HASH.match(url) is not None or "/vendor/" in url


def _packed(path: Path, folder: Path) -> Path:
    """Return the gzip copy of the file, made once for each content; whoever else makes it makes the same."""
    copy = folder / f"{path.name}.{digest(path)}.gz"
    if not copy.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{copy.name}.{os.getpid()}"
        draft.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        draft.replace(copy)
    return copy


def _headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = CSP


def init_app(app: Flask) -> None:
    """Serve static/ and give templates `asset(name)`."""
    known: dict[str, str] = {}
    changing = app.debug

    def asset(name: str) -> str:
        if name not in known or changing:
            path = STATIC / name
            stem, dot, suffix = name.rpartition(".")
            known[name] = f"/static/{stem}.{digest(path)}{dot}{suffix}"
        return known[name]

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = HashedStatic(  # type: ignore[method-assign]
        app.wsgi_app,
        Path(app.instance_path) / "packed",
        root=STATIC,
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        add_headers_function=_headers,
        autorefresh=changing,
    )
