"""Activation drills: which muscle to feel, how to know that it is on, which set it prepares. Data for plans and the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill. `exercise` names the exercise the camera can check it with, "" where only the person can tell."""

    title: str
    muscle: str
    feel: str
    steps: tuple[str, ...]
    litmus: str
    prepares: tuple[str, ...]
    exercise: str = ""


DRILLS: Final[Mapping[str, Drill]] = {
    "glute_bridge": Drill(
        title="Glute bridge",
        muscle="glutes",
        feel="Feel both buttocks harden before the hips leave the floor.",
        steps=(
            "Lie on your back, feet flat, a hand's width from your buttocks.",
            "Squeeze your buttocks, then lift your hips until knees, hips and shoulders line up.",
            "Hold for two breaths and come down slowly.",
        ),
        litmus="Press a finger into each buttock at the top: hard on both sides means they are on.",
        prepares=("deadlift", "squat", "lateral_lunge"),
        exercise="hip_bridge",
    ),
    "single_leg_bridge": Drill(
        title="Single-leg bridge over a block",
        muscle="glutes",
        feel="Feel the buttock of the standing leg do all the work.",
        steps=(
            "Lie on your back, a block or a thick book under your tailbone, one foot flat, the other knee at your chest.",
            "Press through the heel and try to lift your tailbone off the block. Keep the pelvis level.",
            "Hold as long as a breath, come down, change sides after the last one.",
        ),
        litmus="Did your hips leave the block? Trying counts: the muscle wakes either way.",
        prepares=("lateral_lunge", "warrior_three"),
        exercise="hip_bridge",
    ),
    "scapular_setting": Drill(
        title="Set the shoulder blades",
        muscle="between the shoulder blades",
        feel="Feel the muscles between and below your shoulder blades draw them down and back.",
        steps=(
            "Stand or sit tall, arms hanging.",
            "Slide your shoulder blades down, then towards each other, without lifting the chest.",
            "Hold for a breath, let go slowly.",
        ),
        litmus="Your neck stays soft: if it tightens, use half the effort.",
        prepares=("deadlift", "reverse_fly"),
    ),
    "dead_bug": Drill(
        title="Dead bug",
        muscle="abs",
        feel="Feel your deep abs keep the back of your ribs on the floor.",
        steps=(
            "Lie on your back, arms to the ceiling, hips and knees bent to right angles.",
            "Breathe out, lower one arm and the other leg as far as your back stays down.",
            "Come back, change sides.",
        ),
        litmus="Slide a hand under the small of your back: it should not fit while the leg is down.",
        prepares=("plank", "deadlift"),
    ),
}
"""By name, as plans call them."""
