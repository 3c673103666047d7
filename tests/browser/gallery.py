"""Every component of Cutover's own, in the state that `?show=` names. Served by the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from grader.views.results import BadgeView, Interval, Mastery, SkillView
from problems.model import Code
from problems.public_views import PublicImage, PublicPiece
from problems.verdict import Verdict
from tests.browser.payloads import PAYLOADS
from ui.charts.badge import badge_picture
from ui.charts.mastery import mastery_interval
from ui.charts.skills import skill_intervals
from ui.charts.svg import Picture, Text
from ui.charts.topology import Pod, service_topology
from ui.charts.traffic import Lane, TrafficEvent, traffic_chart
from ui.components.blanks import Parts, blanks
from ui.components.countdown import countdown
from ui.components.options import options
from ui.components.ordering import ordering
from ui.components.picture import picture
from ui.components.prose import code, image, prose
from ui.components.shortcuts import Binding, shortcuts
from ui.components.wire import PieceMark, component_state

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
MANIFEST: Parts = (
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
COMMAND: Parts = (
    ("text", "kubectl "),
    ("blank", "verb"),
    ("text", ' service/model -p \'{"spec":{"selector":{"slot":"green"}}}\''),
)
VERBS = (PublicPiece("p", "patch"), PublicPiece("s", "set selector"))
OUTPUT = """$ kubectl get pods -l app=model --show-labels
NAME                     READY   STATUS    RESTARTS   AGE   LABELS
blue-94d5c8b7f-x6mtr     1/1     Running   0          12m   app=model,slot=blue,release=r41
green-7f6b9c5d4-ngz2k    1/1     Running   0          48s   app=model,slot=green,release=r42"""
MASTERIES = (
    (Verdict("pass"), Interval(0.86, 0.72, 0.95)),
    (Verdict("fail", "It lies below."), Interval(0.21, 0.05, 0.42)),
    (Verdict("inconclusive", "Ten answers do not tell."), Interval(0.66, 0.46, 0.84)),
)
SKILLS = (
    SkillView("a", "Selectors and labels", "", 3, 4, Interval(0.7, 0.4, 0.9)),
    SkillView("b", "Keep-alive and draining", "", 1, 3, Interval(0.4, 0.15, 0.7)),
    SkillView("c", "Rollout status and its exit codes", "", 2, 2, Interval(0.8, 0.5, 0.98)),
)
LANES = (
    Lane("New connections", "50 a second", ((50, 0, 0, 0),) * 20 + ((0, 0, 0, 54),) + ((0, 50, 0, 0),) * 25),
    Lane("Keep-alive", "1 connection", ((1, 0, 0, 0),) * 46),
    Lane(
        "Long predictions",
        "5 at a time",
        ((5, 0, 0, 0),) * 20 + ((3, 2, 0, 0), (1, 4, 0, 0)) + ((0, 5, 0, 0),) * 24,
    ),
    Lane("Mobile", "50 a second", ((50, 0, 0, 0),) * 21 + ((20, 20, 0, 10),) + ((0, 50, 0, 0),) * 24),
)
EVENTS = (TrafficEvent(20, "patch 12:04:29"), TrafficEvent(21, "patch 12:04:30"))
FINDING = (
    "New connections: blue until 12:04:29, then 54 failed for a second, then green. Keep-alive: always blue."
)
PODS = (
    Pod("green-7f6b9c5d4-ngz2k", "green", ready=True, selected=True, note="r42"),
    Pod("green-7f6b9c5d4-abjm7", "green", ready=False, selected=True, note="r42"),
    Pod("blue-94d5c8b7f-x6mtr", "blue", ready=True, selected=False, note="r41"),
    Pod("blue-94d5c8b7f-xq6aa", "blue", ready=True, selected=False, note="r41"),
)
QUESTION = """Blue serves. Which selector sends **every** request to green, and to nothing else?

Mind that:

- the batch pods carry `slot: green` as well
- blue stays ready the whole time

| slot | pods | `track` |
|---|---|---|
| **blue** | 3 | stable |
| green | 3 | |"""


def asked() -> None:
    st.title("Asked")
    prose(QUESTION, key="lead", tone="lead")
    code(Code(language="shell", text=OUTPUT), key="output", label="What kubectl printed")
    told("one", options(SELECTORS, key="one", picked=saved("one", ()), on_change=save("one")))
    st.button("Answer", on_click=answer)
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
        PieceMark(False, "It selects the batch pods too: `slot: green` is theirs as well."),
        PieceMark(True, "Both agree."),
    )
    other = PieceMark(False, "Blue has that label too.")
    marks = {"slot": no, "both": yes, "app": other}
    options(SELECTORS, key="one", picked=["slot"], marks=marks, read_only=True)
    said = {each.id: PieceMark(each.id != "name", "Pods are chosen by labels alone.") for each in SENTENCES}
    options(SENTENCES, key="many", many=True, picked=["pods", "name"], marks=said, read_only=True)
    placed = {
        "delete": PieceMark(False, "It is the way back."),
        "deploy": PieceMark(True, "Green has to be there."),
    }
    placed |= {"watch": PieceMark(True, "A fault shows in the first minutes.")}
    order = ["wait", "deploy", "delete", "switch"]
    ordering(ASIDE, key="aside", order=order, may_leave=True, marks=placed, read_only=True)
    filled = {"app": "m", "slot": "b", "port": "h"}
    chips = {
        "m": PieceMark(True),
        "b": PieceMark(False, "That side serves already."),
        "h": PieceMark(True, "It listens."),
    }
    blanks(MANIFEST, CHIPS, key="gaps", language="yaml", filled=filled, marks=chips, read_only=True)


def judged() -> None:
    """A wrong try with tries left: the verdict comes, and the answer can still be changed."""
    st.title("Judged")
    tried = st.session_state.get("tried", False)
    picks = {"slot": PieceMark(False, "It selects the batch pods too.")} if tried else {}
    options(SELECTORS, key="one", picked=saved("one", ()), marks=picks, on_change=save("one"))
    st.button("Judge", on_click=lambda: st.session_state.update(tried=True))
    steps = {"delete": PieceMark(False, "It is the way back.")} if tried else {}
    told("aside", ordering(ASIDE, key="aside", may_leave=True, marks=steps, on_change=save("aside")))
    chips = {"b": PieceMark(False, "It serves already.")} if tried else {}
    filled = saved("gaps", {"slot": "b"})
    told("gaps", blanks(MANIFEST, CHIPS, key="gaps", filled=filled, marks=chips, on_change=save("gaps")))


def clock() -> None:
    seconds = float(st.query_params.get("seconds", "72"))
    late = timedelta(milliseconds=st.session_state.get("late", 0))
    over = countdown(
        timedelta(seconds=seconds) - late, timedelta(seconds=120), key="clock", on_ran_out=ran_out
    )
    st.text(f"over {over}, ran out {st.session_state.get('ran_out', 0)} times")
    st.button("A little later", on_click=lambda: st.session_state.update(late=600))
    st.button("Half a minute more", on_click=lambda: st.session_state.update(late=-30_000))


def keyboard() -> None:
    st.title("Keys")
    bindings = (
        Binding("answer", ("a", "Ctrl+Enter"), "Answer"),
        Binding("hint", ("h",), "Show a hint"),
        Binding("next", ("n",), "Next problem"),
    )
    others = ((("1", "8"), "Pick an option"), (("Space", "↑", "↓"), "Lift and move a step"))
    if pressed := shortcuts(bindings, key="keys", others=others):
        st.session_state.setdefault("pressed", []).append(pressed)
    st.text(f"pressed {' '.join(st.session_state.get('pressed', [])) or 'nothing'}")
    st.text_input("Your name")
    options(SELECTORS, key="one")


def pictures() -> None:
    st.title("Pictures")
    claim = "All five right: four on the first try, one on the second, with one hint, in time. "
    claim += "Guessing alone does this 3 times in 100."
    day = datetime(2026, 11, 24, tzinfo=UTC)
    badge = BadgeView("a", "Blue-Green Deployment Master", "Ada Lovelace", day, 4, 5, 1, "1", 0.031, claim)
    picture(badge_picture(badge), badge_picture(badge, width=358), key="badge")
    for verdict, share in MASTERIES:
        known = Mastery(verdict, share, 0.7, 0.5, 10, 7)
        picture(mastery_interval(known), mastery_interval(known, width=358), key=verdict.outcome)
    picture(skill_intervals(SKILLS), skill_intervals(SKILLS, width=358), key="skills", can_save=False)
    picture(*(traffic_chart(LANES, EVENTS, FINDING, width=width) for width in (640, 358)), key="traffic")
    picture(
        *(service_topology("model", "app=model slot=green", PODS, width=width) for width in (640, 358)),
        key="pods",
    )


def imaged() -> None:
    st.title("Imaged")
    image(PublicImage("0" * 32, 'Users and a "Service"'), key="image")


def attacked() -> None:
    """Every text field of every component, filled with what would like to be a script."""
    cells = "\n".join(f"| {' '.join(payload.split())} |" for payload in PAYLOADS)
    prose("\n\n".join([*PAYLOADS, f"| cells |\n|---|\n{cells}"]), key="prose")
    code(Code(language="shell", text="\n".join(PAYLOADS)[:4000]), key="code", label=PAYLOADS[0])
    countdown(timedelta(seconds=60), timedelta(seconds=60), key="clock", label=PAYLOADS[1])
    shortcuts((), key="keys", others=[((each,), each) for each in PAYLOADS])
    shapes = tuple(Text(0, 20 * at, each) for at, each in enumerate(PAYLOADS))
    picture(Picture(640, 4000, shapes, PAYLOADS[2], PAYLOADS[3]), key="picture", file=PAYLOADS[4])
    for at in range(0, len(PAYLOADS), 8):
        some = PAYLOADS[at : at + 8]
        words = tuple(PublicPiece(f"p{each}", text) for each, text in enumerate(some))
        yaml = tuple(
            PublicPiece(f"p{each}", None, Code(language="yaml", text=text)) for each, text in enumerate(some)
        )
        marks = {f"p{each}": PieceMark(each % 2 == 0, text) for each, text in enumerate(some)}
        options(words, key=f"options-{at}", legend=some[0], marks=marks, many=True)
        options(yaml, key=f"codes-{at}", marks=marks)
        ordering(words, key=f"steps-{at}", may_leave=True, marks=marks)
        parts: Parts = [*(("text", text) for text in some), ("blank", "gap")]
        blanks(parts, words, key=f"gaps-{at}", language="python", filled={"gap": "p1"}, marks=marks)


def answer() -> None:
    st.session_state["answered"] = str(st.session_state["one"].get("answer"))


def ran_out() -> None:
    st.session_state["ran_out"] = st.session_state.get("ran_out", 0) + 1


def save(key: str) -> Callable[[], None]:
    """Plays the store: a change is kept before the page is drawn again."""
    return lambda: st.session_state.update({f"{key}-saved": component_state(key).value})


def saved(key: str, otherwise: Any = None) -> Any:
    return st.session_state.get(f"{key}-saved", otherwise)


def told(key: str, value: object) -> None:
    """Shows what Python knows."""
    st.text(f"{key}: {value}")


st.set_page_config(page_title="Gallery")
pages = (asked, many, order, aside, gaps, judged, marked, clock, keyboard, pictures, imaged, attacked)
{page.__name__: page for page in pages}[st.query_params.get("show", "asked")]()
