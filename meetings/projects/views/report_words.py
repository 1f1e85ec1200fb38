"""The report for who funds a project, in words: the same tables on the page, in a workbook and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.counting.queries import Share
from meetings.counting.rules import People
from meetings.documents.sheets import Cell
from meetings.projects.queries.report import ActivityLine, FigureLine, MeetingLine, Report
from meetings.projects.rules.report import Against, Progress
from meetings.projects.views.words import figure_words, number_words
from meetings.schedule.rules import State
from meetings.text import N_, first_upper
from meetings.web import dates
from meetings.web.lang import lang

_PROGRESS = {
    Progress.UNPLANNED: N_("Inget mål"),
    Progress.UNREPORTED: N_("Inte redovisat"),
    Progress.SHORT: N_("%(percent)s %% av målet"),
    Progress.REACHED: N_("Målet nått"),
}
STATES = {
    State.DRAFT.value: N_("Utkast"),
    State.PUBLISHED.value: N_("Publicerat"),
    State.CANCELLED.value: N_("Inställt"),
}


@dataclass(frozen=True)
class Table:
    """A table of the report: its title, what is to be said of it, its headings with their widths, and its rows."""

    title: str
    note: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def progress_words(one: Against) -> str:
    """Return how much of the plan was reached: "85 % av målet", "Målet nått"."""
    return str(_(_PROGRESS[one.progress], percent=one.percent))


def activity_name(line: ActivityLine) -> str:
    """Return what an activity is: its kind, and what it is called."""
    one = line.activity
    kind = one.kind.name(lang())
    return f"{kind}: {one.title}" if one.title else kind


def figure_name(line: FigureLine) -> str:
    """Return what a figure counts, without its number: "arbetslösa ungdomar fick praktik"."""
    one = line.figure
    said = " ".join(part for part in (one.group, one.unit, one.text) if part)
    return first_upper(said) or figure_words(one)


def share_name(share: Share, nobody: str) -> str:
    """Return the name of a word or an organisation; `nobody` of those who said none."""
    of = share.of
    if of is None:
        return nobody
    return of.name if isinstance(of.name, str) else of.name(lang())


def notes_on_people(report: Report) -> list[str]:
    """Return what is to be known of the number of people: how it was counted, and what is not in it."""
    counted = report.counted
    said = [str(_("Var och en räknas en gång, hur många av projektets möten hen än var på."))]
    if counted.people.nameless:
        said.append(str(_("%(number)s hade ingen adress och är räknade som en person per möte.",
                          number=counted.people.nameless)))  # fmt: skip
    if counted.with_attendance < counted.meetings:
        said.append(str(_("Närvaro är noterad på %(there)s av %(all)s räknade möten.", there=counted.with_attendance,
                          all=counted.meetings)))  # fmt: skip
    if counted.closed_at is not None:
        said.append(str(_("Räkningen är avslutad. Bara talen finns kvar.")))
    return said


def counted_words(report: Report) -> str:
    """Return when the people were counted: "räknat den 18 mars 2027 kl. 9.00"; "" while nobody has been."""
    at = report.counted.closed_at or report.counted.counted_at
    return str(_("Räknat %(when)s", when=dates.moment(at))) if at is not None else ""


def tables(report: Report, meetings: Iterable[MeetingLine]) -> list[Table]:
    """Return the whole report as tables, the meetings last, whose rows are made as they are asked for."""
    return [
        Table(
            str(_("Aktiviteter")),
            str(_("Möten som har hållits är bland aktiviteterna. De två talen läggs aldrig ihop: det större gäller.")),
            [(str(_("Aktivitet")), 40), (str(_("Planerat")), 10), (str(_("Enligt projektet")), 16),
             (str(_("Hållna möten")), 14), (str(_("Nått")), 10), (str(_("Av målet")), 18)],
            [_activity_row(one) for one in report.activities],
        ),
        Table(
            str(_("Siffror")), "",
            [(str(_("Siffra")), 50), (str(_("Planerat")), 10), (str(_("Nått")), 16), (str(_("Av målet")), 18)],
            [_figure_row(one) for one in report.figures],
        ),
        Table(
            str(_("Personer")), " ".join(notes_on_people(report)),
            [(str(_("Olika personer")), 30), (str(_("Antal")), 10)],
            [[str(_("Anmälda med plats")), report.counted.people.signed_up],
             [str(_("Deltog")), report.counted.people.attended]],
        ),
        *share_tables(report),
        Table(
            str(_("Möten")), "",
            [(str(_("Dag")), 12), (str(_("Möte")), 44), (str(_("Ort")), 18), (str(_("Räknas till")), 30),
             (str(_("Status")), 12), (str(_("Anmälda")), 10), (str(_("Deltog")), 10)],
            _meeting_rows(report, meetings),
        ),
    ]  # fmt: skip


def share_tables(report: Report) -> list[Table]:
    """Return the people of each sector, municipality and organisation."""
    several = str(_("Den som har kommit från flera räknas hos var och en, så raderna kan bli fler än alla."))
    unsaid, unlisted = (
        str(_("Inte angivet")),
        str(_("Skrev ett namn som inte finns bland organisationerna, eller inget")),
    )
    kinds = (
        (str(_("Sektorer")), str(_("Sektor")), report.counted.sectors, unsaid),
        (str(_("Kommuner")), str(_("Kommun")), report.counted.municipalities, unsaid),
        (str(_("Organisationer")), str(_("Organisation")), report.counted.organisations, unlisted),
    )
    return [
        Table(title, several, _of_people(head), [_share_row(one, nobody) for one in shares])
        for title, head, shares, nobody in kinds
    ]


def _of_people(head: str) -> list[tuple[str, int]]:
    return [(head, 40), (str(_("Anmälda")), 10), (str(_("Deltog")), 10)]


def _share_row(share: Share, nobody: str) -> list[Cell]:
    people: People = share.people
    return [share_name(share, nobody), people.signed_up, people.attended]


def _activity_row(line: ActivityLine) -> list[Cell]:
    one = line.reached
    return [
        activity_name(line), one.against.planned, one.written, one.held, one.against.reached,
        progress_words(one.against),
    ]  # fmt: skip


def _figure_row(line: FigureLine) -> list[Cell]:
    figure, exactly = line.figure, line.figure.exactness == "exactly"
    reached: Cell = figure.value if exactly else number_words(figure.value, figure.exactness)
    return [figure_name(line), figure.planned, reached, progress_words(line.reached)]


def _meeting_rows(report: Report, meetings: Iterable[MeetingLine]) -> Iterator[list[Cell]]:
    names = activity_names(report)
    for one in meetings:
        day, activity = dates.local(one.starts_at).date(), names.get(one.activity_id or 0, "")
        yield [day, one.title, one.town, activity, str(_(STATES[one.state])), one.signed_up, one.attended]


def activity_names(report: Report) -> dict[int, str]:
    """Return what the activities are called, by their numbers."""
    return {one.activity.id: activity_name(one) for one in report.activities}
