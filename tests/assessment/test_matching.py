"""Readers for portfolios, without a database: no hard rule is ever broken, and nobody waits who could have a reader."""

import time
from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.reciprocal.matching import (
    NEVER,
    Portfolio,
    Reader,
    Rule,
    Where,
    barred,
    may_override,
    next_in_line,
    propose,
)
from core.flow import Network

BOROUGHS = ("Barnet", "Camden", "Hackney", "Lambeth", "Sutton")
BOTH = frozenset({"adults", "children"})


def reader(name="Rosa", home="Camden", **more):
    told = {
        "organisation": home,
        "organisations": frozenset({home}),
        "boroughs": frozenset({home}),
        "services": BOTH,
        "levels": frozenset({"first", "last"}),
        "free": 3,
    }
    return Reader(key=name, name=name, **told | more)


def portfolio(name="Amina", home="Barnet", **more):
    told = {
        "service": "adults",
        "level": "last",
        "boroughs": {home: f"employs {name}"},
        "organisations": {home: f"employs {name}"},
    }
    return Portfolio(key=name, name=name, **told | more)


@st.composite
def readers(draw):
    found = []
    for number in range(draw(st.integers(0, 7))):
        home = draw(st.sampled_from(BOROUGHS))
        found.append(
            reader(
                f"reader {number}",
                home,
                organisations=frozenset({home, *draw(st.sets(st.sampled_from(BOROUGHS), max_size=1))}),
                services=frozenset(draw(st.sets(st.sampled_from(sorted(BOTH)), min_size=1))),
                free=draw(st.integers(0, 3)),
                taken=draw(st.integers(0, 3)),
                reaches=draw(st.none() | st.integers(0, 3)),
            )
        )
    return found


@st.composite
def portfolios(draw):
    found = []
    for number in range(draw(st.integers(0, 6))):
        people = draw(st.sets(st.integers(0, 6), max_size=2))
        found.append(
            portfolio(
                f"portfolio {number}",
                draw(st.sampled_from(BOROUGHS)),
                service=draw(st.sampled_from(sorted(BOTH))),
                people=frozenset(f"reader {one}" for one in people),
                unavailable=frozenset(f"reader {one}" for one in draw(st.sets(st.integers(0, 6), max_size=2))),
            )
        )
    return found


WHERE = Where(
    "Camden", {name: steps for steps, name in enumerate(("Camden", "Hackney", "Barnet", "Lambeth", "Sutton"))}
)
BALANCES = st.dictionaries(st.sampled_from(BOROUGHS), st.integers(-5, 5))


@settings(max_examples=300, deadline=None)
@given(portfolios(), readers(), BALANCES)
def test_no_rule_is_broken_whatever_is_asked(asked, offered, balances):
    found = propose(asked, offered, balances=balances, where=WHERE)
    by_reader, by_portfolio = {r.key: r for r in offered}, {p.key: p for p in asked}
    for choice in found.choices:
        assert barred(by_portfolio[choice.portfolio], by_reader[choice.reader], WHERE) is None
    assert len({(c.portfolio, c.reader) for c in found.choices}) == len(found.choices)
    for key, number in Counter(c.reader for c in found.choices).items():
        assert number <= by_reader[key].free
    got = Counter(c.portfolio for c in found.choices)
    assert all(number <= 2 for number in got.values())
    assert {s.portfolio: s.missing for s in found.short} == {p.key: 2 - got[p.key] for p in asked if got[p.key] < 2}


@settings(max_examples=200, deadline=None)
@given(portfolios(), readers())
def test_as_many_readings_are_found_as_there_can_be(asked, offered):
    found = propose(asked, offered, where=WHERE)
    net = Network()
    source, sink = net.node(), net.node()
    enter = {r.key: net.node() for r in offered}
    for one in offered:
        net.edge(enter[one.key], sink, room=one.free)
    for one in asked:
        here = net.node()
        net.edge(source, here, room=2)
        for who in offered:
            if barred(one, who, WHERE) is None:
                net.edge(here, enter[who.key])
    assert len(found.choices) == net.fill(source, sink)


@settings(max_examples=200, deadline=None)
@given(portfolios(), readers())
def test_two_of_one_organisation_read_together_only_where_nobody_else_could(asked, offered):
    found = propose(asked, offered, where=WHERE)
    by_reader, by_portfolio = {r.key: r for r in offered}, {p.key: p for p in asked}
    taken = Counter(c.reader for c in found.choices)
    pairs = defaultdict(list)
    for choice in found.choices:
        pairs[choice.portfolio].append(by_reader[choice.reader])
    for key, pair in pairs.items():
        if len(pair) == 2 and pair[0].organisation == pair[1].organisation:
            others = [r for r in offered if r.organisation != pair[0].organisation and taken[r.key] < r.free]
            assert not [r for r in others if barred(by_portfolio[key], r, WHERE) is None]


@settings(max_examples=200, deadline=None)
@given(portfolios(), readers(), BALANCES)
def test_next_in_line_are_exactly_those_who_may_and_independence_is_never_waived(asked, offered, balances):
    for one in asked:
        line = [choice.reader for choice in next_in_line(one, offered, balances=balances, where=WHERE)]
        assert sorted(line) == sorted(r.key for r in offered if barred(one, r, WHERE) is None)
        for who in offered:
            assert may_override(one, who) == (barred(one, who) not in NEVER)


def test_strictly_colleagues_never_read_together_and_it_is_said():
    offered = [reader("Rosa", "Camden"), reader("Cara", "Camden")]
    found = propose([portfolio()], offered, strict=True)
    assert len(found.choices) == 1
    assert found.short[0].blocked == ("1 is a colleague of the reader who is there.",)
    assert next_in_line(portfolio(reading=("Rosa",)), offered, strict=True) == []


def test_the_same_question_has_the_same_answer():
    offered = [reader(f"reader {n}", home) for n, home in enumerate(BOROUGHS)]
    asked = [portfolio(f"portfolio {n}", home) for n, home in enumerate(BOROUGHS)]
    assert propose(asked, offered) == propose(asked, offered)


def test_everybody_has_a_first_reader_before_anybody_has_a_second():
    found = propose([portfolio("Amina"), portfolio("Ben")], [reader("Rosa", "Camden", free=2)])
    assert sorted((c.portfolio, c.reader) for c in found.choices) == [("Amina", "Rosa"), ("Ben", "Rosa")]


def test_whose_borough_has_taken_more_reads_first():
    offered = [reader("Rosa", "Camden"), reader("Sam", "Hackney"), reader("Tom", "Lambeth")]
    found = propose([portfolio()], offered, balances={"Camden": 3, "Hackney": -2, "Lambeth": 0})
    assert sorted(c.reader for c in found.choices) == ["Sam", "Tom"]
    assert found.choices[0].why == (
        "Works for Hackney, not in Barnet, and has had nothing to do with Amina.",
        "Hackney has read 2 fewer for others than was read for it this year.",
        "1 portfolio in this panel; could take 2 more.",
    )


def test_a_second_reader_is_found_beside_the_first_and_not_from_the_same_organisation():
    offered = [reader("Rosa", "Camden"), reader("Cara", "Camden"), reader("Sam", "Hackney", taken=2)]
    found = propose([portfolio(reading=("Rosa",))], offered)
    assert [c.reader for c in found.choices] == ["Sam"]


def test_travel_is_asked_only_where_the_panel_meets_somewhere():
    far = reader("Rosa", "Sutton", reaches=2)
    assert barred(portfolio(), far, WHERE) is Rule.TRAVEL
    assert barred(portfolio(), far) is None


def test_a_portfolio_without_two_readers_says_what_blocks_and_what_would_unlock_more():
    offered = [
        reader("Bea", "Barnet"),
        reader("Rosa", "Camden", free=0),
        reader("Sam", "Hackney", services=frozenset({"children"})),
        reader("Tom", "Lambeth"),
        reader("Una", "Sutton"),
    ]
    one = portfolio(people={"Una"})
    [short] = propose([one], offered).short
    assert short.missing == 1
    assert short.blocked == (
        "1 works in Barnet, too near to Amina.",
        "1 has taught, managed, assessed or supported Amina.",
        "1 does not read adults’ services.",
        "1 has as many as they offered, or cannot read this one.",
    )
    assert short.unlock == (
        "One more portfolio by Rosa would do.",
        "Sam could read it if they read adults’ services too.",
    )


def test_a_declared_conflict_is_not_told_apart_from_a_reader_who_is_full():
    full, conflicted = reader("Rosa", "Camden", free=0), reader("Sam", "Hackney")
    said = [
        propose([one], [who]).short[0].blocked
        for one, who in ((portfolio(), full), (portfolio(unavailable=frozenset({"Sam"})), conflicted))
    ]
    assert said[0] == said[1]


def test_nobody_on_the_register_is_said():
    [short] = propose([portfolio()], []).short
    assert short.blocked == ("Nobody is on the register.",)
    assert short.unlock == ("A reader from outside Barnet would have to join.",)


def test_two_hundred_portfolios_and_eighty_readers_take_under_five_seconds():
    homes = [f"borough {n}" for n in range(33)]
    offered = [reader(f"reader {n}", homes[n % 33], free=4 + n % 4, taken=n % 3) for n in range(80)]
    asked = [portfolio(f"portfolio {n}", homes[n * 7 % 33]) for n in range(200)]
    began = time.perf_counter()
    found = propose(asked, offered, balances={home: n % 9 - 4 for n, home in enumerate(homes)})
    assert time.perf_counter() - began < 5
    assert len(found.choices) == 400
