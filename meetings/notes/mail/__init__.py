"""What the mails of notes say."""

from meetings.notes.mail.taking import PURPOSE, link, taker_link, taker_path

__all__ = ["PURPOSE", "link", "taker_link", "taker_path"]
