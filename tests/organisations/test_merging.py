"""Two spellings become one and two again: what moves, what goes back, and what has been changed since."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from meetings import transaction
from meetings.directory.queries import organisation_id_named
from meetings.errors import Busy, Refused
from meetings.extensions import db
from meetings.organisations.actions import following, merging
from meetings.organisations.models import OrganisationMerge, organisation_member
from meetings.organisations.queries import references
from meetings.organisations.rules.moving import Kind, MergeReason
from meetings.registration.models import Registration
from meetings.schedule.models import Appearance, Meeting, MeetingOrganiser, MeetingRevision
from tests.builders import a_meeting, an_organisation
from tests.organisations.builders import ACTOR, arranges, at, everything, is_member, is_seen, pointing, signs_up


def test_a_merge_moves_everything_and_undoing_it_gives_the_same_rows(app: Flask) -> None:
    one, other, third = (an_organisation(name) for name in ("Göteborg stad", "Göteborgs stad", "GR"))
    everything(one, other, third)
    before, meetings = pointing(), versions()

    merge = merging.merge(other.id, one.id, at(1), ACTOR)

    counts = references.counts_of([one.id, other.id])
    assert counts[one.id] == {}
    assert counts[other.id] == {
        Kind.ORGANISER: 2, Kind.APPEARANCE: 2, Kind.OWNER: 1, Kind.PARTNER: 4, Kind.IDEA: 2, Kind.REGISTRATION: 3,
        Kind.MEMBER_OF: 1, Kind.MEMBERS: 1,
    }  # fmt: skip
    assert organisation_id_named("göteborg STAD") == other.id
    assert {kind: (len(one["moved"]), len(one["dropped"])) for kind, one in merge.moved.items()} == {
        "organiser": (1, 1), "appearance": (1, 0), "owner": (1, 0), "partner": (1, 1), "idea": (1, 0),
        "registration": (2, 0), "member_of": (0, 2), "members": (1, 1),
    }  # fmt: skip
    assert all(new > meetings[number] for number, new in versions().items())
    typed = db.session.scalars(select(Registration.organisation_typed).order_by(Registration.id)).all()
    assert typed == ["Göteborg stad", "Göteborg stad", "Göteborgs stad"]

    undone = merging.undo(merge.id, at(2), ACTOR)

    assert pointing() == before
    assert sum(undone.stayed.values()) == 0
    with pytest.raises(Refused) as twice:
        merging.undo(merge.id, at(3), ACTOR)
    assert twice.value.refusal.reason is MergeReason.UNDONE_ALREADY
    revisions = select(MeetingRevision.content).where(MeetingRevision.number == 3).order_by(MeetingRevision.id).limit(1)
    assert "Göteborg stad" in db.session.scalar(revisions)["organisers"]


def versions() -> dict[int, int]:
    db.session.rollback()
    return {row.id: row.version for row in db.session.execute(select(Meeting.id, Meeting.version))}


def test_chains_and_stars_of_merges_are_undone_in_every_order_that_is_let(app: Flask) -> None:
    names = [an_organisation(name) for name in ("Ale", "Ale kommun", "Alekommun", "Ale k:n")]
    for first, second, third in ((0, 1, 2), (2, 3, 0)):
        meeting = a_meeting(title=f"{first}{second}")
        for place, which in enumerate((first, second, third), 1):
            arranges(names[which], meeting, place)
    for number, who in enumerate(names):
        signs_up(meeting, who.name, number)
    is_member(names[0], names[1])
    before = pointing()
    into = {0: (1, 0), 1: (3, 1), 2: (3, 2)}  # 0 → 1 → 3 ← 2

    for order in ((2, 1, 0), (1, 0, 2), (0, 2, 1)):
        merges = [merging.merge(names[kept].id, names[gone].id, at(1), ACTOR).id for kept, gone in into.values()]
        assert {organisation_id_named(one.name) for one in names} == {names[3].id}
        undone = undo_as_far_as_it_goes([merges[which] for which in order])
        assert (len(undone), pointing()) == (3, before), order


def undo_as_far_as_it_goes(merges: list[int]) -> list[int]:
    """Undo the first of them that may be, again and again; return them in the order in which they were undone."""
    undone: list[int] = []
    while left := [one for one in merges if one not in undone]:
        for merge_id in left:
            with suppress(Refused):
                undone.append(merging.undo(merge_id, at(2), ACTOR).merge.id)
                break
        else:
            return undone
    return undone


def test_what_has_been_changed_since_stays_and_is_counted(app: Flask) -> None:
    one, other, third = (an_organisation(name) for name in ("VGR", "Västra Götalandsregionen", "Region Halland"))
    kept, left, changed = a_meeting(), a_meeting(), a_meeting()
    for meeting in (kept, left):
        arranges(one, meeting)
    said = is_seen(one, changed, "Åsa")
    person, erased = signs_up(kept, "VGR", 1), signs_up(kept, "vgr", 2)
    is_member(one, third)
    merge = merging.merge(other.id, one.id, at(1), ACTOR)

    with transaction.write() as session:
        session.execute(delete(MeetingOrganiser).where(MeetingOrganiser.meeting_id == left.id))
        session.execute(update(Appearance).where(Appearance.id == said.id).values(organisation_name="Regionen"))
        session.execute(update(Registration).where(Registration.id == erased.id).values(organisation_typed=""))
        session.execute(delete(organisation_member))
    came = signs_up(kept, "VGR", 3)
    assert came.organisation_id == other.id
    undone = merging.undo(merge.id, at(2), ACTOR)

    assert {kind: number for kind, number in undone.stayed.items() if number} == {
        Kind.ORGANISER: 1, Kind.APPEARANCE: 1, Kind.REGISTRATION: 1, Kind.MEMBER_OF: 1
    }  # fmt: skip
    assert {kind: number for kind, number in undone.back.items() if number} == {Kind.ORGANISER: 1, Kind.REGISTRATION: 1}
    db.session.expire_all()
    assert (person.organisation_id, came.organisation_id) == (one.id, other.id)
    assert {row.organisation_id for row in kept.organisers} >= {one.id}


def test_of_two_who_merge_one_wins_and_the_other_is_told(app: Flask) -> None:
    one, other, third = (an_organisation(name) for name in ("A", "B", "C"))
    merging.merge(other.id, one.id, at(1), ACTOR)
    for kept, gone in ((third.id, one.id), (one.id, third.id), (one.id, other.id), (other.id, one.id)):
        with pytest.raises(Refused) as refused:
            merging.merge(kept, gone, at(2), ACTOR)
        assert refused.value.refusal.reason is MergeReason.MERGED_ALREADY
        assert refused.value.refusal.values == {"name": "A", "into": "B"}
    with pytest.raises(Refused):
        merging.merge(third.id, third.id, at(2), ACTOR)
    assert len(db.session.scalars(select(OrganisationMerge)).all()) == 1


def test_what_came_to_a_spelling_while_it_was_merged_is_moved_on_and_goes_back_with_it(app: Flask) -> None:
    one, other, third = (an_organisation(name) for name in ("A", "B", "C"))
    meeting = a_meeting()
    first, second = (merging.merge(kept.id, gone.id, at(1), ACTOR) for kept, gone in ((other, one), (third, other)))
    late = signs_up(meeting, "", 1)
    with transaction.write() as session:  # as a sign-up that had asked for the name a moment before
        session.execute(update(Registration).values(organisation_id=one.id))
    arranges(other, meeting)

    assert following.keep_house(at(2)) >= 2

    db.session.expire_all()
    assert late.organisation_id == third.id
    assert third.id in {row.organisation_id for row in meeting.organisers}
    merging.undo(second.id, at(3), ACTOR)
    merging.undo(first.id, at(4), ACTOR)
    db.session.expire_all()
    assert late.organisation_id == one.id
    assert {one.merged_into_id, other.merged_into_id} == {None}


def test_of_two_who_merge_at_the_same_moment_one_wins(app: Flask) -> None:
    one, other = an_organisation("Göteborg stad"), an_organisation("Göteborgs stad")
    meeting = a_meeting()
    arranges(one, meeting)
    arranges(other, meeting, 2)
    ids, told = [one.id, other.id], list[object]()
    ready = threading.Barrier(2)

    def merge(kept: int, gone: int) -> None:
        with app.app_context():
            ready.wait(30)
            try:
                merging.merge(kept, gone, at(1), ACTOR)
            except (Refused, Busy) as refused:
                told.append(refused)

    threads = [threading.Thread(target=merge, args=args, daemon=True) for args in (tuple(ids), tuple(reversed(ids)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    db.session.rollback()
    made = db.session.scalars(select(OrganisationMerge)).one()
    assert len(told) == 1
    counts = references.counts_of(ids)
    assert (counts[made.gone_id], counts[made.kept_id][Kind.ORGANISER]) == ({}, 1)
