"""Who reads which portfolio: never somebody near to it, fairly between boroughs, and every choice said in words.

Without a database: readers and portfolios in, a proposal out. The hard rules (own borough, own organisation, earlier
involvement, a declared conflict) are never traded for anything. Load, travel and give and take are weighed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core import words
from core.flow import Network

READERS_EACH = 2
"""Two people read each portfolio, each without the other."""

FURTHER, BUSIER, AHEAD, TOGETHER, SECOND_FIRST = 2, 3, 4, 100_000, 10_000_000
"""What is weighed: a borough of travel, a reading more, a reading given more than taken, two of one organisation, and
a second reader for one portfolio before another has its first."""


class Rule(StrEnum):
    """Why somebody does not read a portfolio. The order is that in which the rules are asked."""

    BOROUGH = "borough"
    ORGANISATION = "organisation"
    INVOLVED = "involved"
    UNAVAILABLE = "unavailable"
    SERVICE = "service"
    LEVEL = "level"
    TRAVEL = "travel"
    FULL = "full"
    BESIDE = "beside"


NEVER = frozenset({Rule.BOROUGH, Rule.ORGANISATION, Rule.INVOLVED, Rule.UNAVAILABLE})
"""Rules of independence: nobody overrides these, with whatever reason."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody of the register, as the rules see them on a day.

    ``organisation`` is the body in whose name they read; ``organisations`` are all that employ them or that they act
    for. ``side`` is the same for colleagues: those of one body, or of bodies that share a borough. ``reaches``: how
    many boroughs away they travel, None = any. ``free``: how many more they may take now.
    """

    key: str
    name: str
    organisation: str
    organisations: frozenset[str]
    boroughs: frozenset[str]
    services: frozenset[str]
    levels: frozenset[str]
    free: int
    taken: int = 0
    reaches: int | None = None
    side: str = ""

    @property
    def colleagues(self) -> str:
        return self.side or self.organisation


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """What is to be read. ``boroughs`` and ``organisations`` say why each is too near ("employs Amina Rahman");
    ``people`` are readers who have had to do with the apprentice, ``unavailable`` those who may not for another cause.
    Without a service or a level every reader knows it.
    """

    key: str
    name: str
    service: str
    level: str
    boroughs: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    people: Collection[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    reading: tuple[str, ...] = ()
    wanted: int = READERS_EACH


@dataclass(frozen=True)
class Where:
    """Where readers come to: the distance in boroughs from each, and the place's name. Nowhere = by video."""

    place: str = ""
    steps: Mapping[str, int] = field(default_factory=dict)

    def from_any(self, boroughs: Iterable[str]) -> int | None:
        """The shortest way from one of these boroughs; None where there is no way to go or none is known."""
        known = [self.steps[borough] for borough in boroughs if borough in self.steps]
        return min(known) if known and self.place else None


@dataclass(frozen=True)
class Choice:
    """One reader for one portfolio, and why, a sentence each."""

    portfolio: str
    reader: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Short:
    """A portfolio that lacks readers: how many, what blocks, and what would unlock more."""

    portfolio: str
    missing: int
    blocked: tuple[str, ...]
    unlock: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    choices: tuple[Choice, ...]
    short: tuple[Short, ...]


# The rules ---------------------------------------------------------------------------------------------------


def barred(portfolio: Portfolio, reader: Reader, where: Where = Where()) -> Rule | None:
    """The first rule by which this reader does not read this portfolio; None = may."""
    return next(_barring(portfolio, reader, where), None)


def _barring(portfolio: Portfolio, reader: Reader, where: Where) -> Iterator[Rule]:
    if not reader.boroughs.isdisjoint(portfolio.boroughs):
        yield Rule.BOROUGH
    if not reader.organisations.isdisjoint(portfolio.organisations):
        yield Rule.ORGANISATION
    if reader.key in portfolio.people:
        yield Rule.INVOLVED
    if reader.key in portfolio.unavailable:
        yield Rule.UNAVAILABLE
    if portfolio.service and portfolio.service not in reader.services:
        yield Rule.SERVICE
    if portfolio.level and portfolio.level not in reader.levels:
        yield Rule.LEVEL
    away = where.from_any(reader.boroughs)
    if away is not None and reader.reaches is not None and away > reader.reaches:
        yield Rule.TRAVEL
    if reader.free < 1:
        yield Rule.FULL


def may_override(portfolio: Portfolio, reader: Reader) -> bool:
    """Whether somebody may be chosen by hand against load, travel, service or level. Independence is never waived."""
    return NEVER.isdisjoint(_barring(portfolio, reader, Where()))


# The proposal ------------------------------------------------------------------------------------------------


def propose(
    portfolios: Sequence[Portfolio],
    readers: Sequence[Reader],
    *,
    balances: Mapping[str, int] | None = None,
    where: Where = Where(),
    strict: bool = False,
) -> Proposal:
    """Two readers for as many as can have them, no colleagues where it can be helped, and if ``strict`` never.

    ``balances``: organisation → read for others less read for it, this academic year. As many as possible come first,
    then everybody's first reader before anybody's second, then different organisations, then give and take, load and
    travel together.
    """
    balances = balances or {}
    portfolios = [replace(one, wanted=one.wanted - len(one.reading)) for one in portfolios]
    pairs = _pairs(portfolios, {reader.key: reader for reader in readers}, balances, where, strict=strict)
    taken = Counter(reader for _, reader in pairs)
    got = Counter(portfolio for portfolio, _ in pairs)
    by_reader = {reader.key: reader for reader in readers}
    by_portfolio = {one.key: one for one in portfolios}
    choices = tuple(
        Choice(key, who, tuple(_why(by_portfolio[key], by_reader[who], balances, where, taken[who])))
        for key, who in pairs
    )
    short = tuple(
        _short(one, readers, where, missing=one.wanted - got[one.key], now=pairs, taken=taken)
        for one in portfolios
        if got[one.key] < one.wanted
    )
    return Proposal(choices, short)


def _pairs(
    portfolios: Sequence[Portfolio],
    by_key: Mapping[str, Reader],
    balances: Mapping[str, int],
    where: Where,
    *,
    strict: bool,
) -> list[tuple[str, str]]:
    """The cheapest flow: portfolio → side, once for nothing and again at a price or never → reader → organisation."""
    net = Network()
    source, sink = net.node(), net.node()
    entry = {key: net.node() for key, reader in by_key.items() if reader.free > 0}
    _readers_side(net, entry, by_key, balances, sink)
    edges: list[tuple[str, str, int]] = []
    for one in portfolios:
        here, through = net.node(), {}
        for number in range(one.wanted):
            net.edge(source, here, cost=SECOND_FIRST * (number + len(one.reading)))
        present = Counter(by_key[key].colleagues for key in one.reading if key in by_key)
        for key, node in entry.items():
            reader = by_key[key]
            if key in one.reading or barred(one, reader, where):
                continue
            side = reader.colleagues
            if side not in through:
                through[side] = net.node()
                already = present[side]
                for another in range(already, 1 if strict else already + one.wanted):
                    net.edge(here, through[side], cost=TOGETHER * another)
            cost = FURTHER * (where.from_any(reader.boroughs) or 0)
            edges.append((one.key, key, net.edge(through[side], node, cost=cost)))
    net.fill(source, sink)
    return [(portfolio, key) for portfolio, key, edge in edges if net.used(edge)]


def _readers_side(
    net: Network, entry: Mapping[str, int], by_key: Mapping[str, Reader], balances: Mapping[str, int], sink: int
) -> None:
    """Each reading more of one person, and of one organisation, costs more than the one before."""
    least = min(balances.values(), default=0)
    rooms: dict[str, int] = defaultdict(int)
    for key in entry:
        rooms[by_key[key].organisation] += by_key[key].free
    office = {organisation: net.node() for organisation in rooms}
    for key, node in entry.items():
        reader = by_key[key]
        for number in range(reader.free):
            net.edge(node, office[reader.organisation], cost=BUSIER * (reader.taken + number))
    for organisation, room in rooms.items():
        ahead = balances.get(organisation, 0) - min(least, 0)
        for number in range(room):
            net.edge(office[organisation], sink, cost=AHEAD * (ahead + number))


def next_in_line(
    portfolio: Portfolio,
    readers: Sequence[Reader],
    *,
    balances: Mapping[str, int] | None = None,
    where: Where = Where(),
    strict: bool = False,
    load: bool = True,
) -> list[Choice]:
    """Everybody who may read this one, the fittest first: for somebody who declines, and for a choice by hand.

    Without ``load`` nothing is said of how many they read for a panel: there is none.
    """
    balances = balances or {}
    by_key = {reader.key: reader for reader in readers}
    beside = {by_key[key].colleagues for key in portfolio.reading if key in by_key}
    free = [r for r in readers if r.key not in portfolio.reading and barred(portfolio, r, where) is None]
    if strict:
        free = [r for r in free if r.colleagues not in beside]

    def price(reader: Reader) -> tuple[int, str, str]:
        steps = where.from_any(reader.boroughs) or 0
        weighed = FURTHER * steps + BUSIER * reader.taken + AHEAD * balances.get(reader.organisation, 0)
        return weighed + TOGETHER * (reader.colleagues in beside), reader.name, reader.key

    return [
        Choice(portfolio.key, r.key, tuple(_why(portfolio, r, balances, where, int(load))))
        for r in sorted(free, key=price)
    ]


# In words ----------------------------------------------------------------------------------------------------


def _why(portfolio: Portfolio, reader: Reader, balances: Mapping[str, int], where: Where, taken: int) -> Iterator[str]:
    """Why this reader, in sentences that may be shown to anybody who sees the choice."""
    near = words.listed(dict.fromkeys(portfolio.boroughs), "or")
    far = f"Works for {reader.organisation}" + (f", not in {near}" if near else "")
    yield f"{far}, and has had nothing to do with {portfolio.name}."
    balance = balances.get(reader.organisation, 0)
    if balance:
        more = "fewer" if balance < 0 else "more"
        yield f"{reader.organisation} has read {abs(balance)} {more} for others than was read for it this year."
    else:
        yield f"{reader.organisation} has given as much as it has taken this year."
    if taken:
        left = reader.free - taken
        yield f"{words.count(reader.taken + taken, 'portfolio')} in this panel; could take {left or 'no'} more."
    steps = where.from_any(reader.boroughs)
    if steps is not None:
        yield "Works where the panel meets." if not steps else f"{_boroughs(steps)} away from {where.place}."


def _boroughs(steps: int) -> str:
    return words.count(steps, "borough")


BLOCKS: Mapping[Rule, Callable[[Portfolio, int], str]] = {
    Rule.BOROUGH: lambda p, n: f"{_readers(n)} in {words.listed(p.boroughs, 'or')}, too near to {p.name}.",
    Rule.ORGANISATION: lambda p, n: f"{_readers(n)} for an organisation that employs or has hosted {p.name}.",
    Rule.INVOLVED: lambda p, n: f"{_people(n)} taught, managed, assessed or supported {p.name}.",
    Rule.SERVICE: lambda p, n: f"{_do(n)} not read {SERVICES.get(p.service, p.service)}.",
    Rule.LEVEL: lambda p, n: f"{_do(n)} not read at this level.",
    Rule.TRAVEL: lambda p, n: f"{_do(n)} not travel so far.",
    Rule.FULL: lambda p, n: f"{_people(n)} as many as they offered, or cannot read this one.",
    Rule.BESIDE: lambda p, n: f"{n} {'is a colleague' if n == 1 else 'are colleagues'} of the reader who is there.",
}

SERVICES = {"adults": "adults’ services", "children": "children’s services"}


def _readers(number: int) -> str:
    return f"{number} works" if number == 1 else f"{number} work"


def _people(number: int) -> str:
    return f"{number} has" if number == 1 else f"{number} have"


def _do(number: int) -> str:
    return f"{number} does" if number == 1 else f"{number} do"


def _short(
    portfolio: Portfolio,
    readers: Sequence[Reader],
    where: Where,
    *,
    missing: int,
    now: Sequence[tuple[str, str]],
    taken: Mapping[str, int],
) -> Short:
    """What blocks a portfolio without two readers, and what would unlock more, counted.

    Who declared a conflict or declined is counted with those who are full: a number of one would tell of it.
    """
    chosen = {reader for key, reader in now if key == portfolio.key} | set(portfolio.reading)
    rules: Counter[Rule] = Counter()
    only: dict[Rule, list[Reader]] = defaultdict(list)
    for reader in readers:
        if reader.key in chosen:
            continue
        left = replace(reader, free=reader.free - taken.get(reader.key, 0))
        found = list(_barring(portfolio, left, where))
        if not found:
            rules[Rule.BESIDE] += 1
            continue
        rules[Rule.FULL if found[0] == Rule.UNAVAILABLE else found[0]] += 1
        if len(found) == 1 and found[0] not in NEVER:
            only[found[0]].append(reader)
    blocked = tuple(BLOCKS[rule](portfolio, rules[rule]) for rule in Rule if rules[rule])
    return Short(portfolio.key, missing, blocked or ("Nobody is on the register.",), tuple(_unlock(portfolio, only)))


def _unlock(portfolio: Portfolio, only: Mapping[Rule, Sequence[Reader]]) -> Iterator[str]:
    said = {
        Rule.FULL: "One more portfolio by {who} would do.",
        Rule.TRAVEL: "{who} could read it by video, or where the panel meets nearer to them.",
        Rule.LEVEL: "{who} could read it if they read at this level too.",
        Rule.SERVICE: "{who} could read it if they read {service} too.",
    }
    for rule, sentence in said.items():
        if only.get(rule):
            who = [reader.name for reader in only[rule][:3]]
            rest = len(only[rule]) - len(who)
            names = words.listed([*who, f"{rest} more"] if rest else who, "or")
            yield sentence.format(who=names, service=SERVICES.get(portfolio.service, portfolio.service))
    if not any(only.values()):
        away = words.listed(portfolio.boroughs, "or")
        yield f"A reader from outside {away} would have to join." if away else "Another reader would have to join."
