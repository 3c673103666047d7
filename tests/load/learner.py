"""A learner without a browser: a WebSocket to the page, the elements it was sent, and clicks on them.

Speaks Streamlit's own protocol, so what is measured is what a browser would wait for: from the click
until the server says that the script has finished.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

# A page of ours is some 100 kB of components the first time.
_MOST_BYTES = 16 * 2**20


class Learner:
    """One browser tab. `address` is host:port; use as `async with Learner(address) as learner`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._socket: ClientConnection | None = None
        self._cookies: dict[str, str] = {}
        self._states: dict[str, Any] = {}
        self._page_hash = ""
        self.buttons: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        self.components: dict[str, str] = {}
        self.exceptions: list[str] = []

    async def __aenter__(self) -> Learner:
        await self._fetch_cookies()
        self._socket = await connect(
            f"ws://{self._address}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{self._address}",  # type: ignore[arg-type]
            additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())},
            max_size=_MOST_BYTES,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def _fetch_cookies(self) -> None:
        async with httpx.AsyncClient() as http:
            page = await http.get(f"http://{self._address}/")
        for line in page.headers.get_list("set-cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}

    async def load(self) -> float:
        """Seconds until the page is there."""
        return await self._rerun({})

    async def click(self, label: str) -> float:
        """Seconds from the click on the button called `label` until its page is there."""
        return await self._rerun({self.buttons[label]: {"trigger_value": True}})

    async def type(self, label: str, text: str) -> float:
        """Seconds from leaving the text input until its page is there."""
        self._states[self.inputs[label]] = {"string_value": text}
        return await self._rerun({})

    async def pick(self, option: str, edit: int) -> float:
        """Seconds from picking an option until its page is there; `edit` counts the learner's changes."""
        state = {"answer": {"value": [option], "edit": edit}}
        self._states[self.components["cutover.options"]] = {"json_value": json.dumps(state)}
        return await self._rerun({})

    async def _rerun(self, triggers: Mapping[str, Mapping[str, Any]]) -> float:
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page_hash
        for widget, value in {**self._states, **triggers}.items():
            message.rerun_script.widget_states.widgets.add(id=widget, **value)
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        self.buttons, self.inputs, self.components, self.exceptions = {}, {}, {}, []
        while not await self._take(await self._socket.recv(decode=False)):
            pass
        return time.perf_counter() - begun

    async def _take(self, frame: bytes) -> bool:
        """Note what was sent; True when the run that we asked for has finished."""
        message = ForwardMsg.FromString(frame)
        match message.WhichOneof("type"):
            case "new_session":
                self._page_hash = message.new_session.page_script_hash
            case "delta":
                self._note(message.delta.new_element)
            case "script_finished":
                # A run that gives way to a newer one says so and is followed by it.
                return message.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                )
        return False

    def _note(self, element: Any) -> None:
        match element.WhichOneof("type"):
            case "button":
                self.buttons[element.button.label] = element.button.id
            case "text_input":
                self.inputs[element.text_input.label] = element.text_input.id
            case "bidi_component":
                self.components[element.bidi_component.component_name] = element.bidi_component.id
            case "exception":
                self.exceptions.append(element.exception.message)
