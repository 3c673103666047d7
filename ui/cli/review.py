"""`cutover problems review`: keep that a conceptual key was compared with its source."""

from __future__ import annotations

from pathlib import Path

import click

from grader.clock import now
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.proofs.cases import option_text
from problems.proofs.review import make_review, write_review
from problems.reading.reader import read_bank
from ui.cli.options import bank_option, chosen


@click.command()
@bank_option
@click.argument("problem")
@click.option("--says", help="What the source says that makes the key right, in a sentence.")
def review(folder: Path, problem: str, says: str | None) -> None:
    """Keep that you read the source of a conceptual problem and found its key there.

    Shows what is asked, what is keyed and where it comes from. Your sentence is kept in `reviews/` with a
    digest of the problem: when question, key or source change, `check` names the problem until it was
    read again.
    """
    (one,) = chosen(read_bank(folder), [problem])
    click.echo(keyed(one))
    sentence = says or click.prompt("What does the source say that makes the key right?")
    file = write_review(folder, make_review(one, sentence, now().date()))
    click.echo(f"Kept in {file.parent.name}/{file.name}.")


def keyed(problem: Problem) -> str:
    """The question, its answers with the keys marked, and the source."""
    return "\n".join(
        [problem.title, "", problem.prompt.strip(), "", *_answers(problem), "", f"{problem.source}"]
    )


def _answers(problem: Problem) -> list[str]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return [f"{'[key]' if one.correct else '     '} {option_text(one)}" for one in problem.options]
        case OrderProblem():
            return [f"[key] {' > '.join(order)}" for order in problem.valid_orders()]
        case BlanksProblem():
            return [f"[key] {one.id}: {' or '.join(one.accepts)}" for one in problem.blanks]
