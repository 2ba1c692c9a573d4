"""Everyone who practises: places, sets that wait for their client to come back, and the end of a set."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Final

from starlette.websockets import WebSocket

from server.connection import Connection
from server.live import LiveSet
from server.messages import RESUME_S, SetDone, Start
from server.overrides import Overrides
from server.places import Places
from server.pool import Pool
from server.sets import SetStore
from server.settings import Settings
from vision.errors import OutputError
from vision.exercises import exercise_named
from vision.pose import PoseEstimator
from vision.report import to_json

MAX_WAITING: Final = 32
WORTH_WAITING: Final = 30
"""A dropped set of fewer pictures (a second) is over at once: others may wait for its place."""
EstimatorMaker = Callable[[str], PoseEstimator]
log = logging.getLogger(__name__)


class Practice:
    """The live half of the server; belongs to one event loop, from `__init__` to `close`."""

    def __init__(
        self, settings: Settings, make_estimator: EstimatorMaker, store: SetStore, limits: Callable[[], Overrides]
    ) -> None:
        self.settings = settings
        self._make_estimator = make_estimator
        self._store = store
        self._limits = limits  # what coaches have set for everyone; asks the database
        self._pool = Pool(settings.workers)
        self._places = Places(settings.max_sessions, MAX_WAITING)
        self._sets: dict[str, LiveSet] = {}
        self._owners: dict[str, Connection] = {}
        self._parked: dict[str, asyncio.TimerHandle] = {}
        self._endings: dict[str, asyncio.Task[SetDone]] = {}
        self._unused: dict[str, list[PoseEstimator]] = {}
        self._making: dict[str, asyncio.Task[None]] = {}

    async def serve(self, websocket: WebSocket) -> None:
        """One client's connection, from start to end."""
        await Connection(websocket, self).run()

    async def open(self, start: Start, owner: Connection, moved: Callable[[int], None]) -> LiveSet:
        """A new set once a place is free; `moved` hears the place in the queue.

        CrowdedError where too many wait, FormcueError for an unknown exercise or a model that isn't there.
        """
        exercise_named(start.exercise)
        await self._places.take(moved)
        try:
            model = start.model or self.settings.model
            estimator = await self._made(model)
            bands = await asyncio.to_thread(self._limits)
            keep = start.keep and self.settings.keep != "nothing"
            video = self._store.new_video() if keep and start.video and self.settings.keep == "video" else None
            live = LiveSet(start, model, estimator, self._pool, keep=keep, video=video, bands=bands)
        except BaseException:
            self._places.give_back()
            raise
        self._sets[live.token] = live
        self._owners[live.token] = owner
        return live

    async def resume(self, token: str, owner: Connection) -> LiveSet | SetDone | None:
        """The set of that token, for its new connection; its end where it ended meanwhile; None where it is forgotten."""
        if token in self._endings:
            done = await asyncio.shield(self._endings[token])
            return done if done.report["frames"] >= WORTH_WAITING else None
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

    def park(self, live: LiveSet, owner: Connection) -> None:
        """The connection is gone: keep the set for a while, then end it and keep what it gave."""
        if live.token not in self._sets or self._owners.get(live.token) is not owner:
            return
        live.listener = None
        del self._owners[live.token]
        if live.judged < WORTH_WAITING:
            self._begin_end(live, discard=True)
            return
        loop = asyncio.get_running_loop()
        self._parked[live.token] = loop.call_later(RESUME_S, lambda: self._begin_end(live, discard=False))

    async def end(self, live: LiveSet, discard: bool) -> SetDone:
        """End a set: judge what was still open, keep it unless `discard`, free the place. Goes on without the caller."""
        return await asyncio.shield(self._begin_end(live, discard))

    async def close(self) -> None:
        """The server goes down: end and keep every set."""
        for live in list(self._sets.values()):
            self._begin_end(live, discard=False)
        await asyncio.gather(*self._making.values(), *self._endings.values(), return_exceptions=True)
        await asyncio.to_thread(self._pool.close)
        for estimator in itertools.chain.from_iterable(self._unused.values()):
            estimator.close()

    async def _made(self, model: str) -> PoseEstimator:
        """An estimator, made beside the pool and one after the other: loading models must not slow those who practise.

        One that was made for somebody who left meanwhile goes to the next: coming and going loads nothing anew.
        """
        while not self._unused.get(model):
            if model not in self._making:
                self._making[model] = asyncio.get_running_loop().create_task(self._make(model))
            await asyncio.shield(self._making[model])
        return self._unused[model].pop()

    async def _make(self, model: str) -> None:
        try:
            estimator = await asyncio.get_running_loop().run_in_executor(None, self._make_estimator, model)
            self._unused.setdefault(model, []).append(estimator)
        finally:
            del self._making[model]

    def _begin_end(self, live: LiveSet, discard: bool) -> "asyncio.Task[SetDone]":
        if live.token not in self._endings:
            timer = self._parked.pop(live.token, None)
            if timer is not None:
                timer.cancel()
            self._owners.pop(live.token, None)
            self._endings[live.token] = asyncio.get_running_loop().create_task(self._end(live, discard))
        return self._endings[live.token]

    async def _end(self, live: LiveSet, discard: bool) -> SetDone:
        try:
            await asyncio.wrap_future(live.close())
            if not live.estimated and not self._unused.get(live.model):
                self._unused.setdefault(live.model, []).append(live.estimator)
            else:
                await asyncio.to_thread(live.estimator.close)
            return await asyncio.to_thread(self._judged, live, discard)
        finally:
            del self._sets[live.token]
            self._places.give_back()
            # for as long as a client that lost its connection may ask how the set ended
            asyncio.get_running_loop().call_later(RESUME_S, self._endings.pop, live.token, None)

    def _judged(self, live: LiveSet, discard: bool) -> SetDone:
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
        return SetDone(
            reps=len(report.reps), set_id=set_id if kept else None, video=filmed, note=note, report=to_json(report)
        )
