"""`cutover problems reports`: a table by problem, and what was written of one."""

from __future__ import annotations

from datetime import UTC, datetime

from grader.rules.problem_report import ReportDetail, ReportedProblem
from ui.cli.problem_reports import as_table, as_text

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_table_has_a_line_for_each_problem() -> None:
    found = [ReportedProblem("switch-output", 3, 2, NOON), ReportedProblem("a", 1, 0, NOON)]
    assert as_table(found).splitlines()[:3] == [
        "problem        reports  as it stands  newest",
        "switch-output        3             2  2026-11-24",
        "a                    1             0  2026-11-24",
    ]
    assert as_table([]) == "No problem was reported."


def test_a_report_is_shown_with_its_attempt_and_answers() -> None:
    long = ReportDetail("a" * 32, 2, NOON, "Two are right.", False, (('"' + "x" * 500 + '"', False),))
    lines = as_text("switch-output", [long, ReportDetail("b" * 32, 1, NOON, "", True, ())]).splitlines()
    assert lines[0] == f"2026-11-24 12:00  attempt {'a' * 32}, problem 2, of an earlier text or key"
    assert lines[1].startswith('  answered "xxx')
    assert lines[1].endswith(": not right")
    assert len(lines[1]) < 240
    assert lines[2:] == [
        "  Two are right.",
        "",
        f"2026-11-24 12:00  attempt {'b' * 32}, problem 1",
        "  (no words)",
    ]
    assert as_text("other", []) == "Nobody reported the problem other."
