"""`cutover problems stats`: a bank drawn in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

import click

from grader.rules.guessing import guess_chance
from problems.bank import Bank
from problems.lint.statistics import BankStatistics, LongestKeys, bank_statistics
from problems.lint.style_guessing import StyleGuess
from problems.model import CATEGORIES, DIFFICULTIES
from problems.proofs.coverage import ProofCoverage, proof_coverage
from problems.reading.reader import read_bank
from ui.cli.options import bank_option

_BAR = 24
_NAME = 26
_BLOCK = "█"


@click.command()
@bank_option
@click.option("--list", "listing", is_flag=True, help="List every problem instead, one a line.")
def stats(folder: Path, listing: bool) -> None:
    """Draw a bank: what it covers, what guessing is worth, and how often its forms can be filled anew."""
    bank = read_bank(folder)
    click.echo(listed(bank) if listing else drawn(bank, folder))


def listed(bank: Bank) -> str:
    """A line for each problem: id, kind, category, difficulty, skill and title."""
    rows = [
        (one.id, one.kind, one.category, one.difficulty, one.skill, one.title)
        for one in bank.problems.values()
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
    return "\n".join("  ".join([*map(str.ljust, row, widths), row[-1]]) for row in rows)


def drawn(bank: Bank, folder: Path) -> str:
    """The whole picture, 80 columns wide."""
    statistics = bank_statistics(bank)
    skills = [skill.id for skill in bank.manifest.skills]
    parts = [
        f"{bank.manifest.title}: {len(bank.problems)} problems\n",
        _table("category", CATEGORIES, statistics.by_difficulty),
        _table("skill", skills, statistics.by_skill),
        _bars("kind", statistics.kinds),
        _bars(
            "position of the key in its file",
            {f"{at}.": statistics.positions[at] for at in sorted(statistics.positions)},
        ),
        _longest(statistics.longest),
        _style(statistics.style),
        _guessing(bank),
        _bars("options that come from a misconception", statistics.misconceptions),
        _coverage(proof_coverage(bank, folder)),
        _forms(statistics),
    ]
    return "\n".join(part for part in parts if part)


def _table(name: str, rows: Sequence[str], counts: Mapping[tuple[str, str], int]) -> str:
    head = f"{name:<{_NAME}}" + "".join(f"{level:>8}" for level in DIFFICULTIES) + f"{'all':>8}"
    lines = []
    for row in rows:
        cells = [counts.get((row, level), 0) for level in DIFFICULTIES]
        row_text = "".join(f"{cell or '.':>8}" for cell in cells) + f"{sum(cells) or '.':>8}"
        lines.append(f"{row:<{_NAME}}{row_text}  {_BLOCK * min(sum(cells), 20)}".rstrip())
    sums = [sum(counts.get((row, level), 0) for row in rows) for level in DIFFICULTIES]
    foot = f"{'all':<{_NAME}}" + "".join(f"{cell or '.':>8}" for cell in sums) + f"{sum(sums):>8}"
    return "\n".join([head, *lines, foot, ""])


def _bars(name: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    most = max(counts.values())
    lines = [
        f"  {key:<{_NAME - 2}}{count:>8}  {_BLOCK * max(1, round(_BAR * count / most))}"
        for key, count in counts.items()
    ]
    return "\n".join([name, *lines, ""])


def _longest(found: LongestKeys | None) -> str:
    if found is None:
        return ""
    surprise = f"by chance {found.expected:.1f}, p = {found.p:.2g}"
    return f"the key is the longest option in {found.longest} of {found.choices} choices ({surprise})\n"


def _style(found: StyleGuess | None) -> str:
    if found is None:
        return ""
    surprise = f"by chance {found.expected:.1f}, p = {found.p:.2g}"
    share = found.right / found.choices
    return f"style alone finds the key of {found.right:.1f} of {found.choices} ({share:.0%}; {surprise})\n"


def _guessing(bank: Bank) -> str:
    share = fmean(guess_chance(problem) for problem in bank.problems.values())
    return f"guessing alone is right at the first try in {share:.0%} of the problems\n"


def _coverage(coverage: ProofCoverage) -> str:
    lines = [
        ("proven", coverage.proven, coverage.provable),
        ("compared with their source", coverage.reviewed, coverage.others),
    ]
    return "\n".join(["keys", *(f"  {name:<{_NAME}}{some:>6} of {all_}" for name, some, all_ in lines), ""])


def _forms(statistics: BankStatistics) -> str:
    """How many times over each wish of the forms can be met with problems that were not seen yet."""
    lines = [
        f"  {', '.join(filter(None, [one.form, one.adjective])):<{_NAME}}{_times(one.needed, one.found)}"
        for one in statistics.requirements
        if one.needed and not one.form.startswith("the skill")
    ]
    return "\n".join(["forms", *lines])


def _times(needed: int, found: int) -> str:
    if found < needed:
        return f"{found:>6} of {needed}: cannot be filled"
    times = found // needed
    return f"{found:>6} for {needed}: {times} {'time' if times == 1 else 'times'} without repeating"
