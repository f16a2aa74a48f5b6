"""How answers are shared out to those who sift, in what order they are read, and what their marks come to.

Pure rules, no Django. One answer is read at a time, all answers to one criterion before the next, each sifter in an
order of their own: what somebody wrote in one answer then colours no other, and no candidate is always read last.
The order is worked out from the sift's seed, so it is the same whenever it is worked out.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from recruitment.scoring import mean, rounded

PER_CENT = 100
THIRD = 3
"""The turn of somebody who reads because the first two are apart and could not agree."""


def place_of(seed: int, *keys: int) -> int:
    """A number from 0 to 2³¹ - 1 that looks drawn by lot and is the same for the same seed and keys."""
    words = ":".join(str(key) for key in (seed, *keys))
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "big") >> 1


def is_read_twice(seed: int, application: int, share: int) -> bool:
    """Whether an application is of the sample that two people read; ``share`` in per cent."""
    return place_of(seed, application) % PER_CENT < share


@dataclass(frozen=True)
class ToRead:
    """An application with the turns that are still to be given, and the sifters who may not read it."""

    key: int
    turns: tuple[int, ...]
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Allotted:
    """Who reads which application, and in which turn."""

    application: int
    turn: int
    sifter: int


def allot(wanted: Iterable[ToRead], loads: Mapping[int, int], *, seed: int) -> tuple[list[Allotted], list[int]]:
    """Share applications out: each turn to the sifter with least to read who may, and never two turns to one person.

    ``loads``: sifter → how many applications they have. Answers also with the applications for which nobody was left.
    """
    load = dict(loads)
    given: list[Allotted] = []
    unread: list[int] = []
    for one in sorted(wanted, key=lambda one: place_of(seed, one.key)):
        reading = set(one.barred)
        for turn in one.turns:
            free = [sifter for sifter in load if sifter not in reading]
            if not free:
                unread.append(one.key)
                break
            chosen = min(free, key=lambda sifter: (load[sifter], place_of(seed, sifter, one.key)))
            load[chosen] += 1
            reading.add(chosen)
            given.append(Allotted(one.key, turn, chosen))
    return given, unread


@dataclass(frozen=True)
class SiftRule:
    """One criterion: its weight, and the mark under which an application is talked about whatever the total."""

    key: int
    weight: int = 1
    floor: Decimal | None = None


@dataclass(frozen=True)
class SiftResult:
    """What the marks of an application come to. ``total`` is None while two are apart and nothing is agreed."""

    total: Decimal | None
    apart: tuple[int, ...]
    under_floor: tuple[int, ...]


def apart(marks: Sequence[Mapping[int, int]], criteria: Iterable[SiftRule], limit: int) -> tuple[int, ...]:
    """The criteria on which two sifters are so many marks apart, or more."""
    if len(marks) < 2:
        return ()
    return tuple(c.key for c in criteria if max(m[c.key] for m in marks) - min(m[c.key] for m in marks) >= limit)


def settled(criterion: int, marks: Sequence[Mapping[int, int]], agreed: Mapping[int, int]) -> Fraction:
    """The mark that holds: what the two agreed, the middle one of three, the mean of two, the mark of one."""
    if criterion in agreed:
        return Fraction(agreed[criterion])
    given = [one[criterion] for one in marks]
    if len(given) >= THIRD:
        return Fraction(statistics.median_low(given))
    found = mean(given)
    assert found is not None
    return found


def result(
    marks: Sequence[Mapping[int, int]], criteria: Sequence[SiftRule], *, limit: int, agreed: Mapping[int, int]
) -> SiftResult:
    """Total on the scale of 1 to 5, and what has to be talked about first.

    ``marks``: one mapping of criterion → mark for each sifter who has read the whole application. A third reading
    settles every difference.
    """
    open_ = () if len(marks) >= THIRD else tuple(key for key in apart(marks, criteria, limit) if key not in agreed)
    holding = {c.key: settled(c.key, marks, agreed) for c in criteria}
    total = Fraction(sum(c.weight * holding[c.key] for c in criteria), sum(c.weight for c in criteria))
    under = tuple(c.key for c in criteria if c.floor is not None and holding[c.key] < Fraction(c.floor))
    return SiftResult(None if open_ else rounded(total), open_, under)
