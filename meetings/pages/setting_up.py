"""Set the service up: the first administrator, the site, its pages and the mail server, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from flask import current_app

from meetings import config, transaction
from meetings.accounts import actions as accounts
from meetings.accounts import queries
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.rules import Permission
from meetings.audit.actions import Actor
from meetings.directory import actions as directory
from meetings.directory.actions import SiteFacts
from meetings.errors import Refused
from meetings.text import N_


class SetupReason(Enum):
    """Why a service is not set up."""

    DONE_ALREADY = N_("Tjänsten är redan uppsatt. Logga in i stället.")


@dataclass(frozen=True)
class Answers:
    """What the form asked for; `mail` are settings by name."""

    name: str
    email: str
    password: str
    lang: str
    site: SiteFacts
    mail: Mapping[str, str | int | bool]


def set_up(answers: Answers, now: datetime) -> None:
    """Write rows and settings. The file comes last: when it cannot be written, no row is kept either.

    Raises `Refused` when there is an account already, or the password will not do.
    """
    with transaction.write():
        if queries.any_account():
            raise Refused(SetupReason.DONE_ALREADY)
        actor = Actor(answers.name)
        grants = (NewGrant(Permission.ADMINISTRATOR),)
        accounts.add(
            NewAccount(answers.name, answers.email, answers.lang, grants), now, actor, password=answers.password
        )
        directory.ensure_vocabularies()
        directory.set_up_site(answers.site, now, actor)
        directory.ensure_site_pages(now)
        config.store_settings(Path(current_app.config["INSTANCE"]), answers.mail)
