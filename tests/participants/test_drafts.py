"""A draft that is taken away leaves nothing behind: neither its sign-up nor the questions that were to be asked."""

from __future__ import annotations

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.participants import actions
from meetings.questions.models import Choice, Form, Question
from meetings.registration.models import Pool, SignUp
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules import MeetingReason
from tests.builders import NOW, a_meeting
from tests.participants.conftest import KARIN, a_gathering

OF_A_SIGN_UP = (Meeting, SignUp, Pool, Form, Question, Choice)


def how_many() -> list[int]:
    db.session.rollback()
    return [db.session.query(model).count() for model in OF_A_SIGN_UP]


def test_a_draft_goes_with_its_sign_up_and_its_questions(app: Flask) -> None:
    meeting = a_gathering()
    before = how_many()
    draft = actions.copy_meeting(meeting.id, CopyKind.NEXT, NOW, NOW, KARIN)
    with_the_draft = how_many()
    assert all(more > there for more, there in zip(with_the_draft, before, strict=True) if there), with_the_draft
    actions.delete_draft(draft.id, NOW, KARIN)
    assert how_many() == before


def test_a_draft_without_a_sign_up_goes_too(app: Flask) -> None:
    draft = a_meeting(state="draft")
    with transaction.write() as session:
        session.query(SignUp).filter_by(meeting_id=draft.id).delete()
    actions.delete_draft(draft.id, NOW, KARIN)
    assert how_many()[0] == 0


def test_what_is_public_stays_with_its_questions(app: Flask) -> None:
    meeting = a_gathering()
    before = how_many()
    with pytest.raises(Refused) as refused:
        actions.delete_draft(meeting.id, NOW, KARIN)
    assert refused.value.refusal.reason is MeetingReason.NOT_A_DRAFT
    assert how_many() == before
    with pytest.raises(NotFound):
        actions.delete_draft(404, NOW, KARIN)
