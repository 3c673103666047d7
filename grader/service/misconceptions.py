"""Misconceptions: what the wrong answers of a learner come from, and which of them come again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from grader.rules.attempt import Attempt, Item
from grader.rules.submission import parse_try, problem_as_asked
from grader.service.rationales import rationales_of
from grader.views.attempts import MisconceptionView
from problems.bank import Bank
from problems.model import Problem, named_misconceptions

# Twice may be chance; three times is worth a sentence.
_RECURRING = 3


def item_misconceptions(bank: Bank, item: Item, problem: Problem) -> tuple[MisconceptionView, ...]:
    """Those that the item's wrong answers name, each once; only for an item that is revealed."""
    named = {piece: name for _, piece, name in named_misconceptions(problem)}
    if not named or item.revealed_at is None:
        return ()
    answers = (parse_try(tried, problem) for tried in item.tries if not tried.passed)
    wrong = (piece for answer in answers if answer for piece in rationales_of(problem, answer))
    names = dict.fromkeys(named[piece.id] for piece in wrong if not piece.correct and piece.id in named)
    return tuple(_view(bank, name) for name in names if name in bank.misconceptions)


def recurring_misconceptions(bank: Bank, done: Iterable[Attempt]) -> tuple[MisconceptionView, ...]:
    """Those that three problems or more named, the most frequent first; each problem counts once."""
    met: set[tuple[str, str]] = set()
    for attempt in done:
        for item in attempt.items:
            problem = problem_as_asked(bank, item)
            if problem is not None:
                met |= {(view.id, problem.id) for view in item_misconceptions(bank, item, problem)}
    counts = Counter(name for name, _ in met)
    often = sorted((-count, name) for name, count in counts.items() if count >= _RECURRING)
    return tuple(_view(bank, name, -count) for count, name in often)


def _view(bank: Bank, name: str, problems: int = 1) -> MisconceptionView:
    found = bank.misconceptions[name]
    return MisconceptionView(found.id, found.belief, found.truth, found.lab, problems)
