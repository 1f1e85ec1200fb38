"""Questions over HTTP: what was sent of them, the files among it, and the sending of a file that is an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from meetings.errors import NotFound, Refused
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files import sending
from meetings.files.rules import FileReason, FileState
from meetings.questions import queries, types
from meetings.questions.rules import Asked, Given
from meetings.questions.types import Reading
from meetings.questions.types.asking import SEEN
from meetings.questions.types.files import Attached
from meetings.web.requests import arrival
from meetings.web.uploads import takes_uploads


def make_room(asked: Sequence[Asked]) -> None:
    """Let the request be as large as the files that are asked for. To be called before the form is read."""
    number = types.takes_files(asked)
    if number:
        takes_uploads(current_app.config["UPLOAD_BYTES"] * number)


def read(form: Any, asked: Sequence[Asked], *, mine: Sequence[Given] = ()) -> Reading:
    """Read the questions of a form that was sent, before it is validated; `mine` are answers that stand already."""
    reading = types.read(form, asked, request.form.getlist(SEEN))
    _take_files(form, reading.visible, mine)
    return reading


def file_sent(submission_id: int, question_id: int) -> Response:
    """Send the file that the question was answered with in the submission. Raises `NotFound`."""
    given = queries.answers(submission_id)
    key = next((one.file_key for one in given if one.question_id == question_id and one.file_key), "")
    stored = stored_files.stored(key)
    if stored is None:
        raise NotFound
    return sending.response(stored)


def _take_files(form: Any, asked: Sequence[Asked], mine: Sequence[Given]) -> None:
    """Store the files that were sent, and find those that were sent before; errors stand at their fields.

    Of a visitor whose form has no genuine token nothing is stored.
    """
    own = {answer.file_key for answer in mine if answer.file_key}
    for question in asked:
        if types.type_of(question).takes_file and question.name in form:
            field = form[question.name]
            if field.incoming is not None and getattr(form, "one_time_token", "signed in") is not None:
                _receive(field)
            elif field.sent_back:
                _find_again(field, own)


def _receive(field: Any) -> None:
    try:
        row = files.receive(field.incoming.stream, field.incoming.filename, arrival())
    except Refused as refused:
        field.process_errors = [_(refused.refusal.reason.value, **refused.refusal.values)]
        return
    field.data = Attached(row.key, row.name)


def _find_again(field: Any, own: Collection[str]) -> None:
    row = stored_files.stored(field.sent_back)
    if row is not None and (row.state == FileState.PENDING.value or row.key in own):
        field.data = Attached(row.key, row.name)
    else:
        field.process_errors = [_(FileReason.GONE.value)]
