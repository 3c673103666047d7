"""Slips that `check` knows only as a change since the proof, given to `prove`: who finds what is wrong?

`cutover labs up`, then `python -m tests.cluster.prove_slips` prints each slip and what its proof says of it.
"""

from __future__ import annotations

import json

from grader.clock import now
from labs.cluster import lifecycle as cluster_lifecycle
from labs.kube import connect
from labs.proofs.runner import Prover
from labs.settings import read_settings
from problems.model import Problem
from tests.problems.shipped import FOLDER, PROBLEMS
from tests.problems.slips import Wrong, wrongs
from tests.problems.test_slips import PROBLEM, named_by


def stale() -> list[tuple[Wrong, Problem]]:
    """Each such slip, and the problem that it makes."""
    return [
        (wrong, PROBLEM.validate_json(json.dumps(wrong.raw)))
        for sound in PROBLEMS
        for wrong in wrongs(sound)
        if named_by(wrong, sound) == "stale"
    ]


def main() -> None:
    settings = read_settings()
    prover = Prover(connect(cluster_lifecycle.kubeconfig(settings)), settings, FOLDER, now)
    slips = stale()
    which = {id(problem): wrong.slip for wrong, problem in slips}
    outcomes: list[str] = []
    for proven in prover.all(problem for _, problem in slips):
        outcomes.append(proven.verdict.outcome)
        said = {"pass": "UNSEEN", "fail": "found", "inconclusive": "not run"}[proven.verdict.outcome]
        print(f"{said:<8}{which[id(proven.problem)]:<8}{proven.problem.id}  {proven.verdict.reason}")
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("fail", "pass", "inconclusive"))
    print(f"{len(slips)} slips: {counted}.")


if __name__ == "__main__":
    main()
