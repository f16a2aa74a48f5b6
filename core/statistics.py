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
    ways = comb(first + second, yes)
    observed = comb(first, a) * comb(second, c)
    each = (comb(first, k) * comb(second, yes - k) for k in range(max(0, yes - second), min(first, yes) + 1))
    return min(1.0, sum(way for way in each if way <= observed) / ways) if ways else 1.0
