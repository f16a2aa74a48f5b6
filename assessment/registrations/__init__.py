"""What assessment adds to the registries of the house, by noun. Packages of their own bring theirs along."""

from __future__ import annotations


def register_all() -> None:
    from assessment.capability_reviews import registrations as capability_reviews
    from assessment.deciding import registrations as deciding
    from assessment.equity import registrations as equity
    from assessment.panels import registrations as panels
    from assessment.reciprocal import registrations as reciprocal
    from assessment.registrations import breaches, evidence, marks, observations

    for noun in (
        evidence,
        breaches,
        marks,
        observations,
        capability_reviews,
        reciprocal,
        equity,
        deciding,
        panels,
    ):
        noun.register()
