"""What an organiser does with the people of a meeting, and what touches several features at once."""

from meetings.participants.actions.certificates import Wording, note_certificates, save_certificates
from meetings.participants.actions.meetings import cancel_meeting, copy_meeting, delete_draft
from meetings.participants.actions.people import Changed, add_many, change_person, note_export, save_attendance
from meetings.participants.actions.readdressing import send_moved

__all__ = [
    "Changed",
    "Wording",
    "add_many",
    "cancel_meeting",
    "change_person",
    "copy_meeting",
    "delete_draft",
    "note_certificates",
    "note_export",
    "save_attendance",
    "save_certificates",
    "send_moved",
]
