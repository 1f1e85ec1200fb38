"""The ideas of the demonstration: how those of 2018 came, were assessed and taken up, and a call that is open.

All of it by the actions of the service itself; what lies ahead of the clock has not happened yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.demo import idea_texts as texts
from meetings.demo.idea_texts import Joins, Told
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.actions import assessing, combining, deciding, joining, outcomes, publishing, telling
from meetings.ideas.actions import following as follow_ups
from meetings.ideas.actions import partner_answering as answering
from meetings.ideas.actions import partner_asking as asking
from meetings.ideas.actions.late import decide_late
from meetings.ideas.actions.questions import add_question
from meetings.ideas.actions.submitting import submit
from meetings.ideas.actions.withdrawing import confirm_address
from meetings.ideas.actions.writing import start
from meetings.ideas.models import Idea, IdeaCall, PartnerInterest
from meetings.ideas.queries import assessing as assessments
from meetings.ideas.queries import interests
from meetings.ideas.queries import telling as told
from meetings.ideas.rules.assessing import Criterion, Marks
from meetings.ideas.rules.following import Outcome, Plan, Row
from meetings.ideas.rules.partnering import SHOWN_AS_PARTNER, SHOWN_IN_LIST
from meetings.ideas.rules.receiving import Person, Sent, Way
from meetings.ideas.rules.saving import LEAVE
from meetings.ideas.rules.states import State
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState
from meetings.questions import queries as questions
from meetings.questions.rules import QuestionType, Retention
from meetings.questions.rules.building import QuestionDraft
from meetings.schedule.models import Meeting
from meetings.sparks.models import Spark

_CRITERIA = (
    Criterion(None, "Når målgruppen", "Hur troligt är det att de som idén är till för kommer?", weight=2),
    Criterion(None, "Bred samverkan", "Är privat, offentlig och social ekonomi med?"),
    Criterion(None, "Lever vidare", "Vad finns kvar när projektet är slut?"),
)
_ASSESSORS = (
    ("Monica Selin", "monica.selin@bedomare.example.se", (5, 4, 4)),
    ("Torbjörn Ask", "torbjorn.ask@bedomare.example.se", (4, 4, 3)),
)
_OUTCOMES = (
    (texts.LOTS, Outcome.PROJECT, "Kommunen söker i sommar, med biblioteken och två föreningar."),
    (texts.SHOP, Outcome.CONTINUES, "Åmål är med. En tredje kommun söks under maj."),
    (texts.GAME, Outcome.RESTING, "Bra idé, men budgeten behöver en finansiär till."),
)


def ask_about_digitalisation(meeting: Meeting, call: IdeaCall, at: datetime, actor: Actor) -> None:
    """Let the call have a question of its own."""
    draft = QuestionDraft(
        QuestionType("long_text"),
        texts.QUESTION,
        texts.QUESTION_EN,
        retention=Retention.FIGURE,
        help_sv="Några rader räcker.",
    )
    revision = questions.form(call.form_id).revision if call.form_id is not None else 0
    add_question(meeting.id, draft, revision, at, actor)


def of_2018(meeting: Meeting, call: IdeaCall, follow_up: Meeting, now: datetime, actor: Actor) -> None:
    """Give the meeting of 2018 its ideas, as far as the clock has come; after the follow-up with what came of them."""
    with transaction.write() as session:
        ask_about_digitalisation(meeting, call, meeting.created_at, actor)
        first, last = meeting.ends_at + timedelta(days=3), call.closes_at
        moments = [first + (last - first) * part / 8 for part in range(1, 7)] + [last - timedelta(seconds=1)]
        moments.append(last + timedelta(minutes=9))
        found = _submit_all(meeting, call, texts.OF_2018, moments, now)
        joined = _join_all(call, texts.JOINING, first, now)
        after = follow_up.ends_at + timedelta(days=6)
        if now >= after:
            _handled(meeting, call, follow_up, found, actor)
            _met(found, joined, call.closes_at + timedelta(days=4))
        session.flush()
        _mails_have_left([meeting.id, follow_up.id])


def of_the_open_call(meeting: Meeting, call: IdeaCall, now: datetime, actor: Actor) -> None:
    """Give a call that is open some ideas, drafts and organisations that want to join."""
    with transaction.write():
        ask_about_digitalisation(meeting, call, now - timedelta(days=30), actor)
        moments = [now - timedelta(days=number, hours=3) for number in (11, 6, 2)]
        found = _submit_all(meeting, call, texts.OPEN, moments, now)
        for number, one in enumerate(texts.DRAFTS):
            at = now - timedelta(days=4 - number, hours=1)
            start(call.id, one.content, Person(one.name, one.email), Way(), f"demo-draft-{call.id}-{number}", at)
        _join_all(call, texts.JOINING[:2], now - timedelta(days=9), now)
        publishing.publish_many(meeting.id, {found[texts.VR].id: 1}, now - timedelta(days=1), actor)


def _submit_all(
    meeting: Meeting, call: IdeaCall, ideas: Sequence[Told], moments: Sequence[datetime], now: datetime
) -> Mapping[Told, Idea]:
    """Send in the ideas whose moment has come; return them."""
    (asked,) = questions.asked(call.form_id, "sv") if call.form_id is not None else (None,)
    found: dict[Told, Idea] = {}
    for number, (one, at) in enumerate(zip(ideas, moments, strict=True)):
        if at > now:
            break
        answers = {asked.name: one.digital} if asked is not None and one.digital else {}
        sent = Sent(
            call_id=call.id,
            content=replace(one.content, answers=answers),
            person=Person(one.name, one.email, one.phone),
            form_token=f"demo-idea-{call.id}-{number}",
            way=Way(spark_id=_spark(meeting, one.spark)),
            late=at >= call.closes_at,
            publish=one.publish,
            wording=LEAVE if one.publish else "",
        )
        found[one] = confirm_address(submit(sent, at).idea_id, at + timedelta(minutes=20))
    return found


def _spark(meeting: Meeting, text: str) -> int | None:
    if not text:
        return None
    return db.session.scalar(select(Spark.id).where(Spark.meeting_id == meeting.id, Spark.text == text))


def _join_all(call: IdeaCall, who: Sequence[Joins], at: datetime, now: datetime) -> list[int]:
    """Let the organisations stand in the list of those that want to join; return their numbers."""
    types = {term.code: term for term in directory.terms(Vocabulary.ORGANISATION_TYPE)}
    towns = {term.code: term.id for term in directory.terms(Vocabulary.MUNICIPALITY)}
    groups = {term.code: term.id for term in directory.terms(Vocabulary.TARGET_GROUP)}
    if at > now:
        return []
    found = []
    for number, one in enumerate(who):
        organisation = joining.Organisation(
            one.name, types[one.type_code].id, types[one.type_code].parent_id, towns[one.municipality],
            tuple(groups[code] for code in one.groups), one.offers,
        )  # fmt: skip
        reached = joining.Reached(one.contact, one.email)
        made = joining.join(call.id, organisation, reached, SHOWN_IN_LIST, f"demo-join-{call.id}-{number}", at)
        row = made.interest if made is not None else _interest(f"demo-join-{call.id}-{number}")
        joining.confirm(row.id, row.link_version, at + timedelta(minutes=10))
        found.append(row.id)
    return found


def _interest(form_token: str) -> PartnerInterest:
    row = interests.sent_before(form_token)
    if row is None:
        raise LookupError(form_token)
    return row


def _handled(meeting: Meeting, call: IdeaCall, follow_up: Meeting, found: Mapping[Told, Idea], actor: Actor) -> None:
    """Assess the ideas, merge two, take three up in order, write down what came of them, and tell everybody."""
    at = call.closes_at + timedelta(days=1)
    decide_late(meeting.id, found[texts.LATE].id, 1, "Kom nio minuter för sent, men tas med.", at, actor, accept=True)
    _assessed(call, found, at, actor)
    merged = "Samma idé som Coompanions. Vi har talat med båda."
    combining.merge(meeting.id, found[texts.SHOP].id, [found[texts.SAME_SHOP].id], at, actor, internal=merged)
    taken_up = [found[one].id for one, _outcome, _text in _OUTCOMES]
    deciding.set_state(meeting.id, taken_up, State.FOLLOW_UP, at + timedelta(days=2), actor)
    public = {idea.id: 1 for one, idea in found.items() if one.publish and one is not texts.SAME_SHOP}
    publishing.publish_many(meeting.id, public, at + timedelta(days=2), actor)
    _told(meeting, call, at + timedelta(days=3), actor)
    rows = tuple(Row(found[one].id, 20, one.content.organisation) for one, _outcome, _text in _OUTCOMES)
    plan = Plan(follow_up.starts_at + timedelta(minutes=15), rows)
    follow_ups.plan(meeting.id, follow_up.revision, plan, at + timedelta(days=4), actor)
    for one, outcome, text in _OUTCOMES:
        outcomes.record_outcome(meeting.id, found[one].id, outcome, text, follow_up.ends_at, actor)
    resting = [found[one].id for one in (texts.COMPUTERS, texts.VISITS)]
    deciding.set_state(meeting.id, resting, State.RESTING, follow_up.ends_at, actor)
    _told(meeting, call, follow_up.ends_at + timedelta(days=2), actor)


def _assessed(call: IdeaCall, found: Mapping[Told, Idea], at: datetime, actor: Actor) -> None:
    """Let two people score what they have had the time for; one of them refrains from an idea of a neighbour's."""
    assessing.save_criteria(call.id, _CRITERIA, call.revision, at, actor)
    criteria = [one.id for one in assessments.criteria(call.id) if one.id is not None]
    for name, email, scores in _ASSESSORS:
        assessor = assessing.ask(call.id, assessing.Asked(name, email, "sv"), at, actor)
        for place, one in enumerate((texts.LOTS, texts.SHOP, texts.GAME, texts.EVENINGS)):
            given = {number: max(1, score - place % 3) for number, score in zip(criteria, scores, strict=True)}
            refrains = one is texts.GAME and name == _ASSESSORS[1][0]
            marks = Marks(
                {} if refrains else given, "Konkret och nära målgruppen." if not place else "", conflict=refrains
            )
            number = found[one].number or 0
            assessing.assess(
                assessor.id, assessor.version, number, marks, assessing.Read(0, 1), at + timedelta(hours=5)
            )


def _told(meeting: Meeting, call: IdeaCall, at: datetime, actor: Actor) -> None:
    telling.publish(meeting.id, told.mark(told.untold(call.id)), at, actor)
    telling.mail_told(at)


def _met(found: Mapping[Told, Idea], joined: Sequence[int], at: datetime) -> None:
    """Let two of the organisations ask to join, and the ideas' contacts answer one of them."""
    asked = asking.Question("Vi når unga som inte kommer till kommunen, och vill vara med.", SHOWN_AS_PARTNER)
    for number, (one, interest_id) in enumerate(((texts.LOTS, joined[0]), (texts.SHOP, joined[1]))):
        row = db.session.get_one(PartnerInterest, interest_id)
        organisation = joining.Organisation(row.organisation_name, row.type_id, row.sector_id, row.municipality_id)
        reached = joining.Reached(row.contact_name, row.contact_email)
        token = f"demo-ask-{row.call_id}-{number}"
        request = asking.ask_to_join(found[one].id, organisation, reached, asked, token, at, proved=True)
        if request is not None and one is texts.LOTS:
            words = "Välkomna. Vi hörs i veckan."
            answering.answer(request.id, request.answer_version, words, "", at + timedelta(days=1), yes=True)


def _mails_have_left(meeting_ids: Sequence[int]) -> None:
    """Let the mails of 2018 be what they are: sent and erased."""
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.meeting_id.in_(meeting_ids), OutgoingMail.state == MailState.QUEUED.value)
        .values(state=MailState.SENT.value, sent_at=OutgoingMail.queued_at, values={}, calendar=None)
        .execution_options(synchronize_session=False)
    )
