"""uvicorn's protocols with bounds below the level of messages, where the app can't see what comes.

Frames of a websocket are counted whatever their kind: pings, pongs and pieces of messages cost the event loop as well. A
connection must send its request soon, and of those that have not, the oldest goes when there are too many.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from server.peers import Peers

MOST_FRAMES_PER_S: Final = 1500
MOST_PIECES: Final = 64
"""Continuation frames of one message."""
PIECE: Final = 4096
"""Bytes that are parsed before the frames are counted again: with 6 bytes a frame, some milliseconds of work."""
REQUEST_WITHIN_S: Final = 10.0
MOST_SILENT: Final = 256


class BoundedSocket(WebSocketsSansIOProtocol):
    """A websocket whose connection is cut at `MOST_FRAMES_PER_S` frames."""

    def __init__(self, peers: Peers, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._peers = peers
        self._second = 0.0
        self._frames = 0
        self._cut = False

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        for at in range(0, len(data), PIECE):
            if self._cut or self.transport.is_closing():
                return
            super().data_received(data[at : at + PIECE])

    def handle_text(self, event: Frame) -> None:
        """See uvicorn."""
        if self._may_go_on():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """See uvicorn."""
        if self._may_go_on():
            super().handle_bytes(event)

    def handle_ping(self) -> None:
        """See uvicorn."""
        if self._may_go_on():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """See uvicorn."""
        if self._may_go_on():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """See uvicorn."""
        if len(self.frames) >= MOST_PIECES:
            self._end()
        elif self._may_go_on():
            super().handle_cont(event)

    def handle_parser_exception(self) -> None:
        """See uvicorn: what came is no websocket traffic."""
        self._peers.blame(_host(self.client))
        super().handle_parser_exception()

    def _may_go_on(self) -> bool:
        now = self.loop.time()
        if now - self._second >= 1.0:
            self._second, self._frames = now, 0
        self._frames += 1
        if self._frames > MOST_FRAMES_PER_S:
            self._end()
        return not self._cut

    def _end(self) -> None:
        if not self._cut:
            self._cut = True
            self._peers.blame(_host(self.client))
            self.transport.abort()


class PromptRequests(H11Protocol):
    """HTTP/1.1 in which a connection that sends no whole request within `REQUEST_WITHIN_S` is cut."""

    def __init__(self, peers: Peers, silent: "dict[PromptRequests, None]", **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._peers = peers
        self._silent = silent  # shared by all connections, the oldest first
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio."""
        super().connection_made(transport)
        wait_s = self._peers.wait_s(_host(self.client))
        if wait_s > 0.0:
            transport.pause_reading()
            self.loop.call_later(wait_s, self._let_in)
        self._expect(REQUEST_WITHIN_S + wait_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        self._heard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.transport.get_protocol() is not self:  # a request, or the upgrade to a websocket
            self._heard()
        elif self._limit is None:
            self._expect(REQUEST_WITHIN_S)

    def _let_in(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def _expect(self, within_s: float) -> None:
        self._limit = self.loop.call_later(within_s, self.transport.abort)
        self._silent[self] = None
        if len(self._silent) > MOST_SILENT:
            oldest = next(iter(self._silent))
            oldest._heard()
            oldest.transport.abort()

    def _heard(self) -> None:
        self._silent.pop(self, None)
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


def protocols(peers: Peers) -> tuple[Callable[..., BoundedSocket], Callable[..., PromptRequests]]:
    """What uvicorn takes as `ws` and `http`."""
    silent: dict[PromptRequests, None] = {}
    return partial(BoundedSocket, peers), partial(PromptRequests, peers, silent)


def _host(client: tuple[str, int] | None) -> str:
    return client[0] if client else ""
