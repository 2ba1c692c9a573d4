import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision import geometry as g

coordinate = st.floats(-1e3, 1e3)
point = st.tuples(coordinate, coordinate)


@pytest.mark.parametrize(
    ("a", "vertex", "b", "angle"),
    [
        ((1, 0), (0, 0), (0, 1), 90.0),
        ((1, 0), (0, 0), (-1, 0), 180.0),
        ((1, 0), (0, 0), (1, 1), 45.0),
    ],
)
def test_angles_by_hand(a, vertex, b, angle):
    assert g.angle_deg(a, vertex, b) == pytest.approx(angle)
    assert g.flexion_deg(a, vertex, b) == pytest.approx(180 - angle)


def test_angles_in_space():
    assert g.angle_3d_deg((1, 0, 0), (0, 0, 0), (0, 0, 2)) == pytest.approx(90.0)
    assert g.flexion_3d_deg((1, 2, 3), (0, 0, 0), (-1, -2, -3)) == pytest.approx(0.0, abs=1e-5)
    assert math.isnan(g.angle_3d_deg((0, 0, 0), (0, 0, 0), (0, 0, 2)))


def test_no_length_and_nan_give_nan():
    assert math.isnan(g.angle_deg((0, 0), (0, 0), (1, 0)))
    assert math.isnan(g.flexion_deg((math.nan, 0), (0, 0), (1, 0)))
    assert math.isnan(g.offset_from_line((0, 0), (1, 1), (1, 1)))
    assert math.isnan(g.line_tilt_deg((math.nan, 0), (1, 0)))


@given(point, point, point, st.floats(0, 360), st.floats(0.1, 10), point)
def test_angle_survives_turn_scale_and_shift(a, vertex, b, turn, scale, shift):
    if min(math.dist(a, vertex), math.dist(b, vertex)) < 1.0:
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def move(p):
        return scale * (cos * p[0] - sin * p[1]) + shift[0], scale * (sin * p[0] + cos * p[1]) + shift[1]

    assert g.angle_deg(move(a), move(vertex), move(b)) == pytest.approx(g.angle_deg(a, vertex, b), abs=1e-2)


def test_lean_and_tilt_signs():
    assert g.lean_from_vertical_deg((0, 10), (0, 0)) == pytest.approx(0.0)
    assert g.lean_from_vertical_deg((0, 10), (10, 0)) == pytest.approx(45.0)
    assert g.line_tilt_deg((5, 0), (0, 5)) == pytest.approx(45.0)  # the first point is higher in the picture
    assert g.line_tilt_deg((-5, 0), (0, 5)) == pytest.approx(45.0)


@given(st.floats(-0.4, 0.4), st.booleans())
def test_offset_is_a_share_of_the_line_above_it_whichever_way_it_runs(offset, swap):
    a, b = (100.0, 300.0), (500.0, 300.0)
    if swap:
        a, b = b, a
    assert g.offset_from_line((300.0, 300.0 - offset * 400.0), a, b) == pytest.approx(offset, abs=1e-9)
