"""The same clips as a camera would show them: in real time, as JPEG, through a real server."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.live_client import Camera, practise, served
from vision.video import VideoReader, encode_jpeg

AT_ONCE: Final = 2
SIDE, QUALITY = 640, 70
"""As in web/src/capture-worker.js."""


def live_reports(clips: Mapping[Path, str], model: str) -> dict[Path, dict[str, Any]]:
    """The report (schema 1) of each clip, given with its exercise; takes half the time that the clips take together."""

    async def all_of_them(address: str) -> list[dict[str, Any]]:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(clip: Path, exercise: str) -> dict[str, Any]:
            async with places:
                camera = await asyncio.to_thread(_camera, clip)
                practised = await practise(address, {"exercise": exercise, "model": model}, camera)
                print(f"{clip.name}: {len(practised.answers)} of {len(camera)} pictures looked at", flush=True)
                report: dict[str, Any] = practised.done["report"]
                return report

        return await asyncio.gather(*(one(clip, exercise) for clip, exercise in clips.items()))

    with served() as address:
        return dict(zip(clips, asyncio.run(all_of_them(address)), strict=True))


def _camera(clip: Path) -> Camera:
    with VideoReader(clip, max_fps=30.0, max_side=SIDE) as reader:
        return [(frame.t, encode_jpeg(frame.image, QUALITY)) for frame in reader]
