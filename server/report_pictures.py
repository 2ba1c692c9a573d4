"""Thumbnails for a report: the worst moment of each flagged finding, with skeleton, value, limit and error drawn in."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from server.report_words import amount, limit_words, plain
from vision.drawing import blank, crop, draw_skeleton, draw_text, gauge, person_box, points_px
from vision.types import Finding, FloatArray, ImageArray, PoseFrame, Recording
from vision.video import VideoReader

THUMBNAIL_WIDTH = 560
_MAX_AWAY_S = 0.25


def thumbnails(
    findings: Sequence[Finding], recording: Recording, video_path: Path | None
) -> Iterator[tuple[Finding, ImageArray]]:
    """A picture for each finding that has a worst moment, in order of time; one at a time, so that memory stays flat.

    The background is the video where there is one, else plain. Raises `InputError` where the video can't be read.
    """
    wanted = sorted((f for f in findings if f.t_worst is not None), key=lambda f: f.t_worst or 0.0)
    if video_path is None:
        width, height = plain_size(recording)
        for finding in wanted:
            yield finding, finding_picture(blank(width, height), finding, recording)
        return
    if not wanted:
        return
    with VideoReader(video_path) as reader:
        before: ImageArray | None = None
        t_before = -np.inf
        waiting = list(wanted)
        for frame in reader:
            while waiting and (waiting[0].t_worst or 0.0) <= frame.t:
                finding = waiting.pop(0)
                t = finding.t_worst or 0.0
                nearest = before if before is not None and t - t_before < frame.t - t else frame.image
                yield finding, finding_picture(nearest, finding, recording)
            if not waiting:
                return
            before, t_before = frame.image, frame.t
        if before is not None:  # the worst moment lies after the last picture that could be decoded
            for finding in waiting:
                yield finding, finding_picture(before, finding, recording)


def pose_at(recording: Recording, t: float, max_away_s: float) -> PoseFrame | None:
    """The pose seen nearest to `t` seconds, None where nobody was seen within `max_away_s` of it."""
    first = int(np.searchsorted(recording.t, t - max_away_s))
    last = int(np.searchsorted(recording.t, t + max_away_s, side="right"))
    seen = [i for i in range(first, last) if np.isfinite(recording.landmarks[i, :, 0]).any()]
    return recording.frame(min(seen, key=lambda i: abs(float(recording.t[i]) - t))) if seen else None


def finding_picture(image: ImageArray, finding: Finding, recording: Recording) -> ImageArray:
    """The person in `image`, the picture of the finding's worst moment, with skeleton, value and limit."""
    height, width = image.shape[:2]
    frame = pose_at(recording, finding.t_worst or 0.0, _MAX_AWAY_S)
    points: FloatArray = np.full((33, 2), np.nan)
    if frame is not None:
        points = points_px(frame, width, height, keep=finding.landmarks)
    box = person_box(points, width, height)
    picture = crop(image, box, THUMBNAIL_WIDTH)
    scale = THUMBNAIL_WIDTH / (box[2] - box[0])
    draw_skeleton(picture, (points - box[:2]) * scale, finding.landmarks)
    said = f"{plain(finding.fault or finding.rule)} {amount(finding.value, finding.unit)}"
    if finding.value is None or finding.limit is None:
        draw_text(picture, (14, 14), said, 20, bold=True)
        return picture
    return np.vstack([picture, gauge(finding, THUMBNAIL_WIDTH, (said, limit_words(finding)))])


def plain_size(recording: Recording, long_side: int = 960) -> tuple[int, int]:
    """(width, height) px of a plain ground in the shape of the recorded picture."""
    width, height = recording.image_size
    scale = long_side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
