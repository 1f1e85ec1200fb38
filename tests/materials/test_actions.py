"""Add, publish, change and remove material: what follows for the meeting, the search, the files and the log."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files.models import StoredFile
from meetings.files.rules import FileReason
from meetings.materials import queries, rules
from meetings.materials.actions import adding, editing, publishing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.editing import Heading
from meetings.materials.models import Material, MaterialGroup, MaterialVersion
from meetings.materials.rules import Answer, Asker, Audience, MaterialKind, MaterialReason, MaterialState, VersionState
from meetings.pages.queries import glance
from meetings.participants import actions as participants
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.search.models import SearchRow
from tests.builders import NOW, a_meeting, a_programme_item, a_registration
from tests.materials.scenes import OLLE, a_material, an_upload, published, texts_of

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("app")


def found_titles() -> list[str]:
    return list(db.session.scalars(select(SearchRow.title).where(SearchRow.kind == "material")))


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_file_is_added_published_changed_and_taken_back() -> None:
    meeting = a_meeting()
    version, item = meeting.version, a_programme_item(meeting, title="Möjligheterna")
    one = a_material(meeting, item_id=item.id)

    assert (one.state, one.version, meeting.version, found_titles()) == ("draft", 1, version, [])
    assert queries.public_material(meeting.id, NOW) == []

    publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE, reason="Talarens fil.")
    [group] = queries.public_material(meeting.id, NOW)
    shown = group.rows[0]
    assert (shown.title, shown.type, shown.item_title, shown.size) == (one.title, "PDF", "Möjligheterna", shown.size)
    assert list(queries.by_item([group])) == [item.id]
    assert (meeting.version, meeting.updated_at, found_titles()) == (version + 1, NOW, [one.title])

    editing.save(meeting.id, one.id, texts_of(one, title="En annan titel"), one.revision, NOW + SECOND, OLLE)
    assert (meeting.version, meeting.updated_at, found_titles()) == (version + 2, NOW + SECOND, ["En annan titel"])

    publishing.withdraw(meeting.id, one.id, NOW + SECOND, OLLE)
    assert (one.state, meeting.version, found_titles()) == ("withdrawn", version + 3, [])
    assert deeds()[-4:] == ["materials.add", "materials.publish", "materials.save", "materials.withdraw"]


def test_the_pages_key_changes_at_the_moment_that_material_is_timed_for() -> None:
    meeting = a_meeting()
    at, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    before = meeting.version
    published(meeting, at=at)
    published(meeting, "Nästa", at=later)
    published(meeting, "Bara för deltagarna", at=at + SECOND, audience="participants")
    db.session.rollback()

    seen = glance(meeting.id)
    assert seen is not None
    assert meeting.version == before
    assert seen.material_moments == (at, later)
    passed = [seen.passed(moment) for moment in (at - SECOND, at, at + SECOND, later)]
    assert passed == [passed[0], passed[0] + 1, passed[0] + 1, passed[0] + 2]
    assert [len(queries.public_material(meeting.id, moment)) for moment in (at - SECOND, at)] == [0, 1]


def test_a_save_that_somebody_overtook_is_refused() -> None:
    meeting = a_meeting()
    one = a_material(meeting)
    base = one.revision
    editing.save(meeting.id, one.id, texts_of(one, title="Min titel"), base, NOW, OLLE)

    with pytest.raises(Stale):
        editing.save(meeting.id, one.id, texts_of(one, title="Din titel"), base, NOW, OLLE)
    with pytest.raises(Stale):
        publishing.publish(meeting.id, one.id, None, base, NOW, OLLE, "Skäl")
    assert queries.material(meeting.id, one.id).title == "Min titel"


def test_a_new_version_keeps_address_and_history_and_one_can_go_back() -> None:
    meeting = a_meeting()
    one = published(meeting)
    version = meeting.version
    adding.add_version(meeting.id, one.id, an_upload("Ny.pdf", comment="Rättad"), NOW, OLLE)

    assert (one.version, meeting.version) == (2, version + 1)
    assert queries.fetched(one.id).file.name == "Ny.pdf"  # type: ignore[union-attr]
    assert [(row.number, row.comment, row.given_by) for row, _file in queries.versions(one.id)] == [
        (2, "Rättad", OLLE.name),
        (1, "", OLLE.name),
    ]
    adding.take_version(meeting.id, one.id, 1, NOW, OLLE)
    assert queries.fetched(one.id).file.name == "Möjligheterna å ä ö.pdf"  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        adding.take_version(meeting.id, one.id, 7, NOW, OLLE)
    assert deeds()[-2:] == ["materials.add_version", "materials.go_back"]


def test_what_is_offered_is_shown_once_it_is_taken() -> None:
    meeting = a_meeting()
    one = adding.add(
        meeting.id, MaterialKind.FILE, Texts("Bilder"), NOW, OLLE, upload=an_upload(state=VersionState.OFFERED)
    )
    assert one.version == 0
    assert queries.row(meeting.id, one.id).offered == 1
    with pytest.raises(Refused) as refused:
        publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE)
    assert refused.value.refusal.reason is MaterialReason.NOTHING_YET

    adding.refuse_version(meeting.id, one.id, 1, NOW, OLLE)
    assert (one.version, queries.row(meeting.id, one.id).offered) == (0, 0)
    with pytest.raises(Refused):
        adding.refuse_version(meeting.id, one.id, 1, NOW, OLLE)
    adding.take_version(meeting.id, one.id, 1, NOW, OLLE)
    assert one.version == 1


def test_what_is_flawed_needs_a_reason_which_stands_in_the_list() -> None:
    meeting = a_meeting()
    one = a_material(meeting, upload=an_upload(flaws=("untagged",)))
    with pytest.raises(Refused) as refused:
        publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE)
    assert refused.value.refusal.reason is MaterialReason.NEEDS_REASON

    publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE, "En taggad är beställd.")
    whole = a_material(meeting, "Hel")
    publishing.publish(meeting.id, whole.id, None, whole.revision, NOW, OLLE, "Behövs inte.")
    assert whole.accepted_flaws == ""
    [told] = queries.told_of(db.session.scalars(queries.flawed()).all())
    assert (told.row.one.accepted_flaws, [str(flaw) for flaw in told.row.flaws]) == (
        "En taggad är beställd.",
        ["untagged"],
    )
    assert told.title == meeting.title

    adding.add_version(meeting.id, one.id, an_upload("Taggad.pdf"), NOW, OLLE)
    assert (one.accepted_flaws, db.session.scalars(queries.flawed()).all()) == ("", [])
    adding.add_version(meeting.id, one.id, an_upload("Sämre.pdf", flaws=("no-title",)), NOW, OLLE)
    assert db.session.scalars(queries.flawed()).all() == [one]


def test_removing_lets_the_files_go_and_leaves_only_an_address_that_somebody_may_have() -> None:
    meeting = a_meeting()
    draft, shown = a_material(meeting, "Utkast"), published(meeting, "Visat")
    adding.add_version(meeting.id, shown.id, an_upload("Två.pdf"), NOW, OLLE)
    keys = queries.keys_of(meeting.id)
    assert len(keys) == 3
    for one in (draft, shown):
        publishing.remove(meeting.id, one.id, NOW, OLLE)

    [row] = db.session.scalars(select(Material)).all()
    assert (row.state, row.title, row.accepted_flaws, row.version) == ("removed", "", "", 0)
    assert db.session.scalar(select(func.count()).select_from(MaterialVersion)) == 0
    assert [stored_files.stored(key) for key in keys] == [None, None, None]
    db.session.rollback()
    assert files.sweep(NOW).gone == 3
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert (found_titles(), queries.materials(meeting.id)) == ([], [])
    with pytest.raises(NotFound):
        publishing.remove(meeting.id, row.id, NOW, OLLE)


def test_a_draft_meeting_takes_its_files_along_and_a_copy_only_the_headings() -> None:
    meeting = a_meeting(state="draft")
    editing.save_groups(
        meeting.id, [Heading(None, "Presentationer för dagen"), Heading(None, "Anteckningar")], NOW, OLLE
    )
    [first, _second] = queries.groups(meeting.id)
    one = published(meeting, group_id=first.id)
    key = queries.fetched(one.id).file.key  # type: ignore[union-attr]
    copied = participants.copy_meeting(meeting.id, CopyKind.NEXT, NOW + timedelta(days=90), NOW, OLLE)
    assert [group.heading for group in queries.groups(copied.id)] == ["Presentationer för dagen", "Anteckningar"]
    assert queries.materials(copied.id) == []

    participants.delete_draft(meeting.id, NOW, OLLE)
    assert stored_files.stored(key) is None
    db.session.rollback()
    assert files.sweep(NOW).gone == 1


def test_headings_are_renamed_ordered_and_left_out() -> None:
    meeting = a_meeting()
    editing.save_groups(meeting.id, [Heading(None, "Ett"), Heading(None, "Två")], NOW, OLLE)
    one, two = queries.groups(meeting.id)
    first, second = published(meeting, "I ett", group_id=one.id), published(meeting, "I två", group_id=two.id)
    loose = published(meeting, "Utan")
    editing.save_groups(meeting.id, [Heading(two.id, "Två, ändrad"), Heading(None, "Tre")], NOW, OLLE)

    shown = [(group.heading, [row.title for row in group.rows]) for group in queries.public_material(meeting.id, NOW)]
    assert shown == [("Två, ändrad", ["I två"]), ("", ["I ett", "Utan"])]
    editing.move(meeting.id, loose.id, NOW, OLLE, up=True)
    editing.move(meeting.id, loose.id, NOW, OLLE, up=True)
    assert [row.id for row in queries.public_material(meeting.id, NOW)[1].rows] == [loose.id, first.id]
    editing.move(meeting.id, second.id, NOW, OLLE, up=False)

    other = a_meeting(title="Ett annat")
    with pytest.raises(NotFound):
        editing.save_groups(other.id, [Heading(two.id, "Stulen")], NOW, OLLE)
    with pytest.raises(NotFound):
        editing.save(other.id, first.id, texts_of(first), first.revision, NOW, OLLE)
    with pytest.raises(NotFound):
        a_material(other, group_id=two.id)
    with pytest.raises(Refused):
        editing.save_groups(meeting.id, [Heading(None, str(n)) for n in range(rules.MOST_GROUPS + 1)], NOW, OLLE)


@pytest.mark.settings(MEETING_UPLOAD_BYTES=400)
def test_a_meetings_files_have_so_much_room_and_get_it_back() -> None:
    meeting = a_meeting()
    one, second = a_material(meeting), an_upload("Två.pdf", b"%PDF-1.4\n" + b" " * 350 + b"\n%%EOF\n")
    with pytest.raises(Refused) as refused:
        adding.add_version(meeting.id, one.id, second, NOW, OLLE)
    assert refused.value.refusal.reason is FileReason.FULL
    with pytest.raises(Refused) as gone:
        adding.add_version(meeting.id, one.id, Upload("0" * 32), NOW, OLLE)
    assert gone.value.refusal.reason is FileReason.GONE
    publishing.remove(meeting.id, one.id, NOW, OLLE)
    a_material(meeting, upload=second)


def test_the_rule_and_its_twin_in_sql_agree_on_every_audience_state_and_moment() -> None:
    meeting = a_meeting()
    at = NOW + timedelta(days=1)
    states = [state.value for state in MaterialState]
    with transaction.write() as session:
        session.add_all(
            Material(
                meeting_id=meeting.id, kind="link", title=f"{audience.value} {state}", url="https://example.se",
                audience=audience.value, state=state, publish_at=moment, created_at=NOW, updated_at=NOW,
            )
            for audience, state, moment in product(Audience, states, (at, None))
        )  # fmt: skip
    everything = db.session.scalars(select(Material)).all()
    for asker, now in product(Asker, (at - SECOND, at, at + SECOND)):
        by_rule = {one.id for one in everything if rules.answer(one, asker, now, draft=False) is Answer.HERE}
        by_sql = set(db.session.scalars(select(Material.id).where(queries.shown_to(asker, now))))
        assert by_sql == by_rule, (asker, now)
        listed = {row.id for group in queries.public_material(meeting.id, now, asker) for row in group.rows}
        assert listed == by_rule


def test_who_has_a_place_is_a_participant() -> None:
    meeting = a_meeting(seats=1)
    seat, line = a_registration(meeting, "Åsa"), a_registration(meeting, "Bo")
    askers = [queries.asker_of(one.id, one.link_version) for one in (seat, line)]
    assert askers == [(meeting.id, Asker.PARTICIPANT), (meeting.id, Asker.VISITOR)]
    with pytest.raises(NotFound):
        queries.asker_of(seat.id, seat.link_version + 1)


def test_a_meeting_that_is_deleted_takes_everything_along() -> None:
    meeting = a_meeting(state="draft")
    editing.save_groups(meeting.id, [Heading(None, "Ett")], NOW, OLLE)
    a_material(meeting)
    participants.delete_draft(meeting.id, NOW, OLLE)
    for table in (Meeting, MaterialGroup, Material, MaterialVersion):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
