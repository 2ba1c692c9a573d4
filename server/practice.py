"""Everyone who practises: places, sets that wait for their client to come back, and the end of a set."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.websockets import WebSocket

from server.connection import Connection
from server.estimators import EstimatorMaker, Estimators
from server.live import LiveSet, session_settings
from server.messages import RESUME_S, SetDone, Start
from server.overrides import Overrides
from server.peers import Peers
from server.places import Places
from server.pool import Pool
from server.sets import SetStore
from server.settings import Settings
from vision.errors import OutputError
from vision.report import SessionReport, to_json
from vision.session import Session

MAX_WAITING: Final = 32
WORTH_WAITING: Final = 30
"""A dropped set of fewer pictures (a second) is over at once: others may wait for its place."""
RESERVE_S: Final = 2.0
"""A client that ended a set keeps its place for this long: after the set-up check comes the set that counts."""
IDLE_PLACE_S: Final = 30.0
"""While others wait, a set without a new picture for this long is ended and kept."""
LOOK_S: Final = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a set ended: pictures that were judged, and `set_done` as JSON (made once; a long report takes a while)."""

    frames: int
    text: str


class Practice:
    """The live half of the server; belongs to one event loop, from `__init__` to `close`."""

    def __init__(
        self,
        settings: Settings,
        make_estimator: EstimatorMaker,
        store: SetStore,
        limits: Callable[[], Overrides],
        peers: Peers,
    ) -> None:
        self.settings = settings
        self.peers = peers
        self._store = store
        self._limits = limits  # what coaches have set for everyone; asks the database
        self._pool = Pool(settings.workers)
        self._places = Places(settings.max_sessions, MAX_WAITING)
        self._estimators = Estimators(make_estimator)
        self._sets: dict[str, LiveSet] = {}
        self._owners: dict[str, Connection] = {}
        self._parked: dict[str, asyncio.TimerHandle] = {}
        self._reserved: dict[Connection, asyncio.TimerHandle] = {}
        self._endings: dict[str, asyncio.Task[Ended]] = {}
        self._looking: asyncio.TimerHandle | None = None

    async def serve(self, websocket: WebSocket) -> None:
        """One client's connection, from start to end."""
        await Connection(websocket, self).run()

    async def open(self, start: Start, owner: Connection, moved: Callable[[int], None]) -> LiveSet:
        """A new set once a place is free; `moved` hears the place in the queue.

        CrowdedError where too many wait, ModelError for a model that isn't there.
        """
        if not self._take_reserved(owner):
            if self._looking is None:
                self._look()
            await self._places.take(moved)
        try:
            model = start.model or self.settings.model
            bands = await asyncio.to_thread(self._limits)
            estimator = await self._estimators.take(model)
            keep = start.keep and self.settings.keep != "nothing"
            video = self._store.new_video() if keep and start.video and self.settings.keep == "video" else None
            try:
                live = LiveSet(start, model, estimator, self._pool, keep=keep, video=video, bands=bands)
            except BaseException:
                self._estimators.give_back(model, estimator)
                raise
        except BaseException:
            self._places.give_back()
            raise
        self._sets[live.token] = live
        self._owners[live.token] = owner
        return live

    async def resume(self, token: str, owner: Connection) -> LiveSet | Ended | None:
        """The set of that token, for its new connection; its end where it ended meanwhile; None where it is forgotten."""
        if token in self._endings:
            ended = await asyncio.shield(self._endings[token])
            return ended if ended.frames >= WORTH_WAITING else None
        live = self._sets.get(token)
        if live is None:
            return None
        timer = self._parked.pop(token, None)
        if timer is not None:
            timer.cancel()
        previous = self._owners.get(token)
        self._owners[token] = owner
        if previous is not None:
            previous.replaced()
        return live

    def left(self, owner: Connection, live: LiveSet | None) -> None:
        """The connection is gone: keep its set for a while, then end it and keep what it gave."""
        if self._take_reserved(owner):
            self._places.give_back()
        if live is None or live.token not in self._sets or self._owners.get(live.token) is not owner:
            return
        live.listener = None
        del self._owners[live.token]
        if live.judged < WORTH_WAITING:
            self._begin_end(live, discard=True)
            return
        loop = asyncio.get_running_loop()
        self._parked[live.token] = loop.call_later(RESUME_S, lambda: self._begin_end(live, discard=False))

    async def end(self, live: LiveSet, discard: bool, owner: Connection) -> Ended:
        """End a set: judge what was still open, keep it unless `discard`. Goes on without the caller.

        The place stays with `owner` for a moment.
        """
        return await asyncio.shield(self._begin_end(live, discard, reserve_for=owner))

    def nothing(self, start: Start) -> str:
        """`set_done` of a set that ended before it began."""
        report = Session(session_settings(start, {})).finish()
        return _done(report, note="Nothing was kept: no picture came.")

    async def close(self) -> None:
        """The server goes down: end and keep every set."""
        if self._looking is not None:
            self._looking.cancel()
        for live in list(self._sets.values()):
            self._begin_end(live, discard=False)
        await asyncio.gather(*self._endings.values(), return_exceptions=True)
        await asyncio.to_thread(self._pool.close)
        await self._estimators.close()

    def _take_reserved(self, owner: Connection) -> bool:
        """Whether that client still has the place of the set it ended just now; it is the caller's then."""
        timer = self._reserved.pop(owner, None)
        if timer is not None:
            timer.cancel()
        return timer is not None

    def _free_place(self, reserve_for: Connection | None) -> None:
        if reserve_for is None or reserve_for.gone:
            self._places.give_back()
            return

        def nobody_came() -> None:
            del self._reserved[reserve_for]
            self._places.give_back()

        self._reserved[reserve_for] = asyncio.get_running_loop().call_later(RESERVE_S, nobody_came)

    def _look(self) -> None:
        """While somebody waits: end the sets of those who only hold their places."""
        self._looking = None
        now = time.monotonic()
        for token, owner in list(self._owners.items()):
            live = self._sets[token]
            if self._places.waiting and now - live.active_at > IDLE_PLACE_S:
                why = f"It was ended: nothing came for {IDLE_PLACE_S:g} seconds, and others were waiting."
                self._begin_end(live, discard=False, why=why).add_done_callback(owner.over)
        if self._places.waiting or not self._places.free:
            self._looking = asyncio.get_running_loop().call_later(LOOK_S, self._look)

    def _begin_end(
        self, live: LiveSet, discard: bool, *, why: str | None = None, reserve_for: Connection | None = None
    ) -> "asyncio.Task[Ended]":
        if live.token not in self._endings:
            timer = self._parked.pop(live.token, None)
            if timer is not None:
                timer.cancel()
            self._owners.pop(live.token, None)
            ending = self._end(live, discard, why, reserve_for)
            self._endings[live.token] = asyncio.get_running_loop().create_task(ending)
        return self._endings[live.token]

    async def _end(self, live: LiveSet, discard: bool, why: str | None, reserve_for: Connection | None) -> Ended:
        try:
            await asyncio.wrap_future(live.close())
            if not live.estimated and not self._estimators.has(live.model):
                self._estimators.give_back(live.model, live.estimator)
            else:
                await asyncio.to_thread(live.estimator.close)
            return await asyncio.to_thread(self._judged, live, discard, why)
        finally:
            del self._sets[live.token]
            self._free_place(reserve_for)
            # for as long as a client that lost its connection may ask how the set ended
            asyncio.get_running_loop().call_later(RESUME_S, self._endings.pop, live.token, None)

    def _judged(self, live: LiveSet, discard: bool, why: str | None) -> Ended:
        set_id = self._store.new_id(live.start.exercise)
        report, recording = live.result(set_id)
        kept, filmed = False, False
        note: str | None = None
        if self.settings.keep == "nothing":
            note = "This server keeps nothing of a set."
        elif discard or not live.keep:
            note = "Nothing of this set was kept, as you asked."
        elif recording is None:
            note = "Nothing was kept: no picture came."
        else:
            video = live.video.finish() if live.video else None
            try:
                self._store.keep(set_id, report, recording, video)
                kept, filmed = True, video is not None
                note = live.video.failed if live.video else None
            except OutputError as error:
                log.error("%s", error)
                note = str(error)
        if live.video is not None:
            live.video.discard()  # nothing is left of it once it is kept
        note = " ".join(part for part in (why, note) if part) or None
        return Ended(report.frames, _done(report, set_id if kept else None, filmed, note))


def _done(report: SessionReport, set_id: str | None = None, video: bool = False, note: str | None = None) -> str:
    done = SetDone(reps=len(report.reps), set_id=set_id, video=video, note=note, report=to_json(report))
    return done.model_dump_json()
