"""How are instants written: Swedish time, always with the year, times with a dot (Språkrådet; domain.md, habits)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _

from meetings.web.lang import lang

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local(instant: datetime) -> datetime:
    """Return the instant as it reads on a clock in Sweden (aware)."""
    return instant.astimezone(STOCKHOLM)


def from_local(wall: datetime) -> datetime:
    """Return the instant (UTC) of a naive Swedish wall-clock time.

    A time that the spring change skips is read as the same distance after the change; one that the
    autumn change repeats is read as the first.
    """
    return wall.replace(tzinfo=STOCKHOLM, fold=0).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the instant that ends the day in Sweden: the next midnight, exclusive."""
    return from_local(datetime.combine(day + timedelta(days=1), time()))


def is_midnight(instant: datetime) -> bool:
    """Tell whether the instant is a midnight in Sweden; an exclusive end then means "through the day before"."""
    return local(instant).time() == time()


def date_text(value: datetime | date) -> str:
    """Return "den 24 april 2018" or "24 April 2018"."""
    day = local(value).date() if isinstance(value, datetime) else value
    return format_date(day, "'den' d MMMM y" if lang() == "sv" else "d MMMM y", locale=lang())


def day_text(value: datetime | date) -> str:
    """Return the day without "den", as in headings: "24 april 2018" or "24 April 2018"."""
    return date_text(value).removeprefix("den ")


def date_short(value: datetime | date) -> str:
    """Return "2018-04-24"."""
    return (local(value).date() if isinstance(value, datetime) else value).isoformat()


def weekday_date(value: datetime | date) -> str:
    """Return "torsdag den 18 mars 2027" or "Thursday 18 March 2027"."""
    day = local(value).date() if isinstance(value, datetime) else value
    pattern = "EEEE 'den' d MMMM y" if lang() == "sv" else "EEEE d MMMM y"
    return format_date(day, pattern, locale=lang())


def clock_time(value: datetime) -> str:
    """Return "9.00" or "9:00"."""
    at = local(value)
    return f"{at.hour}.{at.minute:02}" if lang() == "sv" else f"{at.hour}:{at.minute:02}"


def time_range(start: datetime, end: datetime | None) -> str:
    """Return "kl. 9.00–15.30" or "9:00–15:30"; without an end "kl. 9.00"."""
    text = clock_time(start) if end is None else f"{clock_time(start)}–{clock_time(end)}"
    return f"kl. {text}" if lang() == "sv" else text


def bare_range(start: datetime, end: datetime | None) -> str:
    """Return "9.00–15.30", as in a programme's column of times."""
    return clock_time(start) if end is None else f"{clock_time(start)}–{clock_time(end)}"


def period(start: datetime, end: datetime) -> str:
    """Return when something takes place: one day with its times, or several days."""
    if local(start).date() == local(end - timedelta(microseconds=1)).date():
        return f"{weekday_date(start)} {time_range(start, end)}"
    return f"{moment(start)} – {moment(end)}"


def moment(value: datetime) -> str:
    """Return "den 24 april 2018 kl. 16.00" or "24 April 2018 at 16:00"."""
    joiner = "kl." if lang() == "sv" else "at"
    return f"{date_text(value)} {joiner} {clock_time(value)}"


def deadline(value: datetime) -> str:
    """Return an exclusive end in words.

    A midnight is "senast den 24 april 2018 (kl. 23.59)", any other time "före kl. 16.00 den 24 april 2018".
    """
    if is_midnight(value):
        return str(_("senast %(day)s (kl. 23.59)", day=date_text(value - timedelta(seconds=1))))
    return str(_("före kl. %(time)s %(day)s", time=clock_time(value), day=date_text(value)))


def stamp(value: datetime) -> str:
    """Return "2018-07-09 08.01", as after "Senast uppdaterad"."""
    at = local(value)
    return f"{at:%Y-%m-%d} {at:%H.%M}" if lang() == "sv" else f"{at:%Y-%m-%d %H:%M}"


def days_until(value: datetime, now: datetime) -> int:
    """Return how many midnights in Sweden lie between `now` and the instant; negative when it has passed."""
    return (local(value).date() - local(now).date()).days


def iso_local(value: datetime) -> str:
    """Return the instant as ISO 8601 with Sweden's offset, for machines: <time datetime>."""
    return local(value).isoformat(timespec="minutes")


FILTERS = {
    "date": date_text,
    "day": day_text,
    "date_short": date_short,
    "weekday_date": weekday_date,
    "clock_time": clock_time,
    "time_range": time_range,
    "bare_range": bare_range,
    "period": period,
    "moment": moment,
    "deadline": deadline,
    "stamp": stamp,
    "iso_local": iso_local,
}
