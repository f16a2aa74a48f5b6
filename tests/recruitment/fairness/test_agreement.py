"""Agreement by the same figures as the established packages give, to nine decimals."""

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from recruitment.fairness import agreement
from recruitment.fairness.agreement import Strength

EXACT = 1e-9
MARKS = st.integers(1, 5).map(float)


def rooms(gaps):
    marks = st.one_of(MARKS, st.just(float("nan"))) if gaps else MARKS
    shapes = st.tuples(st.integers(2, 25), st.integers(2, 6))
    return shapes.flatmap(lambda shape: arrays(float, shape, elements=marks))


@settings(max_examples=80, deadline=None)
@given(rooms(gaps=True))
def test_alpha_is_that_of_krippendorff_with_marks_missing(marks):
    met = marks[(~np.isnan(marks)).sum(axis=1) > 1]
    assume(len(np.unique(met[~np.isnan(met)])) > 1)
    theirs = krippendorff.alpha(marks.T, level_of_measurement="ordinal", value_domain=[1, 2, 3, 4, 5])
    assert agreement.krippendorff_alpha(marks) == pytest.approx(theirs, abs=EXACT)


@settings(max_examples=25, deadline=None)
@given(rooms(gaps=False))
def test_icc_is_that_of_pingouin(marks):
    assume(marks.shape[0] > 4)
    ours = agreement.icc_2k(marks)
    assume(ours is not None and abs(ours) < 1e3)
    rows, members = np.indices(marks.shape)
    table = pd.DataFrame({"row": rows.ravel(), "member": members.ravel(), "mark": marks.ravel()})
    theirs = pingouin.intraclass_corr(table, targets="row", raters="member", ratings="mark")
    [value] = theirs.loc[theirs["Type"].isin(["ICC2k", "ICC(A,k)"]), "ICC"]
    assert ours == pytest.approx(value, abs=EXACT, rel=EXACT)


@settings(max_examples=80, deadline=None)
@given(rooms(gaps=False))
def test_kappa_is_that_of_scikit_learn(marks):
    one, other = marks[:, 0], marks[:, 1]
    assume(len(np.unique(np.concatenate([one, other]))) > 1)
    theirs = cohen_kappa_score(one.astype(int), other.astype(int), weights="quadratic", labels=[1, 2, 3, 4, 5])
    assert agreement.weighted_kappa(one, other) == pytest.approx(theirs, abs=EXACT)


def test_the_example_of_shrout_and_fleiss():
    """Six targets by four judges (Psychological Bulletin 86, 1979): ICC(2,4) is 0.62."""
    marks = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
    assert round(agreement.icc_2k(marks), 2) == 0.62


def test_the_same_marks_from_everybody_are_whole_agreement():
    marks = np.array([[1, 1, 1], [3, 3, 3], [5, 5, 5]], float)
    found = agreement.agreement(marks, np.array([0, 1, 2]))
    assert (agreement.krippendorff_alpha(marks), agreement.icc_2k(marks)) == (1.0, 1.0)
    assert (found.alpha, found.candidates, found.strength) == (1.0, 3, Strength.GOOD)


@pytest.mark.parametrize(
    "marks",
    [
        np.empty((0, 3)),
        np.array([[3.0, np.nan], [np.nan, 4.0]]),
        np.array([[3.0, 3.0], [3.0, 3.0]]),
    ],
    ids=["no marks", "nobody marked the same candidate", "always the same mark"],
)
def test_nothing_is_said_where_nothing_can_be(marks):
    assert agreement.krippendorff_alpha(marks) is None
    assert agreement.icc_2k(marks) is None
    assert agreement.weighted_kappa(marks[:, 0], marks[:, 1]) is None
    assert agreement.agreement(marks, np.arange(len(marks))).alpha is None


def test_the_interval_holds_the_figure_and_is_the_same_each_time():
    dice = np.random.default_rng(3)
    true = dice.integers(1, 6, 60)
    marks = np.clip(true[:, None] + dice.integers(-1, 2, (60, 4)), 1, 5).astype(float)
    candidates = np.repeat(np.arange(20), 3)
    one, again = agreement.agreement(marks, candidates), agreement.agreement(marks, candidates)
    assert one == again
    assert one.interval[0] < one.alpha < one.interval[1]
    assert one.candidates == 20


@pytest.mark.parametrize(
    ("alpha", "strength"),
    [(0.8, Strength.GOOD), (0.79, Strength.TENTATIVE), (0.667, Strength.TENTATIVE), (0.66, Strength.LOW)],
)
def test_krippendorffs_limits(alpha, strength):
    assert agreement.strength_of(alpha) == strength
