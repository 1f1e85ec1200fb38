"""What is the same for many tests, and therefore made once in a run: templates, addresses, SQL, files, and apps.

What is remembered follows from the code and the settings alone, never from what a test did: an app is given to a test
as it was made.
"""

from __future__ import annotations

import gc
import itertools
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing.rules import Rule, RulePart

from meetings import clock
from meetings.extensions import babel, db, limiter, mail
from meetings.web import logs
from meetings.web.assets import HashedStatic
from meetings.web.cache import PageCache
from tests.compiled import TEMPLATES

_STATEMENTS = 3000  # how many the run keeps compiled, of each kind of database

_ENGINES: dict[str, Engine] = {}  # the first of each kind that has met its database
_PARTS: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, Any], set[str]]] = {}
_FILES: dict[str, Any] = {}  # the static files by address, with their headers and packed copies
_PACKED = tempfile.TemporaryDirectory(prefix="meetings-packed-")
_add_files = HashedStatic.add_files
_parse_rule = Rule._parse_rule


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
    Rule._parse_rule = _parts  # type: ignore[method-assign]


_AT_MOST = 6  # apps that are kept
_TIMES = itertools.count(1)
_KEPT: OrderedDict[str, Made] = OrderedDict()


class Made:
    """An app, and all that it and Flask's extensions were when it had just been made. `key` is what it fits."""

    def __init__(self, key: str, settings: Mapping[str, Any]) -> None:
        from meetings.app import create_app  # here, so that the tests of rules run without it

        self.key = key
        self.app = create_app(settings)
        self.app.jinja_env.bytecode_cache = TEMPLATES
        self._parts = [(holder, _as_it_is(vars(holder))) for holder in (self.app, babel, limiter, mail)]
        self._routes = len(self.app.view_functions)
        with self.app.app_context():
            self.engine = db.engine
            _share_statements(self.engine)

    def renew(self, instance: Path) -> None:
        """Make the app what it was at first, on this instance."""
        instance.mkdir(parents=True, exist_ok=True)
        for holder, before in self._parts:
            vars(holder).clear()
            vars(holder).update(_as_it_is(before))
        self.app.config["INSTANCE"] = self.app.instance_path = str(instance)
        self.app.extensions["page_cache"] = PageCache(self.app.config["PAGE_CACHE_BYTES"])
        logs.configure(self.app.config["LOG_LEVEL"])
        if self.app.config["CLOCK"]:
            clock.start_at(self.app.config["CLOCK"])

    def let_go(self) -> bool:
        """End the test's own work with it, and tell whether it can be used again: not when it was given routes."""
        with self.app.app_context():
            db.session.remove()
            _keep_statements(self.engine)
            if self.engine.dialect.name == "sqlite" or self.engine.pool.checkedout():  # type: ignore[attr-defined]
                self.engine.dispose()  # the next database is another file
        return len(self.app.view_functions) == self._routes

    def end(self) -> None:
        """Close all that it holds."""
        self.engine.dispose()


def _as_it_is(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes with copies of what is filled in while an app is used: hooks, settings, extensions."""
    found = dict(attributes)
    for name, value in attributes.items():
        if name in ("config", "extensions") or isinstance(value, list):
            found[name] = copy(value)
        elif name.endswith("_funcs") and isinstance(value, dict):
            found[name] = {key: copy(hooks) for key, hooks in value.items()}
    return found


def app_for(settings: Mapping[str, Any], instance: Path) -> Made:
    """Return an app with these settings, on this instance: one that an earlier test has had, or a new one."""
    key = repr(sorted(settings.items()))
    made = _KEPT.pop(key, None) or Made(key, {"INSTANCE": str(instance)} | dict(settings))
    made.renew(instance)
    return made


def give_back(made: Made) -> None:
    """Keep the app for the next test with its settings, as long as it is one of the latest."""
    if next(_TIMES) % 50 == 0:  # what is remembered stays: to look through it for garbage would take ever longer
        gc.collect()
        gc.freeze()
    if not made.let_go():
        made.end()
        return
    _KEPT[made.key] = made
    while len(_KEPT) > _AT_MOST:
        _KEPT.popitem(last=False)[1].end()


def _share_statements(engine: Engine) -> None:
    """Give a new app's engine the statements that those before it have compiled."""
    first = _ENGINES.get(engine.dialect.name)
    if first is not None:
        engine.dialect = engine.pool._dialect = first.dialect  # statements are kept by dialect
        engine._compiled_cache = first._compiled_cache


def _keep_statements(engine: Engine) -> None:
    """Keep the statements of an engine for those that come."""
    if engine.dialect.name not in _ENGINES and engine.dialect.server_version_info:  # it has met its database
        engine._compiled_cache = LRUCache(_STATEMENTS)
        _ENGINES[engine.dialect.name] = engine
