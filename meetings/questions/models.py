"""The questions' tables: what is asked, in two languages, and what was answered, in the words it was asked in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base


class Form(Base):
    """A set of questions that something else (a meeting's sign-up, a call) asks."""

    __tablename__ = "form"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    questions: Mapped[list[Question]] = relationship(
        back_populates="form", cascade="all, delete-orphan", order_by="Question.position"
    )


class Question(Base):
    """One question; `code` names those that the system itself knows ("interest", "diet", "diet-other", "access").

    It is asked only if the answer to the earlier question `shown_if_id` is what `shown_if` says ("is", "is_not",
    "contains"): `shown_if_choice_id`, or `shown_if_text`, as an answer is stored. A retired question is asked no
    more; its answers stay.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    type: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(40), default="")
    label_sv: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    help_sv: Mapped[str] = mapped_column(Text, default="")
    help_en: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    retention: Mapped[str] = mapped_column(String(12), default="contact")
    shown_if_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"), index=True)
    shown_if: Mapped[str] = mapped_column(String(10), default="")
    shown_if_choice_id: Mapped[int | None]  # no foreign key: choices refer to questions, and tables need an order
    shown_if_text: Mapped[str] = mapped_column(String(200), default="")
    retired_at: Mapped[datetime | None]
    form: Mapped[Form] = relationship(back_populates="questions")
    choices: Mapped[list[Choice]] = relationship(
        back_populates="question",
        cascade="all, delete-orphan",
        order_by="Choice.position",
    )

    def label(self, lang: str) -> str:
        """Return the question in "sv" or "en"."""
        return self.label_en if lang == "en" and self.label_en else self.label_sv

    def help(self, lang: str) -> str:
        """Return the help text in "sv" or "en"."""
        return self.help_en if lang == "en" and self.help_en else self.help_sv


class Choice(Base):
    """One answer to choose; a retired one is offered no more."""

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(40), default="")
    label_sv: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200), default="")
    retired_at: Mapped[datetime | None]
    question: Mapped[Question] = relationship(back_populates="choices")

    def label(self, lang: str) -> str:
        """Return the choice in "sv" or "en"."""
        return self.label_en if lang == "en" and self.label_en else self.label_sv


class Submission(Base):
    """One person's answers to a form."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    answers: Mapped[list[Answer]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", passive_deletes=True
    )
    sensitive_answers: Mapped[list[SensitiveAnswer]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", passive_deletes=True
    )


class AnswerColumns:
    """What an answer holds: the question and the choice as they were worded then, and the text given.

    The text of a file is the name that it came with; `file_key` says where it is kept.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"), index=True)
    asked: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(String(64), default="")


class Answer(AnswerColumns, Base):
    """An answer that is not sensitive; one row per choice made."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_question_id_choice_id", "question_id", "choice_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    submission: Mapped[Submission] = relationship(back_populates="answers")


class SensitiveAnswer(AnswerColumns, Base):
    """An answer about diet, access needs and the like, apart from the rest and erased first."""

    __tablename__ = "sensitive_answer"
    __table_args__ = (Index("ix_sensitive_answer_question_id_choice_id", "question_id", "choice_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    erase_after: Mapped[datetime | None] = mapped_column(index=True)
    submission: Mapped[Submission] = relationship(back_populates="sensitive_answers")


class RetentionPeriod(Base):
    """How long a class of data is kept after the meeting, and the decision that erasing it rests on.

    A class without a row has the time that it has from the start (`privacy.rules.retention`), and no decision. It
    stands here for what is asked says how long the answer is kept.
    """

    __tablename__ = "retention_period"

    retention: Mapped[str] = mapped_column(String(12), primary_key=True)
    days: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decision_date: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime]
