"""What is the same for the app of every test, and therefore made once in a run: templates, addresses, SQL, files.

An app of its own for each test keeps the tests apart; what is remembered here follows from the code alone, never from
what a test did. Together it is a third of what a test in process would cost.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing.rules import Rule, RulePart

from meetings.extensions import db
from meetings.web.assets import HashedStatic

_STATEMENTS = 3000  # how many the run keeps compiled, of each kind of database


class CompiledTemplates(BytecodeCache):
    """Templates are compiled once in a run, and not once for the app of each test."""

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is kept, if it was compiled from the same text."""
        checksum, code = self._code.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._code[bucket.key] = (bucket.checksum, bucket.code)


_TEMPLATES = CompiledTemplates()
_ENGINES: dict[str, Engine] = {}  # the first of each kind that has met its database
_BUILDERS: dict[Any, Callable[..., Any]] = {}
_PARTS: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, Any], set[str]]] = {}
_FILES: dict[str, Any] = {}  # the static files by address, with their headers and packed copies
_PACKED = tempfile.TemporaryDirectory(prefix="meetings-packed-")
_add_files = HashedStatic.add_files
_make_builder = Rule._compile_builder
_parse_rule = Rule._parse_rule


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """Return the function that writes a route's addresses: Werkzeug makes its code from the route's text alone."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _BUILDERS:
        _BUILDERS[key] = _make_builder(rule, append_unknown)
    return _BUILDERS[key]


def _parts(rule: Rule, text: str) -> list[RulePart]:
    """Return what a route's text is made of, and note it in the rule: the same text says the same to every app."""
    if text not in _PARTS:
        before = len(rule._trace)
        parts = list(_parse_rule(rule, text))
        _PARTS[text] = parts, rule._trace[before:], dict(rule._converters), set(rule.arguments)
        return parts
    parts, trace, converters, arguments = _PARTS[text]
    rule._trace.extend(trace)
    rule._converters.update(converters)
    rule.arguments.update(arguments)
    return parts


def _files(served: HashedStatic, root: Any, prefix: str | None = None) -> None:
    """Serve the static files, which the first app of the run has looked through and packed."""
    if not _FILES:
        served.packed = Path(_PACKED.name)
        _add_files(served, root, prefix)
        _FILES.update(served.files)
    served.files.update(_FILES)


def remember_addresses() -> None:
    """Let every app of the run read and write its addresses by the same code, and serve the same files."""
    HashedStatic.add_files = _files  # type: ignore[method-assign]
    Rule._compile_builder = _builder  # type: ignore[method-assign]
    Rule._parse_rule = _parts  # type: ignore[method-assign]


def recall(app: Flask) -> None:
    """Give a new app the templates and statements that those before it have compiled. Its context must be open."""
    app.jinja_env.bytecode_cache = _TEMPLATES
    engine = db.engine
    first = _ENGINES.get(engine.dialect.name)
    if first is not None:
        engine.dialect = engine.pool._dialect = first.dialect  # statements are kept by dialect
        engine._compiled_cache = first._compiled_cache


def remember(app: Flask) -> None:
    """Keep the statements of an app that is done with. Its context must be open."""
    engine = db.engine
    if engine.dialect.name not in _ENGINES and engine.dialect.server_version_info:  # it has met its database
        engine._compiled_cache = LRUCache(_STATEMENTS)
        _ENGINES[engine.dialect.name] = engine
