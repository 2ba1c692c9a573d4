"""The frames around the turn of a rep, where most rules look: which they are, what was seen of them, their median."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.geometry import NAN
from vision.types import FloatArray, Phase, Rep

LEAST_S: Final = 0.3


def at_turn(rep: Rep) -> NDArray[np.bool_]:
    """Which rows (N,) belong to the turn: its phase, or `LEAST_S` around it where that is shorter."""
    span = next((phase for phase in rep.phases if phase.phase is Phase.TURNAROUND), None)
    t_in, t_out = (span.t_start, span.t_end) if span is not None else (rep.t_turn, rep.t_turn)
    t_in, t_out = min(t_in, rep.t_turn - LEAST_S / 2.0), max(t_out, rep.t_turn + LEAST_S / 2.0)
    return (rep.t >= t_in - 1e-6) & (rep.t <= t_out + 1e-6)


def at_start(rep: Rep) -> NDArray[np.bool_]:
    """Which rows (N,) belong to the first `LEAST_S` of the rep."""
    return rep.t <= rep.t_start + LEAST_S


def middle(values: FloatArray) -> float:
    """Median of what was seen; NaN where nothing was."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else NAN


def coverage(values: FloatArray) -> float:
    """Share of rows seen; 0 for no rows."""
    return float(np.isfinite(values).mean()) if values.size else 0.0
