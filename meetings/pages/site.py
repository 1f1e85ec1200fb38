"""The site's own settings and the pages that every footer links to, edited at the desk."""

from __future__ import annotations

from difflib import SequenceMatcher

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor, signed_in_account
from meetings.directory import actions, queries
from meetings.directory.actions import PageText
from meetings.directory.models import Site, SitePage
from meetings.directory.rules import PAGES
from meetings.errors import NotFound, Stale
from meetings.outbox.transport import send_test
from meetings.pages.blueprint import blueprint
from meetings.pages.site_forms import PageForm, SiteForm
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.lang import LANGUAGES
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

PUBLIC_PAGES = {
    "accessibility": "pages.accessibility",
    "privacy": "pages.privacy",
    "cookies": "pages.cookies",
    "how-it-works": "pages.how_it_works",
}


@blueprint.route("/arbetsytan/webbplats", methods=["GET", "POST"])
@access.requires("administrator")
def site_settings() -> Response:
    """What the site is called, and how the secretariat is reached."""
    form = SiteForm(obj=_site())
    if not form.is_submitted():
        return _settings_page(form)
    if not form.validate():
        return _settings_page(form, 422)
    actions.save_site(
        form.name_sv.data or "",
        form.name_en.data or "",
        form.contact_name.data or "",
        form.contact_email.data or "",
        form.contact_phone.data or "",
        arrival(),
        current_actor(),
    )
    tell(_("Webbplatsens uppgifter är sparade."))
    return redirect_to("pages.site_settings")


@blueprint.post("/arbetsytan/webbplats/testmejl")
@access.requires("administrator")
@limited("10 per 5 minutes")
def test_mail() -> Response:
    """Send a test mail to whoever asks, past the queue, and say whether the server took it."""
    account = signed_in_account()
    if account is None or not ButtonForm().validate():
        return _settings_page(SiteForm(obj=_site(), formdata=None), 422)
    if current_app.config["MODE"] == "demo":
        refused: str | None = _("I demon skickas inga mejl.")
    else:
        refused = send_test(current_app.config, account.email)
    if refused:
        return _settings_page(SiteForm(obj=_site(), formdata=None), 502, refused)
    tell(_("Servern tog emot testmejlet till %(address)s. Titta i inkorgen.", address=account.email))
    return redirect_to("pages.site_settings")


def _site() -> Site:
    found = queries.site()
    if found is None:
        raise NotFound
    return found


def _settings_page(form: SiteForm, status: int = 200, refused: str = "") -> Response:
    owner = _site().organisation.name
    return render("pages/site/settings.html", status, form=form, owner=owner, button=ButtonForm(), refused=refused)


@blueprint.get("/arbetsytan/sidor")
@access.requires("organiser")
def site_pages() -> Response:
    """The pages that can be edited, in both languages."""
    stored = {(page.code, page.lang): page for page in queries.site_pages()}
    rows = [
        {
            "code": code,
            "shown_at": url_for(PUBLIC_PAGES[code]),
            "texts": [stored.get((code, lang)) for lang in LANGUAGES],
        }
        for code in PAGES
    ]
    return render("pages/site/pages.html", rows=rows)


@blueprint.route("/arbetsytan/sidor/<code>/<language>", methods=["GET", "POST"])
@access.requires("organiser")
def edit_site_page(code: str, language: str) -> Response:
    """Edit a page in one language; a save from an old revision is shown what changed, and loses nothing."""
    page = queries.stored_site_page(code, language)
    if page is None:
        raise NotFound
    form = PageForm(data={"title": page.title, "body": page.body, "base": page.revision})
    if not form.is_submitted():
        return _editor(page, form)
    if not form.validate():
        return _editor(page, form, 422)
    if "preview" in request.form:
        return _editor(page, form, preview=True)
    text = PageText(form.title.data or "", form.body.data or "")
    try:
        actions.save_site_page(code, language, text, form.base_revision, arrival(), current_actor())
    except Stale as stale:
        form.base.data = str(stale.current)  # sent again, it replaces what was just shown
        current = queries.stored_site_page(code, language)
        return _editor(current or page, form, 409, stale=True)
    tell(_("Sidan är sparad."))
    return redirect_to("pages.site_pages")


def _editor(
    page: SitePage, form: PageForm, status: int = 200, *, preview: bool = False, stale: bool = False
) -> Response:
    return render(
        "pages/site/edit.html",
        status,
        page=page,
        form=form,
        preview=preview,
        difference=difference(page.body, form.body.data or "") if stale else None,
        shown_at=url_for(PUBLIC_PAGES[page.code]),
    )


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Return two texts' lines in order, each "same", "del" or "ins"; what is the same at length is a "gap"."""
    before, after = old.split("\n"), new.split("\n")
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            same = [("same", line) for line in before[a:b]]
            found += same if len(same) <= 4 else [*same[:2], ("gap", ""), *same[-2:]]
        else:
            found += [("del", line) for line in before[a:b]] + [("ins", line) for line in after[c:d]]
    return found
