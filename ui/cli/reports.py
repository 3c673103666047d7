"""The report of `cutover problems check`, for people, programs, code scanning and GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

import click

from problems.errors import Finding, Severity
from problems.lint.engine import RULES, BankReport
from ui.format import EXCERPT_MARGIN, excerpt

# The path of a file of the bank, seen from where the command runs.
NameOf = Callable[[str], str]

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}
# A terminal's usual width less the margin.
_WIDTH = 100


def as_text(report: BankReport, name_of: NameOf) -> str:
    """Each finding with its line and a caret, what, why and cure; the count at the end."""
    blocks = [_block(finding, name_of, report.texts.get(finding.file, "")) for finding in report.findings]
    return "\n".join([*blocks, _summary(report)])


def as_json(report: BankReport, name_of: NameOf) -> str:
    """`{"served": bool, "reason": str | null, "problems": int, "findings": [...]}`, with why for each."""
    findings = [
        {**asdict(finding), "file": name_of(finding.file), "why": RULES[finding.rule].reason}
        for finding in report.findings
    ]
    served = report.bank is not None
    count = len(report.bank.problems) if report.bank else 0
    described = {"served": served, "reason": report.reason, "problems": count, "findings": findings}
    return json.dumps(described, indent=2, ensure_ascii=False)


def as_github(report: BankReport, name_of: NameOf) -> str:
    """A workflow command for each finding, so that a pull request shows it at its line.

    A bank that can't be served for a reason without a place has one for the reason.
    """
    annotations = [_annotation(finding, name_of) for finding in report.findings]
    if report.reason and not annotations:
        annotations = [f"::error title=The bank cannot be served::{_escaped(report.reason)}"]
    return "\n".join(annotations)


def as_sarif(report: BankReport, name_of: NameOf) -> str:
    """SARIF 2.1.0, the format of code scanning: the rules with their reasons, and the findings."""
    driver = {
        "name": "cutover problems check",
        "rules": [_sarif_rule(code) for code in sorted({finding.rule for finding in report.findings})],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_sarif_invocation(report.reason)],
        "results": [_sarif_result(finding, name_of) for finding in report.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _block(finding: Finding, name_of: NameOf, text: str) -> str:
    rule = RULES[finding.rule]
    location = f"{name_of(finding.file)}:{finding.line}:{finding.column}"
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
    head = f"{click.style(location, bold=True)}: {severity} {finding.rule}: {finding.what}"
    reasons = [f"{'why':>{EXCERPT_MARGIN}}  {rule.reason}", f"{'cure':>{EXCERPT_MARGIN}}  {finding.cure}"]
    return "\n".join([head, *excerpt(finding, text, _WIDTH), *reasons, ""])


def _summary(report: BankReport) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    kinds: tuple[Severity, ...] = ("error", "warning", "note")
    counted = ", ".join(count_of(counts[kind], kind) for kind in kinds)
    if report.bank is None:
        return f"{report.reason}\n{counted}." if report.findings else str(report.reason)
    return f"{count_of(len(report.bank.problems), 'sound problem')}, {counted}."


def count_of(count: int, noun: str) -> str:
    """`1 note`, `2 notes`, `no note`."""
    return f"{count or 'no'} {noun}{'s' * (count > 1)}"


def _annotation(finding: Finding, name_of: NameOf) -> str:
    title = f"{finding.rule}: {RULES[finding.rule].name}"
    location = f"file={_property(name_of(finding.file))},line={finding.line},col={finding.column}"
    message = _escaped(f"{finding.what}. {finding.cure}")
    return f"::{_GITHUB[finding.severity]} {location},title={_property(title)}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _sarif_rule(code: str) -> dict[str, object]:
    rule = RULES[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.reason},
        "defaultConfiguration": {"level": rule.severity},
    }


def _sarif_invocation(reason: str | None) -> dict[str, object]:
    """Whether the bank could be served, and why not: a result would need a place in a file."""
    if reason is None:
        return {"executionSuccessful": True}
    notification = {"level": "error", "message": {"text": reason}}
    return {"executionSuccessful": False, "toolExecutionNotifications": [notification]}


def _sarif_result(finding: Finding, name_of: NameOf) -> dict[str, object]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    location = {"artifactLocation": {"uri": quote(name_of(finding.file))}, "region": region}
    return {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": f"{finding.what}. {finding.cure}"},
        "locations": [{"physicalLocation": location}],
    }
