"""One websocket: reads what the client sends, checks it, and writes the answers; the set itself lives in `LiveSet`."""

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from server import messages as wire
from server.live import Facts, Fault, LiveSet, Outgoing, Picture
from server.places import CrowdedError
from vision.errors import FormcueError, ModelError
from vision.exercises import exercise_named
from vision.video import ANALYSIS_SIDE

if TYPE_CHECKING:
    from server.practice import Ended, Practice

CREDIT: Final = 2
"""Pictures on their way: 2 keeps the full rate for one picture of latency; with 1 the rate falls to 30/k (measured)."""
MAX_MESSAGE_BYTES: Final = 1024 * 1024
MAX_FRAME_BYTES: Final = MAX_MESSAGE_BYTES - wire.FRAME_HEADER.size
MAX_TEXT_CHARS: Final = 16 * 1024
"""Landmarks of one picture are 6 to 10 kB; checking 16 kB of rubbish takes some milliseconds."""
MAX_FAULTS: Final = 3
IDLE_S: Final = 120.0
"""Without a message for this long a connection is closed; the set then waits for its client ..."""
IDLE_WITHOUT_SET_S: Final = 30.0
"""... and where there is no set, and nobody waits for one, sooner."""
CLOSE_S: Final = 2.0
"""How long the last words may take to a client that doesn't read."""
UNREAD: Final = 60
"""Answers that lie unread before pictures are no longer looked at (two seconds' worth) ..."""
MOST_UNREAD: Final = 256
"""... and before the connection is closed."""
RATE_SLACK: Final = 1.2
"""Times `max_fps` that pictures may come in the long run: cameras' clocks differ ..."""
BURST_S: Final = 0.5
"""... and that many seconds' worth at once: what was held up comes in a heap."""
FLOOD: Final = 10.0
"""Times `max_fps` at which messages of any kind close the connection."""
MAX_T: Final = 1e9
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Close:
    """Last thing in the outbox: close the socket."""

    code: int
    reason: str


class Connection:
    """Reader and writer of one socket; everything but `_heard` runs on the event loop."""

    def __init__(self, websocket: WebSocket, practice: "Practice") -> None:
        self._socket = websocket
        self._practice = practice
        self._loop = asyncio.get_running_loop()
        self._outbox: asyncio.Queue[str | Close] = asyncio.Queue(MOST_UNREAD + 8)
        self._live: LiveSet | None = None
        self._start: wire.Start
        """What the set under way, or the one that is opening, began with."""
        self._opening: asyncio.Task[None] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._faults = 0
        self._closing = False
        self._second = 0.0
        self._messages = 0
        self._allowed = math.inf
        """Pictures that may come now; it fills up with time."""
        self._allowed_at = 0.0
        self._told_end = False
        self.gone = False
        """The client is not there any more."""

    async def run(self) -> None:
        """Serve until either side is done; a set under way then waits for its client."""
        await self._socket.accept()
        reader = asyncio.create_task(self._read())
        self._writer = writer = asyncio.create_task(self._write())
        try:
            await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.gone = True
            for task in (reader, writer, self._opening):
                if task is not None:
                    task.cancel()
            self._practice.left(self, self._live)
        await asyncio.wait((reader, writer))
        for task in (reader, writer):
            error = None if task.cancelled() else task.exception()
            if error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError):
                log.error("a connection failed", exc_info=error)

    def replaced(self) -> None:
        """Another connection took up this one's set."""
        self._live = None
        self._close(wire.CloseCode.REPLACED, "the set goes on in another connection")

    def over(self, ending: "asyncio.Task[Ended]") -> None:
        """The server ended this one's set."""
        if self._live is not None and not ending.cancelled() and ending.exception() is None:
            self._live = None
            self._send(ending.result().text)

    async def _read(self) -> None:
        while not self._closing:
            # who waits in the queue has nothing to say
            busy = self._live is not None or self._opening is not None
            try:
                async with asyncio.timeout(IDLE_S if busy else IDLE_WITHOUT_SET_S):  # wait_for can swallow a cancellation
                    message = await self._socket.receive()
            except TimeoutError:
                if self._opening is not None:
                    continue
                self._close(wire.CloseCode.IDLE, "nothing came for a while")
                break
            if message["type"] == "websocket.disconnect":
                return
            arrived = time.perf_counter()
            if self._floods(arrived):
                break
            data, text = message.get("bytes"), message.get("text")
            if data is not None:
                self._take_picture(data, arrived)
            elif text is not None:
                await self._take_text(text, arrived)
        await asyncio.Event().wait()  # the writer closes the socket and ends us

    async def _write(self) -> None:
        while True:
            item = await self._outbox.get()
            if isinstance(item, Close):
                await self._socket.close(item.code, item.reason)
                return
            await self._socket.send_text(item)

    # ---- what came in

    def _floods(self, now: float) -> bool:
        if now - self._second >= 1.0:
            self._second, self._messages = now, 0
        self._messages += 1
        if self._messages <= FLOOD * self._practice.settings.max_fps:
            return False
        self._close(wire.CloseCode.FAULTS, "too many messages a second")
        return True

    def _take_picture(self, data: bytes, arrived: float) -> None:
        header = wire.FRAME_HEADER.size
        if len(data) <= header:
            self._fault(Fault("picture", f"expected a header of {header} bytes and a JPEG, got {len(data)} bytes"))
            return
        seq, t = wire.FRAME_HEADER.unpack_from(data)
        if data[header : header + 3] != b"\xff\xd8\xff":
            self._fault(Fault("picture", "expected a JPEG after the header, got other data", seq))
        elif not data.endswith(b"\xff\xd9"):  # the decoder would fill the rest with grey
            self._fault(Fault("picture", "expected a whole JPEG, got one that is cut off", seq))
        elif self._may_take(seq, t):
            assert self._live is not None
            self._live.take(Picture(seq, t, data[header:], arrived))

    async def _take_text(self, text: str, arrived: float) -> None:
        try:
            if len(text) > MAX_TEXT_CHARS:
                raise ValueError(f"expected at most {MAX_TEXT_CHARS} characters, got {len(text)}")
            message = wire.CLIENT_MESSAGE.validate_json(text)
        except ValidationError as error:
            self._fault(Fault("message", _words(error)))
            return
        except ValueError as error:
            self._fault(Fault("message", str(error)))
            return
        match message:
            case wire.Start():
                await self._take_start(message)
            case wire.Stop():
                await self._take_stop(message)
            case wire.Landmarks():
                if self._may_take(message.seq, message.t):
                    assert self._live is not None
                    self._live.take(Facts(message, arrived))

    def _may_take(self, seq: int, t: float) -> bool:
        """Whether a picture of that time may be handed in now; else the client is told why not."""
        live = self._live
        if live is None:
            self._fault(Fault("order", "expected `start`, and `ready` in answer to it, before any picture", seq))
            return False
        if not (math.isfinite(t) and 0.0 <= t <= MAX_T):
            self._fault(Fault("time", f"expected a media time from 0 to {MAX_T:g} s, got {t}", seq))
            return False
        if not t > live.last_t:
            text = f"expected media time to rise, got {t:.3f} s after {live.last_t:.3f} s; drop the late picture"
            self._fault(Fault("time", text, seq))
            return False
        if not self._within_rate():
            text = f"expected at most {self._practice.settings.max_fps:g} pictures a second; this one is not looked at"
            self._fault(Fault("rate", text, seq, counted=False))
            return False
        if self._outbox.qsize() > UNREAD:
            return False  # who doesn't read the answers doesn't need more of them
        live.last_t = t
        return True

    def _within_rate(self) -> bool:
        most = self._practice.settings.max_fps
        now = time.perf_counter()
        self._allowed = min(max(2.0, BURST_S * most), self._allowed + (now - self._allowed_at) * RATE_SLACK * most)
        self._allowed_at = now
        if self._allowed < 1.0:
            return False
        self._allowed -= 1.0
        return True

    async def _take_start(self, start: wire.Start) -> None:
        if start.protocol != wire.PROTOCOL:
            text = f"expected protocol {wire.PROTOCOL}, got {start.protocol}; reload the page"
            self._fault(Fault("start", text, counted=False))
            self._close(wire.CloseCode.PROTOCOL, text)
        elif self._live is not None or self._opening is not None:
            self._fault(Fault("order", "expected one `start` a set, got another; send `stop` first"))
        elif start.resume is not None:
            await self._resume(start.resume)
        else:
            try:
                exercise_named(start.exercise)
            except FormcueError as error:
                self._fault(Fault("start", str(error)))
                return
            self._start = start
            self._opening = asyncio.create_task(self._open(start))

    async def _resume(self, token: str) -> None:
        found = await self._practice.resume(token, self)
        if found is None:
            text = f"that set is over: it waits {wire.RESUME_S:g} s for its page; begin a new one"
            self._fault(Fault("resume", text, counted=False))
        elif isinstance(found, LiveSet):
            self._attach(found, resumed=True)
        elif self._told_end:
            self._fault(Fault("order", "expected one question about a set that is over, got another; the answer was sent"))
        else:
            self._told_end = True
            self._send(found.text)

    async def _open(self, start: wire.Start) -> None:
        """Runs beside the reader, so that someone who waits in the queue can leave."""
        try:
            live = await self._practice.open(start, self, self._moved)
        except CrowdedError:
            self._close(wire.CloseCode.FULL, "too many people wait already; try again later")
            return
        except FormcueError as error:
            self._fault(Fault("model" if isinstance(error, ModelError) else "start", str(error)))
            return
        except Exception:
            log.exception("a set could not begin")
            self._fault(Fault("model", "the set could not begin: the server's log says why", counted=False))
            return
        finally:
            self._opening = None
        self._attach(live, resumed=False)

    async def _take_stop(self, stop: wire.Stop) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
            await asyncio.wait((opening,))
        live, self._live = self._live, None
        if live is not None:
            await self._end(live, stop.discard)
        elif opening is not None:
            self._send(self._practice.nothing(self._start))
        else:
            self._fault(Fault("order", "expected `start` before `stop`"))

    async def _end(self, live: LiveSet, discard: bool) -> None:
        try:
            ended = await self._practice.end(live, discard, self)
        except Exception:
            log.exception("a set could not be ended")
            self._fault(Fault("model", "the set could not be judged: the server's log says why", counted=False))
            return
        live.listener = None
        self._send(ended.text)

    # ---- what goes out

    def _attach(self, live: LiveSet, resumed: bool) -> None:
        self._live = live
        ready = wire.Ready(
            token=live.token,
            resumed=resumed,
            exercise=live.start.exercise,
            model=live.model,
            reps=live.reps,
            last_t=live.last_t if math.isfinite(live.last_t) else None,
            credit=CREDIT,
            max_fps=self._practice.settings.max_fps,
            max_frame_bytes=MAX_FRAME_BYTES,
            max_side=ANALYSIS_SIDE,
            resume_s=wire.RESUME_S,
            keep=live.keep,
            keeps_video=live.video is not None,
        )
        self._send(ready.model_dump_json())
        live.listener = self._heard

    def _moved(self, place: int) -> None:
        ahead = "You are next" if place == 1 else f"{place - 1} ahead of you"
        text = f"All places are taken. {ahead}: it starts by itself when a place is free."
        self._send(wire.Queued(place=place, text=text).model_dump_json())

    def _heard(self, outgoing: Sequence[Outgoing]) -> None:
        """Called on a worker's thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            self._loop.call_soon_threadsafe(self._deliver, outgoing)

    def _deliver(self, outgoing: Sequence[Outgoing]) -> None:
        for item in outgoing:
            if isinstance(item, Fault):
                self._fault(item)
            else:
                self._send(item)

    def _fault(self, fault: Fault) -> None:
        self._faults += fault.counted
        message = wire.ErrorMessage.model_validate(
            {"code": fault.code, "text": fault.text, "seq": fault.seq, "faults": self._faults, "max_faults": MAX_FAULTS}
        )
        self._send(message.model_dump_json())
        if fault.counted and self._faults >= MAX_FAULTS:
            self._close(wire.CloseCode.FAULTS, f"{MAX_FAULTS} messages could not be used")

    def _send(self, text: str) -> None:
        if self._closing:
            return
        if self._outbox.qsize() >= MOST_UNREAD:
            self._close(wire.CloseCode.IDLE, "the answers are not read")
            return
        self._outbox.put_nowait(text)

    def _close(self, code: wire.CloseCode, reason: str) -> None:
        if not self._closing:
            self._closing = True
            if code is wire.CloseCode.FAULTS and self._socket.client is not None:
                self._practice.peers.blame(self._socket.client.host)
            self._outbox.put_nowait(Close(code, reason))
            if self._writer is not None:
                self._loop.call_later(CLOSE_S, self._writer.cancel)


def _words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"expected a message of the protocol (server/messages.py); {where or 'message'}: {first['msg']}"[:300]
