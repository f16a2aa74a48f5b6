"""A review panel of the cast: one apprentice to be judged, one judged and not released."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessment.capability_reviews.rules import Side
from assessment.operations import capability_reviews as operations
from assessment.operations.capability_reviews import Named
from tests import make


def reviewing(world: Any) -> None:
    people = world.people
    other = make.portfolio_owner("Leila Reviewed", at=world.camden, cohort=world.apprentice.cohort)
    members = [
        Named(people["other_tutor"], Side.UNIVERSITY),
        Named(people["educator"], Side.PRACTICE),
        Named(make.person("Joy Adeyemi", password=None), Side.LIVED_EXPERIENCE),
    ]
    world.review_panel = operations.convene(
        [world.apprentice, other], point="ENTRY", held_on=timezone.localdate(), members=members, by=people["tutor"]
    )
    for review in world.review_panel.reviews.all():
        make.all_views(review)
    world.review_seat = operations.add_member(
        world.review_panel,
        named=Named(make.person("Sits By Link", password=None), Side.LIVED_EXPERIENCE),
        by=people["tutor"],
    )
    world.capability_review = world.review_panel.reviews.get(apprentice=world.apprentice)
    operations.save_view(world.capability_review, member=world.review_seat, judgement="met", words_="So far so good.")
    operations.record_judgement(
        world.review_panel.reviews.get(apprentice=other),
        said=operations.Judged("met", "Ready.", {}),
        by=people["tutor"],
    )
    world.review_point = "RFDP"
