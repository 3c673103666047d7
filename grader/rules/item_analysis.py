"""Classical item analysis: how hard each item is, whether it tells strong from weak, what each option drew.

A mark is 0 to 1, or None where the person gave no answer; a missing answer is never a wrong one. The *rest*
of a person for an item is the mean mark of the other items that this person answered. Without missing
answers it correlates as the total of the others does; with some, whoever answered fewer items does not look
weaker for it. Alpha needs one set of persons, so it is over those who answered every item. Where a figure is
not defined (no variance, fewer than two persons) it is None.

Sources: Cronbach 1951 for alpha; the quiz statistics of Moodle for the discriminative efficiency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Literal

Flag = Literal["efficiency", "too-easy", "too-hard", "discrimination", "mis-key"]

# With fewer answers, chance alone flags sound items.
FLAGS_FROM = 30
LEAST_EFFICIENCY = 0.15
TOO_EASY, TOO_HARD = 0.95, 0.05
LEAST_DISCRIMINATION = 0.1
# Two correlations that are equal may differ in the last digits of their sums.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class ItemResponses:
    """One item: a mark for each person, and where options are known, what each picked and the key.

    Persons come in the same order for every item. `picks` is empty for an item that came marked.
    """

    item: str
    marks: Sequence[float | None]
    picks: Sequence[str | None] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class OptionAnalysis:
    """`share`, 0 to 1, of those who answered; `rest` is how picking it correlates with the rest."""

    option: str
    share: float | None
    rest: float | None


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """`facility` is the mean mark, 0 to 1; `item_rest` the correlation of mark and rest, -1 to 1.

    `efficiency` is the discriminative efficiency, up to 1. `rival` is the distractor whose correlation with
    the rest is the highest and beats the key's, however few people answered.
    """

    item: str
    facility: float | None
    item_rest: float | None
    efficiency: float | None
    rival: str | None
    alpha_if_deleted: float | None
    options: tuple[OptionAnalysis, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ResponseAnalysis:
    """`n` persons, of whom `complete` answered every item: those that `alpha` is over."""

    n: int
    complete: int
    alpha: float | None
    items: tuple[ItemAnalysis, ...]


def analyse_responses(items: Sequence[ItemResponses]) -> ResponseAnalysis:
    """The analysis of a matrix of responses; ValueError when the items are not over the same persons."""
    persons = list(zip(*(one.marks for one in items), strict=True))
    complete = [
        [mark for mark in marks if mark is not None]
        for marks in persons
        if all(mark is not None for mark in marks)
    ]
    alpha, without_item = _alphas(complete, len(items))
    totals = [fsum(mark for mark in marks if mark is not None) for marks in persons]
    answered = [sum(mark is not None for mark in marks) for marks in persons]
    analysed = (
        _item(item, _rests(item.marks, totals, answered), deleted)
        for item, deleted in zip(items, without_item, strict=True)
    )
    return ResponseAnalysis(len(persons), len(complete), alpha, tuple(analysed))


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r of two sequences of one length; None when one of them does not vary."""
    spread = _covariance(x, x) * _covariance(y, y)
    return _covariance(x, y) / sqrt(spread) if spread > 0 else None


def discriminative_efficiency(x: Sequence[float], rest: Sequence[float]) -> float | None:
    """How near the covariance of mark and rest comes to the greatest that these values allow: up to 1."""
    greatest = _covariance(sorted(x), sorted(rest))
    return _covariance(x, rest) / greatest if greatest > 0 else None


def _item(item: ItemResponses, rests: Sequence[float | None], deleted: float | None) -> ItemAnalysis:
    answered = [mark for mark in item.marks if mark is not None]
    pairs = [
        (mark, rest)
        for mark, rest in zip(item.marks, rests, strict=True)
        if mark is not None and rest is not None
    ]
    marks, others = [mark for mark, _ in pairs], [rest for _, rest in pairs]
    facility = fsum(answered) / len(answered) if answered else None
    item_rest = correlation(marks, others)
    options = _options(item, rests)
    efficiency, rival = discriminative_efficiency(marks, others), _rival(options, item.key)
    flags: tuple[Flag, ...] = ()
    if len(answered) >= FLAGS_FROM:
        flags = tuple(_flags(facility, item_rest, efficiency, rival is not None))
    return ItemAnalysis(item.item, facility, item_rest, efficiency, rival, deleted, options, flags)


def _rests(
    marks: Sequence[float | None], totals: Sequence[float], answered: Sequence[int]
) -> list[float | None]:
    """For each person the mean of the other items that they answered; None without any."""
    rests: list[float | None] = []
    for mark, total, count in zip(marks, totals, answered, strict=True):
        others = count - (mark is not None)
        rests.append((total - (mark or 0)) / others if others else None)
    return rests


def _options(item: ItemResponses, rests: Sequence[float | None]) -> tuple[OptionAnalysis, ...]:
    counts: dict[str, int] = defaultdict(int)
    rests_of: dict[str, list[float]] = defaultdict(list)
    for pick, rest in zip(item.picks, rests, strict=False):
        if pick is not None:
            counts[pick] += 1
            if rest is not None:
                rests_of[pick].append(rest)
    answered = sum(counts.values())
    correlations = _pick_correlations(rests_of)
    named = sorted({*counts, *([item.key] if item.key is not None else [])})
    return tuple(
        OptionAnalysis(name, counts.get(name, 0) / answered if answered else None, correlations.get(name))
        for name in named
    )


def _pick_correlations(rests_of: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """For each option r of picking it (0 or 1) and the rest: the point-biserial correlation, by its means."""
    rests = [rest for group in rests_of.values() for rest in group]
    n = len(rests)
    squares = _covariance(rests, rests) * (n - 1)
    if squares <= 0:
        return {}
    mean = fsum(rests) / n
    return {
        name: (fsum(group) - len(group) * mean) / sqrt(len(group) * (n - len(group)) / n * squares)
        for name, group in rests_of.items()
        if len(group) < n
    }


def _flags(
    facility: float | None, item_rest: float | None, efficiency: float | None, mis_keyed: bool
) -> Iterator[Flag]:
    if efficiency is not None and efficiency < LEAST_EFFICIENCY:
        yield "efficiency"
    if facility is not None and facility >= TOO_EASY:
        yield "too-easy"
    if facility is not None and facility <= TOO_HARD:
        yield "too-hard"
    if item_rest is not None and item_rest < LEAST_DISCRIMINATION:
        yield "discrimination"
    if mis_keyed:
        yield "mis-key"


def _rival(options: Sequence[OptionAnalysis], key: str | None) -> str | None:
    """The distractor with the highest correlation, if higher than the key's; one never picked has 0."""
    of_key = next((one.rest for one in options if one.option == key), None) or 0.0
    higher = [
        (one.rest, one.option)
        for one in options
        if one.option != key and one.rest is not None and one.rest > of_key + _ROUNDING
    ]
    return max(higher)[1] if higher else None


def _alphas(complete: Sequence[Sequence[float]], count: int) -> tuple[float | None, list[float | None]]:
    """Cronbach's alpha, and for each of `count` items the alpha of the others, over the same persons."""
    columns = [[marks[at] for marks in complete] for at in range(count)]
    variances = [_covariance(column, column) for column in columns]
    totals = [fsum(marks) for marks in complete]
    deleted = []
    for at, column in enumerate(columns):
        others = [total - mark for total, mark in zip(totals, column, strict=True)]
        deleted.append(_alpha([*variances[:at], *variances[at + 1 :]], others))
    return _alpha(variances, totals), deleted


def _alpha(variances: Sequence[float], totals: Sequence[float]) -> float | None:
    count, spread = len(variances), _covariance(totals, totals)
    if count < 2 or spread <= 0:
        return None
    return count / (count - 1) * (1 - fsum(variances) / spread)


def _covariance(x: Sequence[float], y: Sequence[float]) -> float:
    """The sample covariance (ddof 1); exactly 0 when one of them does not vary."""
    if len(x) < 2 or min(x) == max(x) or min(y) == max(y):
        return 0.0
    mean_x, mean_y = fsum(x) / len(x), fsum(y) / len(y)
    return fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / (len(x) - 1)
