"""Who deals with a concern: for each "about whom", who gets it; and that nobody in it ever does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.concern_lines import ROLES, About, Around, Held, Side, following, inside, line, safeguarding_line

EMPLOYER, UNIVERSITY, HOST, OFFICE = 1, 2, 3, 4
AROUND = Around(EMPLOYER, UNIVERSITY, frozenset({HOST}))
LEAD, SOCIAL_WORK_LEAD, COMPLIANCE, MANAGER_OF_ALL = (
    Held(10, 100, "workforce_lead", Side.EMPLOYER, EMPLOYER),
    Held(11, 101, "principal_social_worker", Side.EMPLOYER, EMPLOYER),
    Held(12, 102, "compliance_officer", Side.UNIVERSITY, UNIVERSITY),
    Held(13, 103, "consortium_manager", Side.CONSORTIUM, OFFICE),
)
EVERYBODY = (MANAGER_OF_ALL, COMPLIANCE, SOCIAL_WORK_LEAD, LEAD)


def names(found):
    return [one.role for one in found]


@pytest.mark.parametrize(
    ("about", "whistleblowing", "expected"),
    [
        (About.APPRENTICE, False, [LEAD, SOCIAL_WORK_LEAD, COMPLIANCE, MANAGER_OF_ALL]),
        (About.SOMEBODY_ELSE, False, [LEAD, SOCIAL_WORK_LEAD, COMPLIANCE, MANAGER_OF_ALL]),
        (About.LINE_MANAGER, False, [LEAD, SOCIAL_WORK_LEAD, COMPLIANCE, MANAGER_OF_ALL]),
        (About.TUTOR, False, [LEAD, SOCIAL_WORK_LEAD, MANAGER_OF_ALL]),
        (About.PRACTICE_EDUCATOR, False, [COMPLIANCE, LEAD, SOCIAL_WORK_LEAD, MANAGER_OF_ALL]),
        (About.HOST, False, [COMPLIANCE, LEAD, SOCIAL_WORK_LEAD, MANAGER_OF_ALL]),
        (About.LEAD, False, [COMPLIANCE, MANAGER_OF_ALL]),
        (About.HOST, True, [COMPLIANCE, MANAGER_OF_ALL]),
        (About.SOMEBODY_ELSE, True, [COMPLIANCE, MANAGER_OF_ALL]),
        (About.LINE_MANAGER, True, [COMPLIANCE, MANAGER_OF_ALL]),
    ],
)
def test_who_gets_it_and_to_whom_it_goes_next(about, whistleblowing, expected):
    found = line(about, whistleblowing=whistleblowing, around=AROUND, held=EVERYBODY, apart=set())
    assert list(found) == expected


def test_a_host_that_is_the_employer_takes_the_employers_people_out():
    at_home = Around(EMPLOYER, UNIVERSITY, frozenset({EMPLOYER}))
    found = line(About.HOST, whistleblowing=False, around=at_home, held=EVERYBODY, apart=set())
    assert list(found) == [COMPLIANCE, MANAGER_OF_ALL]


def test_whoever_is_named_or_raised_it_falls_out_and_the_next_one_gets_it():
    found = line(About.APPRENTICE, whistleblowing=False, around=AROUND, held=EVERYBODY, apart={100, 102})
    assert list(found) == [SOCIAL_WORK_LEAD, MANAGER_OF_ALL]
    assert following(found, before={101}) == MANAGER_OF_ALL
    assert following(found, before={101, 103}) is None


def test_where_nobody_fits_the_consortium_manager_deals_with_it_even_from_inside_the_line():
    inside_it = Held(14, 104, "consortium_manager", Side.CONSORTIUM, EMPLOYER)
    found = line(About.LEAD, whistleblowing=False, around=AROUND, held=[LEAD, inside_it], apart=set())
    assert list(found) == [inside_it]
    assert line(About.LEAD, whistleblowing=False, around=AROUND, held=[LEAD, inside_it], apart={104}) == ()


def test_safeguarding_leads_stand_in_the_same_order_and_outside_the_line():
    at_employer = Held(20, 200, "safeguarding_lead", Side.EMPLOYER, EMPLOYER)
    at_university = Held(21, 201, "safeguarding_lead", Side.UNIVERSITY, UNIVERSITY)
    both = [at_university, at_employer]
    ask = {"around": AROUND, "held": both, "apart": set()}
    assert list(safeguarding_line(About.APPRENTICE, whistleblowing=False, **ask)) == [at_employer, at_university]
    assert list(safeguarding_line(About.HOST, whistleblowing=True, **ask)) == [at_university]


BODIES = st.sampled_from([EMPLOYER, UNIVERSITY, HOST, OFFICE])
HELD = st.builds(
    Held, st.integers(1, 40), st.integers(1, 12), st.sampled_from(sorted(ROLES)), st.sampled_from(list(Side)), BODIES
)


@given(
    st.sampled_from(list(About)),
    st.booleans(),
    st.frozensets(BODIES, max_size=2),
    st.lists(HELD, max_size=12),
    st.frozensets(st.integers(1, 12)),
)
def test_nobody_apart_and_nobody_inside_the_line_ever_deals_with_it(about, whistleblowing, hosts, held, apart):
    around = Around(EMPLOYER, UNIVERSITY, hosts)
    found = line(about, whistleblowing=whistleblowing, around=around, held=held, apart=apart)

    people = [one.person for one in found]
    assert apart.isdisjoint(people)
    assert len(set(people)) == len(people)
    within = inside(about, whistleblowing=whistleblowing, around=around)
    outside = [one for one in found if one.body not in within]
    assert len(outside) == len(found) or set(names(found)) == {"consortium_manager"}
    if any(
        one.role == "consortium_manager" and one.side == Side.CONSORTIUM and one.person not in apart for one in held
    ):
        assert found
