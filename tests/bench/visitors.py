"""Visitors who sign up over HTTP, as a browser does: fetch the form for its token, fill it in, send it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from tests.bench.load import Answer, Connection
from tests.browser import Form
from tests.live import LiveServer

_TOKEN = re.compile(rb'name="form_token"[^>]*value="([^"]+)"')
BROWSER = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Attempt:
    """What one visitor met: the status of the answer to the POST, and how long form and POST took (seconds)."""

    status: int
    form_took: float
    post_took: float

    @property
    def took(self) -> float:
        """Seconds from asking for the form until the sign-up was answered."""
        return self.form_took + self.post_took


@dataclass(frozen=True)
class Crowd:
    """All attempts, and the seconds from the first request to the last answer."""

    attempts: Sequence[Attempt]
    seconds: float

    @property
    def statuses(self) -> dict[int, int]:
        """How many answers of each status there were."""
        found = [attempt.status for attempt in self.attempts]
        return {status: found.count(status) for status in sorted(set(found))}

    @property
    def per_second(self) -> float:
        """Sign-ups a second."""
        return len(self.attempts) / self.seconds


class SignUpPage:
    """The sign-up page of a meeting, its form filled in as by a careful visitor; learned once from the page itself."""

    ADDRESS = "/moten/{}/anmalan"

    def __init__(self, server: LiveServer, meeting_id: int) -> None:
        self.path = self.ADDRESS.format(meeting_id)
        visitor = server.browser()
        form = next(form for form in visitor.get(self.path).forms if "form_token" in form)
        form["name"], form["email"] = "{name}", "{email}"
        for field in form.fields:
            if field == "form_token":
                continue
            offered = [value for value in form.options(field).values() if value]
            if offered and not form.values[field][:1] and len(offered) == 1:
                form[field] = True
            elif offered and not any(form.values[field]):
                form[field] = offered[0]
        self.learned(form)
        visitor.close()
        self._fields = [(field, str(value)) for field, values in form.values.items() for value in values]

    def learned(self, form: Form) -> None:
        """Remember more of the form; for those who choose."""

    def fields(self, number: int, token: str) -> list[tuple[str, str]]:
        """Return what visitor so-and-so sends."""
        own = {
            "form_token": token,
            "name": f"Åsa Öberg {number}",
            "email": f"asa.{number}@example.se",
            "organisation": "Ale kommun",
        }
        return [(field, own.get(field, value)) for field, value in self._fields]

    def sign_up(self, connection: Connection, number: int) -> Attempt:
        """Let a visitor sign up; they do not follow the redirect."""
        began = time.perf_counter()
        token = token_in(connection.get(self.path))
        between = time.perf_counter()
        answer = connection.post(self.path, self.fields(number, token))
        return Attempt(answer.status, between - began, time.perf_counter() - between)


def token_in(page: Answer) -> str:
    """Return the one-time token of the form on the page, which came as plain text."""
    found = _TOKEN.search(page.body)
    assert found, f"no form token on a page with status {page.status}"
    return found[1].decode()


def sign_up_all(
    server: LiveServer, meeting_id: int, *, clients: int, attempts: int, page_type: type[SignUpPage] = SignUpPage
) -> Crowd:
    """Let so many clients at a time sign up so many people, and return what they met. All start at once.

    `page_type` fills in the form: as everybody does, or as somebody who chooses by their number.
    """
    page = page_type(server, meeting_id)
    numbers: SimpleQueue[int] = SimpleQueue()
    for number in range(attempts):
        numbers.put(number)
    done: list[Attempt] = []
    failures: list[BaseException] = []
    start = threading.Barrier(clients + 1)

    def client() -> None:
        connection = Connection(server.url)
        start.wait()
        try:
            while True:
                done.append(page.sign_up(connection, numbers.get_nowait()))
        except Empty:
            pass
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise failures[0]
    return Crowd(done, seconds)
