"""What the kernel lets the processes of one pod have, and what they use, read on the node itself.

The machine decides which version of cgroups there is; both are read.
"""

from __future__ import annotations

from dataclasses import dataclass

from labs.kube import Object
from labs.process import run
from tests.cluster.conftest import Lab

# A folder's name ends with the pod's uid. Its dashes may be written otherwise, and `.slice` may follow.
_SCRIPT = r"""
find /sys/fs/cgroup -type d \( -name "*pod$1.slice" -o -name "*pod$1" \) | while read folder; do
    for file in cpu.max cpu.weight cpu.cfs_quota_us cpu.cfs_period_us cpu.shares pids.max pids.current; do
        [ -f "$folder/$file" ] && echo $file $(cat "$folder/$file")
    done
done
true
"""
# The kubelet gives a pod so many shares for a whole core that it requests.
_SHARES_OF_A_CORE = 1024
# A pod's static manifest is the kubelet's own; its name in cgroups stands here and not in its uid.
_STATIC = "kubernetes.io/config.hash"


@dataclass(frozen=True, slots=True)
class PodCgroup:
    """CPU in cores: `cpu_limit` is the most, 0.0 for no limit, `cpu_weight` the share when it is scarce.

    `processes` counts threads too.
    """

    cpu_limit: float
    cpu_weight: float
    process_limit: int
    processes: int


def read_cgroup(lab: Lab, pod: Object) -> PodCgroup | None:
    """The pod as the kernel of its node knows it; None where it is gone."""
    about = pod["metadata"]
    uid = about.get("annotations", {}).get(_STATIC, about["uid"]).replace("-", "?")
    node = f"{lab.settings.cluster_name}-control-plane"
    done = run([lab.settings.provider, "exec", node, "sh", "-c", _SCRIPT, "read", uid], timeout=60)
    assert done.ok, done.text
    lines = (line.split() for line in done.text.splitlines() if " " in line)
    values = {name: given for name, *given in lines}
    if "pids.max" not in values:
        return None
    return PodCgroup(
        cpu_limit=_limit(values),
        cpu_weight=_weight(values),
        process_limit=int(values["pids.max"][0]),
        processes=int(values["pids.current"][0]),
    )


def _limit(values: dict[str, list[str]]) -> float:
    quota, period = values.get("cpu.max") or (*values["cpu.cfs_quota_us"], *values["cpu.cfs_period_us"])
    return 0.0 if quota in ("max", "-1") else int(quota) / int(period)


def _weight(values: dict[str, list[str]]) -> float:
    """Version 2 has a weight from 1 to 10,000 for 2 to 262,144 shares, as the kubelet converts it."""
    if "cpu.shares" in values:
        return int(values["cpu.shares"][0]) / _SHARES_OF_A_CORE
    return (2 + (int(values["cpu.weight"][0]) - 1) * 262_142 / 9_999) / _SHARES_OF_A_CORE
