"""Who changed what: from managedFields, so that nobody's shell is spied on.

An entry of managedFields is gone when its manager owns nothing any more, so acts are read change by change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labs.checks.objects import Object, ObjectChange
from labs.checks.subset import shown

# Kubernetes' own hands, and ours.
_NOT_PEOPLE = ("kube-", "kubelet", "cutover")
# Where people's wishes stand; the rest of an object is bookkeeping.
_WISHES = ("spec", "data", "metadata.labels", "metadata.annotations")
_BOOKKEEPING = ("metadata.annotations.kubectl.kubernetes.io/last-applied", "metadata.annotations.deployment.")
# A deletion leaves no trace of who did it; pods go by themselves whenever a Deployment says so.
_DELETED_BY_PEOPLE = {"Service", "Deployment", "ConfigMap"}


# A learner may change hundreds of fields at once, and each may be long: so many are kept, each cut.
MOST_FIELDS, _LONGEST_PATH = 10, 200


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field that changed, before and after in words; "missing" where it was not there."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class AttributedChange:
    """Something that a person did. `manager` is what the API server noted, like "kubectl-patch".

    `verb` is created, changed or deleted; a deletion has no manager and no fields. Of many fields the first
    MOST_FIELDS are kept, and `more_fields` counts the others.
    """

    at: float
    manager: str | None
    verb: str
    kind: str
    name: str
    fields: tuple[ChangedField, ...] = ()
    more_fields: int = 0

    def touches(self, path: str) -> bool:
        """Whether a field at or below the path changed; a change of too many fields may have touched any."""
        return self.more_fields > 0 or any(
            field.path == path or field.path.startswith(f"{path}.") for field in self.fields
        )


def attributed_change(before: Object | None, change: ObjectChange) -> AttributedChange | None:
    """The act behind a change, or None when no person was behind it."""
    if change.gone:
        if change.kind not in _DELETED_BY_PEOPLE:
            return None
        return AttributedChange(change.at, None, "deleted", change.kind, change.name)
    before_leaves, after_leaves = dict(_leaves(before or {})), dict(_leaves(change.object))
    paths = changed_paths(before_leaves, after_leaves)
    manager = _manager(before or {}, change.object, paths) or _by_scaling(change.object, paths)
    if manager is None or not paths:
        return None
    verb = "created" if before is None else "changed"
    fields = tuple(
        ChangedField(cut_path(path), shown(before_leaves.get(path)), shown(after_leaves.get(path)))
        for path in paths[:MOST_FIELDS]
    )
    more = len(paths) - len(fields)
    return AttributedChange(change.at, manager, verb, change.kind, change.name, fields, more)


def changed_paths(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """The fields that people set and that differ, sorted."""
    return [path for path in sorted(old.keys() | new.keys()) if old.get(path) != new.get(path)]


def cut_path(path: str) -> str:
    """A key may be as long as its author likes."""
    return path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}…"


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every plain value under a wish, by its path; entries of lists by their `name`, else by number."""
    if path.startswith(_BOOKKEEPING):
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, one in enumerate(value):
            name = one.get("name", at) if isinstance(one, Mapping) else at
            yield from _leaves(one, f"{path}.{name}")
    elif path.startswith(_WISHES):
        yield path, value


def _manager(before: Object, after: Object, paths: Sequence[str]) -> str | None:
    """Whose entry of managedFields changed; if none did, whose newest entry owns a field that changed.

    The second case is a manager's second act within one second: same fields, same time, same entry.
    """
    old = before.get("metadata", {}).get("managedFields") or []
    entries = [one for one in after["metadata"].get("managedFields") or [] if _is_a_person(one)]
    fresh = [one for one in entries if one not in old]
    candidates = fresh or [one for one in entries if any(_owns(one, path) for path in paths)]
    newest = max(candidates, key=lambda one: str(one.get("time", "")), default=None)
    if newest is None:
        return None
    return "kubectl-scale" if newest.get("subresource") == "scale" else str(newest["manager"])


def _by_scaling(after: Object, paths: Sequence[str]) -> str | None:
    """Scaling to zero leaves no entry: the field that changed has no owner afterwards."""
    entries = after["metadata"].get("managedFields") or []
    if list(paths) != ["spec.replicas"] or any("f:replicas" in _spec_of(one) for one in entries):
        return None
    return "kubectl-scale"


def _spec_of(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    spec: Mapping[str, Any] = entry.get("fieldsV1", {}).get("f:spec", {})
    return spec


def _is_a_person(entry: Mapping[str, Any]) -> bool:
    return entry.get("subresource") != "status" and not str(entry.get("manager", "")).startswith(_NOT_PEOPLE)


def _owns(entry: Mapping[str, Any], path: str) -> bool:
    """Whether the entry's fieldsV1 reaches towards the path; list entries are taken on trust."""
    fields: Any = entry.get("fieldsV1", {})
    for step in path.split("."):
        if f"f:{step}" not in fields:
            return any(key.startswith("k:") for key in fields)
        fields = fields[f"f:{step}"]
    return True
