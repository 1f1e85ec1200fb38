"""What came by mail on a journey."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage

from tests.mailserver import MailServer


def mail_about(mailserver: MailServer, address: str, subject: str, seconds: float = 60) -> EmailMessage:
    """Return the newest mail to the address whose subject begins so, once it has come."""
    give_up = time.monotonic() + seconds
    while True:
        found = [mail for mail in mailserver.to(address) if str(mail["Subject"]).startswith(subject)]
        if found:
            return found[-1]
        came = [(str(mail["To"]), str(mail["Subject"])) for mail in mailserver.messages]
        assert time.monotonic() < give_up, f"no mail {subject!r} to {address}; these came: {came}"
        time.sleep(0.05)


def link_in(mail: EmailMessage, part_of_path: str) -> str:
    """Return the first address in the mail's text that holds this."""
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(rf"https?://\S*{re.escape(part_of_path)}\S*", text)
    assert found, f"no link with {part_of_path!r} in:\n{text}"
    return found[0]
