"""`cutover problems prove`: carry out the proofs of a bank on a cluster and keep what was seen."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from grader.clock import now
from labs.cluster import lifecycle as cluster_lifecycle
from labs.errors import LabError
from labs.settings import read_settings
from problems.model import Problem
from problems.proofs.evidence import write_evidence
from problems.reading.reader import read_bank
from ui import format as fmt
from ui.cli.options import bank_option, chosen, only_option

FAILED, NOT_RUN = 1, 2


@click.command()
@bank_option
@only_option
@click.option(
    "--kubeconfig", type=click.Path(path_type=Path), help="Another cluster than that of `cutover labs up`."
)
@click.option("--at-once", type=click.IntRange(1, 16), help="Namespaces at once.")
@click.option("--show", is_flag=True, help="Print what was seen of every option.")
def prove(
    folder: Path, ids: tuple[str, ...], kubeconfig: Path | None, at_once: int | None, show: bool
) -> None:
    """Show on a cluster that every key holds and no distractor does.

    Each proof has a namespace of its own, as closed as a learner's. Exit code 1: a proof failed; 2: one
    could not be run, which is never taken for a pass.
    """
    bank = read_bank(folder)
    asked = chosen(bank, ids)
    _tell_unproven(asked)
    sys.exit(_carry_out(folder, [problem for problem in asked if problem.proof], kubeconfig, at_once, show))


def _carry_out(
    folder: Path, asked: Sequence[Problem], kubeconfig: Path | None, at_once: int | None, show: bool
) -> int:
    from labs import kube, operations  # noqa: PLC0415
    from labs.proofs.runner import AT_ONCE, Prover  # noqa: PLC0415

    settings, began, outcomes = read_settings(), time.monotonic(), list[str]()
    try:
        connection = kube.connect(kubeconfig or cluster_lifecycle.kubeconfig(settings))
        trouble = operations.outage_message(connection)
    except LabError as e:
        trouble = str(e)
    if trouble:
        click.echo(f"not run: {fmt.count(len(asked), 'proof')}. {trouble}")
        return NOT_RUN if asked else 0
    prover = Prover(connection, settings, folder, now)
    for proven in prover.all(asked, at_once or AT_ONCE):
        outcomes.append(proven.verdict.outcome)
        mark = {"pass": "proven ", "fail": "FAILED ", "inconclusive": "not run"}[proven.verdict.outcome]
        click.echo(f"{mark} {proven.seconds:5.1f} s  {proven.problem.id}  {proven.verdict.reason}".rstrip())
        if proven.evidence:
            write_evidence(folder, proven.evidence)
            for case in proven.evidence.seen if show else ():
                sign = "holds" if case.held else "fails"
                click.echo(f"  {sign} {'(key) ' * case.key}{case.name}: {case.why}")
                click.echo(_indented(case.transcript))
    click.echo(
        f"{outcomes.count('pass')} proven, {outcomes.count('fail')} failed,"
        f" {outcomes.count('inconclusive')} not run, in {time.monotonic() - began:.0f} s."
    )
    return FAILED if "fail" in outcomes else NOT_RUN if "inconclusive" in outcomes else 0


def _tell_unproven(asked: Sequence[Problem]) -> None:
    left = [problem.id for problem in asked if problem.proof is None and problem.category != "conceptual"]
    if left:
        click.echo(f"Without a proof: {', '.join(left)}.")


def _indented(text: str) -> str:
    return "".join(f"      {line}\n" for line in text.splitlines())
