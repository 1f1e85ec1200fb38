"""The follow-up: a mailing that invites to it in one click, and the sign-up that the link in it opens."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.accounts.views import current_actor
from meetings.mailings import actions, queries
from meetings.mailings.actions import Draft
from meetings.mailings.forms import FollowUpForm
from meetings.mailings.mail import FOLLOW_UP
from meetings.mailings.queries import Chosen, FollowUp
from meetings.mailings.rules import HERE, About, Audience, Came, Ideas
from meetings.mailings.views.blueprint import MAILINGS, blueprint
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.registration.views.filled_in import filled_in_form
from meetings.text import N_
from meetings.web import access, dates
from meetings.web.lang import speaking
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

EVERYBODY, CAME, ASKED, IDEAS = "alla", "deltog", "bett-om", "ideer"
WHO = {
    EVERYBODY: (N_("Alla som anmälde sig"), Audience(states=HERE)),
    CAME: (N_("De som deltog"), Audience(states=HERE, came=Came.CAME)),
    ASKED: (N_("De som har bett om mejl om kommande möten"), Audience(states=HERE, opted_in=True)),
    IDEAS: (N_("De som har skickat in en idé"), Audience(ideas=Ideas.RECEIVED)),
}


@blueprint.route(f"{MAILINGS}/uppfoljning", methods=["GET", "POST"])
@access.requires("organiser")
def invite_to_follow_up(meeting_id: int) -> Response:
    """Ask who is invited to the follow-up, with how many that is; write the mailing, which is then confirmed."""
    of = listing.head(meeting_id)
    found = queries.follow_ups(meeting_id, arrival())
    if not found:
        return render("mailings/follow_up.html", meeting=of, form=None, found=[])
    form = FollowUpForm(data={"meeting": str(found[0].id)})
    form.meeting.choices = [SelectChoice(str(one.id), _said(one)) for one in found]
    form.who.choices = [SelectChoice(code, _(WHO[code][0])) for code in _offered(meeting_id)]
    if len(found) == 1:
        del form.meeting
    if not form.is_submitted() or not form.validate():
        return _page(of, form, found, 422 if form.failed else 200)
    chosen = next((one for one in found if "meeting" in form and str(one.id) == form.meeting.data), found[0])
    draft = _invitation(chosen, WHO[form.who.data][1])
    made = actions.write(of.id, draft, arrival(), current_actor())
    return redirect_to("mailings.mailing", meeting_id=of.id, mailing_id=made.id)


@blueprint.get("/moten/<int:meeting_id>/anmalan/for/<token>")
@access.link(FOLLOW_UP)
@limited("60 per minute")
def sign_up_filled_in(meeting_id: int, link_id: int, link_version: int) -> Response:
    """Show the sign-up to the follow-up with the details of who was invited; it is sent as any other."""
    return filled_in_form(meeting_id, link_id, link_version)


def _page(of: Head, form: FollowUpForm, found: list[FollowUp], status: int) -> Response:
    numbers = {code: queries.chosen(of, WHO[code][1], found[0].id) for code in _offered(of.id)}
    many = len(found) > 1  # then how many are left out depends on which is chosen
    return render(
        "mailings/follow_up.html",
        status,
        meeting=of,
        form=form,
        found=found,
        right={} if many else {code: str(one.number) for code, one in numbers.items()},
        skipped=0 if many else _skipped(numbers),
    )


def _offered(meeting_id: int) -> list[str]:
    """Return whom one can invite; those who have sent in an idea when the meeting takes ideas."""
    return [code for code in WHO if code != IDEAS or queries.takes_ideas(meeting_id)]


def _skipped(numbers: dict[str, Chosen]) -> int:
    return numbers[EVERYBODY].skipped


def _said(one: FollowUp) -> str:
    return f"{one.title}, {dates.day_text(one.starts_at)}"


def _invitation(follow_up: FollowUp, audience: Audience) -> Draft:
    """Return the mailing in words that stand as they are, in both languages; the facts follow by themselves."""
    values: dict[str, Any] = {"title": follow_up.title}
    texts: dict[str, str] = {}
    for lang in ("sv", "en"):
        with speaking(lang):
            texts[f"subject_{lang}"] = _("Välkommen till uppföljningen: %(title)s", **values)[:150]
            meeting = "[möte]" if lang == "sv" else "[meeting]"
            texts[f"body_{lang}"] = (
                _(
                    "Du anmälde dig till %(meeting)s. Nu följer vi upp det, och du är välkommen att vara med.",
                    meeting=meeting,
                )
                if audience.ideas is Ideas.NONE
                else _(
                    "Du har skickat in en idé till %(meeting)s. Nu följer vi upp mötet, och du är välkommen att "
                    "vara med.",
                    meeting=meeting,
                )
            )
    return Draft(**texts, about=About.FOLLOW_UP, audience=audience, follow_up_id=follow_up.id)
