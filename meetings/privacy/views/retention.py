"""The desk's pages on retention: classes and decisions, what goes when, what was done; and the same of one meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.counting.queries import people_by_year
from meetings.errors import NotFound, Refused
from meetings.privacy import actions, queries
from meetings.privacy.forms import PeriodForm
from meetings.privacy.queries import Lot, Scope
from meetings.privacy.rules.figures import Measure
from meetings.privacy.rules.retention import MOST_DAYS, Verdict, refusal_to_erase
from meetings.privacy.views.blueprint import blueprint
from meetings.privacy.views.words import VERDICTS, WHAT, class_words, counted, erased_words
from meetings.questions.rules import Retention
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.get("/arbetsytan/gallring")
@access.requires("administrator")
def retention() -> Response:
    """Show the classes, what waits, what goes within a week and the runs so far; "rakna" in the address counts it."""
    now, public_body = arrival(), queries.is_public_body()
    lots = queries.lots(now)
    counting = request.args.get("rakna") == "1"
    return render(
        "privacy/retention.html",
        classes=[_class_row(period, public_body=public_body) for period in queries.periods().values()],
        public_body=public_body,
        waiting=[_lot_row(lot, now, counting=counting) for lot in lots if lot.verdict is Verdict.WAITS],
        going=[_lot_row(lot, now, counting=counting) for lot in lots if lot.verdict is not Verdict.WAITS],
        counting=counting,
        runs=[(run, counted(run.counts)) for run in queries.runs()],
        unique=_unique_rows(),
        open_cases=queries.open_cases_and_meetings_warned_of()[0],
        backups_outlive=_backups_outlive(),
        button=ButtonForm(),
    )


@blueprint.post("/arbetsytan/gallring/offentligt-organ")
@access.requires("administrator")
def public_body() -> Response:
    """Say whether this is a public body."""
    if not pressed():
        return redirect_to("privacy.retention")
    wanted = request.form.get("public_body") == "yes"
    actions.set_public_body(wanted, arrival(), current_actor())
    tell(_("Gallring kräver beslut.") if wanted else _("Gallring sker utan beslut, efter tiderna här."))
    return redirect_to("privacy.retention")


@blueprint.route("/arbetsytan/gallring/<code>", methods=["GET", "POST"])
@access.requires("administrator")
def period(code: str) -> Response:
    """Set how long a class is kept, and enter the decision that erasing it rests on."""
    retention_class = next((one for one in MOST_DAYS if one.value == code), None)
    if retention_class is None:
        raise NotFound
    stands = queries.periods()[retention_class]
    form = PeriodForm(
        data={
            "days": str(stands.days),
            "decision_number": stands.decision_number,
            "decision_date": stands.decision_date,
        }
    )
    if not form.is_submitted():
        return _period_page(form, retention_class)
    if not form.validate():
        return _period_page(form, retention_class, 422)
    try:
        actions.save_period(
            retention_class,
            form.number_of_days,
            form.decision_number.data or "",
            form.decision_date.data,
            arrival(),
            current_actor(),
        )
    except Refused as refused:
        return _period_page(form, retention_class, 409, refusal=refused.refusal)
    tell(_("Sparat. Det som är försenat räknas och varnas om i natt, och raderas en vecka senare."))
    return redirect_to("privacy.retention")


@blueprint.get("/arbetsytan/moten/<int:meeting_id>/gallring")
@access.requires("organiser")
def of_meeting(meeting_id: int) -> Response:
    """Show what is erased of one meeting and when, what was, and the figures that stay."""
    now = arrival()
    title, ends_at = queries.title_of(meeting_id)
    return render(
        "privacy/meeting.html",
        meeting_id=meeting_id,
        title=title,
        ends_at=ends_at,
        lots=[_lot_row(lot, now, counting=True) for lot in queries.lots(now, meeting_id)],
        erasures=[(row, erased_words(row.retention), counted(row.counts)) for row in queries.erasures_of(meeting_id)],
        figures=[row for row in queries.frozen(f"meeting:{meeting_id}") if not row.dimension],
        measures=_measures(),
    )


def _class_row(found: Any, *, public_body: bool) -> dict[str, Any]:
    refusal = refusal_to_erase(found, public_body=public_body)
    return {
        "period": found,
        "code": found.retention.value,
        "label": class_words(found.retention),
        "what": _(WHAT[found.retention]),
        "waits": refusal_text(refusal) if refusal and found.days is not None else "",
    }


def _lot_row(lot: Lot, now: datetime, *, counting: bool) -> dict[str, Any]:
    words, tone = VERDICTS[lot.verdict]
    counts = queries.counts(Scope(lot.meeting_id), lot.retention, now) if counting else {}
    return {
        "lot": lot,
        "label": class_words(lot.retention),
        "verdict": _(words),
        "tone": tone,
        "counts": counted(counts),
    }


def _backups_outlive() -> tuple[int, int] | None:
    """Return how many days backups are kept, and the shortest period, when the backups are kept longer."""
    kept: int = current_app.config["BACKUP_DAYS"]
    shortest = min(one.days for one in queries.periods().values() if one.days is not None)
    return (kept, shortest) if kept > shortest else None


def _unique_rows() -> list[tuple[str, int, int]]:
    """Return the figures of unique people, each year's and of all years: with a seat, there."""
    found = queries.unique_people()
    rows = [(str(year), of.signed_up, of.attended) for year, of in people_by_year().items()]
    return [*rows, (str(_("Alla år")), found[Measure.CONFIRMED], found[Measure.ATTENDED])]


def _measures() -> dict[str, str]:
    return {
        Measure.REGISTERED.value: _("Anmälda, även avanmälda"),
        Measure.CONFIRMED.value: _("Hade plats"),
        Measure.ATTENDED.value: _("Deltog"),
    }


def _period_page(form: PeriodForm, of: Retention, status: int = 200, **values: Any) -> Response:
    return render(
        "privacy/period.html",
        status,
        form=form,
        label=class_words(of),
        what=_(WHAT[of]),
        most=MOST_DAYS[of],
        promised=of is Retention.SENSITIVE,
        public_body=queries.is_public_body(),
        **values,
    )
