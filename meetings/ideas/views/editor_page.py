"""What the page shows on which an idea is written, and its preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, request
from flask_babel import gettext as _

from meetings.errors import Refusal
from meetings.files.rules import in_megabytes
from meetings.files.rules import listed as kinds_listed
from meetings.ideas.forms.writing import IdeaForm
from meetings.ideas.mail.addresses import own_link
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import answering, terms, working
from meetings.ideas.rules.content import attached_in, from_json
from meetings.ideas.rules.deadline import closing
from meetings.ideas.rules.fields import NAMES
from meetings.ideas.rules.merging import Clash
from meetings.ideas.rules.presenting import Part, parts
from meetings.ideas.rules.saving import KINDS, LEAVE, MOST_BYTES, MOST_FILES
from meetings.ideas.rules.sending import Arrival, SendReason
from meetings.ideas.views import similar
from meetings.ideas.views.seats import Seat
from meetings.ideas.views.told import left
from meetings.materials.rules import size_text
from meetings.questions import types
from meetings.questions.queries import sensitive_days
from meetings.questions.rules import erased_after
from meetings.questions.types import Reading
from meetings.text import whole_number
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.rendering import refusal_text, render
from meetings.web.requests import arrival

# The parts of the form that may be left closed: the fields of each, by codes of `rules.fields`.
MORE = {
    "need": ("background", "target_groups", "target_text"),
    "work": ("purpose", "activities", "results", "equality"),
    "others": ("partners_found", "partners_sought", "partners_text", "transnational", "transnational_text"),
    "frame": ("places", "period", "budget", "cofinancing"),
}
_IN_FORM = {"period": ("starts_in", "ends_in")}


@dataclass(frozen=True)
class Sending:
    """The button that sends: what it says and which it is, "" where there is none; and why the idea is not sent."""

    label: str = ""
    button: str = "skicka"
    why_not: SendReason | None = None

    @property
    def is_late(self) -> bool:
        """Whether what is sent comes late."""
        return self.button == "sen"


_NOTHING: Mapping[str, Any] = {
    "refusal": None, "clashes": (), "others": (), "file_error": "", "done": "", "is_kept": False, "stopped_once": False,
}  # fmt: skip


def page(seat: Seat, form: IdeaForm, reading: Reading, status: int = 200, **values: Any) -> Response:
    """Show the form; `values` are what the template shows of how the last button went."""
    shown = {**_NOTHING, "is_unsaved": status != 200, **values}
    shown["clashes"] = [clash_shown(seat, one) for one in shown["clashes"]]
    shown |= _of_form(seat, form, reading) | _of_idea(seat, form)
    return _not_indexed(render("ideas/write.html", status, seat=seat, idea=seat.idea, **shown))


def _of_form(seat: Seat, form: IdeaForm, reading: Reading) -> dict[str, Any]:
    return {
        "call": seat.call,
        "meeting": seat.call.meeting,
        "form": form,
        "reading": reading,
        "sections": types.sections(seat.asked, reading.shown_ids),
        "consent": types.consent(_sensitive_until(seat.call)),
        "criteria": _criteria(seat.call),
        "more": _open_parts(seat, form),
        "sending": sending(seat),
        "closes_at": closing(seat.times),
        "left": _left(seat),
        "why_not": _why_not(seat),
        "files_said": _files_said(),
        "files_accepted": ",".join(f".{ending}" for kind in KINDS for ending in kind.endings),
        "most_files": MOST_FILES,
        "leave": _(LEAVE),
        "warning": form.holds_personal_number,
    }


def _of_idea(seat: Seat, form: IdeaForm) -> dict[str, Any]:
    idea, is_contact = seat.idea, seat.coauthor is None
    return {
        "files": files_shown(seat),
        "saved_words": saved_words(idea.saved_at, working.last_writer(idea)) if idea else "",
        "coauthors": working.coauthors(idea.id) if idea and is_contact else (),
        "own_link": own_link(idea) + "/skriv" if idea and is_contact else "",
        "unsent": _has_unsent(seat),
        "similar": similar.shown(form.content(), but=idea.id if idea else None),
    }


def preview(seat: Seat, form: IdeaForm) -> Response:
    """Show the idea as it will be read, with everything that was sent in hidden fields to go on with."""
    content = form.content()
    given = answering.given_in(seat.asked, content.answers)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in _BUTTONS]
    return _not_indexed(
        render(
            "ideas/preview.html",
            call=seat.call,
            meeting=seat.call.meeting,
            content=content,
            parts=_parts(content, answering.in_words(seat.asked, given)),
            person=form.person() if seat.coauthor is None else seat.person,
            files=files_shown(seat),
            sent=sent,
            sending=sending(seat),
            closes_at=closing(seat.times),
            warning=form.holds_personal_number,
            similar=similar.shown(content, but=seat.idea.id if seat.idea else None),
        )
    )


def back(seat: Seat, **values: Any) -> Response:
    """Lead to the writer's page again."""
    kept = {name: value for name, value in values.items() if value is not None}
    return make_response(redirect(seat.address("write", **kept), code=303))


def sending(seat: Seat) -> Sending:
    """Return the button that sends the idea as things stand."""
    comes = seat.comes_in
    if comes is Arrival.COMPLETION:
        return Sending(_("Skicka in kompletteringen"))
    if comes is Arrival.IN_TIME:
        sent_before = seat.idea is not None and seat.idea.current > 0
        return Sending(_("Skicka in ändringarna") if sent_before else _("Skicka in"))
    if comes is SendReason.CLOSED:
        return Sending(_("Lämna som sent inkommen"), "sen", SendReason.CLOSED)
    return Sending(why_not=comes if isinstance(comes, SendReason) else None)


def files_shown(seat: Seat) -> list[dict[str, Any]]:
    """Return what the page shows of the attachments."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "size": size_text(one.size, lang()),
            "url": seat.address("write_file", number=one.id),
        }
        for one in seat.attachments
    ]


def clash_shown(seat: Seat, clash: Clash) -> dict[str, Any]:
    """Return a field that two have changed, with what is saved now as it is read."""
    label = _(_LABELS.get(clash.field) or NAMES.get(clash.field, ""))
    question = next((one for one in seat.asked if one.name == clash.field), None)
    if question is not None:
        said = types.said([question], answering.given_in([question], {question.name: clash.theirs}))
        return {"field": clash.field, "label": question.label, "theirs": said[0].words if said else "", "both": False}
    return {"field": clash.field, "label": label, "theirs": _in_words(clash), "both": bool(clash.both)}


def saved_words(at: datetime, by: str = "") -> str:
    """Return when something was saved, and by whom: the time, and on another day than today the day."""
    today = dates.local(at).date() == dates.local(arrival()).date()
    time = dates.time_range(at, None) if today else dates.moment(at)
    return str(_("Sparat %(time)s av %(name)s", time=time, name=by) if by else _("Sparat %(time)s", time=time))


def others_words(names: Sequence[str]) -> str:
    """Return that what these have written came in, "" when nobody has."""
    if not names:
        return ""
    listed = names[0]
    if len(names) > 1:
        listed = _("%(a)s och %(b)s", a=", ".join(names[:-1]), b=names[-1])
    return str(_("Ändringar av %(names)s har lagts till.", names=listed))


def done_words(seat: Seat) -> str:
    """Return what became of the button that led here, from the address."""
    words = {
        "sparat": _("Utkastet är sparat."),
        "bifogat": _("Filen är bifogad och texten är sparad."),
        "borttagen": _("Filen är borttagen och texten är sparad."),
        "utkast-bifogat": _("Utkastet är sparat och filen är bifogad."),
    }.get(request.args.get("klart", ""), "")
    began = whole_number(request.args.get("fran", ""))
    if began and seat.idea is not None:
        others = working.others_since(seat.idea.id, began, seat.way.coauthor_id)
        words = " ".join(filter(None, (words, others_words(others))))
    return str(words)


_BUTTONS = frozenset({"knapp", "val", "ta_bort", "fil", "varnad"})
_LABELS = {"starts_in": "Börjar", "ends_in": "Slutar", "name": "Kontaktperson", "email": "E-post", "phone": "Telefon"}


def _not_indexed(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _parts(content: Any, answers: Sequence[tuple[str, str]]) -> tuple[Part, ...]:
    return parts(content, terms.names(lang()), answers)


def _in_words(clash: Clash) -> str:
    """Return what others have saved in a field, as it is read."""
    if clash.field in ("name", "email", "phone"):
        return str(clash.theirs)
    if clash.field in ("starts_in", "ends_in"):
        return dates.months(clash.theirs) if clash.theirs else ""
    found = _parts(replace(from_json({}), **{clash.field: clash.theirs}), ())
    if not found:
        return ""
    part = found[0]
    if part.code == "budget":
        return dates.kronor(part.text)
    words = ", ".join(part.words) or part.text
    return str(_(words)) if part.code in ("role", "transnational") else words


def _criteria(call: IdeaCall) -> Mapping[str, Sequence[Any]]:
    """Return what the round asks of projects, by the field that answers it; "" holds those that stand alone."""
    found: dict[str, list[Any]] = {}
    for one in call.round.criteria if call.round else ():
        found.setdefault(one.field, []).append(one)
    return found


def _open_parts(seat: Seat, form: IdeaForm) -> dict[str, bool]:
    """Tell of each further part of the form whether it is open: something in it is asked for, said or wrong."""
    asked_for = {*seat.call.required, *_criteria(seat.call)}
    names = {part: [name for code in codes for name in _IN_FORM.get(code, (code,))] for part, codes in MORE.items()}
    return {
        part: bool(asked_for & set(codes)) or any(_is_used(form, name) for name in names[part])
        for part, codes in MORE.items()
    }


def _is_used(form: IdeaForm, name: str) -> bool:
    return bool(form[name].errors or form[name].data)


def _sensitive_until(call: IdeaCall) -> datetime:
    return erased_after(call.meeting.ends_at, working.number(sensitive_days()))


def _left(seat: Seat) -> str:
    remains = left(closing(seat.times), arrival())
    return remains.words if remains is not None else ""


def _why_not(seat: Seat) -> str:
    """Return in words why the idea cannot be sent now, "" when it can."""
    reason = seat.comes_in
    if not isinstance(reason, SendReason):
        return ""
    values = {"opens": seat.times.opens_at, "deadline": dates.deadline(closing(seat.times))}
    return refusal_text(Refusal(reason, values))


def _files_said() -> str:
    return str(_("%(kinds)s. Högst %(most)s MB.", kinds=kinds_listed(KINDS), most=in_megabytes(MOST_BYTES)))


def _has_unsent(seat: Seat) -> bool:
    """Tell whether the working copy says something else than the version that was received last."""
    idea = seat.idea
    if idea is None or not idea.versions:
        return False
    content = idea.versions[-1].content
    same_text = replace(from_json(content), answers={}) == replace(from_json(idea.draft), answers={})
    return not same_text or [one.key for one in attached_in(content)] != [one.file_key for one in seat.attachments]
