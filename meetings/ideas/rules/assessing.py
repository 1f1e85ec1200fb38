"""What do scores come to: the mean of each criterion, a weighted total out of a hundred, how far assessors differ.

Only whole assessments count: one in which every criterion has its score, and whose assessor has no conflict of
interest. A criterion counts by its weight, whatever its scale: the score's share of the most that it could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from statistics import fmean

from meetings.errors import Refusal
from meetings.ideas.rules.states import CHOSEN
from meetings.text import N_

FEWEST, MOST = 2, 10  # how long a scale may be
MOST_WEIGHT = 10
MOST_CRITERIA = 20
MOST_ASSESSORS = 50
# What assessors read: what was received and still stands. Late ones only once they are accepted.
ASSESSED_STATES = tuple(state.value for state in CHOSEN)
LATE_ACCEPTED = "accepted"


class AssessReason(Enum):
    """Why something about assessment is not done, and what to do instead."""

    HAS_SCORES = N_(
        "Bedömningen har börjat, så kriteriernas skala, vikt och antal går inte att ändra. Namn och hjälptext går bra."
    )
    NO_CRITERIA = N_("Skriv minst ett kriterium innan du ber någon bedöma.")
    TOO_MANY_ASSESSORS = N_("Högst %(most)s kan bedöma samma inspel.")
    IS_ASSESSOR = N_("%(name)s har redan den adressen i listan. Skicka en ny länk i stället.")
    OVER = N_(
        "Tiden för att bedöma tog slut %(until)s, så inget är sparat. Det du skrev står kvar här. Skriv till oss om du "
        "behöver mer tid."
    )
    NOT_ASSESSED = N_("Idén bedöms inte längre: den är återtagen eller sammanslagen med en annan.")
    ERASED = N_("Adressen är gallrad. Be bedömaren på nytt med namn och adress.")
    REVOKED = N_("Länken är stängd. Ge en ny länk i stället.")


class Progress(Enum):
    """How far one assessor has come with one idea."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"
    CHANGED = "changed"  # the idea has a newer version than the one that was assessed
    CONFLICT = "conflict"


PROGRESS_NAMES: Mapping[Progress, str] = {
    Progress.NEW: N_("Inte bedömd"),
    Progress.BEGUN: N_("Påbörjad"),
    Progress.DONE: N_("Bedömd"),
    Progress.CHANGED: N_("Idén har ändrats"),
    Progress.CONFLICT: N_("Jäv"),
}
_ENDS = (N_("mycket svag"), N_("mycket god"))
_BETWEEN = (N_("svag"), N_("godtagbar"), N_("god"))


@dataclass(frozen=True)
class Criterion:
    """What is scored, from 1 to `most`; `weight` is how much it counts beside the others. `id` None: a new one."""

    id: int | None
    label: str
    text: str = ""
    most: int = 5
    weight: int = 1


@dataclass(frozen=True)
class Marks:
    """One assessor's word on one idea: scores by criterion. With `conflict` they refrain, and scores are dropped."""

    scores: Mapping[int, int] = field(default_factory=dict)
    comment: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class Result:
    """What an idea's whole assessments come to; means by criterion, totals out of 100. Nothing yet: None."""

    number: int
    conflicts: int
    means: Mapping[int, float]
    total: float | None
    lowest: float | None
    highest: float | None

    @property
    def spread(self) -> float:
        """How far apart the totals are, in points out of 100."""
        return 0.0 if self.lowest is None or self.highest is None else self.highest - self.lowest


def words_of_scale(most: int) -> tuple[tuple[int, str], ...]:
    """Return each score of a scale from 1 to `most` with its Swedish word, to be translated."""
    middle = (1 + most) / 2
    return tuple((score, _word(score, most, middle)) for score in range(1, most + 1))


def _word(score: int, most: int, middle: float) -> str:
    if score in (1, most):
        return _ENDS[0] if score == 1 else _ENDS[1]
    return _BETWEEN[1] if score == middle else _BETWEEN[0] if score < middle else _BETWEEN[2]


def is_whole(marks: Marks, criteria: Sequence[Criterion]) -> bool:
    """Tell whether every criterion has its score, and none is withheld for a conflict."""
    return not marks.conflict and bool(criteria) and all(one.id in marks.scores for one in criteria)


def total(scores: Mapping[int, int], criteria: Sequence[Criterion]) -> float:
    """Return one assessor's total out of 100: the share of each criterion's most, weighted. All must be scored."""
    weights = sum(one.weight for one in criteria)
    shares = (one.weight * scores[one.id] / one.most for one in criteria if one.id is not None)
    return 100 * sum(shares) / weights


def result(assessments: Iterable[Marks], criteria: Sequence[Criterion]) -> Result:
    """Return what these assessments of one idea come to."""
    listed = list(assessments)
    whole = [one.scores for one in listed if is_whole(one, criteria)]
    conflicts = sum(one.conflict for one in listed)
    if not whole:
        return Result(0, conflicts, {}, None, None, None)
    means = {one.id: fmean(scores[one.id] for scores in whole) for one in criteria if one.id is not None}
    totals = [total(scores, criteria) for scores in whole]
    return Result(len(whole), conflicts, means, fmean(totals), min(totals), max(totals))


def progress(marks: Marks | None, criteria: Sequence[Criterion], *, of_version: int, current: int) -> Progress:
    """Tell how far an assessor has come with an idea whose latest version is `current`; None: nothing saved."""
    if marks is None:
        return Progress.NEW
    if marks.conflict:
        return Progress.CONFLICT
    if not is_whole(marks, criteria):
        return Progress.BEGUN
    return Progress.CHANGED if of_version < current else Progress.DONE


def refusal_to_change(old: Sequence[Criterion], new: Sequence[Criterion], *, has_scores: bool) -> Refusal | None:
    """Return why criteria may not become these: once there are scores only their words and their order may change."""
    if not has_scores:
        return None
    before = {one.id: (one.most, one.weight) for one in old}
    after = {one.id: (one.most, one.weight) for one in new}
    return None if before == after and len(new) == len(old) else Refusal(AssessReason.HAS_SCORES)


def refusal_to_assess(until: datetime | None, now: datetime) -> Refusal | None:
    """Return why nothing can be assessed any more: `until` is exclusive, None sets no end."""
    if until is None or now < until:
        return None
    return Refusal(AssessReason.OVER, {"until": until})
