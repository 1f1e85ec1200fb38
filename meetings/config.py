"""Every setting: its name, unit and default, where it is read, and what each mode demands.

Order: what the caller passes, the environment, `instance/settings.toml`, the default.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MODES = ("demo", "live", "setup", "test")


@dataclass(frozen=True)
class Setting:
    """One setting: its default decides its type; `unit` and `text` are what the README prints."""

    name: str
    default: str | int | float | bool
    unit: str
    text: str


SETTINGS = (
    Setting("MODE", "live", "demo | live | setup | test", "what the service is for; `make run` uses demo"),
    Setting("INSTANCE", str(ROOT / "instance"), "path", "folder of settings, database, uploads, mail, backups"),
    Setting("DATABASE_URL", "", "URL", "SQLite in the instance folder when empty; or postgresql://…"),
    Setting("BASE_URL", "", "URL", "the public address, such as https://moten.example.se; links in mail begin with it"),
    Setting("SECRET_KEY", "", "text", "signs sessions and forms; at least 32 characters in live mode"),
    Setting("SECRET_KEY_FALLBACKS", "", "texts, comma", "earlier keys that still verify"),
    Setting("LINK_KEY", "", "text", "signs the secret links of attendees; at least 32 characters in live mode"),
    Setting("LINK_KEY_FALLBACKS", "", "texts, comma", "earlier link keys that still open links"),
    Setting("CLOCK", "", "ISO 8601", "demo and test only: the moment at which the clock starts"),
    Setting("MAIL_SERVER", "", "host", "SMTP server"),
    Setting("MAIL_PORT", 587, "port", "SMTP port"),
    Setting("MAIL_USERNAME", "", "text", "SMTP user, if the server asks for one"),
    Setting("MAIL_PASSWORD", "", "text", "SMTP password"),
    Setting("MAIL_SECURITY", "starttls", "starttls | tls | none", "protection; the certificate is checked"),
    Setting("MAIL_SENDER", "", "address", "what mail is sent from, such as moten@example.se"),
    Setting("MAIL_TIMEOUT", 15, "seconds", "how long the mail server may take to answer"),
    Setting("MAIL_PER_MINUTE", 0, "mails", "the most that leave in a minute, by all workers together; 0 sets no limit"),
    Setting(
        "MAIL_BOUNCE_IMAP", "", "URL", "mailbox that mail comes back to, such as imaps://user@imap.example.se/INBOX"
    ),
    Setting("MAIL_BOUNCE_PASSWORD", "", "text", "the password of its user"),
    Setting("TRUSTED_PROXIES", 0, "hops", "how many proxies in front are believed about client and arrival"),
    Setting("TRUSTED_HOSTS", "", "hosts, comma", "names that the service answers to; the host of BASE_URL when empty"),
    Setting("SECURE_COOKIES", True, "yes | no", "cookies only over HTTPS (demo and test: no)"),
    Setting("HSTS_SECONDS", 31536000, "seconds", "Strict-Transport-Security, sent over HTTPS only; 0 sends none"),
    Setting("STATEMENT_TIMEOUT", 15, "seconds", "PostgreSQL: how long one statement may run"),
    Setting("LOCK_TIMEOUT", 5, "seconds", "how long a change waits for its turn; then 503 with the form filled in"),
    Setting("REQUEST_TIMEOUT", 30, "seconds", "gunicorn: a worker silent for longer is replaced"),
    Setting("WEB_WORKERS", 2, "processes", "gunicorn processes"),
    Setting("WEB_THREADS", 2, "threads", "gunicorn threads in each process"),
    Setting("DATABASE_POOL", 5, "connections", "PostgreSQL connections kept in each process"),
    Setting("MAX_REQUEST_BYTES", 1_000_000, "bytes", "the largest request body; larger ones get 413"),
    Setting("UPLOAD_BYTES", 10_000_000, "bytes", "the largest file that an answer may be"),
    Setting("WAITING_UPLOAD_BYTES", 1_000_000_000, "bytes", "uploads kept for forms not sent yet; then none is taken"),
    Setting("MATERIAL_BYTES", 500_000_000, "bytes", "the largest file of a meeting's material"),
    Setting("MEETING_UPLOAD_BYTES", 5_000_000_000, "bytes", "the most that the material of one meeting may take"),
    Setting("S3_BUCKET", "", "text", "bucket that uploads are kept in; in the instance folder when empty"),
    Setting("S3_ENDPOINT", "", "URL", "address of the S3 service; that of AWS when empty"),
    Setting("S3_REGION", "eu-north-1", "text", "region of the bucket"),
    Setting("S3_ACCESS_KEY", "", "text", "key id of the bucket's user"),
    Setting("S3_SECRET_KEY", "", "text", "secret key of the bucket's user"),
    Setting("CLAMD", "", "address", "virus scanner: unix:/run/clamav/clamd.ctl, or host:port; none when empty"),
    Setting("SESSION_HOURS", 12, "hours", "how long an organiser stays signed in without doing anything"),
    Setting("REDIS_URL", "", "URL", "rate limits are kept here when set, else in the database"),
    Setting("RATE_LIMITS", True, "yes | no", "limits on signing in and the like (off only in tests and benches)"),
    Setting("PAGE_CACHE_BYTES", 16_000_000, "bytes", "rendered public pages kept in each process; 0 keeps none"),
    Setting("COUNTED_MONTHS", 6, "months", "after a year or a project ends, then only numbers of its people are kept"),
    Setting("BACKUP_DAYS", 14, "days", "how long nightly backups are kept; 0 makes none"),
    Setting("BACKUP_HOUR", 2, "hour, Swedish time", "when the nightly backup is made"),
    Setting("LOG_LEVEL", "INFO", "DEBUG … ERROR", "how much is logged, as JSON lines on standard error"),
)


class Misconfigured(Exception):
    """The service must not start with these settings; the message says which and why."""


def load(given: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return all settings by name, typed. Raises `Misconfigured` on an unreadable or forbidden value."""
    given = given or {}
    environ = os.environ if environ is None else environ
    instance = Path(str(given.get("INSTANCE") or environ.get("INSTANCE") or _default("INSTANCE"))).resolve()
    stored = stored_settings(instance)
    settings: dict[str, Any] = {}
    for setting in SETTINGS:
        if setting.name in given:
            settings[setting.name] = given[setting.name]
        elif environ.get(setting.name):
            settings[setting.name] = _typed(setting, environ[setting.name])
        elif setting.name in stored:
            settings[setting.name] = _typed(setting, str(stored[setting.name]))
        else:
            settings[setting.name] = setting.default
    settings["INSTANCE"] = str(instance)
    _complete(settings)
    _require(settings)
    return settings


def stored_settings(instance: Path) -> dict[str, Any]:
    """Return what `settings.toml` in the instance folder holds; {} when there is none."""
    path = instance / "settings.toml"
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"settings.toml cannot be read: {error}") from error


def store_settings(instance: Path, values: Mapping[str, str | int | bool]) -> None:
    """Write these settings into `settings.toml` beside those that stand there, readable by the owner only.

    The file is replaced in one step, so that a crash leaves the old or the new one.
    """
    merged = stored_settings(instance) | dict(values)
    lines = [f"{name} = {_toml(value)}" for name, value in sorted(merged.items())]
    instance.mkdir(parents=True, exist_ok=True)
    draft = instance / ".settings.toml.new"
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)
    draft.replace(instance / "settings.toml")


def new_key() -> str:
    """Return a fresh random key."""
    return secrets.token_urlsafe(48)


def listed(value: str) -> list[str]:
    """Return the parts of a comma-separated setting."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _default(name: str) -> str | int | float | bool:
    return next(setting.default for setting in SETTINGS if setting.name == name)


def _typed(setting: Setting, value: str) -> str | int | float | bool:
    if isinstance(setting.default, bool):
        lowered = value.strip().lower()
        if lowered in {"1", "yes", "true", "on", "ja"}:
            return True
        if lowered in {"0", "no", "false", "off", "nej"}:
            return False
        raise Misconfigured(f"{setting.name} must be yes or no, not {value!r}")
    if isinstance(setting.default, int):
        try:
            return int(value)
        except ValueError:
            raise Misconfigured(f"{setting.name} must be a whole number ({setting.unit}), not {value!r}") from None
    return value.strip()


def _toml(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(f"\\{c}" if c in '\\"' else c if c.isprintable() else f"\\u{ord(c):04x}" for c in value)
    return f'"{escaped}"'


def _complete(settings: dict[str, Any]) -> None:
    """Fill in what follows from other settings; keys of a demo are kept in its instance folder."""
    instance = Path(settings["INSTANCE"])
    if not settings["DATABASE_URL"]:
        settings["DATABASE_URL"] = f"sqlite:///{instance / 'meetings.sqlite3'}"
    url = str(settings["DATABASE_URL"])
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            settings["DATABASE_URL"] = "postgresql+psycopg://" + url.removeprefix(prefix)
    settings["BASE_URL"] = str(settings["BASE_URL"]).rstrip("/")
    if settings["MODE"] not in ("demo", "test"):
        return
    settings["SECURE_COOKIES"] = False
    settings["BASE_URL"] = settings["BASE_URL"] or f"http://127.0.0.1:{os.environ.get('PORT', '5000')}"
    settings["MAIL_SENDER"] = settings["MAIL_SENDER"] or "moten@demo.example"
    missing = [name for name in ("SECRET_KEY", "LINK_KEY") if not settings[name]]
    if missing:
        fresh = {name: new_key() for name in missing}
        store_settings(instance, fresh)
        settings.update(fresh)


def _require(settings: Mapping[str, Any]) -> None:
    mode = settings["MODE"]
    if mode not in MODES:
        raise Misconfigured(f"MODE must be one of {', '.join(MODES)}, not {mode!r}")
    _require_addresses(settings)
    if mode in ("demo", "test"):
        return
    if settings["CLOCK"] or os.environ.get("CLOCK_OFFSET"):
        raise Misconfigured("CLOCK is for demo and test mode only")
    if mode == "live":  # `flask setup` makes what is missing, and serves nothing but its form
        _require_live(settings)


def _require_addresses(settings: Mapping[str, Any]) -> None:
    if settings["S3_ENDPOINT"] and not settings["S3_ENDPOINT"].startswith(("https://", "http://")):
        raise Misconfigured("S3_ENDPOINT must be an address such as https://s3.example.se")
    if settings["CLAMD"] and not re.fullmatch(r"unix:/.+|(?:tcp://)?[^/\s]+:\d+", settings["CLAMD"]):
        raise Misconfigured("CLAMD must be unix:/path/of/the/socket or host:port")


def _require_live(settings: Mapping[str, Any]) -> None:
    if not settings["BASE_URL"].startswith(("https://", "http://")):
        raise Misconfigured("BASE_URL must be the public address, such as https://moten.example.se")
    for name in ("SECRET_KEY", "LINK_KEY"):
        if len(settings[name]) < 32:
            raise Misconfigured(f"{name} must hold at least 32 random characters")
    if settings["SECRET_KEY"] == settings["LINK_KEY"]:
        raise Misconfigured("SECRET_KEY and LINK_KEY must differ")
    if settings["MAIL_SECURITY"] not in ("starttls", "tls", "none"):
        raise Misconfigured("MAIL_SECURITY must be starttls, tls or none")
    bounces = urlsplit(settings["MAIL_BOUNCE_IMAP"])
    is_mailbox = bounces.scheme in ("imap", "imaps") and bounces.hostname and bounces.username
    if settings["MAIL_BOUNCE_IMAP"] and not is_mailbox:
        raise Misconfigured("MAIL_BOUNCE_IMAP must be imaps://user@host/folder, or imap://… for STARTTLS")
    if not (settings["MAIL_SERVER"] and settings["MAIL_SENDER"]):
        raise Misconfigured("MAIL_SERVER and MAIL_SENDER must be set: run `flask setup`, or set them")
