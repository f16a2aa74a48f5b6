"""Intervals and Fisher's exact test against figures from the textbooks."""

import pytest

from core.statistics import fisher, wilson


def test_fishers_tea():
    assert fisher((3, 1), (1, 3)) == pytest.approx(0.485714, abs=1e-6)
    assert fisher((4, 0), (0, 4)) == pytest.approx(2 / 70)


def test_a_difference_that_chance_does_not_make():
    assert fisher((1, 9), (11, 3)) == pytest.approx(0.002759, abs=1e-6)
    assert fisher((5, 5), (5, 5)) == pytest.approx(1.0)


def test_wilson_interval():
    low, high = wilson(10, 20)
    assert (round(low, 4), round(high, 4)) == (0.2993, 0.7007)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    with pytest.raises(ValueError, match="part of a whole"):
        wilson(3, 2)
