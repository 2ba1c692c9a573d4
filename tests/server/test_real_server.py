"""The whole of `formcue serve` as a process of its own, and real sockets."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import websockets

from tests.server.practising import JPEG, START, facts, lunges, picture
from vision.session import SessionSettings, analyze
from vision.video import VideoReader, encode_jpeg

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "lunge_front.mp4"


@contextmanager
def served(folder, *flags):
    """`formcue serve` on a free port; yields its ws:// address, and checks that Ctrl-C ends it well."""
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--no-open", "--data-dir", str(folder), *flags]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout.readline() == "Formcue is starting ...\n"
            link = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            yield link.replace("http", "ws") + "/ws/practice"
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            said = process.stderr.read()
            assert "Traceback" not in said, said
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(tmp_path_factory.mktemp("data"), "--max-fps", "120") as address:
        yield address


def connected(address, **options):
    return websockets.connect(address, max_queue=None, **options)


async def until(socket, *kinds):
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), 20))
        if message["type"] in kinds:
            return message


async def begun(socket, **changes):
    await socket.send(json.dumps(START | changes))
    return await until(socket, "ready", "error", "queued")


def test_a_real_set_with_the_real_model(address):
    async def practise():
        heard = []
        async with connected(address) as socket:
            assert (await begun(socket))["type"] == "ready"
            with VideoReader(SAMPLE) as clip:
                for frame in clip:
                    if frame.t > 7.5:
                        break
                    await socket.send(picture(frame.index, frame.t, encode_jpeg(frame.image, 80)))
                    answer = await until(socket, "pose", "error")
                    assert answer["type"] == "pose", answer
                    heard.append(answer)
            await socket.send('{"type": "stop", "discard": true}')
            return heard, await until(socket, "set_done")

    heard, done = asyncio.run(practise())
    assert sum(pose["landmarks"] is not None for pose in heard) > 0.95 * len(heard)
    assert [rep["side"] for rep in done["report"]["reps"]] == ["left", "right"]  # samples/lunge_front.truth.json


def test_no_compression_and_a_limit_on_messages(address):
    async def try_it():
        async with connected(address) as socket:
            assert socket.response.headers.get("Sec-WebSocket-Extensions") is None
            await begun(socket)
            await socket.send(b"\x00" * (1024 * 1024 + 1))
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await until(socket, "nothing")
            return closed.value.rcvd.code

    assert asyncio.run(try_it()) == 1009


def test_a_cut_line_is_taken_up_again(address):
    recording = lunges()

    async def practise():
        token = None
        for first in range(0, len(recording), 60):
            async with connected(address) as socket:
                ready = await begun(socket, resume=token)
                token = ready["token"]
                for i in range(first, min(first + 60, len(recording))):
                    await socket.send(json.dumps(facts(recording, i)))
                    await until(socket, "pose")
                    await asyncio.sleep(0.008)  # below the rate that is let through
                if first + 60 < len(recording):
                    socket.transport.abort()  # no goodbye
                    continue
                await socket.send('{"type": "stop", "discard": true}')
                return await until(socket, "set_done")
        raise AssertionError

    report = asyncio.run(practise())["report"]
    batch = analyze(recording, SessionSettings("lateral_lunge"))
    assert len(report["reps"]) == len(batch.reps)
    assert [cue["text"] for cue in report["cues"]] == [cue.text for cue in batch.cues]


def test_clients_that_never_read_or_send_rubbish_do_no_harm(address):
    async def rubbish(stop):
        while not stop.is_set():
            async with connected(address) as socket:
                try:
                    await begun(socket)
                    for i in range(100):
                        await socket.send(picture(i, i / 30, JPEG[:40]))
                except websockets.ConnectionClosed:
                    pass

    async def silent(stop, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /ws/practice HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        while not stop.is_set():  # half a frame for ever
            writer.write(b"\x82\xfe\xff")
            await asyncio.sleep(0.05)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def practise():
        stop = asyncio.Event()
        port = int(re.search(r":(\d+)/", address)[1])
        others = [asyncio.create_task(rubbish(stop)), asyncio.create_task(silent(stop, port))]
        async with connected(address) as socket:
            assert (await begun(socket))["type"] == "ready"
            until_then = time.monotonic() + 3
            seq = 0
            while time.monotonic() < until_then:
                await socket.send(picture(seq, seq / 30))
                assert (await until(socket, "pose", "error"))["seq"] == seq
                seq += 1
                await asyncio.sleep(0.02)
            stop.set()
            await asyncio.gather(*others)
            await socket.send('{"type": "stop", "discard": true}')
            assert (await until(socket, "set_done"))["report"]["frames"] == seq

    asyncio.run(practise())


def test_ctrl_c_keeps_the_sets_under_way(tmp_path):
    async def practise(address):
        async with connected(address) as socket:
            await begun(socket)
            for i in range(40):
                await socket.send(picture(i, i / 30))
                await until(socket, "pose")

    with served(tmp_path, "--max-fps", "120") as address:
        asyncio.run(practise(address))
    assert len(list(tmp_path.glob("sets/*.json"))) == 1
