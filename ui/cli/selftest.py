"""How `cutover labs selftest` reads: the can-i matrix, then what was tried."""

from __future__ import annotations

from collections.abc import Iterator

from labs.selftest.rbac_matrix import EXPECTED, VERBS, Cell
from labs.selftest.run import Report

_HEADS = {"deletecollection": "all"}
_WIDTH = max(len(name.partition(".")[0]) for name in EXPECTED)


def selftest_lines(report: Report) -> Iterator[str]:
    """The report, line by line; every difference from what is expected is named at its end."""
    own, other = dict.fromkeys(cell.namespace for cell in report.cells)
    yield "What a learner may do in their own place:"
    yield f"  {'':{_WIDTH}} " + " ".join(f"{_HEADS.get(verb, verb):>6}" for verb in VERBS)
    for resource in EXPECTED:
        name = resource.partition(".")[0]
        yield f"  {name:{_WIDTH}} " + " ".join(f"{_word(cell):>6}" for cell in _row(report, own, resource))
    allowed = sum(cell.actual for cell in report.cells if cell.namespace == other)
    yield f"In another learner's place: {allowed} of {len(report.cells) // 2} allowed."
    yield f"Forbidden things tried: {report.denied} of {len(report.tried)} denied."
    yield from (f"  differs: {cell}" for cell in report.cells if not cell.agrees)
    yield from (f"  nobody expects: {right}" for right in report.unexpected)
    yield from (
        f"  {each.verdict.outcome}: {each.name}: {each.verdict.reason}"
        for each in report.tried
        if each.verdict.outcome != "pass"
    )
    yield "The fences hold." if report.ok else "The fences do not hold: do not let a class in."


def _row(report: Report, namespace: str, resource: str) -> list[Cell]:
    return [cell for cell in report.cells if cell.namespace == namespace and cell.resource == resource]


def _word(cell: Cell) -> str:
    """`yes` or `-` as expected; a difference bears a question mark."""
    word = "yes" if cell.actual else "-"
    return word if cell.agrees else f"{word} (?)"
