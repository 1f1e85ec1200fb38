"""What mails say that an organiser sends to many at a meeting; a file for each occasion."""

from meetings.participants.mail.cancelled import Cancellations, folded
from meetings.participants.mail.changed import Changes, standard_text, wording

__all__ = ["Cancellations", "Changes", "folded", "standard_text", "wording"]
