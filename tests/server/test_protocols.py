"""What comes below the level of messages: floods of frames, requests that never end, connections that say nothing."""

import json
import os
import socket
import struct
import threading
import time
import urllib.request
from contextlib import contextmanager

import pytest

from server import protocols
from server.peers import LONGEST_S, MOST_PEERS, PATIENCE, WITHIN_S, Peers
from server.serve import listen, make_server
from tests.server.practising import Playback, settings

UPGRADE = (
    b"GET /ws/practice HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, BINARY, CONTINUATION, PING = 0x1, 0x2, 0x0, 0x9


def frame(opcode, payload=b"", last=True):
    """A client's frame, masked with zeros."""
    assert len(payload) < 126
    return struct.pack("!BBI", (0x80 if last else 0) | opcode, 0x80 | len(payload), 0) + payload


@pytest.fixture
def port(tmp_path, monkeypatch):
    monkeypatch.setattr("server.app.MediaPipePose", lambda _: Playback())
    chosen = settings(tmp_path, port=0)
    listener = listen(chosen)
    server = make_server(chosen, None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def answers(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/server", timeout=5) as answer:
        return json.load(answer)["protocol"] == 1


@contextmanager
def connected(port, first=UPGRADE):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(first)
        if first == UPGRADE:
            heard = b""
            while b"\r\n\r\n" not in heard:
                heard += one.recv(4096)
            assert heard.startswith(b"HTTP/1.1 101")
        yield one


def is_cut(one, within_s=5.0):
    """Whether the server cuts the connection within that time, whatever it still says before."""
    one.settimeout(within_s)
    try:
        while one.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def flood(one, data, times):
    try:
        for _ in range(times):
            one.sendall(data)
    except OSError:
        pass  # cut already


@pytest.mark.parametrize(
    ("piece", "before"),
    [
        (frame(PING), b""),
        (frame(PING, b"x" * 125), b""),
        (frame(CONTINUATION, last=False), frame(BINARY, last=False)),
        (frame(BINARY), b""),
        (frame(TEXT, b"{}"), b""),
    ],
    ids=["pings", "large pings", "pieces of a message", "empty pictures", "messages"],
)
def test_a_flood_of_frames_is_cut_and_others_are_served(port, piece, before):
    with connected(port) as one:
        one.sendall(before)
        flood(one, piece * 500, 20)
        assert is_cut(one)
    assert answers(port)


def test_pings_at_a_sensible_rate_are_answered(port):
    with connected(port) as one:
        for i in range(50):
            one.sendall(frame(PING, bytes([i])))
            assert one.recv(16) == bytes([0x8A, 1, i])


def test_a_message_may_come_in_pieces(port):
    start = b'{"type": "start", "protocol": 1, "exercise": "plank", "keep": false}'
    with connected(port) as one:
        one.sendall(frame(TEXT, start[:20], last=False) + frame(CONTINUATION, start[20:40], last=False))
        one.sendall(frame(CONTINUATION, start[40:]))
        assert b'"ready"' in one.recv(4096)


@pytest.mark.parametrize("first", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
def test_a_request_that_never_ends_is_cut(port, monkeypatch, first):
    monkeypatch.setattr(protocols, "REQUEST_WITHIN_S", 0.3)
    with connected(port, first) as one:
        assert is_cut(one)


def test_a_second_request_that_never_ends_is_cut(port, monkeypatch):
    monkeypatch.setattr(protocols, "REQUEST_WITHIN_S", 0.3)
    with connected(port, b"GET /api/server HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as one:
        assert b"200 OK" in one.recv(65536)
        time.sleep(0.1)
        one.sendall(b"GET /api/ser")
        assert is_cut(one, 3.0)


def test_a_websocket_is_no_unfinished_request(port, monkeypatch):
    monkeypatch.setattr(protocols, "REQUEST_WITHIN_S", 0.3)
    with connected(port) as one:
        assert not is_cut(one, 1.0)


def test_of_too_many_silent_connections_the_oldest_go(port, monkeypatch):
    monkeypatch.setattr(protocols, "MOST_SILENT", 5)
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    try:
        assert all(is_cut(one) for one in silent[:3])
        assert not any(is_cut(one, 0.2) for one in silent[4:])
        assert answers(port)
    finally:
        for one in silent:
            one.close()


def test_who_was_cut_again_and_again_waits_before_the_next_try(port):
    for _ in range(PATIENCE):
        with connected(port) as one:
            flood(one, frame(PING) * 2000, 2)
            assert is_cut(one)
    start = time.monotonic()
    assert answers(port)
    assert 0.5 * LONGEST_S < time.monotonic() - start < LONGEST_S + 3.0


def test_patience_with_an_address_comes_back():
    now = [0.0]
    peers = Peers(lambda: now[0])
    for _ in range(PATIENCE - 1):
        peers.blame("a")
    assert peers.wait_s("a") == 0.0
    peers.blame("a")
    assert (peers.wait_s("a"), peers.wait_s("b")) == (LONGEST_S, 0.0)
    now[0] = WITHIN_S - 0.25
    assert peers.wait_s("a") == 0.25
    now[0] = WITHIN_S + 1.0
    assert peers.wait_s("a") == 0.0
    for i in range(2 * MOST_PEERS):
        peers.blame(os.fsdecode(str(i)))
    assert peers.wait_s("a") == 0.0
