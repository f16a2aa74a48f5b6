"""Rules of the practice assessment panel: quorum by mix, the moderation sample, who must not read whose."""

import math

from hypothesis import given
from hypothesis import strategies as st

from assessment.panels import rules
from assessment.panels.rules import Because, Conflict, Part, Person, Portfolio, Reader, Role, Seat, Terms, Whose

TERMS = Terms(
    edition="2026",
    quorum=4,
    mix={"university": 1, "employer": 1, "lived_experience": 1},
    chair_from=["employer", "independent"],
)
FULL = [
    Seat(Role.CHAIR, Part.EMPLOYER),
    Seat(Role.MEMBER, Part.UNIVERSITY),
    Seat(Role.MEMBER, Part.INDEPENDENT),
    Seat(Role.MEMBER, Part.LIVED_EXPERIENCE),
]

seats = st.builds(Seat, st.sampled_from(list(Role)), st.sampled_from(list(Part)), st.booleans(), st.booleans())
portfolios = st.lists(
    st.builds(
        Portfolio,
        st.uuids().map(str),
        st.sampled_from("abcdef"),
        st.frozensets(st.sampled_from(rules.ALWAYS), max_size=2),
    ),
    unique_by=lambda one: one.key,
    max_size=40,
)


# Quorum -------------------------------------------------------------------------------------------------------


def test_a_panel_that_has_its_number_chair_and_mix_may_decide():
    assert rules.missing_for_quorum(TERMS, FULL) == []


def test_without_its_chair_no_panel_decides():
    assert rules.missing_for_quorum(TERMS, [*FULL[1:], Seat(Role.MEMBER, Part.EMPLOYER)]) == ["the chair is not here"]


def test_who_is_out_of_the_room_does_not_count():
    one_out = [*FULL[:3], Seat(Role.MEMBER, Part.LIVED_EXPERIENCE, is_here=False)]
    assert rules.missing_for_quorum(TERMS, one_out) == [
        "3 of 4 members are here",
        "not enough members from independent members",
    ]


def test_who_brings_lived_experience_is_not_told_from_an_independent_member():
    missing_one = rules.missing_for_quorum(TERMS, [*FULL[:3], Seat(Role.MEMBER, Part.INDEPENDENT)])
    other = Terms(edition="1", quorum=4, mix={"independent": 2}, chair_from=[])
    assert (
        missing_one
        == rules.missing_for_quorum(other, [*FULL[:3], FULL[1]])
        == ["not enough members from independent members"]
    )


@given(st.lists(seats, max_size=8), seats)
def test_one_more_in_the_room_never_breaks_a_quorum_and_a_secretary_never_makes_one(there, one_more):
    before = rules.missing_for_quorum(TERMS, there)
    with_secretary = [*there, Seat(Role.SECRETARY, one_more.part)]
    assert rules.missing_for_quorum(TERMS, with_secretary) == before
    if not before:
        assert rules.missing_for_quorum(TERMS, [*there, one_more]) == []


def test_the_chair_comes_from_where_the_terms_say():
    assert rules.may_chair(TERMS, Part.EMPLOYER) and not rules.may_chair(TERMS, Part.UNIVERSITY)


# The moderation sample ----------------------------------------------------------------------------------------


@given(portfolios, st.integers(0, 100), st.text(max_size=8), st.randoms())
def test_the_sample_holds_all_that_it_must_and_does_not_depend_on_the_order(found, share, seed, dice):
    chosen = rules.sample(found, share=share, seed=seed, setting_share=100)
    shuffled = list(found)
    dice.shuffle(shuffled)
    assert rules.sample(shuffled, share=share, seed=seed, setting_share=100) == chosen
    assert {one.key for one in found if one.always} <= set(chosen)
    assert {one.setting for one in found if one.key in chosen} == {one.setting for one in found}
    assert all(chosen.values())
    for one in found:
        if one.always:
            assert set(chosen[one.key]) == one.always


@given(portfolios, st.integers(0, 100), st.sets(st.sampled_from("abcdef")), st.text(max_size=8))
def test_kinds_of_settings_are_drawn_once_not_if_read_lately_and_no_more_than_their_part(found, share, lately, seed):
    chosen = rules.sample(found, share=0, seed=seed, setting_share=share, lately=lately)
    kinds = [one.setting for one in found if chosen.get(one.key) == [Because.SETTING]]
    there = {one.setting for one in found if one.always} | lately
    left = {one.setting for one in found} - there
    assert len(kinds) == len(set(kinds)) == min(len(left), math.ceil(len(found) * share / 100))
    assert set(kinds) <= left


@given(portfolios, st.integers(0, 100), st.text(max_size=8))
def test_the_random_part_is_its_share_of_the_rest(found, share, seed):
    chosen = rules.sample(found, share=share, seed=seed)
    drawn = sum(why == [Because.RANDOM] for why in chosen.values())
    rest = len(found) - len(chosen) + drawn
    assert rest * share / 100 <= drawn < rest * share / 100 + 1


def test_another_seed_draws_others():
    found = [Portfolio(f"{number}", "one") for number in range(100)]
    drawn = [frozenset(rules.sample(found, share=10, seed=seed)) for seed in ("a", "b", "c")]
    assert len(set(drawn)) == 3 and all(len(one) == 11 for one in drawn)


# Conflicts and independence -------------------------------------------------------------------------------------


def test_own_portfolio_own_borough_and_an_earlier_part_stand_against_reading():
    whose = Whose(apprentice=1, employers=frozenset({10}), had_a_part=frozenset({2}))
    assert rules.conflicts_found(Person(1), whose) == [Conflict.OWN]
    assert rules.conflicts_found(Person(2, frozenset({10})), whose) == [Conflict.BOROUGH, Conflict.EARLIER_PART]
    assert rules.conflicts_found(Person(3, frozenset({11})), whose) == []


people = st.builds(Person, st.integers(1, 6), st.frozensets(st.integers(10, 14), max_size=2))


@given(
    people, st.builds(Whose, st.integers(1, 6), st.frozensets(st.integers(10, 14)), st.frozensets(st.integers(1, 6)))
)
def test_nobody_without_a_conflict_has_anything_to_do_with_the_apprentice(person, whose):
    independent = person.key not in {whose.apprentice, *whose.had_a_part} and not person.bodies & whose.employers
    assert (rules.conflicts_found(person, whose) == []) == independent


def test_readers_are_two_people_of_two_organisations_without_a_conflict():
    here, there = Person(1, frozenset({10})), Person(2, frozenset({11}))
    assert rules.why_not_readers(TERMS, [Reader(here, Role.MEMBER), Reader(there, Role.CHAIR)]) == []
    assert rules.why_not_readers(TERMS, [Reader(here, Role.MEMBER)]) == ["It is read by 2 different people."]
    twice = rules.why_not_readers(TERMS, [Reader(here, Role.MEMBER), Reader(here, Role.MEMBER)])
    assert "It is read by 2 different people." in twice
    colleague = Reader(Person(3, frozenset({10})), Role.MEMBER)
    assert rules.why_not_readers(TERMS, [Reader(here, Role.MEMBER), colleague]) == [
        "Readers come from different organisations, so that neither speaks for the other."
    ]
    assert rules.why_not_readers(
        TERMS, [Reader(here, Role.MEMBER, Conflict.DECLARED), Reader(there, Role.SECRETARY)]
    ) == ["One of them may not read it.", "The secretary does not read."]
