"""Whatever arrives at the WebSocket is read as nothing, costs a short line at most and breaks no session."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.bench.learner import Learner
from tests.bench.server import ROOT, Server, serve
from ui.web.access.messages import KINDS, is_plain_json, read_message

WIDGET = f"$$ID-{'a' * 32}-settings-name"
OWN_KEYS = (
    "flash",
    "drawn-for",
    "redirect",
    "device-renewal",
    "settings-code",
    "settings-sure",
    "pages",
    "tab",
)
NASTY = (
    "9" * 5_000, "-" + "9" * 5_000, "[" * 3_000, "{" * 3_000, '{"a":' * 3_000, "NaN", "Infinity", "-Infinity",
    "1e999999", '{"answer": NaN}', '{"answer": {"value": ' + "9" * 5_000 + "}}", "\x00", "\x1b[31m",
    "\n2026 x", "\u202e", "America", "../../etc/passwd", "a" * 5_000, "Etc/" + "x" * 300, "nul",
    "{}", "null", "/etc/localtime",
    '"x"', "[]", "true", '{"answer": {"value": ["x"], "edit": 1}}', '{"pressed": {"value": "x"}}',
)  # fmt: skip
TEXT = st.sampled_from(NASTY) | st.text(max_size=50)
WIDGET_IDS = (
    st.sampled_from([*OWN_KEYS, WIDGET, f"$$STREAMLIT_INTERNAL_KEY_{WIDGET}__events", "$$ID-x-y"]) | TEXT
)
# Of every way in which a widget's value can be sent.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "trigger_value": st.booleans(),
    "bool_value": st.booleans(),
    "int_value": st.integers(-(2**63), 2**63 - 1),
    "double_value": st.floats(),
    "string_value": TEXT,
    "json_value": TEXT,
    "json_trigger_value": TEXT,
    "bytes_value": st.binary(max_size=50),
}


@st.composite
def reruns(draw: st.DrawFn, ids: st.SearchStrategy[str] = WIDGET_IDS) -> bytes:
    """Requests to draw a page, every field of which somebody may have forged."""
    message = BackMsg()
    asked = message.rerun_script
    asked.query_string = draw(TEXT | st.builds("attempt={0}&position={0}&lab={0}&mode={0}".format, TEXT))
    for field in ("fragment_id", "page_script_hash", "page_name"):
        if draw(st.booleans()):
            setattr(asked, field, draw(TEXT))
    asked.cached_message_hashes.extend(draw(st.lists(TEXT, max_size=3)))
    context = asked.context_info
    context.timezone, context.locale, context.url = draw(TEXT), draw(TEXT), draw(TEXT)
    context.timezone_offset = draw(st.integers(-(2**31), 2**31 - 1))
    for widget in draw(st.lists(ids, max_size=5)):
        kind = draw(st.sampled_from(sorted(VALUES)))
        asked.widget_states.widgets.add(id=widget, **{kind: draw(VALUES[kind])})
    return message.SerializeToString()


@st.composite
def maintenance(draw: st.DrawFn) -> bytes:
    """What Streamlit's frontend may ask of a server, and no visitor of ours."""
    message = BackMsg()
    match draw(st.sampled_from([field.name for field in BackMsg.DESCRIPTOR.fields])):
        case "file_urls_request":
            message.file_urls_request.file_names.append(draw(TEXT))
            message.file_urls_request.request_id = draw(TEXT)
        case "backend_operation_request":
            message.backend_operation_request.request_id = draw(TEXT)
        case "rerun_script":
            message.rerun_script.query_string = draw(TEXT)
        case name:
            setattr(message, name, True)
    return message.SerializeToString()


MESSAGES = reruns() | maintenance() | st.binary(max_size=200)


@given(MESSAGES)
def test_what_is_left_of_a_message_is_what_a_page_sends(raw: bytes) -> None:
    read = read_message(raw)
    if read is None:
        return
    message = BackMsg.FromString(read)
    assert message.WhichOneof("type") in KINDS
    asked = message.rerun_script
    assert len(read) <= len(raw) + 16
    assert asked.context_info.timezone.isascii()
    for widget in asked.widget_states.widgets:
        assert "$$ID-" in widget.id
        for text in (widget.json_value, widget.json_trigger_value):
            assert not text or is_plain_json(text)
    assert read_message(read) == read, "reading again changes nothing"


@pytest.mark.parametrize("raw", [None, "text", b"\xff" * 10, b""])
def test_what_is_no_message_is_dropped(raw: object) -> None:
    assert read_message(raw) is None


def test_what_a_page_sends_passes_as_it_is() -> None:
    message = BackMsg()
    asked = message.rerun_script
    asked.query_string, asked.page_script_hash = "attempt=" + "a" * 32, "a" * 32
    asked.fragment_id, asked.page_name = "b" * 32, "settings"
    asked.context_info.timezone, asked.context_info.timezone_offset = "America/Argentina/La_Rioja", 180
    asked.context_info.url = "http://127.0.0.1:8501/settings?a=ü"
    add = asked.widget_states.widgets.add
    add(id=WIDGET, string_value="Żółw\nline")
    add(id=f"$$STREAMLIT_INTERNAL_KEY_{WIDGET}__events", json_trigger_value='[{"event": "pressed"}]')
    add(id=WIDGET, json_value='{"answer": {"value": [["a", "b"]], "edit": 12}}')
    add(id=WIDGET, trigger_value=True)
    add(id=WIDGET, string_value="name,id\n" * 10_000)
    add(id=WIDGET, int_value=3)
    raw = message.SerializeToString()
    assert BackMsg.FromString(read_message(raw) or b"") == message


@pytest.mark.parametrize("text", NASTY[:11])
def test_what_no_browser_writes_as_json_is_none(text: str) -> None:
    assert not is_plain_json(text)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(ROOT / "app.py") as served:
        yield served


@pytest.mark.faults
@pytest.mark.timeout(120)
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_the_running_app_reads_anything_as_nothing(server: Server) -> None:
    real = asyncio.run(_widgets_of(server))
    whole = 0

    # A value of a wrong type for a widget that is there ends in Streamlit's own error, in that session alone:
    # what is sent here is for widgets that are not.
    @given(st.lists(reruns(WIDGET_IDS) | maintenance() | st.binary(max_size=200), min_size=5, max_size=25))
    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def attack(messages: list[bytes]) -> None:
        nonlocal whole
        whole += len(messages)
        asyncio.run(_send_and_go_on(server, messages))

    before = len(server.log.read_text(encoding="utf-8"))
    attack()
    # A press without what stands in the field of its form.
    for name in ("Start learning", "Continue here"):
        asyncio.run(_press_alone(server, name))
    after = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in after
    assert len(after) - before < 200 * whole
    assert asyncio.run(_widgets_of(server)) == real


async def _press_alone(server: Server, name: str) -> None:
    async with Learner(server.address) as visitor:
        await visitor.load()
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=visitor.buttons[name], trigger_value=True)
        await visitor.flood([message.SerializeToString()])
        await visitor.drain(0.5)
        await visitor.load()
        assert visitor.exceptions == []


async def _widgets_of(server: Server) -> list[str]:
    """The ids of the widgets of the welcome page."""
    async with Learner(server.address) as visitor:
        await visitor.load()
        return sorted([*visitor.buttons.values(), *visitor.inputs.values(), *visitor.components.values()])


async def _send_and_go_on(server: Server, messages: list[bytes]) -> None:
    """The session that was sent all that goes on as if nothing had been."""
    async with Learner(server.address) as visitor:
        await visitor.load()
        await visitor.flood(messages)
        # What ends meanwhile are runs that were asked for before: on a busy machine some of them end later.
        await visitor.drain(0.5)
        for _ in range(10):
            await visitor.load()
            if visitor.buttons:
                break
            await visitor.drain(0.5)
        assert visitor.exceptions == []
        # Which page it is depends on what was pressed, such as the way to a first problem.
        assert visitor.buttons, f"the page does not come any more: {visitor.components}"
