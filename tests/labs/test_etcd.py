"""How full the cluster's store is, from what etcd answers."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes.client.exceptions import ApiException

from labs.cluster.etcd import StoreStatus, parsed
from labs.cluster.kind import STORE_BYTES
from labs.errors import StoreFull
from labs.kube import error_of

MIB = 2**20
STATUS: dict[str, Any] = {
    "header": {"revision": "4538", "member_id": "5"},
    "dbSize": str(16 * MIB),
    "dbSizeInUse": str(3 * MIB),
    "dbSizeQuota": "4294967296",
}


def store(used: int, size: int, *, is_full: bool = False) -> StoreStatus:
    return StoreStatus(used * MIB, size * MIB, 4096 * MIB, is_full, 1, "5")


def test_what_etcd_answers_is_read() -> None:
    assert parsed(STATUS, {"header": {}}) == StoreStatus(3 * MIB, 16 * MIB, STORE_BYTES, False, 4538, "5")
    assert parsed(STATUS, {"alarms": [{"memberID": "5", "alarm": "NOSPACE"}]}).is_full
    assert not parsed(STATUS, {"alarms": [{"memberID": "5", "alarm": "CORRUPT"}]}).is_full


def test_a_store_with_room_says_how_much() -> None:
    assert store(3, 16).sentence == "The cluster's store holds 3 of 4096 MiB."


@pytest.mark.parametrize(("used", "size", "filling"), [(3, 2457, False), (3, 2458, True), (2458, 2458, True)])
def test_a_store_that_fills_up_says_so_and_the_cure(used: int, size: int, filling: bool) -> None:
    found = store(used, size)
    assert found.is_filling is filling
    assert ("it is filling. `cutover labs up` empties it." in found.sentence) is filling


def test_a_full_store_says_that_nobody_can_change_anything() -> None:
    assert (
        "takes nothing more: nobody can change anything. `cutover labs up`"
        in store(1, 1, is_full=True).sentence
    )


def test_a_write_that_a_full_store_refuses_is_not_told_to_wait() -> None:
    answer = ApiException(status=500)
    answer.body = '{"message": "etcdserver: mvcc: database space exceeded"}'
    error = error_of("PATCH /x", answer)
    assert isinstance(error, StoreFull)
    assert not error.retry
    assert "wait" not in str(error)
