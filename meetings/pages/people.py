"""Behörigheter: who has an account, what they may do, and inviting, giving, taking, closing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts import actions, queries
from meetings.accounts.actions import NewAccount
from meetings.accounts.models import Account
from meetings.accounts.views import current_actor, signed_in_account
from meetings.audit.actions import Actor
from meetings.errors import NotFound, Refused
from meetings.pages.blueprint import blueprint
from meetings.pages.desk_queries import meeting_choices, titles_of
from meetings.pages.people_forms import GrantForm, InvitationForm
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.problems import problem_page
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.get("/arbetsytan/behorigheter")
@access.requires("administrator")
def people() -> Response:
    """Everybody with an account, and what each may do."""
    words = request.args.get("q", "").replace("\0", "")[:100]
    found = paged(queries.everybody(words), page_asked_for())
    meetings = titles_of({grant.meeting_id for account in found.rows for grant in account.grants if grant.meeting_id})
    return render("pages/people/all.html", found=found, words=words, meetings=meetings)


@blueprint.route("/arbetsytan/behorigheter/bjud-in", methods=["GET", "POST"])
@access.requires("administrator")
def invite() -> Response:
    """Invite somebody by mail."""
    form = InvitationForm()
    form.offer(_offered())
    if not form.is_submitted():
        return render("pages/people/invite.html", form=form)
    if not form.validate():
        return render("pages/people/invite.html", 422, form=form)
    new = NewAccount(form.name.data or "", form.email.data or "", form.lang.data, (form.grant(),))
    try:
        actions.invite(new, arrival(), current_actor())
    except Refused as refused:
        return render("pages/people/invite.html", 409, form=form, refusal=refused.refusal)
    tell(_("%(name)s får ett mejl med en länk för att välja lösenord.", name=new.name))
    return redirect_to("pages.people")


@blueprint.route("/arbetsytan/behorigheter/<int:account_id>", methods=["GET", "POST"])
@access.requires("administrator")
def one_of_the_people(account_id: int) -> Response:
    """One account: its permissions; the form gives one more."""
    account = _account(account_id)
    form = GrantForm()
    form.offer(_offered())
    if not form.is_submitted():
        return _page(account, form)
    if not form.validate():
        return _page(account, form, 422)
    try:
        actions.give(account_id, form.grant(), arrival(), current_actor())
    except Refused as refused:
        return _page(_account(account_id), form, 409, refused)
    tell(_("Behörigheten är given."))
    return redirect_to("pages.one_of_the_people", account_id=account_id)


@blueprint.post("/arbetsytan/behorigheter/<int:account_id>/ta-tillbaka/<int:grant_id>")
@access.requires("administrator")
def take_permission(account_id: int, grant_id: int) -> Response:
    """Take one permission back."""
    return _do(
        account_id, lambda actor: actions.take(account_id, grant_id, arrival(), actor), _("Behörigheten är borttagen.")
    )


@blueprint.post("/arbetsytan/behorigheter/<int:account_id>/stang")
@access.requires("administrator")
def close_account(account_id: int) -> Response:
    """Close the account."""
    return _do(account_id, lambda actor: actions.close(account_id, arrival(), actor), _("Kontot är stängt."))


@blueprint.post("/arbetsytan/behorigheter/<int:account_id>/oppna")
@access.requires("administrator")
def reopen_account(account_id: int) -> Response:
    """Open the account again."""
    return _do(account_id, lambda actor: actions.reopen(account_id, arrival(), actor), _("Kontot är öppnat."))


@blueprint.post("/arbetsytan/behorigheter/<int:account_id>/bjud-in-igen")
@access.requires("administrator")
def invite_again(account_id: int) -> Response:
    """Mail the invitation once more."""
    return _do(
        account_id, lambda actor: actions.invite_again(account_id, arrival(), actor), _("En ny inbjudan är skickad.")
    )


def _do(account_id: int, step: Callable[[Actor], None], said: str) -> Response:
    """Take the step that a button asked for and go back to the person, who shows it or the refusal."""
    if not ButtonForm().validate_on_submit():
        return problem_page(409)
    actor = current_actor()
    try:
        step(actor)
    except Refused as refused:
        form = GrantForm(formdata=None)
        form.offer(_offered())
        return _page(_account(account_id), form, 409, refused)
    tell(said)
    if account_id == actor.account_id:
        return redirect_to("pages.desk")
    return redirect_to("pages.one_of_the_people", account_id=account_id)


def _page(account: Account, form: GrantForm, status: int = 200, refused: Refused | None = None) -> Response:
    me = signed_in_account()
    return render(
        "pages/people/one.html",
        status,
        person=account,
        form=form,
        refusal=refused.refusal if refused is not None else None,
        meetings=titles_of({grant.meeting_id for grant in account.grants if grant.meeting_id}),
        button=ButtonForm(formdata=None),
        is_me=me is not None and me.id == account.id,
        now=arrival(),
    )


def _account(account_id: int) -> Account:
    found = queries.account(account_id)
    if found is None:
        raise NotFound
    return found


def _offered() -> list[tuple[str, str]]:
    return [(str(row[0]), f"{row[1]}, {dates.date_short(row[2])}") for row in meeting_choices()]
