"""A pose model that plays a recording back, a client that speaks the protocol, and settings for a server in a test."""

import json
import struct
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from starlette.websockets import WebSocketDisconnect

from server.settings import Settings
from vision.people import nobody
from vision.recording import load
from vision.video import encode_jpeg

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
LUNGES = GOLDEN / "lunge_front.npz"
JPEG = encode_jpeg(np.full((48, 64, 3), 128, np.uint8))
START = {"type": "start", "protocol": 1, "exercise": "lateral_lunge"}


class Playback:
    """Stands in for the pose model: picture number i gets row i of a recording, after `delay_s` of work."""

    def __init__(self, recording=None, delay_s=0.0, fails=()):
        self.recording = recording
        self.delay_s = delay_s
        self.fails = set(fails)
        self.seen = []
        self.closed = 0
        self.go = threading.Event()
        self.go.set()
        self.entered = threading.Event()

    def estimate(self, frame):
        self.entered.set()
        self.go.wait(10)
        if self.delay_s:
            time.sleep(self.delay_s)
        self.seen.append(frame.index)
        if frame.index in self.fails:
            raise RuntimeError("broken on purpose")
        if self.recording is None:
            return nobody(frame.t, (64, 48))
        return self.recording.frame(frame.index)

    def close(self):
        self.closed += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def settings(folder, **changes) -> Settings:
    return Settings(**({"data_dir": Path(folder), "workers": 2, "max_sessions": 4, "max_fps": 1000.0} | changes))


def picture(seq, t, jpeg=JPEG) -> bytes:
    return struct.pack("<Id", seq, t) + jpeg


def facts(recording, i) -> dict:
    """Row i of a recording as a `landmarks` message."""
    frame = recording.frame(i)
    return {
        "type": "landmarks",
        "seq": i,
        "t": frame.t,
        "image_size": list(frame.image_size),
        "landmarks": frame.landmarks.tolist(),
        "world_landmarks": frame.world_landmarks.tolist(),
        "visibility": frame.visibility.tolist(),
        "presence": frame.presence.tolist(),
    }


@dataclass
class Client:
    """Speaks to a TestClient's websocket; keeps what it heard, by type."""

    socket: object
    heard: list = field(default_factory=list)

    def send(self, message):
        if isinstance(message, bytes):
            self.socket.send_bytes(message)
        else:
            self.socket.send_text(message if isinstance(message, str) else json.dumps(message))

    def hear(self):
        message = json.loads(self.socket.receive_text())
        self.heard.append(message)
        return message

    def until(self, *kinds):
        """Read on to a message of one of these types."""
        while True:
            message = self.hear()
            if message["type"] in kinds:
                return message

    def until_closed(self):
        """Read on to the end; the close code."""
        try:
            while True:
                self.hear()
        except WebSocketDisconnect as closed:
            return closed.code

    def begin(self, **changes):
        self.send(START | changes)
        return self.until("ready", "queued", "error")

    def play(self, recording, rows, as_facts=False):
        """Send rows one by one, each after the answer to the one before."""
        for i in rows:
            self.send(facts(recording, i) if as_facts else picture(i, float(recording.t[i])))
            answer = self.until("pose", "error")
            assert answer["type"] == "pose", answer
            assert answer["seq"] == i

    def stop(self, **changes):
        self.send({"type": "stop"} | changes)
        return self.until("set_done")

    def of(self, kind):
        return [message for message in self.heard if message["type"] == kind]


def lunges():
    return load(LUNGES)
