"""Nothing leaves the machine: a real analysis under a guard that sees native code too."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.server.practising import START, picture
from vision.video import VideoReader, encode_jpeg

ROOT = Path(__file__).parent.parent
CLIP = ROOT / "tests" / "fixtures" / "lunge.mp4"
ANALYSE = ["-m", "server.cli", "analyze", str(CLIP), "--model", "lite", "--exercise", "lateral_lunge"]
LOOPBACK = re.compile(r'inet_addr\("127\.\d+\.\d+\.\d+"\)|inet_pton\(AF_INET6, "::1"')
CALL = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(")


def outbound(trace: str) -> list[str]:
    """Lines of a network trace that address another machine, or ask for a name."""
    return [
        line
        for line in trace.splitlines()
        if (CALL.search(line) and ("AF_INET" in line or "sin_port" in line) and not LOOPBACK.search(line))
        or "htons(53)" in line
    ]


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = 0', True),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', True),
        (
            '1 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2606::1", &sin6_addr)}, 28) = 0',
            True,
        ),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = -1', False),
        ("1 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0", False),
    ],
)
def test_the_guard_sees_what_leaves(line, leaves):
    assert bool(outbound(line)) is leaves


needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed; the Python guard below still runs"
)


@needs_strace
def test_an_analysis_under_strace_sends_nothing(tmp_path):
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), sys.executable, *ANALYSE]
    done = subprocess.run(
        [*command, "--html", str(tmp_path), "--video", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "ptrace" in done.stderr and "not permitted" in done.stderr:
        pytest.skip("this machine does not allow strace; the Python guard below still runs")
    assert done.returncode == 0, done.stderr
    assert "lunge.mp4" in done.stdout
    assert outbound(trace.read_text()) == []


@needs_strace
def test_a_live_set_under_strace_sends_nothing_elsewhere(tmp_path):
    """The whole life of a server: start, a set with the real model, its end, which closes the model; Ctrl-C."""
    trace = tmp_path / "trace"
    serve = [
        "-m",
        "server.cli",
        "serve",
        "--port",
        "0",
        "--no-open",
        "--data-dir",
        str(tmp_path / "data"),
        "--max-fps",
        "120",
    ]
    command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), sys.executable, "-u", *serve]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            link = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline() + process.stdout.readline())
            if link is None and "not permitted" in (said := process.stderr.read()):
                pytest.skip(f"this machine does not allow strace; the Python guard below still runs: {said}")
            with connect(link[0].replace("http", "ws") + "/ws/practice") as socket, VideoReader(CLIP) as clip:
                socket.send(json.dumps(START | {"video": True}))
                assert json.loads(socket.recv(60))["type"] == "ready"
                for frame in clip:
                    socket.send(picture(frame.index, frame.t, encode_jpeg(frame.image)))
                    while (answer := json.loads(socket.recv(60)))["type"] != "pose":
                        assert answer["type"] != "error", answer
                socket.send('{"type": "stop"}')
                while json.loads(socket.recv(60))["type"] != "set_done":
                    pass
            server = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
            os.kill(server, signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert "accept" in trace.read_text()
    assert outbound(trace.read_text()) == []


GUARD = """
import runpy, sys
def guard(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        raise SystemExit(f"{event} {args}")
sys.addaudithook(guard)
sys.argv = ["formcue", *sys.argv[1:]]
runpy.run_module("server.cli", run_name="__main__")
"""


def test_an_analysis_opens_no_python_socket():
    done = subprocess.run([sys.executable, "-c", GUARD, *ANALYSE[2:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "lunge.mp4" in done.stdout
