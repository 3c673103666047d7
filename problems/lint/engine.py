"""All rules over a bank, and where in its files each slip stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding
from problems.lint import bank_rules as balance
from problems.lint import code, hints, wording
from problems.lint import duplicates as alike
from problems.lint import guessing as chances
from problems.lint import option_labels as letters
from problems.lint import stem_length as stem
from problems.lint import testwiseness as cues
from problems.lint.bank_rules import ObservedFacility
from problems.lint.rule import BankRule, Violation
from problems.lint.target import LintTarget
from problems.proofs.findings import PROOF_RULES, proof_findings
from problems.reading.decode import read_text
from problems.reading.reader import MANIFEST, read_bank
from problems.reading.source_map import SourceMap
from problems.rule_registry import READING_RULES, Rule, by_code

PROBLEM_RULES = (
    *letters.RULES,
    *alike.RULES,
    *chances.RULES,
    *code.RULES,
    *wording.RULES,
    *cues.RULES,
    *hints.RULES,
    *stem.RULES,
)
Told = tuple[Rule, Violation]

BANK_RULES = (*alike.BANK_RULES, *balance.BANK_RULES)
_UNUSED = Rule(
    "W18", "note", "Allowance without a finding", "What is allowed for no reason hides the next slip."
)

RULES: Mapping[str, Rule] = {
    **READING_RULES,
    **PROOF_RULES,
    **by_code(balance.W16, _UNUSED, *(one.rule for one in BANK_RULES), *(one.rule for one in PROBLEM_RULES)),
}


@dataclass(frozen=True, slots=True)
class BankReport:
    """The bank, or None if it can't be served for `reason`, and every finding, sorted by place."""

    bank: Bank | None
    findings: tuple[Finding, ...]
    reason: str | None = None


def check(folder: Path, observed: Mapping[str, ObservedFacility] | None = None) -> BankReport:
    """Read the bank in a folder and apply every rule; never raises for what an author wrote."""
    try:
        bank = read_bank(folder)
    except BankError as error:
        return BankReport(None, error.findings, str(error))

    @cache
    def text_of(file: str) -> str:
        return read_text(folder / file)[0] or ""

    found = lint(bank, text_of, observed)
    proofs = proof_findings(bank, folder)
    return BankReport(bank, tuple(sorted([*bank.findings, *found, *proofs])))


def lint(
    bank: Bank,
    text_of: Callable[[str], str],
    observed: Mapping[str, ObservedFacility] | None = None,
    bank_rules: Iterable[BankRule] = BANK_RULES,
) -> tuple[Finding, ...]:
    """The findings of every rule, sorted by place, without those that a problem allows with a reason.

    `text_of` gives the text of a file of the bank by its name. `observed` says how problems went, by id;
    without it nothing is said about labels (W16). `bank_rules` are those that look at the whole bank.
    """
    subjects = [LintTarget(problem) for problem in bank.problems.values()]
    told: dict[str | None, list[Told]] = {one.id: [] for one in bank.problems.values() if one.allow}
    for name, rule, slip in _slips(bank, subjects, observed or {}, bank_rules):
        told.setdefault(name, []).append((rule, slip))
    return tuple(
        sorted(finding for name, slips in told.items() for finding in _about(bank, name, slips, text_of))
    )


def _about(
    bank: Bank, name: str | None, told: list[Told], text_of: Callable[[str], str]
) -> Iterator[Finding]:
    """The findings about one problem, or about the bank."""
    if name is None:
        text = text_of(MANIFEST)
        yield from _placed(
            told, SourceMap(text, SourceLocation(MANIFEST, 1, 1, 0, len(text))), MANIFEST, None
        )
        return
    judged = _judged(bank.problems[name].allow or {}, told)
    if judged:
        origin = bank.origins[name]
        yield from _placed(judged, SourceMap(text_of(origin.file), origin), origin.file, name)


def _slips(
    bank: Bank,
    subjects: list[LintTarget],
    observed: Mapping[str, ObservedFacility],
    bank_rules: Iterable[BankRule],
) -> Iterator[tuple[str | None, Rule, Violation]]:
    for subject in subjects:
        for rule in PROBLEM_RULES:
            for slip in rule.find(subject):
                yield subject.problem.id, rule.rule, slip
    for whole in bank_rules:
        for name, slip in whole.find(bank, subjects):
            yield name, whole.rule, slip
    for name, slip in balance.label_as_observed(observed, subjects):
        yield name, balance.W16, slip


def _judged(allow: Mapping[str, str], told: list[Told]) -> list[Told]:
    """Without what is allowed, and with a note on what is allowed in vain."""
    codes = {rule.code for rule, _ in told}
    vain = [
        (_UNUSED, Violation(("allow", code), f"`{code}` finds nothing here", "Remove the allowance."))
        for code in allow
        if code not in codes
    ]
    return [one for one in told if one[0].code not in allow] + vain


def _placed(told: list[Told], places: SourceMap, file: str, name: str | None) -> Iterator[Finding]:
    for rule, slip in told:
        line, column = places.find(slip.path, words=slip.words)
        yield Finding(file, line, column, rule.severity, rule.code, slip.what, slip.cure, name)
