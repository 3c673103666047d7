"""What a page may send to Streamlit over its WebSocket; anything else is dropped before it is read there.

Streamlit trusts its frontend: a number of 5,000 digits, JSON of 3,000 levels or a widget with the name of a
session's own key end in its error handling, and some leave the session broken. Here they end at once.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from math import isfinite

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState

from ui.web.allowed_routes import STREAMLIT_SOCKET
from ui.web.limits import LARGEST_MESSAGE

_LOG = logging.getLogger("cutover.messages")
# What the frontend needs: the others start maintenance that is none of a visitor's business.
KINDS = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
# Ids of drawn widgets, and of the triggers of components.
_WIDGET = re.compile(r"(?:\$\$STREAMLIT_INTERNAL_KEY_)?\$\$ID-[0-9a-f]{32}-[^\x00-\x1f]{0,200}")
_HASH = re.compile(r"[0-9a-f]{0,64}")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{0,64}")
_LONGEST_QUERY, _LONGEST_NAME, _LONGEST_TEXT = 2_000, 200, 20_000
# Bytes of a pasted roster or gradebook: as long as a message may be.
_LONGEST_PASTE = LARGEST_MESSAGE
# Far beyond what a component of ours sends, in levels and digits.
_DEEPEST, _MOST_DIGITS = 20, 20
_LONG_NUMBER = re.compile(rf"[0-9]{{{_MOST_DIGITS + 1}}}")
_MOST_WIDGETS = 200


class CheckedMessages:
    """Passes on what `read_message` leaves of each message to Streamlit. `base_path` is "" or "cutover"."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app = app
        self._path = f"/{base_path}/{STREAMLIT_SOCKET}" if base_path else f"/{STREAMLIT_SOCKET}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return

        async def checked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                read = read_message(message.get("bytes"))
                if read is not None:
                    return {"type": "websocket.receive", "bytes": read}
                _LOG.debug("a message that no page sends was dropped")

        await self._app(scope, checked, send)


def read_message(raw: object) -> bytes | None:
    """The message without what no page of ours sends; None where nothing is left of it."""
    if not isinstance(raw, bytes):
        return None
    message = BackMsg()
    try:
        message.ParseFromString(raw)
    except Exception:  # protobuf's own type, which Streamlit does not pass on
        return None
    if message.WhichOneof("type") not in KINDS:
        return None
    message.DiscardUnknownFields()
    if message.WhichOneof("type") == "rerun_script" and not _reduce(message.rerun_script):
        return None
    return bytes(message.SerializeToString())


def _reduce(state: ClientState) -> bool:
    """Take out of a request what does not belong there; False for one that is nothing without it."""
    addresses = state.page_script_hash, state.fragment_id
    if not all(_HASH.fullmatch(one) for one in addresses) or len(state.page_name) > _LONGEST_NAME:
        return False
    if len(state.query_string) > _LONGEST_QUERY or _has_control(state.query_string):
        state.query_string = ""
    if not all(_HASH.fullmatch(one) for one in state.cached_message_hashes):
        del state.cached_message_hashes[:]
    _clean_context(state.context_info)
    widgets = list(_checked_widgets(state))
    del state.widget_states.widgets[:]
    state.widget_states.widgets.extend(widgets[:_MOST_WIDGETS])
    return True


def _clean_context(context: ContextInfo) -> None:
    if not _ZONE.fullmatch(context.timezone):
        context.timezone = ""
    if not -1_000 <= context.timezone_offset <= 1_000:
        context.timezone_offset = 0
    for field in ("locale", "url", "color_scheme"):
        text = getattr(context, field)
        if len(text) > _LONGEST_QUERY or _has_control(text):
            context.ClearField(field)


def _checked_widgets(state: ClientState) -> Iterator[WidgetState]:
    return (each for each in state.widget_states.widgets if _WIDGET.fullmatch(each.id) and _is_value(each))


def _is_value(widget: WidgetState) -> bool:
    """Whether a widget may have such a value: a press, choices, numbers, texts, plain JSON, no file."""
    match widget.WhichOneof("value"):
        case "double_value":
            return isfinite(widget.double_value)
        case "double_array_value":
            return all(map(isfinite, widget.double_array_value.data)) and widget.ByteSize() <= _LONGEST_TEXT
        case "json_value":
            return is_plain_json(widget.json_value)
        case "json_trigger_value":
            return is_plain_json(widget.json_trigger_value)
        case "bytes_value" | "arrow_value" | "file_uploader_state_value" | "chat_input_value":
            return False
        case kind:
            return int(widget.ByteSize()) <= (_LONGEST_PASTE if kind == "string_value" else _LONGEST_TEXT)


def is_plain_json(text: str) -> bool:
    """Whether this is JSON as browsers write it: no NaN, no endless number, and of few levels."""
    if len(text) > _LONGEST_TEXT or _LONG_NUMBER.search(text) or _levels(text) > _DEEPEST:
        return False
    try:
        json.loads(text, parse_constant=_refuse, parse_float=_read_finite)
    except (ValueError, RecursionError):
        return False
    return True


def _levels(text: str) -> int:
    """How deep brackets nest at most, those inside of strings included."""
    deepest = level = 0
    for letter in text:
        if letter in "[{":
            level += 1
            deepest = max(deepest, level)
        elif letter in "]}":
            level -= 1
    return deepest


def _read_finite(number: str) -> float:
    if not isfinite(float(number)):
        _refuse(number)
    return float(number)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _has_control(text: str) -> bool:
    return any(letter < " " or letter == "\x7f" for letter in text)
