"""What the tree looks like to a reader: its types, the words in its names, and the size of its modules.

`python -m tests.codebase.tree` takes out of `exceptions.json` what is no exception any more.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXCEPTIONS = Path(__file__).with_name("exceptions.json")
PACKAGES = ("problems", "grader", "labs", "ui")
LONGEST_MODULE, SHORTEST_MODULE, MODULES_IN_A_FOLDER = 400, 25, 22

# Words that no name uses, and what the field says instead.
RETIRED = {
    "because": "misconception",
    "complaint": "finding, or message",
    "desk": "unit of work, or controller",
    "dice": "random",
    "ground": "cluster",
    "guise": "opaque ids",
    "happened": "flash, or event",
    "happening": "event",
    "herald": "announcer",
    "house": "app context",
    "keeper": "store",
    "kept": "saved, or stored",
    "mishap": "fault, or error page",
    "news": "events",
    "paper": "report",
    "place": "namespace, or workspace",
    "rehearsal": "preview",
    "roam": "navigation",
    "room": "lab session",
    "said": "message, or text",
    "seen": "what was seen: result, response, snapshot",
    "shelf": "store",
    "sitting": "attempt",
    "slip": "violation",
    "stage": "lab session",
    "told": "message, or notice",
    "trial": "case, or lab session",
    "why": "rationale, or reason",
}
# When somebody was here last is an instant like `ended_at`; no other word is shorter.
_INSTANTS = {"last_seen", "seen_at", "last_seen_at"}

Sources = Mapping[str, str]


def sources(root: Path = ROOT) -> dict[str, str]:
    """The text of every module of the packages, by its path."""
    paths = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths}


def repeated_types(modules: Sources) -> dict[str, list[str]]:
    """Public types that are defined in more than one module, and where."""
    found = defaultdict(list)
    for path, text in modules.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def retired_names(modules: Sources) -> set[str]:
    """`path name` for each name in which a retired word stands: modules, types, functions, variables."""
    return {
        f"{path} {name}"
        for path, text in modules.items()
        for name in {*_names(ast.parse(text)), *Path(path).with_suffix("").parts}
        if name.lower() not in _INSTANTS and RETIRED.keys() & set(_words(name))
    }


def short_modules(modules: Sources) -> set[str]:
    """Modules with so few lines that they might be a part of another one."""
    return {
        path
        for path, text in modules.items()
        if Path(path).name != "__init__.py" and len(text.splitlines()) < SHORTEST_MODULE
    }


def long_modules(modules: Sources) -> set[str]:
    return {path for path, text in modules.items() if len(text.splitlines()) > LONGEST_MODULE}


def full_folders(modules: Sources) -> dict[str, int]:
    """Folders with more modules than a reader takes in at a look, and how many."""
    counts: dict[str, int] = defaultdict(int)
    for path in modules:
        counts[str(Path(path).parent)] += Path(path).name != "__init__.py"
    return {folder: count for folder, count in counts.items() if count > MODULES_IN_A_FOLDER}


def patched_privates(tests: Sources) -> set[str]:
    """`path name` for each private name of ours that a test replaces by `setattr` or `patch`."""
    return {f"{path} {name}" for path, text in tests.items() for name in _patches(ast.parse(text))}


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.alias(asname=str(name)):
                yield name


def _words(name: str) -> Iterator[str]:
    """The words of a snake_case or CamelCase name, each as it is and as if it were a plural."""
    for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name):
        yield word.lower()
        yield word.lower().removesuffix("s")


def _patches(tree: ast.Module) -> Iterator[str]:
    ours = _imported(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if node.func.attr not in ("setattr", "object", "patch", "setitem", "delattr"):
            continue
        target = node.args[0]
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            if target.value.startswith(PACKAGES) and re.search(r"\._[a-z]", target.value, re.IGNORECASE):
                yield target.value
        elif len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            owner, attribute = ast.unparse(target), str(node.args[1].value)
            if attribute.startswith("_") and owner.split(".")[0] in ours:
                yield f"{owner}.{attribute}"


def _imported(tree: ast.Module) -> set[str]:
    """Names that a module has from our packages."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGES):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                alias.asname or alias.name.split(".")[0]
                for alias in node.names
                if alias.name.startswith(PACKAGES)
            }
    return found


def texts_of_tests(root: Path = ROOT) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted((root / "tests").rglob("*.py"))
    }


def exceptions() -> dict[str, dict[str, str]]:
    """For each check, what is excepted and why."""
    found: dict[str, dict[str, str]] = json.loads(EXCEPTIONS.read_text("utf-8"))
    return found


CHECKS: dict[str, Callable[[], set[str]]] = {
    "types of the same name": lambda: set(repeated_types(sources())),
    "names with retired words": lambda: retired_names(sources()),
    "short modules": lambda: short_modules(sources()),
    "long modules": lambda: long_modules(sources()),
    "full folders": lambda: set(full_folders(sources())),
    "private names patched in tests": lambda: patched_privates(texts_of_tests()),
}


def main() -> None:
    excepted = exceptions()
    left = {
        check: {name: why for name, why in sorted(excepted.get(check, {}).items()) if name in found()}
        for check, found in CHECKS.items()
    }
    EXCEPTIONS.write_text(json.dumps(left, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(*(f"{check}: {len(names)} left" for check, names in left.items()), sep="\n")


if __name__ == "__main__":
    main()
