"""Material to test with: a file that is stored, and material in the states that decide."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

from meetings.audit.actions import Actor
from meetings.files import actions as files
from meetings.files.rules import FOR_MATERIAL
from meetings.materials.actions import adding, publishing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.models import Material
from meetings.schedule.models import Meeting
from tests.builders import NOW
from tests.files import samples

OLLE = Actor("Olle Organisatör")


def an_upload(
    name: str = "Möjligheterna å ä ö.pdf", content: bytes = b"", *, now: datetime = NOW, **facts: Any
) -> Upload:
    """A file that was received and waits to be kept."""
    row = files.receive(io.BytesIO(content or samples.pdf()), name, now, kinds=FOR_MATERIAL)
    return Upload(row.key, **facts)


def a_material(
    meeting: Meeting,
    title: str = "Möjligheterna som digitalisering skapar",
    *,
    upload: Upload | None = None,
    now: datetime = NOW,
    **texts: Any,
) -> Material:
    """A draft of a file."""
    return adding.add_file(meeting.id, Texts(title, **texts), upload or an_upload(now=now), now, OLLE)


def published(
    meeting: Meeting,
    title: str = "Möjligheterna som digitalisering skapar",
    *,
    at: datetime | None = None,
    now: datetime = NOW,
    **facts: Any,
) -> Material:
    """A file that is shown from `at` on, None: from now."""
    one = a_material(meeting, title, now=now, **facts)
    return publishing.publish(meeting.id, one.id, at, one.revision, now, OLLE, reason="Talarens fil.")


def texts_of(one: Material, **changed: Any) -> Texts:
    """What is written of a material, changed."""
    names = Texts.__dataclass_fields__
    return replace(Texts(**{name: getattr(one, name) for name in names}), **changed)
