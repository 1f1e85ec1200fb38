"""How does a message leave: over one SMTP connection for a batch, or into a folder where no mail may be sent."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from flask import current_app
from flask_babel import gettext as _
from flask_mail import Connection, Mail

from meetings import clock
from meetings.outbox.rendering import Letter, PlainLetterhead, rendered
from meetings.outbox.rules import Problem, is_temporary
from meetings.outbox.wire import UnfitAddress, bare_address, message
from meetings.text import one_line
from meetings.web.lang import lang

Meanwhile = Callable[[], None]
_DOT = re.compile(rb"(?m)^\.")  # a line that begins with one would end the message (RFC 5321, 4.5.2)
_DELIVERED = re.compile(r"\d{1,25}-[0-9a-f]{8}\.eml")


class NotTaken(Exception):
    """A message was not taken; `answer` is what the server said, `temporary` whether to try again."""

    def __init__(self, problem: Problem, answer: str, *, temporary: bool) -> None:
        self.problem = problem
        self.answer = answer
        self.temporary = temporary
        super().__init__(answer)


def _rest() -> None:
    """Do nothing while the server thinks."""


class Carrier(Protocol):
    """What takes messages, one after the other. Opening it, or handing over, raises `NotTaken`."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *error: Any) -> None: ...
    def hand_over(self, sender: str, recipient: str, content: bytes, meanwhile: Meanwhile = ...) -> str:
        """Hand over one message and return the server's answer once it has taken responsibility.

        `meanwhile` is called while the server thinks.
        """


class SafeConnection(Connection):
    """Flask-Mail's connection with a time limit, certificates checked, and a quiet end.

    It connects again by itself when the server has hung up between two messages.
    """

    host: smtplib.SMTP | smtplib.SMTP_SSL | None

    def __init__(self, mail: Any, timeout: float) -> None:
        super().__init__(mail)
        self.timeout = timeout

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        tb: TracebackType | None = None,
    ) -> None:
        """Hang up; an error while doing so masks no other."""
        if self.host is None:
            return
        try:
            self.host.quit()
        except (smtplib.SMTPException, OSError):
            self.host.close()

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect, protect the connection and sign in. Raises `NotTaken`, always temporary: no mail is at fault."""
        mail, secure = self.mail, ssl.create_default_context()
        host: smtplib.SMTP | smtplib.SMTP_SSL | None = None
        problem = Problem.UNREACHABLE
        try:
            if mail.use_ssl:
                host = smtplib.SMTP_SSL(mail.server, mail.port or 465, timeout=self.timeout, context=secure)
            else:
                host = smtplib.SMTP(mail.server, mail.port or 25, timeout=self.timeout)
            if mail.use_tls:
                problem = Problem.CERTIFICATE
                host.starttls(context=secure)
            if mail.username and mail.password:
                problem = Problem.LOGIN
                host.login(mail.username, mail.password)
            problem = Problem.UNREACHABLE
            host.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            if host is not None:
                host.close()
            if isinstance(error, ssl.SSLError):
                problem = Problem.CERTIFICATE
            raise NotTaken(problem, _answer(error), temporary=True) from error
        return host

    def hand_over(self, sender: str, recipient: str, content: bytes, meanwhile: Meanwhile = _rest) -> str:
        """Hand over one message and return the server's answer. Raises `NotTaken`."""
        try:
            host = self._greeted(sender, len(content))
            return self._spoken(host, recipient, content, meanwhile)
        except smtplib.SMTPResponseException as error:
            raise self._refused(Problem.CONTENT, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            if self.host is not None:
                self.host.close()
            raise NotTaken(Problem.LOST, _answer(error), temporary=True) from error

    def _greeted(self, sender: str, size: int) -> smtplib.SMTP:
        """Begin a message, on a new connection when the old one was closed between two messages."""
        if self.host is not None and getattr(self.host, "sock", None) is not None:
            try:
                code, answer = _begin(self.host, sender, size)
            except smtplib.SMTPServerDisconnected:
                code, answer = 421, b""
            if code != 421:
                return self._begun(self.host, code, answer)
            self.host.close()
        self.host = self.configure_host()
        code, answer = _begin(self.host, sender, size)
        return self._begun(self.host, code, answer)

    def _begun(self, host: smtplib.SMTP, code: int, answer: bytes) -> smtplib.SMTP:
        if code != 250:
            raise self._refused(Problem.SENDER, code, answer)
        return host

    def _spoken(self, host: smtplib.SMTP, recipient: str, content: bytes, meanwhile: Meanwhile) -> str:
        code, answer = host.rcpt(recipient)
        if code not in (250, 251):
            raise self._refused(Problem.RECIPIENT, code, answer)
        code, answer = host.docmd("DATA")
        if code != 354:
            raise self._refused(Problem.CONTENT, code, answer)
        host.send(_DOT.sub(b"..", content) + b".\r\n")
        meanwhile()
        code, answer = host.getreply()
        if code != 250:
            raise self._refused(Problem.CONTENT, code, answer)
        return _said(code, answer)

    def _refused(self, problem: Problem, code: int, answer: bytes | str) -> NotTaken:
        """Make the connection ready for the next message (or close it), and return what to raise."""
        host = self.host
        if host is not None:
            try:
                if code == 421 or code < 200:  # the server is closing, or has already
                    host.close()
                else:
                    host.rset()
            except (smtplib.SMTPException, OSError):
                host.close()
        if code == 421 or code < 200:
            return NotTaken(Problem.LOST, _said(code, answer), temporary=True)
        return NotTaken(problem, _said(code, answer), temporary=is_temporary(code))


class FileConnection:
    """Takes every message into a folder, where the demo and the tests read it; nothing is sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is left open."""

    def hand_over(self, _sender: str, _recipient: str, content: bytes, meanwhile: Meanwhile = _rest) -> str:
        """Write the message to disk, whole or not at all, and return the file's name."""
        name = f"{time.time_ns()}-{sha256(content).hexdigest()[:8]}.eml"
        draft = self.folder / f".{name}"
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / name)
        meanwhile()
        return name


def delivered_folder() -> Path:
    """Return where demo and tests keep the mail that they do not send."""
    return Path(current_app.config["INSTANCE"]) / "delivered"


def delivered(name: str) -> EmailMessage:
    """Return a message that was taken into the folder. Raises FileNotFoundError."""
    content = (delivered_folder() / name).read_bytes().replace(b"\r\n", b"\n")
    return message_from_bytes(content, policy=policy.default)


def delivered_names() -> list[str]:
    """Return the names of the messages in the folder, oldest first."""
    folder = delivered_folder()
    return sorted(path.name for path in folder.glob("[0-9]*.eml")) if folder.exists() else []


def forget_delivered(names: Iterable[str]) -> None:
    """Remove messages from the folder by the names that it answered with; a server's answers name none there."""
    folder = delivered_folder()
    for name in names:
        if _DELIVERED.fullmatch(name):
            (folder / name).unlink(missing_ok=True)


def carrier() -> Carrier:
    """Return what takes mail here: the server of the settings; in demo mode, and in tests without one, a folder."""
    config = current_app.config
    if config["MODE"] == "demo" or (config["MODE"] == "test" and not config["MAIL_SERVER"]):
        return FileConnection(delivered_folder())
    return SafeConnection(current_app.extensions["mail"], config["MAIL_TIMEOUT"])


def send_test(settings: Mapping[str, Any], to_address: str) -> str | None:
    """Send a test mail with these settings (MAIL_…), now; return None, or in words why it was not taken.

    For the set-up page and the command line; holds the request for as long as the server takes.
    """
    state = Mail().init_mail(
        {
            "MAIL_SERVER": settings["MAIL_SERVER"],
            "MAIL_PORT": settings["MAIL_PORT"],
            "MAIL_USERNAME": settings.get("MAIL_USERNAME") or None,
            "MAIL_PASSWORD": settings.get("MAIL_PASSWORD") or None,
            "MAIL_USE_TLS": settings["MAIL_SECURITY"] == "starttls",
            "MAIL_USE_SSL": settings["MAIL_SECURITY"] == "tls",
            "MAIL_SUPPRESS_SEND": False,
        }
    )
    letterhead = PlainLetterhead(_("Möten"))
    now = clock.now()
    identity = f"<test-{time.time_ns()}@{bare_host(str(current_app.config['BASE_URL']))}>"
    letter = Letter(0, "test", lang(), "", one_line(to_address), "", {}, None, "", identity, 0)
    try:
        content = message(letter, rendered(letter, letterhead), settings["MAIL_SENDER"], letterhead, now)
        sender = bare_address(parseaddr(settings["MAIL_SENDER"])[1])
        with SafeConnection(state, float(settings.get("MAIL_TIMEOUT", 15))) as connection:
            connection.hand_over(sender, bare_address(letter.to_address), content)
    except UnfitAddress:
        return str(_(Problem.ADDRESS.value))
    except NotTaken as refused:
        return str(_("%(problem)s Servern sa: %(answer)s", problem=_(refused.problem.value), answer=refused.answer))
    return None


def bare_host(url: str) -> str:
    """Return the host of an address, at most its last 60 characters: the right side of a Message-ID."""
    host = url.split("//", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    return host.encode("idna").decode("ascii", "ignore")[-60:].strip(".-") or "localhost"


def _begin(host: smtplib.SMTP, sender: str, size: int) -> tuple[int, bytes]:
    return host.mail(sender, [f"size={size}"] if host.has_extn("size") else [])


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {text}")[:500]


def _answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return one_line(f"{type(error).__name__}: {error}")[:500]
