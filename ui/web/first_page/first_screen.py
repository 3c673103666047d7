"""The first screen: what a page says before its scripts are there, which takes seconds on a slow line.

It stands beside the element that Streamlit draws in. A short script takes it away once the page itself has
something to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ui.navigation import PAGE_TITLES, window_title

# The words of the welcome page, which are there already when it comes.
WELCOME_TITLE = "Become good at blue-green deployment"
WELCOME_TEXT = (
    "For engineers who ship models: timed problems on moving every user to the next version, "
    "and labs in which your kubectl moves real traffic while every failed request is counted."
)
# Pages that anybody may read; on the others a stranger is welcomed instead.
_OPEN_PAGES = frozenset({"help", "bank"})
_LOADING = "Loading…"
# The script is in the page, so that it waits for no request of its own; the policy names its hash.
_REMOVER = """<script>
      new MutationObserver((_, watch) => {
        if (!document.querySelector("#root :is(h1, [data-testid=stAlert])")) return
        watch.disconnect()
        document.getElementById("first-screen")?.remove()
      }).observe(document.documentElement, { childList: true, subtree: true })
      document.currentScript.remove()
    </script>"""


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The title of the window, and the heading and the sentence that stand there first."""

    title: str
    heading: str
    text: str


def first_screen(page: str, *, is_known: bool) -> FirstScreen:
    """For the page of this name, "" for home; `is_known` where the browser was here before."""
    name = PAGE_TITLES.get(page or "home", PAGE_TITLES["home"])
    if is_known or page in _OPEN_PAGES:
        return FirstScreen(window_title(name), name, _LOADING)
    return FirstScreen(window_title(name), WELCOME_TITLE, WELCOME_TEXT)


def as_html(screen: FirstScreen) -> str:
    """The screen as an element with the id `first-screen`, and the script that takes it away."""
    return (
        f'<main id="first-screen" class="stApp"><p class="name">Cutover</p><h1>{escape(screen.heading)}</h1>'
        f"<p>{escape(screen.text)}</p></main>\n    {_REMOVER}"
    )
