"""5,000 candidates × 6 exercises × 5 members: everything that a report says of marks, within two seconds."""

import time

import numpy as np

from recruitment.fairness.agreement import agreement, krippendorff_alpha
from recruitment.fairness.line import Marked, near_the_line
from recruitment.fairness.pattern import Sheets, effects, patterns, standing_out

CANDIDATES, EXERCISES, MEMBERS, TO_A_ROOM = 5000, 6, 5, 12
WEIGHTS = {"employer": 375, "university": 375, "lived_experience": 250}
GROUPS = ("employer", "university", "lived_experience", "employer", "university")


def test_the_fairness_of_a_large_campaign_is_worked_out_in_two_seconds():
    dice = np.random.default_rng(1)
    true = dice.integers(1, 6, (CANDIDATES * EXERCISES, 1))
    marks = np.clip(true + dice.integers(-1, 2, (CANDIDATES * EXERCISES, MEMBERS)), 1, 5).astype(float)
    candidate_of = np.repeat(np.arange(CANDIDATES), EXERCISES)
    means = marks.reshape(CANDIDATES, EXERCISES, MEMBERS).mean(axis=1)
    sat = np.arange(MEMBERS) + (np.arange(CANDIDATES) // TO_A_ROOM * MEMBERS)[:, None]
    sheets = Sheets(sat.ravel(), np.repeat(np.arange(CANDIDATES), MEMBERS), means.ravel())
    candidates = [
        Marked(key, float(of.mean()), list(zip(members.tolist(), GROUPS, of.tolist(), strict=True)))
        for key, (of, members) in enumerate(zip(means, sat, strict=True))
    ]

    begun = time.process_time()
    found = agreement(marks, candidate_of)
    of_exercises = [krippendorff_alpha(marks[exercise::EXERCISES]) for exercise in range(EXERCISES)]
    of_members = patterns(sheets)
    standing_out(sheets)
    near = near_the_line(candidates, WEIGHTS, effects(sheets), places=800)
    taken = time.process_time() - begun

    assert (found.candidates, len(of_exercises), len(of_members)) == (CANDIDATES, EXERCISES, 2085)
    assert near
    assert taken < 2
