"""Hip bridge: on the back, feet on the floor, the hips rise and come down again; on two legs or one.

What drives it is the height of the hips over the line from shoulder to the foot that carries, as a share of that line. Rest
is wherever the hips rest, so a block under the tailbone changes nothing, and a rise of `LEAST` counts: trying counts. The
extra `left_floor` says whether they rose for certain. `side` is the leg that carries when the other is lifted, else none.

The body must lie face up with the carrying knee bent and highest: planks, sitting up, dead bugs and standing work don't.
From front or back the line points at the camera and the rise can't be told: seen from the side, and up to half-way round.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

import numpy as np

from vision.cycle import Cycle, CycleSegmenter, Row
from vision.reps import Exercise
from vision.turn import at_turn, middle
from vision.types import FeatureFrame, Phase, Rep, Side, View

OPENS: Final = 0.035
LEAST: Final = 0.05
"""Of the line shoulder-foot, some 0.9 m: a try of three to four centimetres. Lying still with landmark noise of 0.005 of the
picture's height gives no rep in minutes; with 0.04 it does."""
LEFT_FLOOR: Final = 0.06
"""From here the hips are off the floor or the block for certain: five to six centimetres."""
LYING_DEG: Final = 58.0
"""Trunk against the vertical of someone who lies; at the top of a bridge it is 90 and up to 40 more. Sitting up is less."""
MIN_KNEE_DEG: Final = 40.0
KNEE_UP: Final = 0.2
"""Trunk lengths by which the carrying knee is above its foot; and above the hip it is at all."""
MAX_SLOPE: Final = 0.35
"""Height of the foot over the shoulder as a share of what is between them sideways: feet on the floor, not on a bench."""
ONE_LEG: Final = 0.35
"""Trunk lengths by which the other foot is higher when it is lifted."""


def _read(frame: FeatureFrame) -> Row | None:
    """Rise of the hips; which leg carries while the other is lifted (+1 left, -1 right, 0 both); heights over the foot.

    Heights of hip and shoulder in trunk lengths.
    """
    c = frame.channels
    side, other, sign = ("left", "right", 1.0) if c["planted_left"] > 0.0 else ("right", "left", -1.0)
    knee_y, ankle_y, torso = c[f"knee_y_px_{side}"], c[f"ankle_y_px_{side}"], c["torso_px"]
    across = abs(c[f"ankle_x_px_{side}"] - c["shoulder_x_px_near"])
    elsewhere = (
        c["trunk_incline"] < LYING_DEG,
        c[f"knee_flexion_{side}"] < MIN_KNEE_DEG,
        ankle_y - knee_y < KNEE_UP * torso,
        c["hip_y_px_near"] < knee_y,
        abs(ankle_y - c["shoulder_y_px_near"]) > MAX_SLOPE * across + KNEE_UP * torso,
    )
    if any(elsewhere):
        return None
    lifted = ankle_y - c[f"ankle_y_px_{other}"] > ONE_LEG * torso
    hip, shoulder = (ankle_y - c[f"{part}_y_px_near"] for part in ("hip", "shoulder"))
    return c["bridge_rise"], sign if lifted else 0.0, hip / torso, shoulder / torso


def _judge(rows: Sequence[Row], turn: Row) -> tuple[bool, Side | None]:
    top = [row for row in rows if abs(row[0] - turn[0]) <= 0.3]
    start = [row for row in rows if row[0] <= rows[0][0] + 0.3]
    hip, shoulder = (median(row[i] for row in top) - median(row[i] for row in start) for i in (3, 4))
    if not hip > abs(shoulder):  # the shoulders went down, as after sitting up
        return False, None
    carries = median(row[2] for row in top)
    side: Side | None = None
    if carries:
        side = "left" if carries > 0.0 else "right"
    return True, side


def _extras(rep: Rep) -> Mapping[str, bool]:
    """left_floor: the hips came off what they lay on."""
    rise = rep.channels["bridge_rise"]
    seen = rise[np.isfinite(rise)]
    return {"left_floor": bool(seen.size and middle(rise[at_turn(rep)]) - np.percentile(seen, 5) >= LEFT_FLOOR)}


CYCLE: Final = Cycle(_read, _judge, Phase.CONCENTRIC, opens=OPENS, least=LEAST, min_s=0.6, max_s=60.0)


def _segmenter() -> CycleSegmenter:
    return CycleSegmenter(CYCLE)


def _is_neutral(frame: FeatureFrame) -> bool:
    """On the back, hips down: below the line from shoulder to knee by far."""
    return _read(frame) is not None and frame.channels["bridge_angle"] < -30.0


EXERCISE = Exercise(
    name="hip_bridge",
    title="Hip bridge",
    kind="rep",
    driver="bridge_rise",
    views=frozenset({View.SIDE, View.OBLIQUE}),
    setup_help="Put the camera low and side-on to you; lie on your back, head and feet both in the picture",
    segmenter=_segmenter,
    is_neutral=_is_neutral,
    auto=False,
    muscle="glutes",
    extras=_extras,
)
