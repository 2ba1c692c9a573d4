"""A server of its own process, and a client that does what the page does, for measuring."""

import asyncio
import json
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import websockets

Answers = list[tuple[float, float]]
"""When a picture was answered (s) and how long after it was sent (s)."""
Camera = Sequence[tuple[float, bytes]]
"""When each picture is taken, seconds from the first on, and its JPEG."""


@dataclass(frozen=True, slots=True)
class Practised:
    """One set: `began` on the same clock as the answers (`time.perf_counter`), `done` the message `set_done`."""

    began: float
    answers: Answers
    done: dict[str, Any]


@contextmanager
def served(*flags: str) -> Iterator[str]:
    """`formcue serve` on a free port, which keeps nothing; gives the address of its websocket."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--no-open", "--keep", "nothing"]
        command += ["--data-dir", folder, *flags]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            try:
                assert process.stdout is not None
                process.stdout.readline()
                found = re.search(r"http(://127\.0\.0\.1:\d+)", process.stdout.readline())
                assert found is not None
                yield f"ws{found[1]}/ws/practice"
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(20)


async def practise(
    address: str, wanted: Mapping[str, object], camera: Camera, all_ready: asyncio.Barrier | None = None
) -> Practised:
    """A set from its first picture to its last: at most `credit` pictures on their way, and always the camera's newest.

    `wanted` goes into `start`; the camera begins when everyone is ready. AssertionError for any error that is answered.
    """
    answers: Answers = []
    sent: dict[int, float] = {}
    free = asyncio.Event()
    async with websockets.connect(address, compression=None, max_queue=None, max_size=None) as socket:
        await socket.send(json.dumps({"type": "start", "protocol": 1, "keep": False} | dict(wanted)))
        ready = json.loads(await socket.recv())
        assert ready["type"] == "ready", ready

        async def read() -> dict[str, Any]:
            async for text in socket:
                message: dict[str, Any] = json.loads(text)
                assert message["type"] != "error", message
                if message["type"] == "pose":
                    now = time.perf_counter()
                    answers.append((now, now - sent[message["seq"]]))
                    for seq in [seq for seq in sent if seq <= message["seq"]]:
                        del sent[seq]
                    free.set()
                if message["type"] == "set_done":
                    return message
            raise AssertionError("the server closed the connection")

        if all_ready is not None:
            await all_ready.wait()
        reader = asyncio.create_task(read())
        began = time.perf_counter()
        i = 0
        while i < len(camera):
            await asyncio.sleep(max(0.0, began + camera[i][0] - time.perf_counter()))
            while len(sent) >= ready["credit"]:
                free.clear()
                await asyncio.wait_for(free.wait(), 10)
            while i + 1 < len(camera) and began + camera[i + 1][0] <= time.perf_counter():
                i += 1
            t, jpeg = camera[i]
            sent[i] = time.perf_counter()
            await socket.send(struct.pack("<Id", i, t) + jpeg)
            i += 1
        await socket.send('{"type": "stop", "discard": true}')
        return Practised(began, answers, await reader)
