"""The pages behind a speaker's link: what they sent and what came of it, and the way to send more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.errors import Refused
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files.rules import MP3, MP4, WEBM, FileReason, FileState
from meetings.materials.actions import giving
from meetings.materials.actions.giving import Gift, Told
from meetings.materials.forms.speaking import (
    AgainForm,
    FilesField,
    GiveForm,
    OtherAddressForm,
    SpeakerButton,
    TellForm,
)
from meetings.materials.mail.speaking import PURPOSE
from meetings.materials.models import SpeakerLink
from meetings.materials.queries import speaking as read
from meetings.materials.queries.speaking import Thing
from meetings.materials.rules import MaterialKind
from meetings.materials.rules import speaking as rules
from meetings.materials.views import uploading
from meetings.materials.views.blueprint import blueprint
from meetings.materials.views.given import thing_shown
from meetings.questions.types.files import Attached
from meetings.web import access
from meetings.web.forms import PublicForm, new_form_token
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, refusal_text, render
from meetings.web.requests import arrival

_OWN = "/talare/<token>"
_THING = f"{_OWN}/<int:material_id>"
_FILMS = (MP4, WEBM, MP3)
AForm = TypeVar("AForm", bound=PublicForm)


@blueprint.route(_OWN, methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("60 per 10 minutes")
def speaker_page(link_id: int, link_version: int) -> Response:
    """Show what the speaker is asked for and has sent, and take files or an address."""
    link = read.speaker_by_link(link_id, link_version)
    uploading.make_room(rules.MOST_AT_ONCE)
    form = GiveForm(data={"credit": link.name, "lang": link.lang})
    if not form.is_submitted():
        return _page(link, form)
    _take(form, form.files)
    if not form.validate():
        return _page(link, form, 422)
    gift = _gift(form, form.files.chosen, form.url.data or "", _told(form))
    try:
        giving.give(link_id, link_version, gift, arrival())
    except Refused as refused:
        return _page(link, form, 409, refused=refused)
    return _back("skickat")


@blueprint.route(_THING, methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("60 per 10 minutes")
def speaker_thing(link_id: int, link_version: int, material_id: int) -> Response:
    """Show one thing that was sent, and take a new version of it under the same address."""
    link = read.speaker_by_link(link_id, link_version)
    uploading.make_room()
    thing = read.thing_of(link_id, material_id)
    form = _again(thing)
    if not form.is_submitted():
        return _thing_page(link, thing)
    if isinstance(form, AgainForm):
        _take(form, form.files)
        if not form.files.chosen and not form.files.process_errors:
            form.files.process_errors = [_("Välj en fil.")]
    if not form.validate():
        return _thing_page(link, thing, 422, again=form)
    if isinstance(form, AgainForm):
        gift = _gift(form, form.files.chosen)
    else:
        gift = _gift(form, url=form.url.data or "")
    try:
        giving.give_again(link_id, link_version, material_id, gift, arrival())
    except Refused as refused:
        return _thing_page(link, read.thing_of(link_id, material_id), 409, again=form, refused=refused)
    return _back("ny-version")


@blueprint.post(f"{_THING}/uppgifter")
@access.link(PURPOSE)
@limited("60 per 10 minutes")
def speaker_texts(link_id: int, link_version: int, material_id: int) -> Response:
    """Change title, credit, language and description of something that no organiser has taken."""
    link, form = read.speaker_by_link(link_id, link_version), TellForm()
    thing = read.thing_of(link_id, material_id)
    if not form.validate():
        return _thing_page(link, thing, 422, texts=form)
    try:
        giving.retell(link_id, link_version, material_id, _told(form), arrival())
    except Refused as refused:
        return _thing_page(link, read.thing_of(link_id, material_id), 409, texts=form, refused=refused)
    return _back("andrat")


@blueprint.post(f"{_THING}/ta-tillbaka")
@access.link(PURPOSE)
@limited("60 per 10 minutes")
def speaker_takes_back(link_id: int, link_version: int, material_id: int) -> Response:
    """Take back what no organiser has looked at."""
    link = read.speaker_by_link(link_id, link_version)
    return _pressed(link, "tagit-tillbaka", lambda: giving.take_back(link.id, link.version, material_id, arrival()))


@blueprint.post(f"{_OWN}/inget")
@access.link(PURPOSE)
@limited("60 per 10 minutes")
def speaker_declines(link_id: int, link_version: int) -> Response:
    """Note that the speaker has nothing to share."""
    link = read.speaker_by_link(link_id, link_version)
    return _pressed(link, "inget", lambda: giving.decline(link.id, link.version, arrival()))


def take_files(field: FilesField) -> None:
    """Store the files that were sent, and find those that were sent before; errors stand at the field.

    What is accepted stands in the field also when another is not, and need not be sent anew.
    """
    chosen: list[Attached] = []
    errors: list[str] = []
    for key in field.kept:
        row = stored_files.stored(key)
        if row is None or row.state != FileState.PENDING.value:
            errors.append(refusal_text(Refused(FileReason.GONE).refusal))
        else:
            chosen.append(Attached(row.key, row.name))
    for sent in field.arriving:
        if len(chosen) >= field.at_most:
            errors.append(_("”%(name)s” fick inte plats. Skicka färre filer åt gången.", name=sent.filename))
            continue
        try:
            row = files.receive(sent.stream, sent.filename, arrival(), kinds=field.kinds, most=field.most)
            chosen.append(Attached(row.key, row.name))
        except Refused as refused:
            errors.append(f"”{sent.filename}”: {refusal_text(refused.refusal)}")
    field.data, field.process_errors = tuple(chosen), errors


def _take(form: GiveForm | AgainForm, field: FilesField) -> None:
    """Take the files of a form with a genuine token: of any other nothing is stored."""
    if form.one_time_token is not None:
        if field.at_most == 1 and field.arriving:
            field.kept = []  # the file that is chosen now is the one that is meant
        take_files(field)


def _gift(form: PublicForm, chosen: Sequence[Attached] = (), url: str = "", told: Told | None = None) -> Gift:
    found = [giving.looked_through(one.key) for one in chosen]
    pieces = [one for one in found if one is not None]
    return Gift(pieces, url, told or Told(), _(rules.RIGHTS), form.one_time_token or "")


def _told(form: GiveForm | TellForm) -> Told:
    return Told(form.title.data or "", form.credit.data or "", form.lang.data, form.alt.data or "")


def _again(thing: Thing, *, fresh: bool = False) -> AgainForm | OtherAddressForm:
    """Return the form of a new version: of a file, or of an address; a film stays a film."""
    if thing.material.kind == MaterialKind.LINK.value:
        return _fresh(OtherAddressForm) if fresh else OtherAddressForm()
    form = _fresh(AgainForm) if fresh else AgainForm()
    if thing.material.kind == MaterialKind.FILM.value:
        form.files.kinds = _FILMS
    return form


def _pressed(link: SpeakerLink, done: str, act: Callable[[], object]) -> Response:
    """Do what a button says, and go back to the page."""
    if not SpeakerButton().validate():
        return _page(link, status=422)
    try:
        act()
    except Refused as refused:
        return _page(link, status=409, refused=refused)
    return _back(done)


def _fresh(form: type[AForm], **data: str) -> AForm:
    """Return a form as it is before anything is sent, also while another form of the page is answered."""
    made = form(formdata=MultiDict(), data=data)
    made.form_token.data = new_form_token()
    return made


def _page(
    link: SpeakerLink, form: GiveForm | None = None, status: int = 200, *, refused: Refused | None = None
) -> Response:
    now, meeting = arrival(), read.meeting(link.meeting_id)
    return render(
        "materials/speaker_page.html",
        status,
        link=link,
        meeting=meeting,
        item=read.item_of(link),
        things=[thing_shown(one) for one in read.things_of(link.id)],
        form=form or _fresh(GiveForm, credit=link.name, lang=link.lang),
        button=_fresh(SpeakerButton),
        refused=refused,
        closed=rules.refusal_to_send(meeting, now),
        closes_at=rules.closes_at(meeting.ends_at),
        due_at=link.due_at if link.due_at is not None and link.due_at > now else None,
        is_over=meeting.ends_at <= now,
        done=request.args.get("klart", ""),
        token=_token(),
        most_at_once=rules.MOST_AT_ONCE,
    )


def _thing_page(
    link: SpeakerLink,
    thing: Thing,
    status: int = 200,
    *,
    again: AgainForm | OtherAddressForm | None = None,
    texts: TellForm | None = None,
    refused: Refused | None = None,
) -> Response:
    one, meeting = thing.material, read.meeting(link.meeting_id)
    is_address = one.kind == MaterialKind.LINK.value
    told = {"title": one.title, "credit": one.credit, "lang": one.lang, "alt": one.alt}
    return render(
        "materials/speaker_thing.html",
        status,
        link=link,
        meeting=meeting,
        thing=thing_shown(thing),
        is_address=is_address,
        again=again or _again(thing, fresh=True),
        texts=texts or _fresh(TellForm, **told),
        button=_fresh(SpeakerButton),
        wrong=again or texts,
        refused=refused,
        closed=rules.refusal_to_send(meeting, arrival()),
        token=_token(),
    )


def _token() -> str:
    return str((request.view_args or {})["token"])


def _back(done: str) -> Response:
    return redirect_to("materials.speaker_page", token=_token(), klart=done)
