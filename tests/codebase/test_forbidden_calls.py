"""What no line of the product may do: draw text as HTML, start a shell, or run text as code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FUNCTIONS = frozenset(
    {"eval", "exec", "os.system", "os.popen", "st.html", "components.html", "pickle.loads"}
)
_PARTS = ("problems", "grader", "labs", "ui")
_KEYWORDS = frozenset({"unsafe_allow_html", "unsafe_allow_javascript", "shell"})


def forbidden_calls(text: str) -> Iterator[str]:
    """The forbidden functions and keywords that a module's calls name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func)
            if function in _FUNCTIONS:
                yield function
            yield from (keyword.arg for keyword in node.keywords if keyword.arg in _KEYWORDS)


def test_the_product_draws_no_html_and_runs_no_shell() -> None:
    modules = [ROOT / "app.py", *(path for part in _PARTS for path in (ROOT / part).rglob("*.py"))]
    assert len(modules) > 300
    found = {str(path.relative_to(ROOT)): [*forbidden_calls(path.read_text())] for path in modules}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "text",
    [
        "st.markdown(text, unsafe_allow_html=True)",
        "st.html(text)",
        "subprocess.run(line, shell=True)",
        "os.system(line)",
        "eval(text)",
    ],
)
def test_a_forbidden_call_is_found(text: str) -> None:
    assert [*forbidden_calls(text)]
