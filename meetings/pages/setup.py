"""The first start: one page behind a one-time link, and nothing else until it is filled in."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from flask import Response, current_app, request

from meetings.accounts import queries as accounts
from meetings.accounts.rules import AccountReason
from meetings.directory import queries as directory
from meetings.directory.actions import SiteFacts
from meetings.directory.rules import WITHOUT_ORGANISATION, Vocabulary
from meetings.errors import NotFound, Refused
from meetings.outbox.transport import send_test
from meetings.pages.blueprint import blueprint
from meetings.pages.setting_up import Answers, set_up
from meetings.pages.setup_form import SetupForm
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import refusal_text, render
from meetings.web.requests import arrival

LINK = 1  # the row that the link names: there is only one set-up
EXTENSION = "setup"


@dataclass
class FirstStart:
    """A set-up under way: the version of its one link, and whether it is done."""

    version: int
    done: threading.Event = field(default_factory=threading.Event)


@blueprint.before_app_request
def nothing_else() -> Response | None:
    """Answer every other address with 503 while the service is being set up."""
    if current_app.config["MODE"] != "setup" or request.endpoint == "pages.setup":
        return None
    return render("pages/setup/waiting.html", 503)


@blueprint.route("/start/<token>", methods=["GET", "POST"])
@access.link("setup")
@limited("60 per 5 minutes")
def setup(link_id: int, link_version: int) -> Response:
    """Ask for all that a service needs to begin, try the mail server, and save it in one go."""
    start: FirstStart | None = current_app.extensions.get(EXTENSION)
    if current_app.config["MODE"] != "setup" or start is None or (link_id, link_version) != (LINK, start.version):
        raise NotFound
    if start.done.is_set() or accounts.any_account():
        return render("pages/setup/done.html", base_url=current_app.config["BASE_URL"])
    form = SetupForm()
    form.offer(_offered(Vocabulary.ORGANISATION_TYPE), _offered(Vocabulary.MUNICIPALITY))
    if not form.is_submitted():
        return render("pages/setup/form.html", form=form)
    if "test" in request.form:
        return _tested(form)
    if not form.validate():
        return render("pages/setup/form.html", 422, form=form)
    try:
        set_up(_answers(form), arrival())
    except Refused as refused:
        if not isinstance(refused.refusal.reason, AccountReason):
            return render("pages/setup/form.html", 409, form=form, refusal=refused.refusal)
        form.password.errors = [refusal_text(refused.refusal)]
        return render("pages/setup/form.html", 422, form=form)
    start.done.set()
    return render("pages/setup/done.html", base_url=current_app.config["BASE_URL"])


def _tested(form: SetupForm) -> Response:
    """Try the mail server with what is filled in, and say what it answered."""
    if not form.holds_for_a_test():
        return render("pages/setup/form.html", 422, form=form)
    said = send_test(form.mail_settings(), form.email.data or "")
    return render("pages/setup/form.html", form=form, tested=True, said=said)


def _offered(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    return [
        (str(term.id), term.name(lang()))
        for term in directory.terms(vocabulary, arrival().date())
        if term.code not in WITHOUT_ORGANISATION
    ]


def _answers(form: SetupForm) -> Answers:
    site = SiteFacts(
        name_sv=form.site_name.data or "",
        name_en=form.site_name_en.data or form.site_name.data or "",
        organisation=form.organisation.data or "",
        organisation_type_id=int(form.organisation_type.data),
        municipality_id=int(form.municipality.data) if form.municipality.data else None,
        contact_name=form.contact_name.data or "",
        contact_email=form.contact_email.data or "",
        contact_phone=form.contact_phone.data or "",
    )
    return Answers(
        name=form.name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        lang=lang(),
        site=site,
        mail=form.mail_settings(),
    )
