"""Reverse fly: arms from in front of the chest out to the sides and back, hinged or upright; front, back or oblique.

What drives it is how far the hands reach sideways beyond their shoulders, the mean of both, in shoulder widths as they look:
that is the same from every angle of the camera. A straight arm is about 1.5 widths.

The arms must move across the chest, not up from the hips: hinged by `HINGED_DEG` they may hang, upright they must start and
end in front. So arm waves, jumping jacks and lateral raises are no flies. Both arms must go, and end near shoulder height.
"""

import math
from collections.abc import Sequence
from statistics import median
from typing import Final

from vision.cycle import Cycle, CycleSegmenter, Row
from vision.geometry import NAN
from vision.reps import Exercise
from vision.types import FeatureFrame, Phase, Side, View

OPENS: Final = 0.30
LEAST: Final = 0.55
"""Shoulder widths that the hands go out, from in front of the chest: a third of a straight arm's way."""
BOTH: Final = 0.3
"""Shoulder widths that each hand must be out at the turn, whatever it was before: seen at an angle, a hand in front of the
chest may look as far out as at the end."""
HINGED_DEG: Final = 25.0
"""Hip bend of someone who hinges, on both sides; seen from the front it reads up to 20 degrees low."""
IN_FRONT: Final = 0.55
"""Shoulder widths by which hands in front of an upright chest may be under or over the shoulders."""
MAX_HIGH: Final = 0.8
MAX_LOW: Final = 1.35
"""Shoulder widths by which the hands may end above and below the shoulders; overhead and hanging arms are at 1.5."""
SIDE_ON: Final = 0.35
STANDING: Final = 0.7


def _read(frame: FeatureFrame) -> Row | None:
    """Mean sideways reach; height of each hand over its shoulder (shoulder widths, + = above), hip bend, reach of each."""
    c = frame.channels
    if abs(math.cos(math.radians(c["yaw_deg"]))) < SIDE_ON or c["hip_height"] < STANDING:
        return None
    shoulders = abs(c["shoulder_x_px_left"] - c["shoulder_x_px_right"])
    scale = shoulders if shoulders > 0.0 else NAN
    high = [(c[f"shoulder_y_px_{side}"] - c[f"wrist_y_px_{side}"]) / scale for side in ("left", "right")]
    bend = min(c["hip_flexion_world_left"], c["hip_flexion_world_right"])
    reach = c["arm_reach_left"], c["arm_reach_right"]
    return (reach[0] + reach[1]) / 2.0, high[0], high[1], bend, *reach


def _judge(rows: Sequence[Row], turn: Row) -> tuple[bool, Side | None]:
    at_turn = [row for row in rows if abs(row[0] - turn[0]) <= 0.2]
    ends = [row for row in rows if row[0] <= rows[0][0] + 0.2]

    def at(column: int, some: Sequence[Row]) -> float:
        seen = [row[column] for row in some if math.isfinite(row[column])]
        return median(seen) if seen else NAN

    hinged = at(4, rows) >= HINGED_DEG
    level = all(-MAX_LOW <= at(column, at_turn) <= MAX_HIGH for column in (2, 3))
    ahead = all(abs(at(column, ends)) <= IN_FRONT for column in (2, 3))
    both = all(at(column, at_turn) >= BOTH for column in (5, 6))
    return both and level and (hinged or ahead), None


CYCLE: Final = Cycle(_read, _judge, Phase.CONCENTRIC, opens=OPENS, least=LEAST, min_s=0.6, max_s=15.0)


def _segmenter() -> CycleSegmenter:
    return CycleSegmenter(CYCLE)


def _is_neutral(frame: FeatureFrame) -> bool:
    """Arms not yet out to the sides, shoulders where they rest."""
    c = frame.channels
    return c["arm_reach_left"] < 0.3 and c["arm_reach_right"] < 0.3 and c["hip_height"] > STANDING


EXERCISE = Exercise(
    name="reverse_fly",
    title="Reverse fly",
    kind="rep",
    driver="arm_reach_left",
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE}),
    setup_help="Face the camera, hinge forward from the hips; leave room for both arms to open wide",
    segmenter=_segmenter,
    is_neutral=_is_neutral,
    auto=False,
    muscle="between the shoulder blades",
)
