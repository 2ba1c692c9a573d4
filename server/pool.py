"""Worker threads that share their time fairly: one lane per session, each lane a slot in which the newest item wins.

Threads rather than processes: MediaPipe and OpenCV work without Python's lock (two sessions on two threads give what two
processes give), and a session's model, landmarks and state stay in one place without being copied.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
log = logging.getLogger(__name__)


class Pool:
    """`workers` threads. The next turn goes to the lane that has used least of their time, of equals to who waits longest.

    So whoever sends pictures that take long gets fewer of them looked at, and the others don't wait for it.
    """

    def __init__(self, workers: int) -> None:
        self.wake = threading.Condition()
        self.turns: list[Lane[object]] = []
        self.clock_s = 0.0
        """What the lane served last had used: a lane that was idle starts from here, and saves up no time."""
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
                lane = min(self.turns, key=lambda one: one.used_s)
                self.turns.remove(lane)
                self.clock_s = max(self.clock_s, lane.used_s)
            lane.run_one()


class Lane(Generic[Item]):
    """The work of one session, in order, at most one item at a time and at most one waiting."""

    def __init__(self, pool: Pool, work: Callable[[Item], None]) -> None:
        self._pool = pool
        self._work = work
        self._slot: list[Item] = []
        self._running = False
        self.used_s = 0.0
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
                self.used_s = max(self.used_s, self._pool.clock_s)
                self._wait_for_turn()
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
        began = time.perf_counter()
        try:
            self._work(item)
        except Exception:  # a worker outlives whatever one session brings
            log.exception("a live session failed on one item")
        with self._pool.wake:
            self._running = False
            self.used_s += time.perf_counter() - began
            if self._slot:
                self._wait_for_turn()
            elif self._idle is not None:
                self._idle.set_result(None)

    def _wait_for_turn(self) -> None:
        self._pool.turns.append(self)  # type: ignore[arg-type]
        self._pool.wake.notify()
