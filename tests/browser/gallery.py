"""Every component of Cutover's own, in the state that `?show=` names. Served by the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from problems.model import Code
from problems.views import PublicPiece
from ui.components.blanks import blanks
from ui.components.countdown import countdown
from ui.components.keys import Binding, keys
from ui.components.options import options
from ui.components.ordering import ordering
from ui.components.prose import code, prose
from ui.components.sent import sent
from ui.components.wire import Mark

SELECTORS = tuple(
    PublicPiece(name, None, Code(language="yaml", text=text))
    for name, text in (
        ("slot", "{slot: green}"),
        ("both", "{app: model, slot: green}"),
        ("app", "{app: model}"),
        ("release", "{app: model, slot: green, release: r41}"),
    )
)
SENTENCES = (
    PublicPiece("pods", "The selector of `service/model` matches the labels of ready pods."),
    PublicPiece("name", "The name of the Deployment decides which pods are served."),
    PublicPiece("ready", "A pod that is **not ready** is left out of the EndpointSlice."),
    PublicPiece("conn", "Established connections stay on their pods, even after the selector was changed."),
)
STEPS = (
    PublicPiece("switch", "Patch the selector of `service/model` to green"),
    PublicPiece("deploy", "Deploy green beside blue"),
    PublicPiece("watch", "Watch errors and latency for as long as blue can still come back"),
    PublicPiece("wait", "Wait until `kubectl rollout status` says that green is ready"),
)
ASIDE = (*STEPS, PublicPiece("delete", "Delete blue before the switch"))
MANIFEST = (
    ("text", "apiVersion: v1\nkind: Service\nmetadata:\n  name: model  # the live one\nspec:\n  selector:\n"),
    ("text", "    app: "),
    ("blank", "app"),
    ("text", "\n    slot: "),
    ("blank", "slot"),
    ("text", "\n  ports:\n    - port: 80\n      targetPort: "),
    ("blank", "port"),
    ("text", "\n"),
)
CHIPS = tuple(
    PublicPiece(name, text)
    for name, text in (("m", "model"), ("g", "green"), ("b", "blue"), ("h", "8080"), ("v", '"v2"'))
)
COMMAND = (
    ("text", "kubectl "),
    ("blank", "verb"),
    ("text", ' service/model -p \'{"spec":{"selector":{"slot":"green"}}}\''),
)
VERBS = (PublicPiece("p", "patch"), PublicPiece("s", "set selector"))
OUTPUT = """$ kubectl get pods -l app=model --show-labels
NAME                     READY   STATUS    RESTARTS   AGE   LABELS
blue-94d5c8b7f-x6mtr     1/1     Running   0          12m   app=model,slot=blue,release=r41
green-7f6b9c5d4-ngz2k    1/1     Running   0          48s   app=model,slot=green,release=r42"""
QUESTION = """Blue serves. Which selector sends **every** request to green, and to nothing else?

Mind that:

- the batch pods carry `slot: green` as well
- blue stays ready the whole time"""


def asked() -> None:
    st.title("Asked")
    prose(QUESTION, key="lead", tone="lead")
    code(Code(language="shell", text=OUTPUT), key="output", label="What kubectl printed")
    told("one", options(SELECTORS, key="one", picked=saved("one", ()), on_change=save("one")))
    st.button("Answer", type="primary", on_click=answer)
    st.text(f"answered with {st.session_state.get('answered', 'nothing')}")


def many() -> None:
    st.title("Several")
    told("many", options(SENTENCES, key="many", many=True, picked=saved("many", ()), on_change=save("many")))


def order() -> None:
    st.title("In order")
    told("steps", ordering(STEPS, key="steps", order=saved("steps"), on_change=save("steps")))


def aside() -> None:
    st.title("Some left out")
    told("aside", ordering(ASIDE, key="aside", may_leave=True, order=saved("aside"), on_change=save("aside")))


def gaps() -> None:
    st.title("Gaps")
    filled = saved("gaps", {})
    told("gaps", blanks(MANIFEST, CHIPS, key="gaps", language="yaml", filled=filled, on_change=save("gaps")))
    told("gap", blanks(COMMAND, VERBS, key="gap", language="shell"))


def marked() -> None:
    st.title("Marked")
    no, yes = (
        Mark(False, "It selects the batch pods too: `slot: green` is theirs as well."),
        Mark(True, "Both agree."),
    )
    options(SELECTORS, key="one", picked=["slot"], marks={"slot": no, "both": yes}, read_only=True)
    said = {each.id: Mark(each.id != "name", "Pods are chosen by labels alone.") for each in SENTENCES}
    options(SENTENCES, key="many", many=True, picked=["pods", "name"], marks=said, read_only=True)
    placed = {"delete": Mark(False, "It is the way back."), "deploy": Mark(True, "Green has to be there.")}
    order = ["wait", "deploy", "delete", "switch"]
    ordering(ASIDE, key="aside", order=order, may_leave=True, marks=placed, read_only=True)
    filled = {"app": "m", "slot": "b", "port": "h"}
    chips = {"m": Mark(True), "b": Mark(False, "That side serves already."), "h": Mark(True, "It listens.")}
    blanks(MANIFEST, CHIPS, key="gaps", language="yaml", filled=filled, marks=chips, read_only=True)


def clock() -> None:
    seconds = float(st.query_params.get("seconds", "72"))
    late = timedelta(milliseconds=st.session_state.get("late", 0))
    over = countdown(
        timedelta(seconds=seconds) - late, timedelta(seconds=120), key="clock", on_ran_out=ran_out
    )
    st.text(f"over {over}, ran out {st.session_state.get('ran_out', 0)} times")
    st.button("A little later", on_click=lambda: st.session_state.update(late=600))
    st.button("Half a minute more", on_click=lambda: st.session_state.update(late=-30_000))


def shortcuts() -> None:
    st.title("Keys")
    bindings = (
        Binding("answer", ("a", "Ctrl+Enter"), "Answer"),
        Binding("hint", ("h",), "Show a hint"),
        Binding("next", ("n",), "Next problem"),
    )
    others = ((("1", "8"), "Pick an option"), (("Space", "↑", "↓"), "Lift and move a step"))
    if pressed := keys(bindings, key="keys", others=others):
        st.session_state.setdefault("pressed", []).append(pressed)
    st.text(f"pressed {' '.join(st.session_state.get('pressed', [])) or 'nothing'}")
    st.text_input("Your name")
    options(SELECTORS, key="one")


def answer() -> None:
    st.session_state["answered"] = str(st.session_state["one"].get("answer"))


def ran_out() -> None:
    st.session_state["ran_out"] = st.session_state.get("ran_out", 0) + 1


def save(key: str) -> Callable[[], None]:
    """Plays the store: a change is kept before the page is drawn again."""
    return lambda: st.session_state.update({f"{key}-saved": sent(key).value})


def saved(key: str, otherwise: Any = None) -> Any:
    return st.session_state.get(f"{key}-saved", otherwise)


def told(key: str, value: object) -> None:
    """Shows what Python knows."""
    st.text(f"{key}: {value}")


st.set_page_config(page_title="Gallery")
pages = (asked, many, order, aside, gaps, marked, clock, shortcuts)
{page.__name__: page for page in pages}[st.query_params.get("show", "asked")]()
