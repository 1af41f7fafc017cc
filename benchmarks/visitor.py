"""One visitor of the app without a browser: a real WebSocket session, in Streamlit's own words."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120
"""Seconds after which an answer counts as lost."""
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class FailedError(Exception):
    """The page showed an exception, or no answer came."""


@dataclass
class Visitor:
    """A session that is open; ``opened`` makes one."""

    socket: ClientConnection
    query: str
    page: str = ""
    """The hash by which Streamlit knows the page."""
    widgets: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The id of each component, and the fragment it is in, by its key."""
    seen: dict[str, int] = field(default_factory=dict)
    """Up to which number the server has seen the changes of a component."""
    states: dict[str, str] = field(default_factory=dict)
    """What the browser holds of each component, by its id."""
    received: int = 0
    """Bytes."""

    @classmethod
    async def opened(cls, url: str, query: str = "") -> Self:
        """Open a page at a link, and wait until it is drawn."""
        where = urlsplit(url)
        address = f"ws://{where.netloc}/_stcore/stream"
        socket = await connect(
            address, subprotocols=["streamlit"], max_size=None, origin=f"http://{where.netloc}"
        )
        visitor = cls(socket, query)
        await visitor.ask()
        await visitor.answered()
        return visitor

    async def close(self) -> None:
        """Close the session, as a browser does that is closed."""
        await self.socket.close()

    async def change(self, component: str, key: str, value: Any, *, held: bool = False) -> None:
        """Change a field of a component, as a hand does, and wait until the page shows it."""
        identity, fragment = self.widgets[component]
        number = self.seen.get(component, 0) + 1
        made = [{"key": key, "value": value, "held": held}]
        self.states[identity] = json.dumps({"changes": {"seq": number, "made": made}})
        await self.ask(fragment)
        await self.answered(component, number)

    async def ask(self, fragment: str = "") -> None:
        """Ask the server to run the page, or a fragment of it."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self.page
        asked.fragment_id = fragment
        for identity, text in self.states.items():
            asked.widget_states.widgets.add(id=identity, json_value=text)
        await self.socket.send(message.SerializeToString())

    async def answered(self, component: str = "", number: int = 0) -> None:
        """Wait until a run has ended and, of a change, until a component was drawn that saw it.

        Raises ``FailedError`` if the page shows an exception, or nothing comes.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                ended = False
                while not ended or (component and self.seen.get(component, 0) < number):
                    ended = self._noted(await self.socket.recv()) or ended
        except TimeoutError:
            raise FailedError(f"no answer in {PATIENCE} s") from None

    def _noted(self, raw: bytes | str) -> bool:
        """Note a message; tell whether a run has ended with it."""
        self.received += len(raw)
        message = ForwardMsg.FromString(raw)
        match message.WhichOneof("type"):
            case "new_session":
                self.page = message.new_session.page_script_hash or self.page
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                element = message.delta.new_element
                if element.HasField("exception"):
                    raise FailedError(element.exception.message)
                if element.HasField("bidi_component"):
                    self._drawn(element.bidi_component, message.delta.fragment_id)
            case "script_finished":
                return message.script_finished in DONE
            case _:
                pass
        return False

    def _drawn(self, component: Any, fragment: str) -> None:
        """Note a component, and which of our changes it shows."""
        key = component.id.rpartition("-")[2]
        self.widgets[key] = component.id, fragment
        with suppress(ValueError, KeyError, TypeError):  # another one counts nothing
            self.seen[key] = int(json.loads(component.json)["seen"])
