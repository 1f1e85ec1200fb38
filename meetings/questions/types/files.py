"""A question that is answered with a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms import widgets as plain

from meetings.config import listed
from meetings.files.rules import FOR_ANSWERS
from meetings.files.rules import listed as kinds_listed
from meetings.questions.rules import Asked, Comparison, Condition, Given, QuestionType
from meetings.questions.types.base import Type
from meetings.text import N_
from meetings.web.forms import Filled

KEPT, REMOVE = "kept", "remove"


@dataclass(frozen=True)
class Attached:
    """A file that stands in the form: its key in the store and the name that it came with."""

    key: str
    name: str

    @property
    def signed(self) -> str:
        """What the form carries of it: nobody can name a file that this service did not hand out."""
        return str(_serializer().dumps(self.key))


class File(Type):
    """A file: a document or a picture."""

    code = QuestionType.FILE
    name = N_("Fil")
    explanation = N_("Ett dokument eller en bild, kontrollerad. Bara arrangörerna och personen själv kan hämta den.")
    part = "file"
    takes_file = True
    comparisons: ClassVar[Mapping[Comparison, str]] = {}

    def field(self, asked: Asked) -> Any:
        return Upload(asked.label, required=asked.required, description=asked.help)

    def given(self, asked: Asked, data: Any) -> list[Given]:
        if data is None:
            return []
        return [Given(asked.id, asked.label, data.name, sensitive=asked.sensitive, file_key=data.key)]

    def data(self, answers: Sequence[Given]) -> Any:
        return Attached(answers[0].file_key, answers[0].text) if answers and answers[0].file_key else None

    def options(self, asked: Asked) -> list[tuple[str, str]]:
        return [("fil", _("Har skickat en fil"))]

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        return Condition(asked.id, asked.sensitive) if wanted == "fil" else None

    def stored(self, typed: str) -> str | None:
        return None


class Upload(Field):
    """A file to choose. `data` is the file that stands there (`Attached`) or None, `incoming` one that was sent now.

    What was sent before comes back signed in a hidden field; a box takes it away. The field reads no file: whoever
    takes the form has `asking.take_files` do that, before validating.
    """

    widget = plain.FileInput()

    def __init__(self, label: Any, *, required: bool, **kwargs: Any) -> None:
        super().__init__(label, validators=[Filled(_("Välj en fil."))] if required else [], **kwargs)
        self.incoming: FileStorage | None = None
        self.sent_back = ""

    @property
    def accepts(self) -> str:
        """Which files the browser offers."""
        return ",".join(f".{ending}" for kind in FOR_ANSWERS for ending in kind.endings)

    @property
    def said(self) -> str:
        """What files are taken, in words."""
        most = f"{current_app.config['UPLOAD_BYTES'] / 1_000_000:g}".replace(".", ",")
        return str(_("%(kinds)s. Högst %(most)s MB.", kinds=kinds_listed(FOR_ANSWERS), most=most))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take up what the form was filled in with and what was sent."""
        self.data = data if isinstance(data, Attached) else None
        self.process_errors, self.incoming, self.sent_back = [], None, ""
        self.raw_data = []
        if not formdata:
            return
        self.data = None
        if f"{self.name}-{REMOVE}" not in formdata:
            self.sent_back = opened_key(formdata.get(f"{self.name}-{KEPT}", ""))
        sent = request.files.get(self.name)
        if sent is not None and sent.filename:
            self.incoming = sent


def opened_key(signed: str) -> str:
    """Return the key of a file that this service signed into a form (`Attached.signed`); "" of anything else."""
    try:
        return str(_serializer().loads(signed))
    except BadSignature:
        return ""


def _serializer() -> URLSafeSerializer:
    config = current_app.config
    keys = [*reversed(listed(config["SECRET_KEY_FALLBACKS"])), config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="kept upload")
