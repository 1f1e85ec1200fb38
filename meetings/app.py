"""The application: everything wired together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, get_flashed_messages
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from meetings import clock, config, schema, statements
from meetings.accounts import cli as accounts_cli
from meetings.accounts import views as accounts
from meetings.backup import cli as backup_cli
from meetings.backup.actions import AFTER_RESTORE
from meetings.counting import actions as counting
from meetings.demo import cli as demo_cli
from meetings.demo import views as demo
from meetings.directory import queries as directory
from meetings.extensions import ReadersAndOneWriter, babel, db, mail, prepare_postgresql, prepare_sqlite
from meetings.figures import views as figures
from meetings.files import cli as files_cli
from meetings.ideas import cli as ideas_cli
from meetings.ideas import views as ideas
from meetings.ideas.views import leading as ideas_leading
from meetings.ideas.views import similar as ideas_similar
from meetings.ideas.views.sparked import GROWING
from meetings.jobs import cli as jobs_cli
from meetings.links.queries import check
from meetings.mailings import mail as mailings_mail
from meetings.mailings import views as mailings
from meetings.materials import views as materials
from meetings.materials.queries import shelves
from meetings.notes import views as notes
from meetings.organisations import views as organisations
from meetings.outbox import cli as outbox_cli
from meetings.pages import cli as pages_cli
from meetings.pages import desk, jobs
from meetings.pages import views as pages
from meetings.pages.own_cards import cards_of
from meetings.pages.own_day import day_of
from meetings.participants import views as participants
from meetings.participants.actions import changes
from meetings.participants.queries import changes as changes_queries
from meetings.privacy import actions as privacy_actions
from meetings.privacy import views as privacy
from meetings.projects import views as projects
from meetings.projects.actions import following as series_following
from meetings.projects.models import Project
from meetings.projects.queries.report import COUNTED
from meetings.projects.views import words as project_words
from meetings.projects.views.became import BECAME, EXAMPLES
from meetings.projects.views.from_idea import PANEL as PROJECTS_OF_IDEA
from meetings.registration import views as registration
from meetings.registration.queries.choices import chosen_items
from meetings.registration.views import day as own_day
from meetings.reminders import actions as reminder_actions
from meetings.reminders import views as reminders
from meetings.schedule import views as schedule
from meetings.schedule.actions import following, removing
from meetings.schedule.actions.following import Following
from meetings.schedule.models import Meeting
from meetings.sparks import views as sparks
from meetings.sparks.views import became as sparks_became
from meetings.sparks.views import growing as sparks_growing
from meetings.subscriptions import actions as subscription_actions
from meetings.subscriptions import views as subscriptions
from meetings.text import initials
from meetings.web import (
    access,
    assets,
    cache,
    dates,
    headers,
    limits,
    logs,
    markdown,
    problems,
    requests,
    scripted,
    uploads,
)
from meetings.web.lang import LanguagePrefix, alternate_url, lang
from meetings.web.rendering import refusal_text
from meetings.web.routes import Route

BLUEPRINTS = (
    pages.blueprint,
    notes.blueprint,
    registration.blueprint,
    schedule.blueprint,
    participants.blueprint,
    projects.blueprint,
    figures.blueprint,
    organisations.blueprint,
    reminders.blueprint,
    sparks.blueprint,
    ideas.blueprint,
    materials.blueprint,
    mailings.blueprint,
    privacy.blueprint,
    subscriptions.blueprint,
    accounts.blueprint,
)
COMMANDS = (accounts_cli, backup_cli, files_cli, ideas_cli, jobs_cli, outbox_cli, pages_cli, demo_cli)


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """Return the application with settings from `given`, the environment and the instance folder.

    Raises `config.Misconfigured` when the mode does not allow to start with them.
    """
    settings = config.load(given)
    if settings["CLOCK"]:
        clock.start_at(settings["CLOCK"])
    app = Flask(
        "meetings",
        instance_path=settings["INSTANCE"],
        template_folder=str(config.ROOT / "templates"),
        static_folder=None,
    )
    app.request_class = uploads.UploadingRequest
    app.url_rule_class = Route
    app.config.update(settings)
    app.config.update(_framework_settings(settings))
    Path(settings["INSTANCE"]).mkdir(parents=True, exist_ok=True)
    _prepare_machinery(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings["MODE"] in ("demo", "test"):
        app.register_blueprint(demo.blueprint)
    for module in COMMANDS:
        module.init_app(app)
    app.extensions["jobs"] = jobs.JOBS
    app.extensions[AFTER_RESTORE] = [
        lambda: privacy_actions.erase_again(clock.now()),
        lambda: counting.close_again(clock.now()),
        subscription_actions.forget_again,
    ]
    _prepare_templates(app)
    _wrap(app)
    return app


def _framework_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return our settings in the words of Flask and its extensions."""
    url = make_url(settings["DATABASE_URL"])
    engine: dict[str, Any] = {"hide_parameters": settings["MODE"] != "test"}  # an error's words may be kept or logged
    if url.get_backend_name() == "postgresql":
        session = {
            "jit": "off",  # compiling takes longer than any statement of ours; without statistics it is often done
            "statement_timeout": settings["STATEMENT_TIMEOUT"] * 1000,
            "lock_timeout": settings["LOCK_TIMEOUT"] * 1000,
            "idle_in_transaction_session_timeout": 60_000,
        }
        engine |= {
            "pool_size": settings["DATABASE_POOL"],
            "max_overflow": settings["WEB_THREADS"],
            "pool_timeout": settings["LOCK_TIMEOUT"],
            "connect_args": {"options": " ".join(f"-c {name}={value}" for name, value in session.items())},
            "execution_options": {"postgresql_readonly": True},
        }
    else:
        engine["poolclass"] = ReadersAndOneWriter
    hosts = config.listed(settings["TRUSTED_HOSTS"])
    if not hosts and settings["MODE"] in ("live", "setup"):
        hosts = [str(urlsplit(settings["BASE_URL"]).hostname), "127.0.0.1", "localhost"]
    return {
        "TESTING": settings["MODE"] == "test",
        "SQLALCHEMY_DATABASE_URI": settings["DATABASE_URL"],
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "TRUSTED_HOSTS": hosts or None,
        "SECRET_KEY_FALLBACKS": settings["SECRET_KEY_FALLBACKS"],
        "SESSION_COOKIE_NAME": "moten",
        "SESSION_COOKIE_SECURE": settings["SECURE_COOKIES"],
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings["SESSION_HOURS"]),
        "MAX_CONTENT_LENGTH": settings["MAX_REQUEST_BYTES"],
        "MAX_FORM_MEMORY_SIZE": settings["MAX_REQUEST_BYTES"],
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAIL_DEFAULT_SENDER": settings["MAIL_SENDER"],
        "MAIL_USE_TLS": settings["MAIL_SECURITY"] == "starttls",
        "MAIL_USE_SSL": settings["MAIL_SECURITY"] == "tls",
        "MAIL_USERNAME": settings["MAIL_USERNAME"] or None,
        "MAIL_PASSWORD": settings["MAIL_PASSWORD"] or None,
        "MAIL_SUPPRESS_SEND": False,
        "BABEL_DEFAULT_LOCALE": "sv",
    }


def _prepare_machinery(app: Flask) -> None:
    logs.configure(app.config["LOG_LEVEL"])
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)
            statements.prepare(db.engine)
    schema.init_app(app)
    mail.init_app(app)
    babel.init_app(app, locale_selector=lang)
    for module in (logs, requests):
        module.init_app(app)
    access.init_app(app, guard=accounts.guard, open_link=check)
    removing.init_app(app, in_use=chosen_items)
    own_day.init_app(app, day_of=day_of, cards_of=cards_of)
    shelves.init_app(app, project=Project)
    sparks_growing.init_app(app, GROWING)
    sparks_became.init_app(app, BECAME)
    ideas_similar.init_app(app, EXAMPLES)
    ideas_leading.init_app(app, PROJECTS_OF_IDEA)
    counting.init_app(app, COUNTED)
    following.init_app(
        app, Following(made=reminder_actions.add_defaults, changed=_meeting_changed, asks=changes_queries.is_asked)
    )
    for module in (problems, scripted, headers, limits, cache, assets):
        module.init_app(app)


def _meeting_changed(meeting: Meeting, before: Mapping[str, Any], content: Mapping[str, Any], now: datetime) -> None:
    changes.notice(meeting, before, content, now)
    series_following.meeting_changed(meeting, before, content, now)


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(dates.FILTERS | project_words.FILTERS)
    app.jinja_env.filters.update(markdown=markdown.html, plain=markdown.plain, initials=initials)
    app.jinja_env.filters["refusal_text"] = refusal_text
    app.jinja_env.filters.update(mailing_html=mailings_mail.as_html, mailing_text=mailings_mail.as_text)
    app.jinja_env.globals["csrf_token"] = accounts.csrf_token

    @app.context_processor
    def shown() -> dict[str, Any]:
        on_desk = g.get("access") is not None and g.access.kind == "requires"
        values: dict[str, Any] = {
            "lang": lang(),
            "alternate_url": alternate_url(),
            "site": directory.site_shown(lang()),
            "demo": app.config["MODE"] == "demo",
            "messages": get_flashed_messages(with_categories=True) if on_desk else [],
        }
        if on_desk:
            values["rail"] = desk.rail()
            values["account"] = accounts.signed_in_account()
        return values


def _wrap(app: Flask) -> None:
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=0
        )
