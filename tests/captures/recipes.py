"""What is run for each problem: the same commands that the problem shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.captures.starts import colour, service

FLIP = """kubectl patch service model -p '{"spec":{"selector":{"version":"green"}}}'"""
FLIP_BACK = FLIP.replace("green", "blue")
SELECTOR = "kubectl get service model -o jsonpath='{.spec.selector}'"
LIVE = "kubectl get service model -o jsonpath='{.spec.selector.version}'"
SLICES = "kubectl get endpointslices -l kubernetes.io/service-name=model"
# A slice follows its Service within a second, on a busy machine within some.
SLICE_FOLLOWS = "sleep 5"

TOGGLE = """\
live=$(kubectl get service model -o jsonpath='{.spec.selector.version}')
if [ "$live" = blue ]; then idle=green; else idle=blue; fi
kubectl patch service model -p "{\\"spec\\":{\\"selector\\":{\\"version\\":\\"$idle\\"}}}"
echo "$live -> $idle"
"""


def _manifest(**selector: str) -> str:
    return json.dumps(service(**selector))


@dataclass(frozen=True)
class Recipe:
    """`files` are written to the folder that the commands run in; `before` prints nothing that is kept."""

    id: str
    problem: str
    start: str
    command: str
    before: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)


BLUE = "both colours, blue live"

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "toggle-twice-prints",
        "switch-script-twice",
        BLUE,
        "bash switch.sh\nbash switch.sh",
        files={"switch.sh": TOGGLE},
    ),
    Recipe(
        "ready-not-available",
        "ready-not-available",
        "green counts as available after five minutes, blue live",
        "kubectl get deployment model-green",
        before=("kubectl wait --for=condition=Ready pod -l version=green",),
    ),
    Recipe(
        "apply-reverts-patch",
        "apply-reverts-patch",
        "nothing",
        f"kubectl apply -f service.yaml\n{LIVE}",
        before=("kubectl apply -f service.yaml", FLIP),
        files={"service.yaml": _manifest(app="model", version="blue")},
    ),
    Recipe(
        "quota-allows-two",
        "quota-allows-two",
        "blue fills two thirds of a quota",
        "kubectl get deployment model-green",
        before=(
            "kubectl create -f green.yaml",
            "kubectl wait --for=jsonpath='{.status.readyReplicas}'=2 deployment/model-green",
        ),
        files={"green.yaml": json.dumps(colour("green", 4, cpu="10m"))},
    ),
    Recipe(
        "quota-lets-none-in",
        "quota-where-to-look",
        "blue fills two thirds of a quota",
        "kubectl get replicasets -l version=green",
        before=(
            "kubectl create -f green.yaml",
            "kubectl wait --for=condition=ReplicaFailure deployment/model-green",
        ),
        files={"green.yaml": json.dumps(colour("green", 3, cpu="100m"))},
    ),
    Recipe(
        "budget-counts-both",
        "budget-per-colour",
        "both colours under one budget, green live",
        "kubectl get poddisruptionbudget model",
    ),
    Recipe(
        "label-moves-nobody",
        "label-is-no-selector",
        BLUE,
        "kubectl label service model version=green --overwrite\n"
        "kubectl get service model -o jsonpath='{.spec.selector}'",
    ),
    Recipe(
        "typo-empties-slice",
        "selector-typo",
        BLUE,
        "\n".join((FLIP.replace("green", "gren"), SLICE_FOLLOWS, SLICES)),
    ),
    Recipe(
        "foreign-pods",
        "foreign-answers",
        "both colours and a ranker, blue live",
        f"kubectl set selector service model version=green\n{SLICE_FOLLOWS}\n{SLICES} "
        """-o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}{"\\n"}{end}'""",
    ),
    Recipe(
        "quota-names-itself",
        "quota-where-to-look",
        "blue fills two thirds of a quota",
        "kubectl describe replicasets -l version=green | grep -o 'exceeded quota: .*' | sort -u",
        before=(
            "kubectl create -f green.yaml",
            "kubectl wait --for=condition=ReplicaFailure deployment/model-green",
        ),
        files={"green.yaml": json.dumps(colour("green", 3, cpu="100m"))},
    ),
    Recipe(
        "running-not-ready",
        "running-not-ready",
        "green is never ready, blue live",
        "kubectl get pods -l version=green",
    ),
    Recipe(
        "users-stay-selector",
        "users-who-stay",
        BLUE,
        f"{SELECTOR}; echo\n{SLICES} "
        """-o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}{"\\n"}{end}'""",
        before=(FLIP, SLICE_FOLLOWS),
    ),
    Recipe(
        "back-to-nothing",
        "rollback-to-nothing",
        "blue is at zero, green live",
        f"{FLIP_BACK}\n{SLICE_FOLLOWS}\n{SLICES}",
    ),
)
