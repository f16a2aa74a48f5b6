"""A panel has all three groups, is not all from the candidate's borough, and keeps private reasons private."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recruitment.composition import DOES_NOT_FIT, Seat, Seen, candidate_reasons, panel_reasons, same_name

GROUPS = [
    ("employer", "an employer"),
    ("university", "a university"),
    ("lived_experience", "people with lived experience of social work"),
]
CAMDEN, HACKNEY = 1, 2
EMPLOYER = Seat(person=1, group="employer", boroughs=frozenset({HACKNEY}))
UNIVERSITY = Seat(person=2, group="university")
LIVED_EXPERIENCE = Seat(person=3, group="lived_experience")
WHOLE = [EMPLOYER, UNIVERSITY, LIVED_EXPERIENCE]
FITS_NOT = [DOES_NOT_FIT.format(panel="Panel A", code="C7")]


def seen(**fields):
    return Seen(**({"code": "C7", "person": 9, "name": "Amara Johnson", "boroughs": frozenset({CAMDEN})} | fields))


def reasons(seats, candidate):
    return candidate_reasons("Panel A", seats, candidate, GROUPS)


def test_a_panel_of_three_groups_may_see_a_candidate_from_elsewhere():
    assert panel_reasons("Panel A", WHOLE, GROUPS) == []
    assert reasons(WHOLE, seen()) == []


def test_a_panel_without_a_group_says_which():
    assert panel_reasons("Panel A", [EMPLOYER, LIVED_EXPERIENCE], GROUPS) == [
        "Panel A has no member from a university."
    ]


def test_a_member_under_18_is_outside_the_quorum():
    young = Seat(person=3, group="lived_experience", counts=False)

    assert panel_reasons("Panel A", [EMPLOYER, UNIVERSITY, young], GROUPS) == [
        "Panel A has no member from people with lived experience of social work."
    ]


def test_boroughs_may_not_all_be_the_candidates_own():
    own = Seat(person=1, group="employer", boroughs=frozenset({CAMDEN}))

    assert len(reasons([own, UNIVERSITY, LIVED_EXPERIENCE], seen())) == 1
    assert reasons([own, EMPLOYER, UNIVERSITY, LIVED_EXPERIENCE], seen()) == []


def test_a_line_manager_may_not_see_their_own_candidate():
    assert reasons(WHOLE, seen(line_manager=1)) == ["The line manager of candidate C7 sits on Panel A."]


@pytest.mark.parametrize(
    "private",
    [
        {"avoids_boroughs": frozenset({CAMDEN})},
        {"avoids_organisations": frozenset({40})},
        {"avoids_names": ("amara johnson",)},
        {"avoids_names": ("Johnson",)},
        {"person": 9},
    ],
)
def test_every_private_reason_gives_the_same_sentence(private):
    somebody = Seat(**({"person": 3, "group": "lived_experience"} | private))

    assert reasons([EMPLOYER, UNIVERSITY, somebody], seen(organisations=frozenset({40}))) == FITS_NOT


def test_a_candidate_who_asked_for_another_panel_gives_the_same_sentence_too():
    assert reasons(WHOLE, seen(asked_for_another_panel=True)) == FITS_NOT


def test_after_somebody_stepped_out_the_groups_are_counted_without_them():
    assert reasons(WHOLE, seen(stepped_out=frozenset({3}))) == [
        "Panel A has no member from people with lived experience of social work for candidate C7, "
        "because a member stepped out."
    ]


@pytest.mark.parametrize(
    ("typed", "name", "may_be"),
    [
        ("AMARA johnson", "Amara Johnson", True),
        ("Johnson, Amara", "Amara Johnson", True),
        ("Amara Grace Johnson", "Amara Johnson", True),
        ("Zoë", "Zoe Brown", True),
        ("Łukasz Nowak", "łukasz nowak", True),
        ("Amara Smith", "Amara Johnson", False),
        ("", "Amara Johnson", False),
        ("  ,", "Amara Johnson", False),
    ],
)
def test_names_are_compared_as_people_write_them(typed, name, may_be):
    assert same_name(typed, name) is may_be


@given(some.lists(some.sampled_from(WHOLE), max_size=3))
def test_a_panel_lacks_exactly_the_groups_nobody_sits_for(seats):
    assert len(panel_reasons("Panel A", seats, GROUPS)) == 3 - len({seat.group for seat in seats})
