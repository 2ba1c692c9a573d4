"""Pose estimators for whoever comes next, loaded beside the pool and one after the other.

None may be left to the garbage collector: it would close it, and wait for native threads, in the middle of whatever runs.
"""

import asyncio
import itertools
from collections.abc import Callable

from vision.pose import PoseEstimator

EstimatorMaker = Callable[[str], PoseEstimator]


class Estimators:
    """For one event loop. Who takes one gives it back unused, or closes it."""

    def __init__(self, make: EstimatorMaker) -> None:
        self._make_one = make
        self._unused: dict[str, list[PoseEstimator]] = {}
        self._making: dict[str, asyncio.Task[None]] = {}

    async def take(self, model: str) -> PoseEstimator:
        """An estimator of that model; ModelError where there is none.

        One that was loaded for somebody who left meanwhile goes to the next: coming and going loads nothing anew. Nothing is
        awaited once one is in hand, so a caller that is cancelled here takes none along.
        """
        while not self._unused.get(model):
            if model not in self._making:
                self._making[model] = asyncio.get_running_loop().create_task(self._make(model))
            await asyncio.shield(self._making[model])
        return self._unused[model].pop()

    def give_back(self, model: str, estimator: PoseEstimator) -> None:
        """One that has seen no picture is as good as new."""
        self._unused.setdefault(model, []).append(estimator)

    def has(self, model: str) -> bool:
        """Whether one waits for whoever comes next."""
        return bool(self._unused.get(model))

    async def close(self) -> None:
        """Close all that wait, once those under way are loaded."""
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        for estimator in itertools.chain.from_iterable(self._unused.values()):
            await asyncio.to_thread(estimator.close)
        self._unused.clear()

    async def _make(self, model: str) -> None:
        try:
            # loading models must not slow those who practise: this runs in a thread beside the pool's
            self.give_back(model, await asyncio.to_thread(self._make_one, model))
        finally:
            del self._making[model]
