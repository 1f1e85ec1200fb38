"""Sign in and out, set a password, one's own account; and the guard of every desk page."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf

from meetings.accounts import actions, queries, rules
from meetings.accounts.forms import ChangePasswordForm, ForgottenForm, OwnForm, SetPasswordForm, SignInForm
from meetings.accounts.models import Account, SignedIn
from meetings.accounts.rules import AccountReason
from meetings.audit.actions import Actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.text import key, one_line
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.limits import limited
from meetings.web.problems import ended_page, problem_page
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

blueprint = Blueprint("accounts", __name__)

_COOKIE_VALUE = "sign_in"
_TRIES = "10 per 5 minutes"


def guard(permission: str, meeting_id: int | None) -> None:
    """Let the request through, or answer: to sign-in (303) or 403 for nobody, 404 for what one may not know of."""
    now_in = _signed_in()
    if now_in is None:
        abort(_asked_to_sign_in())
    grants = now_in.account.grants
    if not rules.may(grants, permission, meeting_id):
        abort(403 if rules.may_know_of(grants, meeting_id) else 404)
    if rules.is_due_to_be_seen(now_in.seen_at, arrival()):
        actions.see(session[_COOKIE_VALUE], arrival(), current_app.config["SESSION_HOURS"])
        session.modified = True  # the cookie's own signature grows old too


def reaches_all() -> bool:
    """Tell whether whoever sends this request organises all meetings, not single ones."""
    account = signed_in_account()
    return account is not None and rules.may(account.grants, rules.Permission.ORGANISER, None)


def signed_in_account() -> Account | None:
    """Return the account of whoever sends this request; None for the public."""
    now_in = _signed_in()
    return now_in.account if now_in is not None else None


def current_actor() -> Actor:
    """Return who acts in this request, for the audit. Only on pages that require an account."""
    account = signed_in_account()
    if account is None:
        abort(403)
    return Actor(account.name, account.id)


def csrf_token() -> str:
    """Return the token of this session's forms."""
    return str(generate_csrf())


def _signed_in() -> SignedIn | None:
    if "signed_in" not in g:
        token = session.get(_COOKIE_VALUE)
        g.signed_in = queries.signed_in(token, arrival()) if isinstance(token, str) else None
    found: SignedIn | None = g.signed_in
    return found


def _asked_to_sign_in() -> Response:
    if request.method in ("GET", "HEAD"):
        target = request.full_path if request.query_string else request.path
        return make_response(redirect(url_for("accounts.sign_in", next=request.script_root + target), code=303))
    return ended_page(url_for("accounts.sign_in"))


def _address_and_client() -> str:
    typed = key(one_line(request.form.get("email", ""))).encode("utf-8", "surrogatepass")
    return f"{hashlib.blake2b(typed, digest_size=12).hexdigest()} {get_remote_address()}"


def _sent_from_here() -> bool:
    """Tell whether the browser says that the form stood on a page of ours, so that nobody is signed in unawares."""
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc == request.host


@blueprint.route("/logga-in", methods=["GET", "POST"])
@access.public
@limited(_TRIES, _address_and_client, failures_only=True)
@limited(_TRIES, failures_only=True)
def sign_in() -> Response:
    """Sign in, and go on to where one was going."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if not form.is_submitted():
        if signed_in_account() is not None:
            return _onwards(form.next.data)
        return render("accounts/sign_in.html", form=form, done=request.args.get("klart"))
    if not form.validate():
        return render("accounts/sign_in.html", 422, form=form)
    hours = current_app.config["SESSION_HOURS"]
    token = None
    if _sent_from_here():
        token = actions.sign_in(form.email.data or "", form.password.data or "", arrival(), hours)
    if token is None:
        return render("accounts/sign_in.html", 422, form=form, refusal=Refusal(AccountReason.WRONG_SIGN_IN))
    if isinstance(earlier := session.get(_COOKIE_VALUE), str):
        actions.sign_out(earlier)
    session.clear()
    session[_COOKIE_VALUE] = token
    return _onwards(form.next.data)


def _onwards(target: str | None) -> Response:
    return make_response(redirect(rules.own_path(target) or url_for("pages.desk"), code=303))


@blueprint.post("/logga-ut")
@access.requires("account")
def sign_out() -> Response:
    """Sign out here."""
    if not ButtonForm().validate_on_submit():
        return problem_page(409)
    actions.sign_out(session[_COOKIE_VALUE])
    return _signed_out()


@blueprint.post("/logga-ut/overallt")
@access.requires("account")
def sign_out_everywhere() -> Response:
    """Sign out in every browser."""
    if not ButtonForm().validate_on_submit():
        return problem_page(409)
    actor = current_actor()
    actions.sign_out_everywhere(actor.account_id or 0, arrival(), actor)
    return _signed_out()


def _signed_out() -> Response:
    session.clear()
    return redirect_to("accounts.sign_in", klart="utloggad")


@blueprint.route("/glomt-losenord", methods=["GET", "POST"])
@access.public
@limited(_TRIES)
def forgotten() -> Response:
    """Ask for a link to a new password: the answer is the same for every address."""
    form = ForgottenForm()
    if not form.is_submitted():
        return render("accounts/forgotten.html", form=form, sent=request.args.get("klart") == "skickat")
    if not form.validate():
        return render("accounts/forgotten.html", 422, form=form)
    actions.ask_for_password(form.email.data or "", form.one_time_token or "", arrival())
    return redirect_to("accounts.forgotten", klart="skickat")


@blueprint.route("/losenord/<token>", methods=["GET", "POST"])
@access.link("password")
@limited(_TRIES)
def set_password(link_id: int, link_version: int) -> Response:
    """Set the password of the account that the link was made for."""
    account = queries.account(link_id)
    if account is None or account.closed_at is not None:
        raise NotFound
    if not rules.link_is_good(link_version, account.link_version, account.link_until, arrival()):
        return render("accounts/link_gone.html", 410)
    shown: dict[str, Any] = {"name": account.name, "email": account.email, "invited": account.password_hash is None}
    form = SetPasswordForm()
    if not form.is_submitted():
        return render("accounts/set_password.html", form=form, **shown)
    if not form.validate():
        return render("accounts/set_password.html", 422, form=form, **shown)
    try:
        actions.set_password(link_id, link_version, form.password.data or "", arrival())
    except Refused as refused:
        return _refused("accounts/set_password.html", form, "password", refused.refusal, **shown)
    return redirect_to("accounts.sign_in", klart="losenord")


@blueprint.route("/arbetsytan/konto", methods=["GET", "POST"])
@access.requires("account")
def own() -> Response:
    """One's own name and language."""
    account = _own_account()
    form = OwnForm(obj=account)
    if not form.is_submitted():
        return _own_page(account, form)
    if not form.validate():
        return _own_page(account, form, 422)
    actions.change_own(account.id, form.name.data or "", form.lang.data or "", arrival())
    tell(_("Ditt konto är sparat."))
    return redirect_to("accounts.own")


@blueprint.route("/arbetsytan/konto/losenord", methods=["GET", "POST"])
@access.requires("account")
@limited(_TRIES, failures_only=True)
def own_password() -> Response:
    """Change one's own password."""
    form = ChangePasswordForm()
    if not form.is_submitted():
        return render("accounts/own_password.html", form=form)
    if not form.validate():
        return render("accounts/own_password.html", 422, form=form)
    try:
        actions.change_password(
            _own_account().id, form.old.data or "", form.new.data or "", session[_COOKIE_VALUE], arrival()
        )
    except Refused as refused:
        field = "old" if refused.refusal.reason == AccountReason.WRONG_PASSWORD else "new"
        return _refused("accounts/own_password.html", form, field, refused.refusal)
    tell(_("Lösenordet är bytt. Du är utloggad överallt utom här."))
    return redirect_to("accounts.own")


def _own_page(account: Account, form: OwnForm, status: int = 200) -> Response:
    places = queries.sign_ins_of(account.id, arrival())
    return render("accounts/own.html", status, form=form, button=ButtonForm(), email=account.email, places=places)


def _own_account() -> Account:
    account = signed_in_account()
    if account is None:
        abort(403)
    return account


def _refused(template: str, form: Any, field: str, refusal: Refusal, **shown: Any) -> Response:
    """Show the form again with the refusal at its field."""
    if refusal.reason == AccountReason.LINK_GONE:
        return render("accounts/link_gone.html", 410)
    form[field].errors = [_(refusal.reason.value, **refusal.values)]
    return render(template, 422, form=form, **shown)
