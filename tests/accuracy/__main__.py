"""How right Formcue is, measured on labelled clips: `make accuracy`.

Usage: python -m tests.accuracy DATA_DIR SCORE_PY OUT_DIR [--quick] [--variants] [--live] [--model full]

DATA_DIR holds `synth/*.mp4`, `real/videos/*.mp4` and `real/recordings/*.npz`, each with NAME.truth.json. Every clip goes
through the real model once (the landmarks are kept in OUT_DIR), then through a session; SCORE_PY compares the reports
with the truth.
--variants does the same to altered pictures of the rendered clips (mirrored, padded, darker, brighter, half and double rate)
and counts the reps whose findings differ. --live shows the videos to live practice instead, in real time through a real
server, two at once. --quick takes one clip per exercise and all recordings.
Exit status 1 where a rep count is wrong or more than 2 % of the clean reps are flagged.
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.accuracy.live import live_reports
from vision.pose import MediaPipePose
from vision.recording import from_frames, load, save
from vision.report import SessionReport, write_json
from vision.session import SessionSettings, analyze
from vision.types import Frame, ImageArray, Recording
from vision.video import VideoReader

Alter = Callable[[ImageArray], ImageArray]
MIRRORED = "mirrored"


def pad(width: int, height: int) -> Alter:
    """Black bars around the picture until it has that aspect ratio."""

    def alter(image: ImageArray) -> ImageArray:
        h, w = image.shape[:2]
        wide, high = max(w, round(h * width / height)), max(h, round(w * height / width))
        out = np.zeros((high, wide, 3), np.uint8)
        top, left = (high - h) // 2, (wide - w) // 2
        out[top : top + h, left : left + w] = image
        return out

    return alter


def brighter(factor: float) -> Alter:
    """Every pixel times `factor`, clipped."""
    return lambda image: np.clip(image * factor, 0, 255).astype(np.uint8)


VARIANTS: dict[str, tuple[Alter, float]] = {
    MIRRORED: (lambda image: np.ascontiguousarray(image[:, ::-1]), 30.0),
    "padded 16:9": (pad(16, 9), 30.0),
    "padded 4:3": (pad(4, 3), 30.0),
    "padded 9:16": (pad(9, 16), 30.0),
    "30 % darker": (brighter(0.7), 30.0),
    "30 % brighter": (brighter(1.3), 30.0),
    "15 a second": (lambda image: image, 15.0),
    "60 a second": (lambda image: image, 60.0),
}


def frames_of(path: Path, alter: Alter, max_fps: float) -> Iterator[Frame]:
    with VideoReader(path, max_fps) as reader:
        for frame in reader:
            yield Frame(frame.index, frame.t, alter(frame.image))


def extract(path: Path, cache: Path, model: str, alter: Alter, max_fps: float) -> Recording:
    """Landmarks of an altered clip, from the cache where they are there already."""
    if path.suffix == ".npz":
        return load(path)
    if cache.exists():
        return load(cache)
    with MediaPipePose(model) as pose:
        poses = [pose.estimate(frame) for frame in frames_of(path, alter, max_fps)]
    recording = from_frames(iter(poses), poses[0].image_size, {"model": model})
    cache.parent.mkdir(parents=True, exist_ok=True)
    save(recording, cache)
    return recording


def analyse(recording: Recording, truth: dict[str, object], name: str, model: str) -> SessionReport:
    exercise = truth["exercise"] or "auto"
    return analyze(recording, SessionSettings(str(exercise)), name, model)


def differences(one: SessionReport, two: SessionReport, swap_sides: bool) -> tuple[int, int, list[str]]:
    """Reps compared, reps that differ, and what differs."""
    other = {"left": "right", "right": "left", None: None}
    notes = []
    if len(one.reps) != len(two.reps):
        return len(one.reps), len(one.reps), [f"{len(one.reps)} reps, {len(two.reps)} in the variant"]
    different = 0
    for a, b in zip(one.reps, two.reps, strict=True):
        faults = [
            [(f.rule, f.fault if f.flagged else None, f.grade == "not_scored") for f in rep.findings] for rep in (a, b)
        ]
        side = other[a.rep.side] if swap_sides else a.rep.side
        if faults[0] != faults[1] or side != b.rep.side:
            different += 1
            notes.append(f"rep {a.rep.index}: {faults[0]} {a.rep.side} -> {faults[1]} {b.rep.side}")
    return len(one.reps), different, notes


def _missed(scores: dict[str, Any]) -> bool:
    """Whether a bar is missed that must hold on all data: reps exact, flagged clean reps at most 2 %."""
    alarms = [rule["false_alarms"] or 0.0 for rule in scores["rules"].values()]
    return bool(scores["reps_exact"] != 1.0 or max(alarms, default=0.0) > 0.02)


def _emptied(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.json"):
        stale.unlink()
    return folder


def _name(truth_path: Path) -> str:
    return truth_path.name.removesuffix(".truth.json")


def _batch(truth_path: Path, reports: Path, options: argparse.Namespace) -> None:
    """Write the report of one clip."""
    name = _name(truth_path)
    clip = next(path for suffix in (".mp4", ".npz") if (path := truth_path.with_name(f"{name}{suffix}")).exists())
    truth = json.loads(truth_path.read_text())
    landmarks = options.out / "landmarks" / options.model
    recording = extract(clip, landmarks / f"{name}.npz", options.model, lambda image: image, 30.0)
    report = analyse(recording, truth, name, options.model)
    write_json(report, reports / f"{name}.json")
    if options.variants and clip.suffix == ".mp4":
        for variant, (alter, fps) in VARIANTS.items():
            cache = landmarks / variant.replace(" ", "_").replace(":", "x") / f"{name}.npz"
            altered = analyse(extract(clip, cache, options.model, alter, fps), truth, name, options.model)
            compared, different, notes = differences(report, altered, variant == MIRRORED)
            print(f"{name} {variant}: {compared - different} of {compared} reps the same", *notes, sep="\n    ", flush=True)


def _live(truths: list[Path], reports: Path, model: str) -> None:
    """Write the reports of all clips."""
    clips = {path.with_name(f"{_name(path)}.mp4"): str(json.loads(path.read_text())["exercise"]) for path in truths}
    for clip, report in live_reports(clips, model).items():
        (reports / f"{clip.stem}.json").write_text(json.dumps(report))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("score", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", options.score)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)

    failed = False
    for group in ("synth", "real/videos", "real/recordings"):
        folder = options.data / group
        truths = sorted(folder.glob("*.truth.json"))
        if options.quick and group != "real/recordings":
            truths = [
                t for t in truths if t.name.startswith(("dev_lunge_02", "dev_plank_02", "dev_deadlift_04", "dev_other_01"))
            ]
        if options.live:  # landmarks are no pictures, and a person who practises says what
            truths = [t for t in truths if group != "real/recordings" and json.loads(t.read_text())["exercise"]]
        reports = _emptied(options.out / "reports" / group.replace("/", "_"))
        links = _emptied(options.out / "truths" / group.replace("/", "_"))
        for truth_path in truths:
            (links / truth_path.name).write_text(truth_path.read_text())
        if options.live:
            _live(truths, reports, options.model)
        else:
            for truth_path in truths:
                _batch(truth_path, reports, options)
        if not truths:
            continue
        result, notes = scorer.score(links, reports)
        print(f"\n== {group}")
        for note in notes:
            print(f"   {note}")
        for key, s in result.items():
            print(
                f"{key}: {s['clips']} clips, reps exact {s['reps_exact']}, turn p95 {s['turn_s_p95']} s, "
                f"side right {s['side_right']}"
            )
            for rule, r in s["rules"].items():
                print(f"   {rule}: F1 {r['f1']} precision {r['precision']} recall {r['recall']} "
                      f"false alarms {r['false_alarms']} "
                      f"scored {r['scored']} wrong {r['wrong']} {r['found']}")  # fmt: skip
        failed |= _missed(result["all"])
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
