"""Set the site up, change what it is called, and edit the pages that every footer links to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.directory import queries
from meetings.directory.models import Organisation, Site, SitePage
from meetings.directory.rules import PAGES
from meetings.errors import NotFound
from meetings.revisions import changes, require_current
from meetings.web import dates
from meetings.web.lang import LANGUAGES, speaking

_TEXTS = Path(__file__).resolve().parent.parent / "texts"


@dataclass(frozen=True)
class SiteFacts:
    """What the site is called, whose it is, and how its secretariat is reached."""

    name_sv: str
    name_en: str
    organisation: str
    organisation_type_id: int | None = None
    municipality_id: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class PageText:
    """What an editable page says: its title, and its body in Markdown."""

    title: str
    body: str


def set_up_site(facts: SiteFacts, now: datetime, actor: Actor) -> Site:
    """Make the site's one row and its owner in the directory."""
    with transaction.write() as session:
        owner = queries.organisation_named(facts.organisation)
        if owner is None:
            owner = Organisation(
                name=facts.organisation, type_id=facts.organisation_type_id, municipality_id=facts.municipality_id
            )
            session.add(owner)
            session.flush()
        site = Site(
            id=queries.SITE_ID,
            name_sv=facts.name_sv,
            name_en=facts.name_en,
            organisation_id=owner.id,
            contact_name=facts.contact_name,
            contact_email=facts.contact_email,
            contact_phone=facts.contact_phone,
        )
        session.add(site)
        session.flush()
        record(actor, "site.set_up", now, subject="site")
        return site


def save_site(
    name_sv: str, name_en: str, contact_name: str, contact_email: str, contact_phone: str, now: datetime, actor: Actor
) -> None:
    """Change the site's names and its contact. Raises `NotFound` before the site is set up."""
    new = {
        "name_sv": name_sv,
        "name_en": name_en,
        "contact_name": contact_name,
        "contact_email": contact_email,
        "contact_phone": contact_phone,
    }
    with transaction.write() as session:
        site = session.get(Site, queries.SITE_ID, with_for_update={"key_share": True}, populate_existing=True)
        if site is None:
            raise NotFound
        changed = changes({name: getattr(site, name) for name in new}, new)
        if not changed:
            return
        for change in changed:
            setattr(site, change.field, change.new)
        site.version += 1
        record(
            actor, "site.change", now, subject="site",
            changes={change.field: (change.old, change.new) for change in changed},
        )  # fmt: skip


def ensure_site_pages(now: datetime) -> None:
    """Add the pages that are not there yet, with the texts that a new service begins with, in both languages.

    The names of the site and its owner are written in as they are now; set the site up first.
    """
    with transaction.write() as session:
        there = {(page.code, page.lang) for page in session.scalars(select(SitePage))}
        for code in PAGES:
            for lang in LANGUAGES:
                if (code, lang) not in there:
                    text = beginning_of(code, lang, now)
                    session.add(SitePage(code=code, lang=lang, title=text.title, body=text.body, updated_at=now))
        session.flush()


def beginning_of(code: str, lang: str, now: datetime) -> PageText:
    """Return the text that a page begins with, names and today's date written in."""
    site = queries.site_shown(lang)
    unknown = "[fill in]" if lang == "en" else "[fyll i]"
    with speaking(lang):
        today = dates.day_text(now)
    words = {
        "{site}": site.name,
        "{organisation}": site.organisation_name or unknown,
        "{email}": site.contact_email or unknown,
        "{phone}": site.contact_phone or unknown,
        "{today}": today,
    }
    text = (_TEXTS / f"{code}.{lang}.md").read_text(encoding="utf-8")
    for mark, value in words.items():
        text = text.replace(mark, value)
    title, _blank, body = text.partition("\n")
    return PageText(title.removeprefix("# ").strip(), body.strip())


def save_site_page(code: str, lang: str, text: PageText, base: int, now: datetime, actor: Actor) -> None:
    """Save a page. Raises `Stale` when somebody saved since revision `base`, `NotFound` when there is no such page."""
    with transaction.write() as session:
        page = session.scalar(
            select(SitePage)
            .where(SitePage.code == code, SitePage.lang == lang)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if page is None:
            raise NotFound
        old, new = {"title": page.title, "body": page.body}, {"title": text.title, "body": text.body}
        changed = changes(old, new)
        if not changed:
            return
        require_current(base, page.revision)
        page.title, page.body = text.title, text.body
        page.revision += 1
        page.updated_at = now
        session.execute(update(Site).values(version=Site.version + 1).execution_options(synchronize_session=False))
        record(
            actor, "site.edit_page", now, subject=f"page:{code}.{lang}",
            changes={change.field: (change.old, change.new) for change in changed},
        )  # fmt: skip
