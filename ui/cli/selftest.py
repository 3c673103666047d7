"""How `cutover labs selftest` reads: the can-i matrix, then what was tried."""

from __future__ import annotations

from collections.abc import Iterator

from labs.selftest.rbac_matrix import EXPECTED, VERBS, MatrixCell
from labs.selftest.run import SelftestReport

_HEADS = {"deletecollection": "all"}
_WIDTH = max(len(name.partition(".")[0]) for name in EXPECTED)


def selftest_lines(report: SelftestReport) -> Iterator[str]:
    """The report, line by line; every difference from what is expected is named at its end."""
    own, other = dict.fromkeys(cell.namespace for cell in report.cells)
    yield "What a learner may do in their own workspace:"
    yield f"  {'':{_WIDTH}} " + " ".join(f"{_HEADS.get(verb, verb):>6}" for verb in VERBS)
    for resource in EXPECTED:
        name = resource.partition(".")[0]
        yield f"  {name:{_WIDTH}} " + " ".join(f"{_word(cell):>6}" for cell in _row(report, own, resource))
    allowed = sum(cell.actual for cell in report.cells if cell.namespace == other)
    yield f"In another learner's workspace: {allowed} of {len(report.cells) // 2} allowed."
    yield f"Forbidden things tried: {report.denied} of {len(report.tried)} denied."
    yield from (f"  differs: {cell}" for cell in report.cells if not cell.agrees)
    yield from (f"  nobody expects: {right}" for right in report.unexpected)
    yield from (
        f"  {each.verdict.outcome}: {each.name}: {each.verdict.reason}"
        for each in report.tried
        if each.verdict.outcome != "pass"
    )
    yield from (
        f"  {each.verdict.outcome}: {each.name}: {each.verdict.reason}"
        for each in report.allowed
        if each.verdict.outcome != "pass"
    )
    yield "What a minute of abuse costs:"
    yield f"  {'':28} {'largest':>9} {'writes':>8} {'MiB':>6} {'wait':>7}"
    for row in report.abuse:
        figures = f"{row.size:>9} {row.writes:>8.0f} {row.stored / 2**20:>6.0f} {row.delay * 1000:>5.0f} ms"
        yield f"  {row.name:28} {figures} {row.verdict.reason}".rstrip()
    for file in report.disk:
        yield f"  {file.name:28} {file.bytes / 2**20:>6.0f} MiB {file.verdict.reason}".rstrip()
    yield "The fences hold." if report.ok else "The fences do not hold: do not let a class in."


def _row(report: SelftestReport, namespace: str, resource: str) -> list[MatrixCell]:
    return [cell for cell in report.cells if cell.namespace == namespace and cell.resource == resource]


def _word(cell: MatrixCell) -> str:
    """`yes` or `-` as expected; a difference bears a question mark."""
    word = "yes" if cell.actual else "-"
    return word if cell.agrees else f"{word} (?)"
