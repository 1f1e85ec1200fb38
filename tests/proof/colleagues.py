"""Groups and single visitors who sign up at once, over HTTP; and what must hold of them whatever the order."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import select

from meetings.extensions import db
from meetings.registration.models import Place, Pool, Registration, SignUpGroup
from tests.bench.load import Connection
from tests.bench.visitors import Attempt, SignUpPage, token_in
from tests.live import LiveServer

TOGETHER = 3  # colleagues in a group
ALL, FIT = "all", "fit"


class Colleagues(SignUpPage):
    """Visitors by their number: one alone, one with colleagues "all or none", one "as many as there is room for"."""

    def __init__(self, server: LiveServer, meeting_id: int) -> None:
        super().__init__(server, meeting_id)
        self.group_path = f"{self.path}/grupp"
        visitor = server.browser()
        form = visitor.get(self.group_path).form("Anmäl gruppen")
        types = [value for value in form.options("organisation_type").values() if value]
        form.fill(organisation="Ale kommun", together=ALL)
        form["organisation_type"] = types[0]
        visitor.close()
        self._shared = [(field, str(value)) for field, values in form.values.items() for value in values]

    def sign_up(self, connection: Connection, number: int) -> Attempt:
        """Let a visitor sign up, alone or with colleagues."""
        if number % 3 == 0:
            return super().sign_up(connection, number)
        began = time.perf_counter()
        token = token_in(connection.get(self.group_path))
        between = time.perf_counter()
        answer = connection.post(self.group_path, self._group(number, token))
        return Attempt(answer.status, between - began, time.perf_counter() - between)

    def _group(self, number: int, token: str) -> list[tuple[str, str]]:
        own = {"form_token": token, "together": ALL if number % 3 == 1 else FIT}
        for row in range(TOGETHER):
            own[f"members-{row}-name"] = f"Kollega {number} {row}"
            own[f"members-{row}-email"] = f"kollega.{number}.{row}@example.se"
        return list((dict(self._shared) | own).items())


@dataclass(frozen=True)
class Came:
    """Those of one group: their numbers in line, what each has, and what whoever sent the form was told of each."""

    all_or_none: bool
    arrivals: list[int]
    states: list[str]
    told: str

    @property
    def stands(self) -> bool:
        """Whether they came as one, were told the truth, and all have a seat where it was all or none."""
        first, had = self.arrivals[0], "".join("s" if state == "confirmed" else "l" for state in self.states)
        as_one = self.arrivals == list(range(first, first + TOGETHER))
        return as_one and had == self.told and not (self.all_or_none and "l" in had)


def groups(meeting_id: int) -> list[Came]:
    """Return the groups that were signed up."""
    db.session.rollback()  # see what others have written since
    rows = db.session.execute(
        select(SignUpGroup.id, SignUpGroup.told, Registration.email, Place.arrival, Place.state)
        .join(Registration, Registration.group_id == SignUpGroup.id)
        .join(Place, Place.registration_id == Registration.id)
        .join(Pool, Pool.id == Place.pool_id)
        .where(SignUpGroup.meeting_id == meeting_id, Pool.kind == "meeting")
        .order_by(SignUpGroup.id, Place.arrival)
    )
    found: dict[int, Came] = {}
    for group_id, told, email, arrival, state in rows:
        number = int(email.split(".")[1])
        came = found.setdefault(group_id, Came(number % 3 == 1, [], [], told))
        came.arrivals.append(arrival)
        came.states.append(state)
    return list(found.values())
