"""The cluster's store (etcd): how full it is, and how it is emptied. Asked on the node, by etcd's own HTTP.

It keeps old revisions until they are compacted, and the file keeps its size afterwards; what is free in it is
used again. When it has once reached its limit it takes nothing more until somebody says so (an alarm).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from labs.cluster.kind import STORE_BYTES
from labs.errors import ClusterUnavailable, last_error_line
from labs.process import run
from labs.settings import Provider

_PKI = "/etc/kubernetes/pki/etcd"
_CREDENTIALS = f"--cacert {_PKI}/ca.crt --cert {_PKI}/server.crt --key {_PKI}/server.key"
_ASK = f"curl -sS --max-time 60 {_CREDENTIALS} https://127.0.0.1:2379/v3"
_LOOK = f"{_ASK}/maintenance/status -d '{{}}'; echo; {_ASK}/maintenance/alarm -d '{{\"action\":\"GET\"}}'"
# Old revisions go, the file shrinks, and the member's alarm is taken back. Compacting twice is no error.
_EMPTY = f"""
{_ASK}/kv/compaction -d '{{"revision":"REVISION","physical":true}}'; echo
{_ASK}/maintenance/defragment -d '{{}}'; echo
{_ASK}/maintenance/alarm -d '{{"action":"DEACTIVATE","alarm":"NOSPACE","memberID":"MEMBER"}}'
"""
_SECONDS = 200
# From this share of its limit on the store is called filling.
_FILLING = 0.6
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Bytes in use and bytes of the file, of `limit`; `is_full` when it takes nothing more.

    `member` is the id of the etcd member, as it is written in JSON.
    """

    used: int
    size: int
    limit: int
    is_full: bool
    revision: int
    member: str

    @property
    def is_filling(self) -> bool:
        return self.is_full or max(self.used, self.size) >= _FILLING * self.limit

    @property
    def sentence(self) -> str:
        """How full it is, and what to do when that is too much."""
        holds = f"The cluster's store holds {self.used // _MIB} of {self.limit // _MIB} MiB"
        if self.is_full:
            return (
                f"{holds} and takes nothing more: nobody can change anything. `cutover labs up` empties it."
            )
        if self.is_filling:
            return f"{holds}, its file {self.size // _MIB}: it is filling. `cutover labs up` empties it."
        return f"{holds}."


def look(provider: Provider, node: str) -> StoreStatus:
    """How full the store on a node is. Raises ClusterUnavailable."""
    done = run([provider, "exec", node, "sh", "-c", _LOOK], timeout=_SECONDS)
    try:
        return parsed(*(json.loads(line) for line in done.text.splitlines() if line.startswith("{")))
    except (ValueError, LookupError, TypeError) as e:
        raise ClusterUnavailable(
            f"The cluster's store does not answer: {last_error_line(done.text)}",
            "Wait a moment and try again.",
        ) from e


def parsed(status: dict[str, Any], alarms: dict[str, Any]) -> StoreStatus:
    """The answers of `maintenance/status` and `maintenance/alarm`. Raises LookupError, ValueError."""
    return StoreStatus(
        used=int(status["dbSizeInUse"]),
        size=int(status["dbSize"]),
        limit=int(status.get("dbSizeQuota", STORE_BYTES)),
        is_full=any(each.get("alarm") == "NOSPACE" for each in alarms.get("alarms") or ()),
        revision=int(status["header"]["revision"]),
        member=str(status["header"]["member_id"]),
    )


def empty(provider: Provider, node: str) -> None:
    """Forget old revisions, give the space back, and let it take writes. Raises ClusterUnavailable."""
    found = look(provider, node)
    script = _EMPTY.replace("REVISION", str(found.revision)).replace("MEMBER", found.member)
    done = run([provider, "exec", node, "sh", "-c", script], timeout=_SECONDS)
    if not done.ok:
        raise ClusterUnavailable(
            f"The store was not emptied: {last_error_line(done.text)}", "Try `cutover labs up` again."
        )
