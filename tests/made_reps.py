"""Reps and holds made of channels with known values, for the band tables of rules."""

import numpy as np

from vision.rule import bands_in_force
from vision.types import Phase, PhaseSpan, Rep, View, ViewEstimate

YAW = {View.FRONT: 0.0, View.BACK: 180.0, View.SIDE: 90.0, View.OBLIQUE: 45.0, View.UNKNOWN: np.nan}
LEAN_ON = {"near_left": 1.0, "planted_left": 1.0, "scale_px": 200.0, "hip_tilt": 0.0}


def made(rule, view=View.FRONT, *, seconds=3.0, kind="rep", side=None, neutral=None, yaw=None, **channels):
    """A rep of `rule`'s exercise; each channel is a value, or a function of the time into the rep (array)."""
    t = np.arange(0.0, seconds, 1 / 30)
    columns = {
        name: np.asarray(value(t) if callable(value) else np.full_like(t, value))
        for name, value in (LEAN_ON | channels).items()
    }
    middle = seconds / 2.0
    phases = (
        (PhaseSpan(Phase.HOLD, 0.0, seconds),)
        if kind == "hold"
        else (
            PhaseSpan(Phase.ECCENTRIC, 0.0, middle - 0.2),
            PhaseSpan(Phase.TURNAROUND, middle - 0.2, middle + 0.2),
            PhaseSpan(Phase.CONCENTRIC, middle + 0.2, seconds),
        )
    )
    seen = ViewEstimate(view, 1.0, YAW[view] if yaw is None else yaw, "left")
    return Rep(1, min(rule.exercises), kind, side, 0.0, middle, seconds, phases, seen, t, columns, neutral or {})


def judged(rule, *where, **what):
    """The finding of `rule` on a `made` rep."""
    return rule.judge(made(rule, *where, **what), bands_in_force({rule.id: rule}, {})[rule.id])
