"""How are instants written: Swedish time, always with the year, times with a dot (Språkrådet; domain.md, habits)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from meetings.web.lang import lang

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NARROW = "\N{NO-BREAK SPACE}"
# Babel knows these too, and loads some megabytes into each process to say them.
MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS = {
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


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


def _day(value: datetime | date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def date_text(value: datetime | date) -> str:
    """Return "den 24 april 2018" or "24 April 2018"."""
    return f"den {day_text(value)}" if lang() == "sv" else day_text(value)


def day_text(value: datetime | date) -> str:
    """Return the day without "den", as in headings: "24 april 2018" or "24 April 2018"."""
    day = _day(value)
    return f"{day.day} {MONTHS[lang()][day.month - 1]} {day.year}"


def month_short(value: datetime | date) -> str:
    """Return the month as on a leaf of a calendar: "apr" or "Apr"; Swedish cuts no name of four letters."""
    name = MONTHS[lang()][_day(value).month - 1]
    return name if lang() == "sv" and len(name) == 4 else name[:3]


def date_short(value: datetime | date) -> str:
    """Return "2018-04-24"."""
    return _day(value).isoformat()


def weekday_date(value: datetime | date) -> str:
    """Return "torsdag den 18 mars 2027" or "Thursday 18 March 2027"."""
    return f"{_WEEKDAYS[lang()][_day(value).weekday()]} {date_text(value)}"


def clock_time(value: datetime) -> str:
    """Return "9.00" or "9:00"."""
    at = local(value)
    return f"{at.hour}.{at.minute:02}" if lang() == "sv" else f"{at.hour}:{at.minute:02}"


def time_range(start: datetime, end: datetime | None) -> str:
    """Return "kl. 9.00–15.30" or "9:00–15:30"; without an end "kl. 9.00"."""
    text = bare_range(start, end)
    return in_one_line(f"kl. {text}") if lang() == "sv" else text


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
    return in_one_line(f"{date_text(value)} {joiner} {clock_time(value)}")


def deadline(value: datetime) -> str:
    """Return an exclusive end in words.

    A midnight is "senast den 24 april 2018 (kl. 23.59)", any other time "före kl. 16.00 den 24 april 2018".
    """
    if is_midnight(value):
        return in_one_line(_("senast %(day)s (kl. 23.59)", day=date_text(value - timedelta(seconds=1))))
    return in_one_line(_("före kl. %(time)s %(day)s", time=clock_time(value), day=date_text(value)))


def to_the_second(value: datetime) -> str:
    """Return the moment with its seconds, as on receipts: "den 24 april 2018 kl. 23.59.59"."""
    seconds = f"{local(value):%S}"
    return f"{moment(value)}{'.' if lang() == 'sv' else ':'}{seconds}"


def months(value: str) -> str:
    """Return "2012-02–2014-04" (or one month) as "februari 2012–april 2014"; what is no month stays as it is."""
    return "–".join(_month(one) for one in value.split("–"))


def _month(value: str) -> str:
    year, _dash, month = value.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return value
    return f"{MONTHS[lang()][int(month) - 1]} {year}"


def stamp(value: datetime) -> str:
    """Return "2018-07-09 08.01", as after "Senast uppdaterad"."""
    at = local(value)
    return f"{at:%Y-%m-%d} {at:%H.%M}" if lang() == "sv" else f"{at:%Y-%m-%d %H:%M}"


def kronor(value: int | str) -> str:
    """Return whole kronor with spaces between thousands: "1 500 000 kronor" or "SEK 1,500,000"."""
    grouped = f"{int(value):,}"
    return f"SEK {grouped}" if lang() == "en" else f"{grouped.replace(',', NARROW)} kronor"


def in_one_line(text: str) -> str:
    """Return the text with "kl." held to its time by a no-break space."""
    return text.replace("kl. ", "kl.\N{NO-BREAK SPACE}")


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
    "months": months,
    "to_the_second": to_the_second,
    "kronor": kronor,
    "iso_local": iso_local,
}
