"""Mistakes that `check` knows only as a change since the proof, given to `prove`: what does it find?

`cutover labs up`, then `python -m tests.cluster.prove_mistakes` prints each mistake and what its proof finds.
"""

from __future__ import annotations

import json

from grader.clock import now
from labs.cluster import lifecycle as cluster_lifecycle
from labs.kube import connect
from labs.proofs.runner import Prover
from labs.settings import read_settings
from problems.model import Problem
from tests.problems.mistakes import Mistake, mistakes_in
from tests.problems.shipped import FOLDER, PROBLEMS
from tests.problems.test_mistakes import PROBLEM, named_by


def stale() -> list[tuple[Mistake, Problem]]:
    """Each such mistake, and the problem that it makes."""
    return [
        (mistake, PROBLEM.validate_json(json.dumps(mistake.raw)))
        for sound in PROBLEMS
        for mistake in mistakes_in(sound)
        if named_by(mistake, sound) == "stale"
    ]


def main() -> None:
    settings = read_settings()
    prover = Prover(connect(cluster_lifecycle.kubeconfig(settings)), settings, FOLDER, now)
    mistakes = stale()
    which = {id(problem): mistake.kind for mistake, problem in mistakes}
    outcomes: list[str] = []
    for proven in prover.all(problem for _, problem in mistakes):
        outcomes.append(proven.verdict.outcome)
        said = {"pass": "UNSEEN", "fail": "found", "inconclusive": "not run"}[proven.verdict.outcome]
        print(f"{said:<8}{which[id(proven.problem)]:<8}{proven.problem.id}  {proven.verdict.reason}")
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("fail", "pass", "inconclusive"))
    print(f"{len(mistakes)} mistakes: {counted}.")


if __name__ == "__main__":
    main()
