"""A fixed number of places and a queue in front of them: whoever practises keeps the place, a newcomer waits in turn."""

import asyncio
from collections import deque
from collections.abc import Callable


class CrowdedError(Exception):
    """Too many wait already."""


class Places:
    """`count` places, first come first served; at most `waiting` people in the queue. For one event loop."""

    def __init__(self, count: int, waiting: int) -> None:
        self.free = count
        self._most = waiting
        self._queue: deque[tuple[asyncio.Future[None], Callable[[int], None]]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    async def take(self, moved: Callable[[int], None]) -> None:
        """Wait for a place; `moved` hears the place in the queue (1 = next) whenever it changes. CrowdedError at once."""
        if self.free > 0:
            self.free -= 1
            return
        if len(self._queue) >= self._most:
            raise CrowdedError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (turn, moved)
        self._queue.append(entry)
        moved(len(self._queue))
        try:
            await turn
        except asyncio.CancelledError:
            if entry in self._queue:
                self._queue.remove(entry)
                self._tell()
            elif not turn.cancelled():  # the place was given in the very moment of leaving
                self.give_back()
            raise

    def give_back(self) -> None:
        """Free a place: it goes to whoever waits longest."""
        while self._queue:
            turn, _ = self._queue.popleft()
            if not turn.done():  # else its owner is leaving just now
                turn.set_result(None)
                self._tell()
                return
        self.free += 1

    def _tell(self) -> None:
        for place, (_, moved) in enumerate(self._queue, start=1):
            moved(place)
