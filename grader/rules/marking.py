"""What an answer is worth before tries, hints and time are thought of: right or not, and partial credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from problems.answer import Answer, BlanksAnswer, ChoiceAnswer, ChoicesAnswer, OrderAnswer
from problems.graphs import maximum_matching, topological_order
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """`verdict` is all or nothing; `credit` is 0..1 and 1 exactly for a pass."""

    verdict: Verdict
    credit: float

    @property
    def right(self) -> bool:
        return self.verdict.outcome == "pass"


def mark(problem: Problem, answer: Answer) -> Mark:
    """The worth of an answer that `problems.answer.read_answer` made for this problem.

    Raises TypeError for an answer of another kind of problem.
    """
    match problem, answer:
        case ChoiceProblem(), ChoiceAnswer(option):
            key = next(one.id for one in problem.options if one.correct)
            return _judged(float(option == key), "This is not the right one.")
        case ChoicesProblem(), ChoicesAnswer(options):
            return _judged(_choices_credit(problem, options), "Not all of the right ones, or not only those.")
        case OrderProblem(), OrderAnswer(steps):
            return _judged(
                _order_credit(problem, steps), "A step is missing, out of place, or does not belong."
            )
        case BlanksProblem(), BlanksAnswer(chips):
            return _mark_fill(problem, dict(chips))
        case _:
            raise TypeError(f"a {type(answer).__name__} does not answer a {problem.kind} problem")


def nearest_order_distance(edges: Mapping[str, Sequence[str]], answer: Sequence[str]) -> int:
    """Deletions plus insertions from `answer` to the nearest order of all steps that respects every edge.

    `edges` gives for each step those that must stand before it, without a cycle; whatever else is in
    `answer` is a distractor. After PrairieLearn's order blocks (arXiv 2204.04196), in polynomial time: the
    pairs that stand the wrong way round form a partial order themselves, so what can stay is its largest
    antichain, which by Dilworth's and König's theorems is its size less a maximum matching.
    """
    placed = [step for step in answer if step in edges]
    before = _closure(edges)
    wrong = {
        step: [later for later in placed[at + 1 :] if later in before[step]] for at, step in enumerate(placed)
    }
    in_order = len(placed) - len(maximum_matching(wrong))
    return (len(answer) - in_order) + (len(edges) - in_order)


def right_answer(problem: Problem) -> Answer:
    """An answer that passes: the key, or for an ordering and for blanks one of several."""
    match problem:
        case ChoiceProblem():
            return ChoiceAnswer(next(one.id for one in problem.options if one.correct))
        case ChoicesProblem():
            return ChoicesAnswer(tuple(sorted(one.id for one in problem.options if one.correct)))
        case OrderProblem():
            return OrderAnswer(topological_order(problem.edges()))
        case BlanksProblem():
            filled = maximum_matching({blank.id: blank.accepts for blank in problem.blanks})
            return BlanksAnswer(tuple(sorted(filled.items())))
        case _:
            assert_never(problem)


def _judged(credit: float, reason: str) -> Mark:
    verdict = Verdict("pass") if credit == 1 else Verdict("fail", reason)
    return Mark(verdict, credit)


def _choices_credit(problem: ChoicesProblem, picked: Sequence[str]) -> float:
    keys = {option.id for option in problem.options if option.correct}
    hits = len(keys.intersection(picked))
    return max(0.0, (hits - (len(picked) - hits)) / len(keys))


def _order_credit(problem: OrderProblem, steps: Sequence[str]) -> float:
    edges = problem.edges()
    return max(0.0, (len(edges) - nearest_order_distance(edges, steps)) / len(edges))


def _mark_fill(problem: BlanksProblem, chips: Mapping[str, str]) -> Mark:
    right = sum(chips.get(blank.id) in blank.accepts for blank in problem.blanks)
    gaps = len(problem.blanks)
    return _judged(right / gaps, f"{right} of {gaps} gaps {'is' if right == 1 else 'are'} right.")


def _closure(edges: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """For each step, everything that must stand before it, directly or not."""
    before: dict[str, set[str]] = {}
    for step in topological_order(edges):
        before[step] = set(edges[step]).union(*(before[one] for one in edges[step]))
    return before
