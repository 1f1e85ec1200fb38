"""A mail server on 127.0.0.1 that keeps what it is given, refuses what it is told to refuse, and never sends.

mailserver.messages                          # EmailMessage objects, in the order they came
mailserver.to("asa@example.se")              # those to one address
mailserver.answer = "451 Try again later"    # for all that come from now on; None takes them again
"""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres import free_port


class MailServer:
    """An SMTP server in a thread; `settings` are what a service needs to send to it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer: str | None = None
        self.delay = 0.0  # seconds before each answer to DATA
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Begin to listen; after `stop`, again at the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self._controller.start()

    def stop(self) -> None:
        """Hang up, and refuse connections from now on."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that point a service here."""
        return {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": self.port,
            "MAIL_SECURITY": "none",
            "MAIL_SENDER": "moten@example.se",
        }

    def to(self, address: str) -> list[EmailMessage]:
        """Return the messages that were sent to this address."""
        return [message for message in self.messages if address in str(message["To"])]

    def wait_for(self, count: int, seconds: float = 60) -> list[EmailMessage]:
        """Return the messages once so many have come; fail when they have not within these seconds."""
        give_up = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < give_up:
            time.sleep(0.02)
        assert len(self.messages) >= count, f"{len(self.messages)} of {count} mails came in {seconds} s"
        return self.messages

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or refuse it (called by aiosmtpd)."""
        if self.delay:
            time.sleep(self.delay)
        if self.answer:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"
