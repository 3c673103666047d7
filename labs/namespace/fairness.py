"""Learners' requests wait in queues of their own, so that one who floods the API server delays no other user.

API Priority and Fairness gives each flow schema a priority level with a share of the server's seats. Learners
come with a service account of their namespace; those of kube-system are matched earlier (precedence 900).
Within the level each learner is a flow of its own, and flows take turns.
"""

from __future__ import annotations

from labs.kube import Object

LEVEL = "cutover-learners"
_VERSION = "flowcontrol.apiserver.k8s.io/v1"
# Of 252 shares and 600 seats in all: about seven requests at once for all learners together, and none of
# the seats of others. More would only let them write faster than the store's revisions are compacted.
_SHARES = 3
# Ahead of `service-accounts` (9000), behind everything that belongs to the cluster itself.
_PRECEDENCE = 1000


def fairness() -> tuple[Object, ...]:
    """The priority level of all learners, and the flow schema that leads to it."""
    return _level(), _schema()


def _level() -> Object:
    queueing = {"queues": 32, "handSize": 4, "queueLengthLimit": 20}
    limited = {
        "nominalConcurrencyShares": _SHARES,
        "lendablePercent": 50,
        "borrowingLimitPercent": 0,
        "limitResponse": {"type": "Queue", "queuing": queueing},
    }
    return _named("PriorityLevelConfiguration") | {"spec": {"type": "Limited", "limited": limited}}


def _schema() -> Object:
    everything = {
        "subjects": [{"kind": "Group", "group": {"name": "system:serviceaccounts"}}],
        "resourceRules": [
            {
                "verbs": ["*"],
                "apiGroups": ["*"],
                "resources": ["*"],
                "namespaces": ["*"],
                "clusterScope": True,
            }
        ],
        "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    }
    spec = {
        "priorityLevelConfiguration": {"name": LEVEL},
        "matchingPrecedence": _PRECEDENCE,
        "distinguisherMethod": {"type": "ByUser"},
        "rules": [everything],
    }
    return _named("FlowSchema") | {"spec": spec}


def _named(kind: str) -> Object:
    return {"apiVersion": _VERSION, "kind": kind, "metadata": {"name": LEVEL}}
