"""Sessions made by hand for the store tests, and many findings at once."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, text

from server.ingest import NewSession, keep
from server.media import Media
from server.schema import Athlete, Finding, Rep, Session
from server.store import Store
from tests.made_reports import make_recording, make_report
from vision.recording import save
from vision.report import SessionReport, to_json, write_json

DAY = datetime(2025, 3, 1, 12, tzinfo=UTC)


def add_athlete(store: Store, name: str) -> int:
    with store.write() as db:
        athlete = Athlete(name=name)
        db.add(athlete)
        db.flush()
        return athlete.id


def add_session(
    media: Media,
    athlete_id: int | None = None,
    report: SessionReport | None = None,
    video: Path | None = None,
    **changes: object,
) -> int:
    """Three lunges: a good one, one with two faults, one not scored; each call another recording."""
    report = report or make_report()
    folder = media.staging / uuid4().hex
    folder.mkdir()
    recording = make_recording()
    recording = type(recording)(
        recording.t,
        recording.image_size,
        recording.landmarks,
        recording.world_landmarks,
        recording.visibility,
        recording.presence,
        {"mark": uuid4().hex},
    )
    save(recording, folder / "recording.npz")
    write_json(report, folder / "report.json")
    known = {"captured_at": DAY, "kind": "video", "video": video, "athlete_id": athlete_id} | changes
    session_id = keep(
        media,
        NewSession(
            report=to_json(report),
            report_path=folder / "report.json",
            recording=folder / "recording.npz",
            image_size=recording.image_size,
            **known,  # type: ignore[arg-type]
        ),
    )
    folder.rmdir()
    return session_id


RULES = ("lateral_lunge.triple_flexion", "spinal_lean", "plank.hip_pop", "deadlift.shoulder_position")
EXERCISES = ("lateral_lunge", "lateral_lunge", "plank", "deadlift")


def fill(store: Store, findings: int, athletes: int = 40, seed: int = 7) -> None:
    """So many flagged findings, one per rep, ten reps a session; a third of them reviewed."""
    chance = random.Random(seed)
    with store.write() as db:
        db.execute(insert(Athlete), [{"name": f"Athlete {i:03}", "note": ""} for i in range(athletes)])
        names = {athlete.id: athlete.name for athlete in db.query(Athlete)}
        numbers = list(names)
        db.execute(insert(Session), [_session(i, numbers[i % athletes]) for i in range(findings // 10)])
        sessions = db.query(Session.id, Session.athlete_id, Session.captured_at).all()
        reps = [_rep(session_id, athlete_id, i) for session_id, athlete_id, _ in sessions for i in range(10)]
        db.execute(insert(Rep), reps)
        when = {session_id: captured_at for session_id, _, captured_at in sessions}
        rows = []
        for rep_id, session_id, athlete_id in db.query(Rep.id, Rep.session_id, Rep.athlete_id):
            severity = round(chance.expovariate(1.0), 4)
            kind = chance.choices(range(4), (50, 30, 15, 5))[0]
            rows.append(
                {
                    "rep_id": rep_id, "session_id": session_id, "athlete_id": athlete_id, "athlete_name": names[athlete_id],
                    "exercise": EXERCISES[kind], "captured_at": when[session_id], "rule": RULES[kind], "grade": "poor",
                    "flagged": True, "fault": "shallow", "judged": "shallow", "value": 40.0, "limit": 60.0, "error": 5.0,
                    "unit": "deg", "severity": severity, "rank": -severity, "t_worst": 1.0, "confidence": 0.9,
                    "view": "front", "model": "full", "bands": "shallow 60", "landmarks": [23, 25], "episodes": [],
                    "measures": {}, "reason": None, "review_count": int(chance.random() < 0.33),
                }
            )  # fmt: skip
        db.execute(insert(Finding), rows)
        db.execute(text("ANALYZE"))  # what autovacuum and PRAGMA optimize do in time


def _session(i: int, athlete_id: int) -> dict[str, object]:
    return {
        "athlete_id": athlete_id, "kind": "set", "source": f"set {i}", "exercise": "lateral_lunge", "model": "full",
        "view": "front", "fps": 30.0, "duration_s": 60.0, "frames": 1800, "frames_with_pose": 1800, "width": 640,
        "height": 480, "driver": "depth", "notes": [], "report_file": f"{i:064x}.json", "recording_file": f"{i:064x}.npz",
        "media_file": None, "captured_at": DAY + timedelta(minutes=i),
    }  # fmt: skip


def _rep(session_id: int, athlete_id: int, i: int) -> dict[str, object]:
    return {
        "session_id": session_id, "athlete_id": athlete_id, "index": i + 1, "exercise": "lateral_lunge", "kind": "rep",
        "side": "left", "t_start": 3.0 * i, "t_turn": 3.0 * i + 1, "t_end": 3.0 * i + 2, "score": 40.0, "flagged": True,
        "view": "front", "phases": [],
    }  # fmt: skip
