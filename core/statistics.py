"""What two shares can say: an interval for each, and whether chance alone would make them differ so much."""

from __future__ import annotations

from math import comb, sqrt

Z_95 = 1.959964


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95% interval of a share by Wilson's score, which behaves at small numbers and at the ends."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError("a share is a part of a whole")
    share, z2 = part / whole, Z_95**2
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z_95 / (1 + z2 / whole) * sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    return (0.0 if part == 0 else middle - half), (1.0 if part == whole else middle + half)


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Fisher's exact test, two-sided: how often chance alone makes two groups (yes, no) differ at least so much."""
    (a, b), (c, d) = one, other
    first, second, yes = a + b, c + d, a + c
    lowest, highest = max(0, yes - second), min(first, yes)
    way = comb(first, lowest) * comb(second, yes - lowest)
    ways = []
    for k in range(lowest, highest + 1):
        ways.append(way)
        way = way * (first - k) * (yes - k) // ((k + 1) * (second - yes + k + 1))
    observed = ways[a - lowest]
    return sum(way for way in ways if way <= observed) / comb(first + second, yes)
