import numpy as np

from vision.series import Neutral, Series
from vision.types import FeatureFrame


def test_series_keeps_rows_and_time():
    series = Series(1000, 0.0)
    for i in range(200):
        series.add(i / 30, {"a": float(i), "b": np.nan})
    t, channels = series.until(1.0)
    assert t[-1] <= 1.0
    np.testing.assert_array_equal(channels["a"], np.arange(len(t)))
    assert np.isnan(channels["b"]).all()


def test_an_hour_stays_small_and_even():
    series = Series(3000, 0.1)
    for i in range(108_000):
        series.add(i / 30, {"a": float(i)})
    t, values = series.arrays()
    assert 1500 <= len(t) <= 3000
    assert t[0] == 0.0
    assert t[-1] > 3595
    steps = np.diff(t)
    assert steps.max() <= 2 * steps.min() + 0.1
    np.testing.assert_allclose(values[:, 0], t * 30)


def test_neutral_is_the_median_before_the_rep():
    neutral = Neutral()
    assert neutral.before(1.0) == {}
    for i in range(300):
        neutral.add(FeatureFrame(i / 30, {"a": 5.0 if i < 100 else 9.0, "b": np.nan}))
    assert neutral.before(10.0)["a"] == 9.0
    assert np.isnan(neutral.before(10.0)["b"])
    assert neutral.before(0.0) == {}  # forgotten by then: only what is remembered counts
