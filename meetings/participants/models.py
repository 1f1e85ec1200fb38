"""What the people of a meeting are told when its time or place changes, and the certificates that they may fetch."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class ChangeNotice(Base):
    """A question to the organisers: are the people to be told of this change; and what came of it.

    `before` is what people were last told, `after` what holds since `changed_at` (see `rules.changes.facts`); while it
    is open a further change is the same question. `text` is the organiser's, "" is the standard one, in each
    reader's language. The worker has queued the mails of the registrations up to the id `cursor`, `told` of them.
    """

    __tablename__ = "change_notice"
    __table_args__ = (Index("ix_change_notice_meeting_id_state", "meeting_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    cursor: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)


class MeetingCertificate(Base):
    """What the certificates of a meeting say, and whether they are `offered` at all.

    Nothing is stored of who has fetched one: a certificate holds while its person is noted as having attended.
    `minutes` is how much it was (None: not said), `text` what is certified, in the language of the meeting, `signer`
    who signs. `revision` rises with every save.
    """

    __tablename__ = "meeting_certificate"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    offered: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(200), default="")
    signer_title: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
