"""The cluster in memory takes what the real client takes, so that no test passes by calling it otherwise."""

from __future__ import annotations

import inspect

from labs.kube import Kube
from tests.support.fake_kube import FakeKube


def test_each_method_that_stands_for_the_clients_has_its_parameters() -> None:
    replaced = {name for name in vars(Kube) if name in vars(FakeKube) and not name.startswith("_")}
    assert {"get", "list", "apply", "patch", "delete", "watch", "lines"} <= replaced
    same = {name for name in replaced if _parameters(FakeKube, name) == _parameters(Kube, name)}
    assert same == replaced - {"call"}, "which takes whatever the real one takes"


def _parameters(owner: type, name: str) -> list[tuple[str, object, object]]:
    parameters = inspect.signature(getattr(owner, name)).parameters.values()
    return [(one.name, one.kind, one.default) for one in parameters]
