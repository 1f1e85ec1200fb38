"""What the buttons of an idea's page do: save, send, attach, preview, and settle what two have written at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import Refusal, Refused, Stale
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.ideas.actions import attaching, writing
from meetings.ideas.actions.submitting import submit
from meetings.ideas.actions.writing import Conflict, Edit, Saved
from meetings.ideas.forms.writing import IdeaForm
from meetings.ideas.models import Idea
from meetings.ideas.queries import working
from meetings.ideas.rules.content import Content, to_json
from meetings.ideas.rules.merging import Copy, settled
from meetings.ideas.rules.receiving import Person, Sent
from meetings.ideas.rules.saving import KINDS, LEAVE, MOST_BYTES, DraftReason
from meetings.ideas.views import editor_page as pages
from meetings.ideas.views.seats import Seat, fresh_form, person_was, seat_of, sent_form
from meetings.links import queries as links
from meetings.questions.types import Reading
from meetings.revisions import checksum
from meetings.text import key, whole_number
from meetings.web.limits import seconds_to_wait
from meetings.web.rendering import redirect_to, refusal_text
from meetings.web.requests import arrival

# Mails with a draft's link to one address: whoever types somebody else's does not fill their box.
MAILS_PER_ADDRESS = "10 per hour"
STALE = DraftReason.CHANGED


def receive(seat: Seat) -> Response:
    """Do what the pressed button says; Enter in a field saves."""
    form, reading = sent_form(seat)
    seat = _gone_on_with(seat, form)
    if "ta_bort" in request.form:
        return _detach(seat, form, reading)
    if choice := request.form.get("val"):
        return _chosen(seat, form, reading, choice)
    buttons: dict[str, Callable[[Seat, IdeaForm, Reading], Response]] = {
        "skicka": _send,
        "sen": _send,
        "bifoga": _attach,
        "visa": _preview,
        "andra": _again,
    }
    return buttons.get(request.form.get("knapp", ""), _save)(seat, form, reading)


def _gone_on_with(seat: Seat, form: IdeaForm) -> Seat:
    """Return the place at the idea that this very form has begun, where its writer went back and wrote on."""
    if seat.idea is not None:
        return seat
    begun = working.begun_by_form(seat.call.id, form.one_time_token or "")
    if begun is None or begun.draft == to_json(form.content()):
        return seat
    form.base_revision.data = "1"
    return seat_of(working.idea_by_link(begun.id, begun.link_version))


def edit_of(seat: Seat, form: IdeaForm, content: Content | None = None, *, by_itself: bool = False) -> Edit:
    """Return what was sent as something to save; `content` takes the place of what the form says."""
    origin, sequence = form.page
    is_contact = seat.coauthor is None
    person = form.person() if is_contact else None
    return Edit(
        content=form.content() if content is None else content,
        base=form.base,
        person=person,
        person_base=person_was(form),
        origin=origin,
        sequence=sequence,
        by_itself=by_itself,
        mails=person is not None and _may_mail(person, seat.person),
    )


def _save(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    if not form.holds_as_draft(has_link=seat.idea is not None):
        return pages.page(seat, form, reading, 422)
    idea = seat.idea
    if idea is None:
        if _is_empty(form):
            return pages.page(seat, form, reading, 422, refusal=Refusal(DraftReason.NOTHING_YET))
        return redirect_to("ideas.write", token=_token_of(_start(seat, form)), klart="utkast")
    try:
        saved = writing.save(idea.id, edit_of(seat, form), seat.way.coauthor_id, arrival())
    except Conflict as conflict:
        return _conflict(seat, form, conflict)
    except Refused as refused:
        return pages.page(seat, form, reading, 409, refusal=refused.refusal)
    return pages.back(seat, fran=form.base if saved.others else None, klart="sparat")


def _send(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    """Send the idea: a draft is saved first, so that what was written is kept also when it is not received."""
    attached = bool(seat.attachments)
    person = seat.person if seat.coauthor is not None else None
    holds = form.holds_to_send(seat.call.required, attached=attached, person=person)
    if name := request.form.get("fil"):
        said = _("”%(name)s” är vald men inte bifogad. Bifoga filen först, eller ta bort valet.", name=name)
        return pages.page(seat, form, reading, 422, file_error=said)
    if not holds:
        return pages.page(seat, form, reading, 422)
    if reading.unseen:
        return pages.page(seat, form, reading)
    if form.holds_personal_number and "varnad" not in request.form:
        return pages.page(seat, form, reading, stopped_once=True)
    return _submitted(seat, form, reading, Copy(form.content(), person or form.person()))


def _submitted(seat: Seat, form: IdeaForm, reading: Reading, sent: Copy) -> Response:
    """Submit the idea with what others have saved; one that is refused stands in the draft and on the page."""
    saved = None
    try:
        saved = _saved_first(seat, form)
        version = submit(_sent(seat, form, saved.copy if saved else sent, saved), arrival())
    except Conflict as conflict:
        return _conflict(seat, form, conflict)
    except (Refused, Stale) as refused:
        refusal = refused.refusal if isinstance(refused, Refused) else Refusal(STALE)
        if saved is None:
            return pages.page(seat, form, reading, 409, refusal=refusal)
        return _kept(seat, form, 409, refusal=refusal, is_kept=True)
    if seat.coauthor is not None:
        return pages.back(seat, klart="skickat", version=version.number)
    return redirect_to("ideas.receipt", token=_token_of(version.idea), number=version.number)


def _kept(seat: Seat, form: IdeaForm, status: int, **values: Any) -> Response:
    """Show the draft as it was saved by a request that was refused after that."""
    afresh, token = _afresh(seat), form.form_token.data or ""
    base = afresh.idea.revision if afresh.idea else 0
    shown, reading = fresh_form(afresh, afresh.began, afresh.person, base=base, token=token)
    shown.publish.data = form.publish.data
    return pages.page(afresh, shown, reading, status, **values)


def _saved_first(seat: Seat, form: IdeaForm) -> Saved | None:
    if seat.idea is None:
        return None
    return writing.save(seat.idea.id, edit_of(seat, form), seat.way.coauthor_id, arrival())


def _sent(seat: Seat, form: IdeaForm, copy: Copy, saved: Saved | None) -> Sent:
    return Sent(
        call_id=seat.call.id,
        content=copy.content,
        person=copy.person,
        form_token=_once(form, copy, saved),
        way=seat.way,
        idea_id=seat.idea.id if seat.idea else None,
        base=saved.revision if saved else 0,
        late=request.form.get("knapp") == "sen",
        publish=bool(form.publish.data),
        wording=_(LEAVE) if form.publish.data else "",
    )


def _once(form: IdeaForm, copy: Copy, saved: Saved | None) -> str:
    """Return what makes this one sending: of a saved copy the same form may send another content later on."""
    token = form.one_time_token or ""
    return f"{token}.{checksum(to_json(copy.content))[:16]}" if saved else token


def _attach(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    """Check the file, save what is written, and attach the file to it."""
    if not form.holds_as_draft(has_link=seat.idea is not None):
        return pages.page(seat, form, reading, 422)
    file = request.files.get("fil")
    if file is None or not file.filename:
        return pages.page(seat, form, reading, 422, file_error=_("Välj en fil först."))
    try:
        stored = files.receive(file.stream, file.filename, arrival(), kinds=KINDS, most=MOST_BYTES)
    except Refused as refused:
        return pages.page(seat, form, reading, 422, file_error=_of_file(file.filename, refused))
    return _attached(seat, form, reading, stored)


def _of_file(name: str, refused: Refused) -> str:
    return f"”{name}”: {refusal_text(refused.refusal)}"


def _attached(seat: Seat, form: IdeaForm, reading: Reading, stored: StoredFile) -> Response:
    idea, name = seat.idea, stored.name
    try:
        if idea is None:
            idea = _start(seat, form)
            attaching.attach(idea.id, stored, arrival())
            return redirect_to("ideas.write", token=_token_of(idea), klart="utkast-bifogat", _anchor="bilagor")
        writing.save(idea.id, edit_of(seat, form), seat.way.coauthor_id, arrival())
    except Conflict as conflict:
        return _conflict(seat, form, conflict)
    except Refused as refused:
        return pages.page(seat, form, reading, 409, refusal=refused.refusal)
    try:
        attaching.attach(idea.id, stored, arrival())
    except Refused as refused:
        return _kept(seat, form, 422, file_error=_of_file(name, refused))
    return pages.back(seat, klart="bifogat", _anchor="bilagor")


def _detach(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    """Save what is written, and take a file off it."""
    if seat.idea is None or not form.holds_as_draft(has_link=True):
        return pages.page(seat, form, reading, 422)
    try:
        writing.save(seat.idea.id, edit_of(seat, form), seat.way.coauthor_id, arrival())
        attaching.detach(seat.idea.id, whole_number(request.form["ta_bort"]), arrival())
    except Conflict as conflict:
        return _conflict(seat, form, conflict)
    except Refused as refused:
        return pages.page(seat, form, reading, 409, refusal=refused.refusal)
    return pages.back(seat, klart="borttagen", _anchor="bilagor")


def _preview(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    if not form.holds_as_draft(has_link=seat.idea is not None):
        return pages.page(seat, form, reading, 422)
    return pages.preview(seat, form)


def _again(seat: Seat, form: IdeaForm, reading: Reading) -> Response:
    return pages.page(seat, form, reading, is_unsaved=True)


def _conflict(seat: Seat, form: IdeaForm, conflict: Conflict) -> Response:
    """Show both versions of what clashes, with the writer's in its field; saved again, it goes on from what stands."""
    mine = settled(conflict.merged, "mine")
    token = form.form_token.data or ""
    shown, reading = fresh_form(seat, mine.content, mine.person, base=conflict.revision, began=form.base, token=token)
    return pages.page(seat, shown, reading, 409, clashes=conflict.merged.clashes, others=conflict.others)


def _chosen(seat: Seat, form: IdeaForm, reading: Reading, choice: str) -> Response:
    """Put into the fields what the writer chose after a conflict; nothing is saved until they press the button."""
    if seat.idea is None or not form.holds_as_draft(has_link=True):
        return pages.page(seat, form, reading, 422)
    merged = writing.merged_with(seat.idea, edit_of(seat, form), form.began_from)
    copy: Copy = settled(merged, "theirs" if choice == "deras" else "both")
    token, base = form.form_token.data or "", seat.idea.revision
    shown, asked = fresh_form(seat, copy.content, copy.person, base=base, token=token)
    done = _("Fälten visar nu det som var sparat.") if choice == "deras" else _("Texterna innehåller nu bådas rader.")
    return pages.page(seat, shown, asked, is_unsaved=True, done=f"{done} {_('Läs igenom och spara.')}")


def _start(seat: Seat, form: IdeaForm) -> Idea:
    person = form.person()
    mails = _may_mail(person, Person())
    return writing.start(
        seat.call.id, form.content(), person, seat.way, form.one_time_token or "", arrival(), mails=mails
    )


def _may_mail(person: Person, was: Person) -> bool:
    """Tell whether a link may be mailed to the address, and count it when it is another than before."""
    if not person.email or key(person.email) == key(was.email):
        return True
    return not seconds_to_wait(MAILS_PER_ADDRESS, "idea-draft", key(person.email))


def _afresh(seat: Seat) -> Seat:
    """Return the seat with the idea as it stands after what was kept of a request that was refused."""
    if seat.idea is None:
        return seat
    found = working.idea_by_link(seat.idea.id, seat.idea.link_version)
    return seat_of(found, seat.coauthor)


def _is_empty(form: IdeaForm) -> bool:
    content = form.content()
    return not (content.title or content.about or content.background or content.purpose or content.activities)


def _token_of(idea: Idea) -> str:
    return links.make("idea", idea.id, idea.link_version)
