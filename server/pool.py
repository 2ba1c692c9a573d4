"""Worker threads that take turns: one lane per session, each lane a slot in which the newest item wins.

Threads rather than processes: MediaPipe and OpenCV work without Python's lock (two sessions on two threads give what two
processes give), and a session's model, landmarks and state stay in one place without being copied.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
log = logging.getLogger(__name__)


class Pool:
    """`workers` threads. A lane with something to do gets its next turn after every other lane that waits: fair shares."""

    def __init__(self, workers: int) -> None:
        self.wake = threading.Condition()
        self.turns: deque[Lane[object]] = deque()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"formcue-pose-{i + 1}", daemon=True) for i in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let running work end and stop; what still waits is dropped. May be called twice."""
        with self.wake:
            self._stopping = True
            self.wake.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self.wake:
                while not self.turns and not self._stopping:
                    self.wake.wait()
                if self._stopping:
                    return
                lane = self.turns.popleft()
            lane.run_one()


class Lane(Generic[Item]):
    """The work of one session, in order, at most one item at a time and at most one waiting."""

    def __init__(self, pool: Pool, work: Callable[[Item], None]) -> None:
        self._pool = pool
        self._work = work
        self._slot: list[Item] = []
        self._running = False
        self._idle: Future[None] | None = None
        """Set when the lane is closed; done when the last item is."""

    def put(self, item: Item) -> bool:
        """Hand in the newest item. False where it took the place of an older one that nobody had begun."""
        with self._pool.wake:
            if self._idle is not None:
                return True
            overtakes = bool(self._slot)
            self._slot = [item]
            if not overtakes and not self._running:
                self._queue()
            return not overtakes

    def close(self) -> Future[None]:
        """Take nothing more; the future is done when what was handed in is."""
        with self._pool.wake:
            if self._idle is None:
                self._idle = Future()
                if not self._slot and not self._running:
                    self._idle.set_result(None)
            return self._idle

    def run_one(self) -> None:
        """Called by a worker whose turn it is."""
        with self._pool.wake:
            (item,) = self._slot
            self._slot = []
            self._running = True
        try:
            self._work(item)
        except Exception:  # a worker outlives whatever one session brings
            log.exception("a live session failed on one item")
        with self._pool.wake:
            self._running = False
            if self._slot:
                self._queue()
            elif self._idle is not None:
                self._idle.set_result(None)

    def _queue(self) -> None:
        self._pool.turns.append(self)  # type: ignore[arg-type]
        self._pool.wake.notify()
