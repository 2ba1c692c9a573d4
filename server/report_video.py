"""A report as a video that a browser plays: skeleton, rep counter, phase, marked faults, and each cue as a caption.

VP8 in WebM, at most 960 px a side, at a constant rate of at most 30 frames a second: about 13 MB for a minute of 640 x 480,
20 MB for one of 960 x 720. Times are those of the report: pictures of a source with a variable rate are repeated or left
out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from server.report_pictures import plain_size, pose_at
from server.report_words import amount, plain, plural, rep_word
from vision.drawing import MARK, PAPER, blank, draw_skeleton, draw_text, points_px, wrap
from vision.encode import WebmWriter
from vision.files import atomic_write
from vision.report import ScoredRep, SessionReport
from vision.types import Finding, Frame, ImageArray, Phase, Recording
from vision.video import VideoReader

MAX_SIDE: Final = 960
MAX_FPS: Final = 30
CAPTION_S: Final = 3.0
_WORST_S: Final = 0.5
_PHASE_WORDS: Final = {
    Phase.SETUP: "set-up",
    Phase.ECCENTRIC: "lowering",
    Phase.TURNAROUND: "turn",
    Phase.CONCENTRIC: "rising",
    Phase.LOCKOUT: "lockout",
    Phase.HOLD: "hold",
}


def write_video(report: SessionReport, recording: Recording, path: Path, video_path: Path | None) -> None:
    """Write the annotated video to `path` (`.webm`); without `video_path` the skeleton moves on a plain ground.

    Frame by frame, so memory does not grow with the length. Raises `OutputError` where the file can't be written and
    `InputError` where the video can't be read any more.
    """
    if video_path is None:
        _write(report, recording, path, _plain_frames(recording), _rate(report.fps))
        return
    with VideoReader(video_path, max_fps=MAX_FPS, max_side=MAX_SIDE) as reader:
        _write(report, recording, path, iter(reader), _rate(reader.info.fps))


def _write(report: SessionReport, recording: Recording, path: Path, frames: Iterator[Frame], fps: int) -> None:
    # the first picture is asked for before the output exists: a source that can't be read leaves nothing behind
    first = next(frames)
    height, width = (side - side % 2 for side in first.image.shape[:2])
    with atomic_write(path) as temporary, WebmWriter(temporary, (width, height)) as writer:
        shown = first
        for frame in frames:
            _show(writer, report, recording, shown, fps=fps, until=round(frame.t * fps))
            shown = frame
        _show(writer, report, recording, shown, fps=fps, until=max(writer.frames, round(shown.t * fps)) + 1)


def _show(writer: WebmWriter, report: SessionReport, recording: Recording, frame: Frame, *, fps: int, until: int) -> None:
    """Repeat a picture until the frame number `until`, or leave it out where that is reached."""
    if writer.frames >= until:
        return
    height, width = (side - side % 2 for side in frame.image.shape[:2])
    image = np.ascontiguousarray(frame.image[:height, :width])
    annotate(image, report, recording, frame.t)
    while writer.frames < until:
        writer.write(image, writer.frames / fps)


def annotate(image: ImageArray, report: SessionReport, recording: Recording, t: float) -> None:
    """Draw what the report knows of the moment `t` seconds onto the picture, in place."""
    height, width = image.shape[:2]
    letter = max(12.0, min(0.03 * max(width, height), 0.042 * width))
    current = next((scored for scored in report.reps if scored.rep.t_start <= t <= scored.rep.t_end), None)
    faults = [] if current is None else [finding for finding in current.findings if _shows(finding, t)]
    marked = {landmark for finding in faults for landmark in finding.landmarks}
    pose = pose_at(recording, t, max_away_s=0.1)
    if pose is not None:
        draw_skeleton(image, points_px(pose, width, height, keep=marked), marked)
    edge = letter * 0.6
    draw_text(image, (edge, edge), _counter(report, current, t), letter, bold=True)
    if current is not None:
        draw_text(image, (edge, edge + letter * 2.1), _phase(current, t), letter * 0.8)
    for row, finding in enumerate(faults):
        words = f"! {_fault_words(finding, t)}"
        draw_text(image, (width - edge, edge + row * letter * 2.1), words, letter, anchor="right", bold=True, colour=MARK)
    _timeline(image, report, t)
    said = [cue.text for cue in report.cues if cue.t <= t < cue.t + CAPTION_S]
    lines = wrap(said[-1], letter * 1.25, width * 0.88) if said else []
    for row, line in enumerate(lines):
        top = height - letter * (1.6 + 2.2 * (len(lines) - row))
        draw_text(image, (width / 2, top), line, letter * 1.25, anchor="middle", bold=True)


def _shows(finding: Finding, t: float) -> bool:
    """Whether a fault is marked at `t`: in its episodes, else around its worst moment."""
    if not finding.flagged:
        return False
    if finding.episodes:
        return any(episode.t_start <= t <= episode.t_end for episode in finding.episodes)
    return finding.t_worst is not None and abs(t - finding.t_worst) <= _WORST_S


def _fault_words(finding: Finding, t: float) -> str:
    now = [episode for episode in finding.episodes if episode.t_start <= t <= episode.t_end]
    fault, value = (now[0].fault, now[0].value) if now else (finding.fault or "", finding.value)
    return f"{plain(fault)} {amount(value, finding.unit)}"


def _counter(report: SessionReport, current: ScoredRep | None, t: float) -> str:
    if current is not None:
        side = f", {current.rep.side}" if current.rep.side else ""
        return f"{current.rep.kind.capitalize()} {current.rep.index} of {len(report.reps)}{side}"
    done = sum(scored.rep.t_end < t for scored in report.reps)
    return f"{done} of {plural(len(report.reps), rep_word(report))}"


def _phase(current: ScoredRep, t: float) -> str:
    spans = [span for span in current.rep.phases if span.t_start <= t < span.t_end]
    if current.rep.kind == "hold":
        return f"{t - current.rep.t_start:.0f} s"
    return _PHASE_WORDS[spans[0].phase] if spans else "end"


def _timeline(image: ImageArray, report: SessionReport, t: float) -> None:
    """A bar along the bottom: reps light, flagged ones in colour and taller, and where we are."""
    height, width = image.shape[:2]
    length = max(report.duration_s, 1e-3)
    bar = max(4, round(height * 0.012))
    image[-2 * bar :] = (image[-2 * bar :] * 0.35).astype(np.uint8)
    for scored in report.reps:
        left, right = (round(min(max(at / length, 0), 1) * width) for at in (scored.rep.t_start, scored.rep.t_end))
        tall = 2 * bar if scored.flagged else bar
        image[-tall:, left : max(right - 1, left + 1)] = MARK if scored.flagged else (150, 146, 142)
    here = round(min(max(t / length, 0), 1) * (width - 3))
    image[-2 * bar :, here : here + 3] = PAPER


def _plain_frames(recording: Recording) -> Iterator[Frame]:
    width, height = plain_size(recording, MAX_SIDE)
    for index, t in enumerate(recording.t.tolist()):
        yield Frame(index, t, blank(width, height))


def _rate(fps: float) -> int:
    return round(min(MAX_FPS, max(1.0, fps))) if np.isfinite(fps) and fps > 0 else MAX_FPS
