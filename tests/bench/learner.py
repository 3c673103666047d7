"""A learner without a browser: a WebSocket to the page, the elements it was sent, and clicks on them.

Speaks Streamlit's own protocol as its frontend does, so what is measured is what a browser would wait for:
from the click until the server says that the script has finished. Like the frontend it says in each request
what its address bar shows, keeps large messages for a while and tells which it has, asks for a fragment
alone where the widget stands in one, and forgets what was typed or picked where that is no longer shown.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

# Where the learners sit; a browser says so in every request.
_TIMEZONE = "Europe/Berlin"
# A page of ours is some 100 kB of components the first time.
_MOST_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """An answer as the server has it: `address` is where it was sent, `value` what pages call the options."""

    address: str
    revision: int
    value: tuple[str, ...]


class Learner:
    """One browser tab. `address` is host:port; use as `async with Learner(address) as learner`.

    `cookies` are those of an earlier visit; without them it is a stranger's browser. `local` is the address
    of this machine that the server sees, such as 127.0.0.2.
    """

    def __init__(
        self, address: str, cookies: Mapping[str, str] | None = None, *, local: str | None = None
    ) -> None:
        self._address = address
        self._local = local
        self._socket: ClientConnection | None = None
        self.cookies = dict(cookies or {})
        self._states: dict[str, Any] = {}
        self._page_hash = self._query = ""
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = self._keep_for = 0
        self._fragments: dict[str, str] = {}
        self._http: httpx.AsyncClient | None = None
        # Where the options on the page save, as their data says, and what they saved last.
        self._draft: dict[str, Any] | None = None
        self._saved: list[str] = []
        self._token = self._last_token = ""
        self.buttons: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        self.components: dict[str, str] = {}
        self.exceptions: list[str] = []

    async def __aenter__(self) -> Learner:
        await self._fetch_cookies()
        await self._open()
        return self

    async def _open(self) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=self._local, verify=False)
        self._http = httpx.AsyncClient(transport=transport, trust_env=False)
        self._socket = await connect(
            f"ws://{self._address}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{self._address}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self._cookie_line},
            max_size=_MOST_BYTES,
            local_addr=(self._local, 0) if self._local else None,
        )
        assert self._socket.response is not None
        self._take_cookies(self._socket.response.headers.get_all("Set-Cookie"))

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.aclose()
        if self._socket is not None:
            await self._socket.close()

    async def reconnect(self) -> None:
        """A new connection for the page that is open, drawn anew as its script asks for after each.

        Raises OSError or one of websockets' errors where nobody answers yet.
        """
        await self.__aexit__()
        await self._open()
        await self._rerun("", {})

    async def wait_closed(self) -> None:
        """Returns once the connection is closed, by whichever side."""
        assert self._socket is not None
        await self._socket.wait_closed()

    @property
    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _fetch_cookies(self) -> None:
        # Nothing is encrypted here, and reading the authorities of the web takes longer than the page.
        transport = httpx.AsyncHTTPTransport(local_address=self._local, verify=False)
        async with httpx.AsyncClient(cookies=self.cookies, transport=transport, trust_env=False) as http:
            page = await http.get(f"http://{self._address}/")
        self._take_cookies(page.headers.get_list("set-cookie"))

    async def _renew(self) -> None:
        """Take the fresh id that a page offers, as its component does in a browser."""
        token, self._token = self._token, ""
        if not token:
            return
        transport = httpx.AsyncHTTPTransport(local_address=self._local, verify=False)
        async with httpx.AsyncClient(cookies=self.cookies, transport=transport, trust_env=False) as http:
            answer = await http.post(f"http://{self._address}/device", content=token)
        self._take_cookies(answer.headers.get_list("set-cookie"))

    def _take_cookies(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}

    async def flood(self, messages: Iterable[bytes]) -> None:
        """Send the messages without waiting for any answer."""
        assert self._socket is not None
        for message in messages:
            await self._socket.send(message)

    async def drain(self, seconds: float) -> None:
        """Read what comes until nothing has come for so many seconds."""
        assert self._socket is not None
        with suppress(TimeoutError):
            while True:
                await self._take(await asyncio.wait_for(self._socket.recv(decode=False), seconds))

    async def load(self) -> float:
        """Seconds until the page is there."""
        return await self._rerun("", {})

    async def click(self, label: str) -> float:
        """Seconds from the click on the button called `label` until its page is there."""
        button = self.buttons[label]
        return await self._rerun(button, {button: {"trigger_value": True}})

    async def type(self, label: str, text: str) -> float:
        """Seconds from leaving the text input until its page is there."""
        self._states[self.inputs[label]] = {"string_value": text}
        return await self._rerun(self.inputs[label], {})

    async def pick(self, option: str, edit: int) -> float:
        """Seconds from picking an option until it is saved, or its page is there where nothing saves it.

        `edit` counts the learner's changes.
        """
        if self._draft is not None:
            return await self._save([option])
        state, component = {"answer": {"value": [option], "edit": edit}}, self.components["cutover.options"]
        self._states[component] = {"json_value": json.dumps(state)}
        return await self._rerun(component, {})

    async def _save(self, value: list[str]) -> float:
        """As the options do it: a request of their own. Raises RuntimeError where it is refused."""
        assert self._draft is not None
        assert self._http is not None
        body = {"value": value, "revision": self._draft["revision"], "sent_before": [self._saved]}
        origin, begun = f"http://{self._address}", time.perf_counter()
        reply = await self._http.post(
            f"{origin}/{self._draft['address']}",
            json=body,
            headers={"Origin": origin, "Cookie": self._cookie_line},
        )
        seconds = time.perf_counter() - begun
        self._take_cookies(reply.headers.get_list("set-cookie"))
        if not reply.is_success:
            raise RuntimeError(f"a pick was not saved: {reply.status_code} {reply.text}")
        self._draft["revision"], self._saved = reply.json()["revision"], value
        return seconds

    @property
    def draft(self) -> SavedDraft | None:
        """What the server said last about the answer on the page; None where it shows no options to save."""
        if self._draft is None:
            return None
        return SavedDraft(self._draft["address"], self._draft["revision"], tuple(self._saved))

    def _note_draft(self, component: Any) -> None:
        if component.component_name == "cutover.options":
            (data,) = json.loads(component.json)
            self._draft, self._saved = data.get("draft"), list(data["answer"])

    async def _rerun(self, touched: str, triggers: Mapping[str, Mapping[str, Any]]) -> float:
        assert self._socket is not None
        request = self._request(self._fragments.get(touched, ""), {**self._states, **triggers})
        begun = time.perf_counter()
        await self._socket.send(request)
        while not await self._take(await self._socket.recv(decode=False)):
            pass
        seconds = time.perf_counter() - begun
        await self._renew()
        return seconds

    def _request(self, fragment: str, widgets: Mapping[str, Mapping[str, Any]]) -> bytes:
        message = BackMsg()
        asked = message.rerun_script
        asked.page_script_hash, asked.fragment_id, asked.query_string = self._page_hash, fragment, self._query
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.timezone = _TIMEZONE
        for widget, value in widgets.items():
            asked.widget_states.widgets.add(id=widget, **value)
        return message.SerializeToString()

    async def _take(self, frame: bytes) -> bool:
        """Note what was sent; True when the run that we asked for has finished."""
        message = self._whole(ForwardMsg.FromString(frame))
        match message.WhichOneof("type"):
            case "new_session":
                self._page_hash = message.new_session.page_script_hash
                self.exceptions = []
                if not message.metadata.run.fragment_ids:
                    self.buttons, self.inputs, self.components, self._fragments = {}, {}, {}, {}
                self._keep_for = message.new_session.config.max_cached_message_age
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "delta":
                self._note(message.delta.new_element, message.delta.fragment_id)
            case "script_finished":
                self._forget()
                # A run that gives way to a newer one says so and is followed by it.
                return message.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                )
        return False

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message, from what was kept where only its name came; a cacheable one is kept from now on."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._kept[message.ref_hash][0]
        elif not message.metadata.cacheable:
            return message
        self._kept[message.hash] = message, self._runs
        return message

    def _forget(self) -> None:
        """A run is over: drop what none of the last ones sent, and the state of what is not on the page."""
        self._runs += 1
        oldest = self._runs - self._keep_for
        self._kept = {name: (message, run) for name, (message, run) in self._kept.items() if run >= oldest}
        shown = {*self.inputs.values(), *self.components.values()}
        self._states = {widget: state for widget, state in self._states.items() if widget in shown}

    def _note_token(self, token: str) -> None:
        """A token that is drawn again is brought once."""
        if token != self._last_token:
            self._token = self._last_token = token

    def _note(self, element: Any, fragment: str) -> None:
        match element.WhichOneof("type"):
            case "button":
                widget = self.buttons[element.button.label] = element.button.id
            case "text_input":
                widget = self.inputs[element.text_input.label] = element.text_input.id
            case "bidi_component":
                component = element.bidi_component
                self._note_draft(component)
                widget = self.components[component.component_name] = component.id
                if component.component_name == "cutover.renewal":
                    (data,) = json.loads(component.json)
                    self._note_token(data["token"])
            case "exception":
                self.exceptions.append(element.exception.message)
                return
            case _:
                return
        self._fragments[widget] = fragment
