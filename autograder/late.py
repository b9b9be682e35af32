"""Late work: when something is due, and what a delay costs, in plain words.

The policy stands in nbgrader_config.py. Moments are in UTC and carry no zone, as nbgrader's
database keeps them; a moment that a person writes without a zone is one of the policy's. A delay
is a number of seconds, so a day of it has 24 hours whatever the clocks did meanwhile.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from traitlets import Dict, Float, Unicode
from traitlets.config import Configurable

from autograder import layout
from autograder.errors import UserError

DAY = 86_400  # seconds
DATE = re.compile(r"\d{4}-\d\d-\d\d")
STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(?:([+-]\d\d:?\d\d)|([A-Z][\w/+-]*))?"
)
FORM = "write it like 2026-10-05 23:59"


class Delay(NamedTuple):
    """A submission that came late. penalty: points taken off. seconds: after it was due.

    due: UTC, with the extension; None if the gradebook does not say. extended: is there one?
    """

    penalty: float
    seconds: float
    due: datetime | None
    extended: bool


def delay(
    penalty: float, time: datetime | None, due: datetime | None, extension: timedelta | None
) -> Delay | None:
    """The delay for which a penalty was taken, as the gradebook has it; None for no penalty."""
    if penalty <= 0:
        return None
    if time is None or due is None:
        return Delay(penalty, 0.0, None, False)
    due += extension or timedelta(0)
    return Delay(penalty, (time - due).total_seconds(), due, bool(extension))


class LatePolicy(Configurable):
    """What a delay costs: nothing, unless percent_a_day is set."""

    time_zone = Unicode("UTC", help="Zone of moments written without one, e.g. Europe/Berlin.").tag(
        config=True
    )
    due = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Assignment -> when it is due. A date alone lasts until its end. For the others the "
        "gradebook's own due date counts.",
    ).tag(config=True)
    grace_minutes = Float(0.0, help="A delay up to this costs nothing.").tag(config=True)
    percent_a_day = Float(0.0, help="Of the points earned, for each day that has begun.").tag(
        config=True
    )
    keep_percent = Float(0.0, help="Of the points earned, that no delay takes away.").tag(
        config=True
    )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The policy's zone. Raises UserError if it is unknown."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, OSError, ValueError) as error:
            raise wrong(
                f"time_zone is {self.time_zone!r}, which nobody knows here", "use a name like "
                "Europe/Berlin (on a system without such names, also `pip install tzdata`)",
            ) from error  # fmt: skip

    def due_date(self, assignment: str) -> datetime | None:
        """When the policy says that an assignment is due, in UTC; None if it says nothing."""
        text = self.due.get(assignment)
        if text is None:
            return None
        try:
            return moment(text, self.zone)
        except ValueError as error:
            raise wrong(f"due[{assignment!r}] is {text!r}, which is no date", FORM) from error

    def check(self, assignments: list[str]) -> None:
        """Raise UserError for the first setting that makes no sense."""
        _ = self.zone
        if not 0 <= self.grace_minutes < math.inf:
            raise wrong(f"grace_minutes is {self.grace_minutes:g}", "use 0 or more")
        for name in ("percent_a_day", "keep_percent"):
            if not 0 <= getattr(self, name) <= 100:
                raise wrong(f"{name} is {getattr(self, name):g}", "use a number from 0 to 100")
        for name in self.due:
            if name not in assignments:
                raise wrong(f"due names {name!r}, which is no assignment", one_of(assignments))
            self.due_date(name)

    def days(self, seconds: float) -> int:
        """Days of a delay that have begun and count; the grace only decides whether any does."""
        return math.ceil(seconds / DAY) if seconds > 60 * self.grace_minutes else 0

    def penalty(self, score: float, seconds: float) -> float:
        """Points to take off a score for a delay, to two decimals."""
        percent = min(self.days(seconds) * self.percent_a_day, 100 - self.keep_percent)
        return round(max(score, 0.0) * percent / 100, 2)

    def sentence(self, delay: Delay) -> str:
        """How many points were taken off, and why."""
        points = _number(delay.penalty)
        verb = "point was" if points == "1" else "points were"
        text = f"{points} {verb} taken off because this came"
        if delay.due is None:
            return f"{text} late."
        due = delay.due.replace(tzinfo=UTC).astimezone(self.zone)
        text += f" {duration(delay.seconds)} after it was due, {due.day} {due:%B %Y, %H:%M}"
        text += f" ({self.time_zone}{', your extension included' if delay.extended else ''})"
        days = self.days(delay.seconds)
        if not self.percent_a_day or not days:
            return f"{text}."
        begun = counted(days, "day")
        rule = f"{self.percent_a_day:g} % of the points earned for each day begun, {begun}"
        most = 100 - self.keep_percent
        limit = f", but {most:g} % at most" if days * self.percent_a_day > most else ""
        return f"{text}: {rule}{limit}."


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A date, or a date and a time, in UTC without a zone. A date alone means its end.

    Without a zone of its own it is one of `zone`; where clocks are put back, a time that comes
    twice means the later one. Raises ValueError for anything else, and outside of 2000 to 2199.
    """
    text = text.strip()
    if not DATE.match(text):
        raise ValueError(text)
    found = datetime.fromisoformat(text)
    if not 2000 <= found.year < 2200:
        raise ValueError(text)
    if DATE.fullmatch(text):
        found += timedelta(days=1)
    return in_utc(found, zone)


def stamp(text: str) -> datetime:
    """The time in nbgrader's timestamp.txt, in UTC; UTC is meant where it names no zone.

    (nbgrader reads "2026-10-05 23:59:00 +0200" as 200 seconds from UTC; we read two hours.)
    Raises ValueError for anything else, also for an abbreviation like CEST.
    """
    found = STAMP.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    time, offset, zone = found.groups()
    try:
        return moment(time + (offset or ""), ZoneInfo(zone or "UTC"))
    except (KeyError, OSError) as error:
        raise ValueError(text) from error


def in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment in UTC, without a zone; one that has none is one of `zone`."""
    if moment.tzinfo is None:
        moment = max(moment.replace(tzinfo=zone, fold=k).astimezone(UTC) for k in (0, 1))
    return moment.astimezone(UTC).replace(tzinfo=None)


def wrong(what: str, remedy: str) -> UserError:
    """The refusal of a setting."""
    return UserError(f"In {layout.CONFIG}, c.LatePolicy: {what}; {remedy}.")


def one_of(names: list[str]) -> str:
    """A remedy for a name that nobody knows."""
    return f"there are {', '.join(names)}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def counted(count: int, word: str) -> str:
    """ "1 page", "2 pages"."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """The two largest units of a delay, e.g. "1 day and 3 hours"."""
    minutes = int(seconds // 60)
    if not minutes:
        return "less than a minute"
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [counted(n, w) for n, w in ((days, "day"), (hours, "hour"), (minutes, "minute")) if n]
    return " and ".join(parts[:2])
