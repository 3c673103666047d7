"""What there is of our cluster, as Docker's own command would tell it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from labs.cluster import lifecycle as cluster_lifecycle
from labs.cluster.lifecycle import cluster_dir, status, sweep
from labs.cluster.node import OWNER_MOUNT, Node, parse_node
from labs.cluster.record import ClusterRecord
from labs.errors import ClusterForeign, ClusterMissing
from labs.settings import LabSettings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _owner(settings: LabSettings, **changes: object) -> ClusterRecord:
    made = ClusterRecord(
        cluster=settings.cluster_name,
        id="ab12",
        state="ready",
        created_at=NOON,
        expires_at=NOON + timedelta(hours=5),
        node_image="n",
    )
    return made.model_copy(update=changes)


@pytest.fixture
def there(settings: LabSettings, monkeypatch: pytest.MonkeyPatch) -> list[Node]:
    """The nodes that Docker shows."""
    found: list[Node] = []
    monkeypatch.setattr(cluster_lifecycle, "nodes", lambda *_: tuple(found))
    return found


def _ours(settings: LabSettings, *, running: bool = True) -> Node:
    return Node("c-control-plane", running, str(cluster_dir(settings).mark("ab12")))


def test_nothing_is_absent(settings: LabSettings, there: list[Node]) -> None:
    assert status(settings, NOON).state == "absent"
    assert there == []


def test_a_cluster_of_our_name_without_our_record_is_foreign_and_left(
    settings: LabSettings, there: list[Node]
) -> None:
    there.append(Node("c-control-plane", True, ""))
    assert status(settings, NOON).state == "foreign"
    with pytest.raises(ClusterForeign, match="CUTOVER_LABS_CLUSTER_NAME"):
        cluster_lifecycle.create(settings, (), NOON, print)
    with pytest.raises(ClusterForeign):
        cluster_lifecycle.delete(settings, print)


def test_a_cluster_that_took_the_place_of_ours_is_foreign(settings: LabSettings, there: list[Node]) -> None:
    cluster_dir(settings).write(_owner(settings))
    there.append(Node("c-control-plane", True, "/somewhere/owner-ab12"))
    assert status(settings, NOON).state == "foreign"
    assert sweep(settings, NOON + timedelta(days=2), print) == ()


@pytest.mark.parametrize(
    ("changes", "nodes", "state"),
    [
        ({}, [True], "ready"),
        ({}, [False], "stopped"),
        ({}, [], "unfinished"),
        ({"state": "creating"}, [True], "unfinished"),
        ({"state": "removing"}, [True], "unfinished"),
    ],
)
def test_what_there_is_follows_from_record_and_nodes(
    settings: LabSettings, there: list[Node], changes: dict[str, object], nodes: list[bool], state: str
) -> None:
    cluster_dir(settings).write(_owner(settings, **changes))
    there += [_ours(settings, running=running) for running in nodes]
    assert status(settings, NOON).state == state


def test_a_cluster_lives_as_long_as_who_works_on_it_and_never_shorter(
    settings: LabSettings, there: list[Node]
) -> None:
    cluster_dir(settings).write(_owner(settings))
    there.append(_ours(settings))
    for hours, lives in ((3, 5), (8, 8), (6, 8)):
        cluster_lifecycle.extend_life(settings, NOON + timedelta(hours=hours))
        owner = cluster_dir(settings).read()
        assert owner is not None
        assert owner.expires_at == NOON + timedelta(hours=lives)
    assert sweep(settings, NOON + timedelta(hours=7), print) == ()


def test_what_is_being_removed_is_not_kept(settings: LabSettings) -> None:
    cluster_lifecycle.extend_life(settings, NOON)
    assert cluster_dir(settings).read() is None
    cluster_dir(settings).write(_owner(settings, state="removing"))
    cluster_lifecycle.extend_life(settings, NOON + timedelta(days=1))
    assert cluster_dir(settings).read() == _owner(settings, state="removing")


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.0, "in 5 hours"), (3.5, "within two hours"), (6.0, "its time is over")],
)
def test_a_cluster_says_how_long_it_stays(
    settings: LabSettings, there: list[Node], hours: float, said: str
) -> None:
    cluster_dir(settings).write(_owner(settings))
    there.append(_ours(settings))
    assert said in status(settings, NOON + timedelta(hours=hours)).sentence


def test_a_sweep_leaves_a_cluster_whose_time_is_not_over(settings: LabSettings, there: list[Node]) -> None:
    cluster_dir(settings).write(_owner(settings))
    there.append(_ours(settings))
    assert sweep(settings, NOON, print) == ()
    assert cluster_dir(settings).read() is not None


def test_a_kubeconfig_is_only_that_of_a_cluster_that_is_ready(settings: LabSettings) -> None:
    cluster_dir(settings).write(_owner(settings, state="creating"))
    with pytest.raises(ClusterMissing, match="`cutover labs up` makes one"):
        cluster_lifecycle.kubeconfig(settings)


def test_a_node_is_read_from_what_docker_prints() -> None:
    raw = {
        "Name": "/c-control-plane",
        "State": {"Running": True},
        "Mounts": [
            {"Destination": "/var", "Source": "/v"},
            {"Destination": OWNER_MOUNT, "Source": "/a/owner-1"},
        ],
    }
    assert parse_node(json.loads(json.dumps(raw))) == Node("c-control-plane", True, "/a/owner-1")
