"""kill -9 of a real server at random moments, while verdicts, uploads and analyses run.

Nothing that was answered is lost, no half file is left or served, and it starts again each time. `FORMCUE_KILLS` says how
often (default 8; a bench asks for 100).
"""

import contextlib
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2 as httpx
import pytest

from server.media import Media
from server.schema import Finding, Review, Session
from server.store import Store
from tests.store.made import add_session

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "tests" / "fixtures" / "lunge.mp4"
KILLS = int(os.environ.get("FORMCUE_KILLS", "8"))
START_S = 60.0


class Server:
    """One run of the server, as its own process group, so that it can be killed like a power cut would."""

    def __init__(self, folder: Path, url: str | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "tests.store.kill_server", str(folder), url or "", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        self.base = f"http://127.0.0.1:{self.port}"
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert self.process.poll() is None, "the server did not start again"
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(self.base + "/api/home", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        # the server alone: its worker has to notice by itself
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Load:
    """Coaches and uploads at work until the server goes; remembers what was answered."""

    def __init__(self, findings: list[int]) -> None:
        self.findings = findings
        self.verdicts: dict[tuple[int, str], str] = {}
        self.uploads: dict[int, tuple[str, int]] = {}  # job: (content hash, bytes answered)
        self.queued: set[int] = set()
        self.answered = 0
        self.asked: dict[tuple[int, str], str] = {}

    def review(self, base: str, coach: str, chance: random.Random) -> None:
        with httpx.Client(base_url=base, timeout=10) as client, contextlib.suppress(httpx.HTTPError):
            while True:
                finding, verdict = chance.choice(self.findings), chance.choice(("agree", "disagree"))
                self.asked[finding, coach] = verdict
                said = {"coach": coach, "verdict": verdict, "reason": "other"}
                answer = client.put(f"/api/findings/{finding}/review", json=said)
                assert answer.status_code == 200, answer.text
                self.verdicts[finding, coach] = verdict
                self.answered += 1

    def upload(self, base: str, chance: random.Random) -> None:
        with httpx.Client(base_url=base, timeout=10) as client, contextlib.suppress(httpx.HTTPError):
            while True:
                data = CLIP.read_bytes() + chance.randbytes(16)  # bytes after the end don't matter to a decoder
                new = {"name": "a.mp4", "size": len(data), "exercise": "plank"}
                job = client.post("/api/uploads", json=new).json()["id"]
                self.uploads[job] = hashlib.sha256(data).hexdigest(), 0
                for start in range(0, len(data), 20_000):
                    part = data[start : start + 20_000]
                    answer = client.patch(f"/api/uploads/{job}", content=part, headers={"Upload-Offset": str(start)})
                    self.uploads[job] = self.uploads[job][0], answer.json()["received"]
                answer = client.post(f"/api/uploads/{job}/complete")
                assert answer.json()["state"] in {"queued", "running", "done"}, answer.text
                self.queued.add(job)


@pytest.fixture
def folder(tmp_path: Path, url: str | None) -> Path:
    data = tmp_path / "data"
    store = Store(data, url)
    media = Media(store)
    for _ in range(5):
        add_session(media)
    store.close()
    return data


def test_kill_at_random_moments(folder, url, capsys):
    chance = random.Random(11)
    store = Store(folder, url)
    with store.read() as db:
        load = Load([number for (number,) in db.query(Finding.id).filter(Finding.flagged)])
    store.close()
    for round_number in range(KILLS):
        server = Server(folder, url)
        seeds = [random.Random(chance.random()) for _ in range(3)]
        threads = [threading.Thread(target=load.review, args=(server.base, coach, seeds[i])) for i, coach in enumerate("AB")]
        threads.append(threading.Thread(target=load.upload, args=(server.base, seeds[2])))
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.0, 6.0))
        server.kill()
        for thread in threads:
            thread.join()
        _check(folder, url, load, f"after kill {round_number + 1}")
    server = Server(folder, url)
    try:
        _check_served(server.base, load)
    finally:
        server.kill()
    with capsys.disabled():
        print(f"\n{KILLS} kills: {load.answered} verdicts, {len(load.queued)} uploads answered, none lost; no half files")


def _check(folder: Path, url: str | None, load: Load, when: str) -> None:
    """What was answered is there; every file that a row names is whole."""
    store = Store(folder, url)
    media = Media(store)
    with store.read() as db:
        kept = {(review.finding_id, review.coach): review.verdict for review in db.query(Review)}
        for key, verdict in load.verdicts.items():
            # the last one asked for may have been kept without being answered
            assert kept.get(key) in {verdict, load.asked[key]}, f"{when}: verdict {key} is lost"
        for finding in db.query(Finding).filter(Finding.flagged):
            count = sum(number == finding.id for number, _ in kept)
            assert finding.review_count == count, f"{when}: the count of finding {finding.id} is off"
        for session in db.query(Session):
            for name in (session.report_file, session.recording_file, session.media_file):
                if name is not None:
                    data = media.path(name).read_bytes()
                    assert hashlib.sha256(data).hexdigest() == name.partition(".")[0], f"{when}: {name} is not whole"
    store.close()


def _check_served(base: str, load: Load) -> None:
    """Every upload that was answered goes on or is there; finished ones are served whole; nothing else lies around."""
    with httpx.Client(base_url=base, timeout=30) as client:
        for job, (content, received) in load.uploads.items():
            answer = client.get(f"/api/jobs/{job}").json()
            if job in load.queued:
                assert answer["state"] in {"queued", "running", "done", "failed"}, answer
                assert answer["state"] != "failed" or "the server stopped" in answer["error"]
            else:
                assert answer["state"] != "uploading" or answer["received"] >= received
            if answer["state"] == "done":
                data = client.get(f"/api/sessions/{answer['session_id']}/media").content
                assert hashlib.sha256(data).hexdigest() == content
