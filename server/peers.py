"""Who keeps sending what can't be used is let in more slowly: a new connection costs more than a message that is refused."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 8
"""Connections that end for faults within `WITHIN_S` before the address has to wait."""
WITHIN_S: Final = 10.0
LONGEST_S: Final = 1.0
MOST_PEERS: Final = 1000


class Peers:
    """Counts, for each address, connections that were closed for faults."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._faults: dict[str, deque[float]] = {}

    def blame(self, host: str) -> None:
        """A connection from there was closed because nothing sensible came."""
        if host not in self._faults and len(self._faults) >= MOST_PEERS:
            self._faults.clear()
        self._faults.setdefault(host, deque(maxlen=PATIENCE)).append(self._clock())

    def wait_s(self, host: str) -> float:
        """How long its next connection has to wait before it is looked at, in seconds."""
        faults = self._faults.get(host)
        if faults is None or len(faults) < PATIENCE:
            return 0.0
        return min(LONGEST_S, max(0.0, faults[0] + WITHIN_S - self._clock()))
