"""Reports, a recording and a clip made by hand, with known content, for the tests of everything that writes a report."""

import numpy as np

from vision.report import ScoredRep, SessionReport
from vision.skeleton import INDEX, LANDMARK_COUNT
from vision.types import Cue, Episode, Finding, Grade, Phase, PhaseSpan, Recording, Rep, View, ViewEstimate

# x, y in picture fractions of a person who stands in the middle, seen from the front (their left is on the right)
STANDING = {
    "nose": (0.5, 0.16), "left_ear": (0.52, 0.155), "right_ear": (0.48, 0.155),
    "left_shoulder": (0.55, 0.27), "right_shoulder": (0.45, 0.27), "left_elbow": (0.57, 0.39), "right_elbow": (0.43, 0.39),
    "left_wrist": (0.57, 0.49), "right_wrist": (0.43, 0.49), "left_hip": (0.53, 0.5), "right_hip": (0.47, 0.5),
    "left_knee": (0.54, 0.68), "right_knee": (0.46, 0.68), "left_ankle": (0.545, 0.87), "right_ankle": (0.455, 0.87),
    "left_heel": (0.54, 0.89), "right_heel": (0.46, 0.89), "left_foot_index": (0.56, 0.91), "right_foot_index": (0.44, 0.91),
}  # fmt: skip


def make_recording(duration_s: float = 9.0, fps: float = 30.0, size: tuple[int, int] = (640, 480)) -> Recording:
    """A person who sinks and rises every 3 s; nobody is seen in the first half second."""
    t = np.arange(round(duration_s * fps)) / fps
    body = np.full((LANDMARK_COUNT, 3), np.nan)
    for name, (x, y) in STANDING.items():
        body[INDEX[name]] = (x, y, 0.0)
    landmarks = np.repeat(body[None], len(t), axis=0)
    sink = 0.12 * (1 - np.cos(2 * np.pi * t / 3)) / 2
    upper = [INDEX[name] for name in STANDING if not name.endswith(("ankle", "heel", "foot_index"))]
    landmarks[:, upper, 1] += sink[:, None]
    landmarks[: round(0.5 * fps)] = np.nan
    seen = np.where(np.isfinite(landmarks[:, :, 0]), 0.95, 0.0)
    return Recording(t, size, landmarks, landmarks * [1, 1, 0] - [0.5, 0.5, 0], seen, seen)


def make_rep(index: int, t_start: float, t_end: float, **changes: object) -> Rep:
    t_turn = (t_start + t_end) / 2
    known: dict[str, object] = {
        "index": index,
        "exercise": "lateral_lunge",
        "kind": "rep",
        "side": "left" if index % 2 else "right",
        "t_start": t_start,
        "t_turn": t_turn,
        "t_end": t_end,
        "phases": (PhaseSpan(Phase.ECCENTRIC, t_start, t_turn), PhaseSpan(Phase.CONCENTRIC, t_turn, t_end)),
        "view": ViewEstimate(View.FRONT, 0.9, 4.0, None),
        "t": np.array([t_start, t_turn, t_end]),
        "channels": {"depth": np.array([0.0, 0.3, 0.0])},
        "neutral": {},
    }
    return Rep(**(known | changes))  # type: ignore[arg-type]


GOOD = Finding("spinal_lean", Grade.GOOD, None, 3.1, "deg", 1.4, 0.9, None, 8.0, 2.5, (11, 12, 23, 24))
BENT = Finding(
    "spinal_lean",
    Grade.POOR,
    "side_bend",
    19.2,
    "deg",
    4.5,
    0.88,
    None,
    8.0,
    2.5,
    (11, 12, 23, 24),
    (),
    {"whole_trunk": 21.0},
)
SHALLOW = Finding(
    "lateral_lunge.triple_flexion", Grade.NEEDS_WORK, "shallow", 41.0, "deg", 4.4, 0.7,
    "The ankle can't be judged from the front", 55.0, 5.0, (23, 25, 27), (), {"knee": 41.0, "ankle": float("nan")},
)  # fmt: skip
UNSEEN = Finding(
    "lateral_lunge.triple_flexion", Grade.NOT_SCORED, None, None, "deg", None, 0.0, "Step back: the feet are out of sight"
)


def make_report(**changes: object) -> SessionReport:
    """Three lunges: a good one, one with two faults, one that could not be scored."""
    t = np.arange(0, 9, 0.1)
    known: dict[str, object] = {
        "source": "clip.mp4",
        "exercise": "lateral_lunge",
        "model": "full",
        "fps": 30.0,
        "duration_s": 9.0,
        "frames": 270,
        "frames_with_pose": 255,
        "view": View.FRONT,
        "reps": (
            ScoredRep(make_rep(1, 0.6, 2.8), (GOOD,), 96.0),
            ScoredRep(make_rep(2, 3.2, 5.8), (SHALLOW, BENT), 41.0),
            ScoredRep(make_rep(3, 6.2, 8.6), (UNSEEN,), None),
        ),
        "cues": (Cue(5.9, "spinal_lean", "side_bend", "internal", "Feel your waist stay long on both sides", "obliques"),),
        "notes": ("Two people were in the picture; the one who exercised was followed.",),
        "driver": "depth",
        "track": tuple((float(s), float("nan") if s < 0.5 else float(0.15 * (1 - np.cos(2 * np.pi * s / 3)))) for s in t),
        "settings": {"exercise": "auto", "focus": "auto", "bands": {"spinal_lean": {"poor": 8.0}}, "load_percent": None},
        "versions": {"formcue": "0.1.0", "numpy": "2.4.6"},
    }
    return SessionReport(**(known | changes))  # type: ignore[arg-type]


def make_plank_report(**changes: object) -> SessionReport:
    """One hold with two episodes of a hip that pops up."""
    popped = Finding(
        "plank.hip_pop", Grade.POOR, "hip_pop", 0.21, "of shoulder-ankle length", 6.0, 0.93, None, 0.13, 0.015, (11, 23, 27),
        (Episode("hip_pop", 2.0, 3.5, 0.17), Episode("hip_pop", 5.0, 8.0, 0.21)), {"steady": 0.05},
    )  # fmt: skip
    hold = make_rep(
        1, 0.5, 9.0, exercise="plank", kind="hold", side=None, phases=(PhaseSpan(Phase.HOLD, 0.5, 9.0),),
        view=ViewEstimate(View.SIDE, 0.95, 88.0, "left"),
    )  # fmt: skip
    return make_report(
        exercise="plank", view=View.SIDE, reps=(ScoredRep(hold, (popped,), 48.0),), cues=(), notes=(), driver="hip_offset",
        **changes,
    )  # fmt: skip
