"""What `cutover problems check` found, for people, programs, code scanning and GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict

import click

from problems.errors import Finding, Severity
from problems.lint.engine import RULES, BankReport
from ui.format import EXCERPT_MARGIN, excerpt

# What a file of the bank is called where the command runs, and its text.
NameOf = Callable[[str], str]
TextOf = Callable[[str], str]

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}
# A terminal's usual width less the margin.
_WIDTH = 100


def as_text(checked: BankReport, name_of: NameOf, text_of: TextOf) -> str:
    """Each finding with its line and a caret, what, why and cure; the count at the end."""
    blocks = [_block(finding, name_of, text_of) for finding in checked.findings]
    return "\n".join([*blocks, _summary(checked)])


def as_json(checked: BankReport, name_of: NameOf) -> str:
    """`{"served": bool, "reason": str | null, "problems": int, "findings": [...]}`, with why for each."""
    findings = [
        {**asdict(finding), "file": name_of(finding.file), "why": RULES[finding.rule].why}
        for finding in checked.findings
    ]
    served = checked.bank is not None
    count = len(checked.bank.problems) if checked.bank else 0
    told = {"served": served, "reason": checked.reason, "problems": count, "findings": findings}
    return json.dumps(told, indent=2, ensure_ascii=False)


def as_github(checked: BankReport, name_of: NameOf) -> str:
    """A workflow command for each finding, so that a pull request shows it at its line."""
    return "\n".join(_annotation(finding, name_of) for finding in checked.findings)


def as_sarif(checked: BankReport, name_of: NameOf) -> str:
    """SARIF 2.1.0, the format of code scanning: the rules with their reasons, and the findings."""
    driver = {
        "name": "cutover problems check",
        "rules": [_sarif_rule(code) for code in sorted({finding.rule for finding in checked.findings})],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, name_of) for finding in checked.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _block(finding: Finding, name_of: NameOf, text_of: TextOf) -> str:
    rule = RULES[finding.rule]
    place = f"{name_of(finding.file)}:{finding.line}:{finding.column}"
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
    head = f"{click.style(place, bold=True)}: {severity} {finding.rule}: {finding.what}"
    told = [f"{'why':>{EXCERPT_MARGIN}}  {rule.why}", f"{'cure':>{EXCERPT_MARGIN}}  {finding.cure}"]
    return "\n".join([head, *excerpt(finding, text_of(finding.file), _WIDTH), *told, ""])


def _summary(checked: BankReport) -> str:
    counts = Counter(finding.severity for finding in checked.findings)
    kinds: tuple[Severity, ...] = ("error", "warning", "note")
    told = ", ".join(count_of(counts[kind], kind) for kind in kinds)
    if checked.bank is None:
        return f"{checked.reason}\n{told}." if checked.findings else str(checked.reason)
    return f"{count_of(len(checked.bank.problems), 'sound problem')}, {told}."


def count_of(count: int, noun: str) -> str:
    """`1 note`, `2 notes`, `no note`."""
    return f"{count or 'no'} {noun}{'s' * (count > 1)}"


def _annotation(finding: Finding, name_of: NameOf) -> str:
    title = f"{finding.rule}: {RULES[finding.rule].name}"
    place = f"file={_property(name_of(finding.file))},line={finding.line},col={finding.column}"
    message = _escaped(f"{finding.what}. {finding.cure}")
    return f"::{_GITHUB[finding.severity]} {place},title={_property(title)}::{message}"


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
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": rule.severity},
    }


def _sarif_result(finding: Finding, name_of: NameOf) -> dict[str, object]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    location = {"artifactLocation": {"uri": name_of(finding.file)}, "region": region}
    return {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": f"{finding.what}. {finding.cure}"},
        "locations": [{"physicalLocation": location}],
    }
