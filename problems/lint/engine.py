"""All rules over a bank, and where in its files each violation stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding
from problems.lint import (
    bank_rules,
    code,
    duplicates,
    guessing,
    hints,
    option_labels,
    relations,
    stem_length,
    testwiseness,
    wording,
)
from problems.lint.bank_rules import ObservedFacility
from problems.lint.lessons import LESSON_RULES, lesson_findings
from problems.lint.rule import BankRule, Violation
from problems.lint.target import LintTarget
from problems.proofs.findings import PROOF_RULES, proof_findings
from problems.reading.reader import MANIFEST, assemble, read_files
from problems.reading.source_map import SourceMap
from problems.rule_registry import READING_RULES, Rule, by_code

Match = tuple[Rule, Violation]
TextOf = Callable[[str], str]

PROBLEM_RULES = (
    *option_labels.RULES,
    *duplicates.RULES,
    *guessing.RULES,
    *code.RULES,
    *wording.RULES,
    *testwiseness.RULES,
    *hints.RULES,
    *stem_length.RULES,
)
BANK_RULES = (*duplicates.BANK_RULES, *bank_rules.BANK_RULES, *relations.BANK_RULES)
_UNUSED = Rule(
    "W18", "note", "Allowance without a finding", "What is allowed for no reason hides the next fault."
)
RULES: Mapping[str, Rule] = {
    **READING_RULES,
    **PROOF_RULES,
    **LESSON_RULES,
    **by_code(
        bank_rules.W16,
        _UNUSED,
        *(bank_rule.rule for bank_rule in BANK_RULES),
        *(problem_rule.rule for problem_rule in PROBLEM_RULES),
    ),
}


@dataclass(frozen=True, slots=True)
class BankReport:
    """The bank, or None if it can't be served for `reason`, and every finding, sorted by file and line.

    `texts` has the text of each file that was read, by its name.
    """

    bank: Bank | None
    findings: tuple[Finding, ...]
    reason: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)


def check_bank(folder: Path, observed: Mapping[str, ObservedFacility] | None = None) -> BankReport:
    """Read the bank in a folder and apply every rule; never raises for what an author wrote."""
    texts: Mapping[str, str] = {}
    try:
        files = read_files(folder)
        texts = files.texts
        bank = assemble(files)
    except BankError as error:
        return BankReport(None, error.findings, str(error), texts)
    linted = lint(bank, texts.__getitem__, observed)
    findings = [*bank.findings, *linted, *proof_findings(bank, folder), *lesson_findings(bank)]
    return BankReport(bank, tuple(sorted(findings)), None, texts)


def lint(
    bank: Bank,
    text_of: TextOf,
    observed: Mapping[str, ObservedFacility] | None = None,
    rules: Iterable[BankRule] = BANK_RULES,
) -> tuple[Finding, ...]:
    """The findings of every rule, sorted by place, without those that a problem allows with a reason.

    `text_of` gives the text of a file of the bank by its name. `observed` says how problems went, by id;
    without it no label is judged (W16). `rules` are those that look at the whole bank.
    """
    targets = [LintTarget(problem) for problem in bank.problems.values()]
    matches: dict[str | None, list[Match]] = {
        problem.id: [] for problem in bank.problems.values() if problem.allow
    }
    for problem_id, rule, violation in _violations(bank, targets, observed or {}, rules):
        matches.setdefault(problem_id, []).append((rule, violation))
    return tuple(
        sorted(
            finding
            for problem_id, of_one in matches.items()
            for finding in _findings(bank, problem_id, of_one, text_of)
        )
    )


def _findings(bank: Bank, problem_id: str | None, matches: list[Match], text_of: TextOf) -> Iterator[Finding]:
    """The findings about one problem, or about the bank."""
    if problem_id is None:
        text = text_of(MANIFEST)
        yield from _located(matches, SourceMap(text, SourceLocation(MANIFEST, 1, 1, 0, len(text))), MANIFEST)
        return
    remaining = _without_allowed(bank.problems[problem_id].allow or {}, matches)
    if remaining:
        location = bank.locations[problem_id]
        source_map = SourceMap(text_of(location.file), location)
        yield from _located(remaining, source_map, location.file, problem_id)


def _violations(
    bank: Bank,
    targets: list[LintTarget],
    observed: Mapping[str, ObservedFacility],
    rules: Iterable[BankRule],
) -> Iterator[tuple[str | None, Rule, Violation]]:
    for target in targets:
        for problem_rule in PROBLEM_RULES:
            for violation in problem_rule.find(target):
                yield target.problem.id, problem_rule.rule, violation
    for bank_rule in rules:
        for problem_id, violation in bank_rule.find(bank, targets):
            yield problem_id, bank_rule.rule, violation
    for problem_id, violation in bank_rules.label_as_observed(observed, targets):
        yield problem_id, bank_rules.W16, violation


def _without_allowed(allow: Mapping[str, str], matches: list[Match]) -> list[Match]:
    """Without what is allowed, and with a note on each allowance that nothing needs."""
    codes = {rule.code for rule, _ in matches}
    unused = [
        (_UNUSED, Violation(("allow", code), f"`{code}` finds nothing here", "Remove the allowance."))
        for code in allow
        if code not in codes
    ]
    return [match for match in matches if match[0].code not in allow] + unused


def _located(
    matches: list[Match], source_map: SourceMap, file: str, problem_id: str | None = None
) -> Iterator[Finding]:
    for rule, violation in matches:
        line, column = source_map.find(violation.path, words=violation.excerpt)
        yield Finding(
            file, line, column, rule.severity, rule.code, violation.what, violation.cure, problem_id
        )
