"""The worker: steps without a pause while there is work, timed jobs beside them, a gentle end when told to."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock
from meetings.errors import Busy
from meetings.jobs import actions, queries
from meetings.jobs.rules import Job, Step
from meetings.web.logs import log

_BEAT = 10.0  # seconds between two signs of life
_LOOK_FOR_JOBS = 5.0  # seconds
_AFTER_TROUBLE = 5.0  # seconds of rest when the database does not answer
_NICER = 5  # by how much the worker lets the web go before it
_LAST_WORDS = 20.0  # seconds that a timed job gets to end in when the worker is told to stop


class Identity:
    """A name that no other process has while this one lives, and that its successor has again.

    It is the lowest free slot of the instance folder, held by a lock of the operating system, which ends
    with the process however that dies. So what stands claimed under the own name was left by a process
    that is gone, and can be taken up at once.
    """

    def __init__(self, instance: Path) -> None:
        folder = instance / "workers"
        folder.mkdir(parents=True, exist_ok=True)
        for slot in range(1000):
            handle = os.open(folder / str(slot), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                continue
            self._handle = handle
            mark = os.read(handle, 8).decode("ascii", "replace")
            if len(mark) < 8:
                mark = secrets.token_hex(4)
                os.pwrite(handle, mark.encode(), 0)
            self.name = f"{socket.gethostname()[:40]}/{slot}/{mark}"
            return
        raise RuntimeError("a thousand workers already run on this instance")

    def release(self) -> None:
        """Let go of the name."""
        os.close(self._handle)


class Worker:
    """Runs the steps in the main thread and the timed jobs in another, until it is told to stop."""

    def __init__(self, app: Flask, work: Sequence[Job | Step]) -> None:
        self.app = app
        self.steps = [item for item in work if isinstance(item, Step)]
        self.jobs = [item for item in work if isinstance(item, Job)]
        self.rest = 1.0 if app.config["MODE"] == "live" else 0.2  # seconds between two looks for work
        self.stopping = threading.Event()
        self.started_at = clock.now()
        self._beaten_at: datetime | None = None
        self.identity = Identity(Path(app.config["INSTANCE"]))

    @property
    def name(self) -> str:
        """The worker's name, as rows are claimed under."""
        return self.identity.name

    def run(self) -> None:
        """Work until `stop`; then end the piece at hand, and give a timed job 20 seconds to end."""
        log().info("worker", event_is="started", worker=self.name)
        jobs = threading.Thread(target=self._run_jobs, name="jobs", daemon=True)
        jobs.start()
        while not self.stopping.is_set():
            self.stopping.wait(self._one_round())
        jobs.join(_LAST_WORDS)
        log().info("worker", event_is="stopped", worker=self.name)

    def stop(self, *_signal: int | FrameType | None) -> None:
        """End soon (also as a signal handler)."""
        self.stopping.set()

    def keep_going(self) -> bool:
        """Tell a step whether to go on, and note that the worker lives."""
        if self._beaten_at is None or (clock.now() - self._beaten_at).total_seconds() >= _BEAT:
            now = clock.now()
            actions.beat(self.name, self.started_at, now)
            self._beaten_at = now
        return not self.stopping.is_set()

    def _one_round(self) -> float:
        """Run each step once and return how long to rest, in seconds."""
        done = 0
        with self.app.app_context():
            try:
                self.keep_going()
                for step in self.steps:
                    done += step.run(self.name, self.keep_going)
            except (SQLAlchemyError, Busy) as error:
                log().error("worker", event_is="database trouble", kind=type(error).__name__)
                return _AFTER_TROUBLE
            except Exception as error:  # a fault in one piece must not end the service
                log().error("worker", event_is="a step failed", exc_info=error)
                return _AFTER_TROUBLE
        return 0 if done else self.rest

    def _run_jobs(self) -> None:
        while not self.stopping.is_set():
            with suppress(SQLAlchemyError, Busy):  # the main thread says so already
                run_due_jobs(self.app, self.jobs, self.name, self.stopping.is_set)
            self.stopping.wait(_LOOK_FOR_JOBS)


def run_due_jobs(app: Flask, jobs: Sequence[Job], worker: str, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Run every job that is due and free, each in an app context of its own; return how many ran."""
    ran = 0
    for job in jobs:
        if is_stopping():
            break
        with app.app_context():
            now = clock.now()
            if not queries.may_be_due(job.name, now) or not actions.take(job, app.config, worker, now):
                continue
            ran += 1
            try:
                outcome = job.run(now)
            except Exception as error:  # noted where the desk shows it, and tried again
                log().error("job", job=job.name, exc_info=error)
                actions.fail(job, app.config, worker, clock.now(), f"{type(error).__name__}: {error}"[:500])
            else:
                actions.finish(job, app.config, worker, clock.now(), outcome)
                log().info("job", job=job.name, outcome=outcome)
    return ran


def serve(app: Flask, work: Sequence[Any]) -> None:
    """Run a worker in this process until SIGTERM or SIGINT."""
    os.nice(_NICER)  # mail can wait a moment: who signs up in a rush, on the same processors, should not
    worker = Worker(app, work)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, worker.stop)
    try:
        worker.run()
    finally:
        worker.identity.release()
