"""What no component's source may say, read from the files that browsers get."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui.components

HOME = Path(ui.components.__file__).parent
SCRIPTS = sorted(HOME.glob("*.js"))
STYLES = sorted(HOME.glob("*.css"))


def said(files: list[Path], pattern: str) -> list[str]:
    return [
        f"{file.name}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(
    "maker",
    [
        r"(inner|outer)HTML",
        r"insertAdjacentHTML|createContextualFragment|DOMParser|setHTML",
        r"document\.write|\beval\(|new Function",
        r"\.on[a-z]+ = ",
    ],
)
def test_no_script_makes_markup_or_code_of_text(maker: str) -> None:
    assert said(SCRIPTS, maker) == []


def test_nothing_names_another_host() -> None:
    named = said([*SCRIPTS, *STYLES], r"https?://|//[a-z]+\.[a-z]")
    assert [line for line in named if "http://www.w3.org/2000/svg" not in line] == []


def test_colours_are_the_themes() -> None:
    """Shadows are black at some strength in every theme; all else is a variable."""
    coloured = said(
        STYLES, r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl)a?\(|:\s*(red|green|blue|white|black|gray)\s*[;}]"
    )
    assert [line for line in coloured if "rgb(0 0 0 / " not in line] == []


def test_no_transition_takes_longer_than_the_eye_waits() -> None:
    lengths = [
        int(length)
        for file in [*STYLES, *SCRIPTS]
        for length in re.findall(r"(?:transition:[^;]*?|duration: )(\d+)", file.read_text(encoding="utf-8"))
    ]
    assert lengths
    assert max(lengths) <= 150


def test_every_file_can_be_read_at_a_sitting() -> None:
    assert [file.name for file in SCRIPTS if len(file.read_text(encoding="utf-8").splitlines()) > 300] == []


# Functions of the language and of browsers that scripts call by their bare names.
BROWSER = {
    *("if", "for", "while", "switch", "catch", "return", "function", "super", "constructor", "get", "set"),
    *("setTimeout", "clearTimeout", "setInterval", "clearInterval", "requestAnimationFrame"),
    *(
        "cancelAnimationFrame",
        "matchMedia",
        "getComputedStyle",
        "getSelection",
        "structuredClone",
        "fetch",
        "import",
    ),
}


@pytest.mark.parametrize(
    "script", [file for file in SCRIPTS if "export default" in file.read_text()], ids=lambda f: f.stem
)
def test_every_function_that_a_script_calls_is_in_it_or_in_a_helper_put_in_front(script: Path) -> None:
    """A name that is renamed in one file and not in the other breaks only when somebody drags a step."""
    wrappers = [file.read_text(encoding="utf-8") for file in HOME.glob("*.py")]
    registered = (re.search(rf'register\(\s*"{script.stem}"([^)]*)\)', wrapper) for wrapper in wrappers)
    (helpers,) = {found.group(1) for found in registered if found}
    names = ["shared", *re.findall(r'"(\w+)"', helpers), script.stem]
    source = "\n".join((HOME / f"{name}.js").read_text(encoding="utf-8") for name in names)
    code = re.sub(r"//[^\n]*|/\*.*?\*/|`[^`]*`|\"[^\"\n]*\"", "", source, flags=re.S)
    called = set(re.findall(r"(?<![\w.#$])([a-z]\w*)\(", code))
    known = set(re.findall(r"\b(?:function|const|let|class)\s+(\w+)", code))
    known |= set(re.findall(r"(\w+)\s*(?:=>|\))", code)) | set(re.findall(r"[{,(]\s*(\w+)\s*[,})]", code))
    methods = set(re.findall(r"^\s+(?:async |get )?(\w+)\([^)]*\) \{", code, flags=re.M))
    assert called - known - methods - BROWSER == set()


def test_no_container_s_key_begins_with_the_key_of_another_that_is_styled() -> None:
    """The style sheet knows containers by how their keys begin: `card-text-` would be drawn as a card."""
    sheet = (HOME.parent / "static" / "cutover.css").read_text(encoding="utf-8")
    styled = set(re.findall(r'\[class\*="st-key-([\w-]+-)"\]', sheet))
    assert {"card-", "summary-"} <= styled
    nested = {
        (outer, inner) for outer in styled for inner in styled if inner != outer and inner.startswith(outer)
    }
    assert nested == set()
