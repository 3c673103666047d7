"""What is run for each problem: the same commands that the problem shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.captures.starts import NEVER_READY, colour, service

FLIP = """kubectl patch service model -p '{"spec":{"selector":{"version":"green"}}}'"""
FLIP_BACK = FLIP.replace("green", "blue")
SELECTOR = "kubectl get service model -o jsonpath='{.spec.selector}'"
LIVE = "kubectl get service model -o jsonpath='{.spec.selector.version}'"
SLICES = "kubectl get endpointslices -l kubernetes.io/service-name=model"
# A slice follows its Service within a second, on a busy machine within some.
SLICE_FOLLOWS = "sleep 5"
ADDRESSES = SLICES + " -o jsonpath='{.items[*].endpoints[*].addresses[0]}' | wc -w"
STATUS = "kubectl rollout status deployment/model-green"

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
    Recipe("switch-prints", "switch-output", BLUE, f"{STATUS}\n{FLIP}"),
    Recipe("second-patch-prints", "patch-again", BLUE, FLIP, before=(FLIP,)),
    Recipe("live-colour-prints", "live-colour", "both colours, green live", LIVE),
    Recipe("wrong-name-prints", "patch-wrong-name", BLUE, FLIP.replace("service model", "service models")),
    Recipe(
        "patched-release-selector",
        "patch-keeps-keys",
        "both colours with a release label, blue live",
        f"{FLIP} > /dev/null\n{SELECTOR}",
    ),
    Recipe(
        "set-selector-leaves",
        "set-selector-leaves",
        BLUE,
        f"kubectl set selector service model version=green\n{SELECTOR}",
    ),
    Recipe(
        "toggle-prints",
        "switch-script",
        "both colours, green live",
        "bash switch.sh",
        files={"switch.sh": TOGGLE},
    ),
    Recipe(
        "toggle-twice-prints",
        "switch-script-twice",
        BLUE,
        "bash switch.sh\nbash switch.sh",
        files={"switch.sh": TOGGLE},
    ),
    Recipe(
        "timeout-prints",
        "rollout-timeout",
        "green is never ready, blue live",
        f'{STATUS} --timeout=5s\necho "exit code $?"',
    ),
    Recipe(
        "deadline-prints",
        "rollout-deadline",
        "nothing",
        STATUS,
        before=(
            "kubectl create -f green.yaml",
            "kubectl wait --for=jsonpath='{.status.updatedReplicas}'=3 deployment/model-green",
        ),
        files={
            "green.yaml": json.dumps(colour("green", probe=NEVER_READY, progressDeadlineSeconds=10)),
        },
    ),
    Recipe(
        "no-watch-prints",
        "rollout-no-watch",
        "green is never ready, blue live",
        f"{STATUS} --watch=false &&\n  {FLIP}",
    ),
    Recipe("dry-run-prints", "patch-dry-run", BLUE, f"{FLIP} --dry-run=server\n{LIVE}"),
    Recipe(
        "undo-twice-prints",
        "undo-twice",
        "green alone, one pod",
        "for round in 1 2; do\n"
        "  kubectl rollout undo deployment/model-green > /dev/null\n"
        f"  {STATUS} > /dev/null\n"
        "done\n"
        "kubectl get deployment model-green -o jsonpath='{.spec.template.spec.containers[0].env[0].value}'",
        before=(
            f"kubectl set env deployment/model-green MODEL=v2 && {STATUS}",
            f"kubectl set env deployment/model-green MODEL=v3 && {STATUS}",
        ),
    ),
    Recipe(
        "unready-addresses",
        "slices-count-unready",
        "green is ready when told, green live",
        ADDRESSES,
        before=(
            "kubectl exec $(kubectl get pods -l version=green -o name | head -n 1) -- touch /tmp/ready",
            "kubectl wait --for=condition=Ready $(kubectl get pods -l version=green -o name | head -n 1)",
        ),
    ),
    Recipe(
        "ready-not-available",
        "ready-not-available",
        "green counts as available after five minutes, blue live",
        "kubectl get deployment model-green",
        before=("kubectl wait --for=condition=Ready pod -l version=green",),
    ),
    Recipe(
        "apply-keeps-foreign-key",
        "apply-keeps-foreign-key",
        "nothing",
        f"kubectl apply -f green.yaml > /dev/null\n{SELECTOR}",
        before=(
            "kubectl apply -f blue.yaml",
            """kubectl patch service model -p '{"spec":{"selector":{"release":"v1"}}}'""",
        ),
        files={
            "blue.yaml": _manifest(app="model", version="blue"),
            "green.yaml": _manifest(app="model", version="green"),
        },
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
        "diff-gate-prints",
        "diff-gate",
        "nothing",
        f"kubectl diff -f green.yaml > /dev/null && kubectl apply -f green.yaml\n{LIVE}",
        before=("kubectl apply -f blue.yaml",),
        files={
            "blue.yaml": _manifest(app="model", version="blue"),
            "green.yaml": _manifest(app="model", version="green"),
        },
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
        "wait-for-selector",
        "wait-for-flip",
        BLUE,
        "kubectl wait --for=jsonpath='{.spec.selector.version}'=green service/model --timeout=10s",
        before=(FLIP,),
    ),
    Recipe(
        "wait-gives-up",
        "wait-for-flip",
        BLUE,
        "kubectl wait --for=jsonpath='{.spec.selector.version}'=green service/model --timeout=2s",
    ),
    Recipe(
        "managers-left",
        "managers-forget",
        "nothing",
        "kubectl get service model --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'",
        before=(
            "kubectl apply -f blue.yaml",
            FLIP,
            "kubectl set selector service model app=model,version=blue",
        ),
        files={"blue.yaml": _manifest(app="model", version="blue")},
    ),
    Recipe(
        "budget-counts-both",
        "budget-per-colour",
        "both colours under one budget, green live",
        "kubectl get poddisruptionbudget model",
    ),
    Recipe(
        "budget-ignores-scale",
        "budget-and-scale",
        "both colours under one budget, green live",
        "kubectl scale deployment model-green --replicas=0\n"
        "kubectl scale deployment model-blue --replicas=0\n"
        "kubectl get deployments -o custom-columns=NAME:.metadata.name,WANTED:.spec.replicas",
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
