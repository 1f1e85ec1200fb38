"""Take up the files of a form: received before the rest is validated, so that what was taken need not be sent anew."""

from __future__ import annotations

from flask import current_app

from meetings.errors import Refused
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files.rules import FileReason, FileState
from meetings.materials.actions.adding import Upload
from meetings.materials.actions.flaws import flaws_of
from meetings.materials.forms.uploads import FileField
from meetings.materials.rules import VersionState
from meetings.questions.types.files import Attached
from meetings.web.rendering import refusal_text
from meetings.web.requests import arrival
from meetings.web.uploads import takes_uploads


def make_room(number: int = 1) -> None:
    """Let the request carry so many files. To be called first in a view, before its form is read."""
    takes_uploads(current_app.config["MATERIAL_BYTES"] * number)


def take(field: FileField) -> None:
    """Store the file that was sent, or find the one that was sent before; errors stand at the field.

    To be called before the form is validated, and only for whoever may send files.
    """
    if field.incoming is not None:
        try:
            row = files.receive(
                field.incoming.stream, field.incoming.filename, arrival(), kinds=field.kinds, most=field.most
            )
        except Refused as refused:
            field.process_errors = [refusal_text(refused.refusal)]
            return
        field.data = Attached(row.key, row.name)
    elif field.sent_back:
        found = stored_files.stored(field.sent_back)
        if found is None or found.state != FileState.PENDING.value:
            field.process_errors = [refusal_text(Refused(FileReason.GONE).refusal)]
            return
        field.data = Attached(found.key, found.name)


def upload_of(
    field: FileField, *, comment: str = "", given_by: str = "", state: VersionState = VersionState.TAKEN
) -> Upload | None:
    """Return the file that stands in the field with what was found wrong in it, None without one.

    It looks the file through, which takes some tenths of a second. Outside any transaction.
    """
    row = stored_files.stored(field.data.key) if field.data is not None else None
    if row is None:
        return None
    return Upload(row.key, comment, given_by, state, tuple(flaws_of(row)))
