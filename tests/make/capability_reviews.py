import datetime
from collections.abc import Sequence

from django.utils import timezone

from apprentices.models import Apprentice
from assessment.capability_reviews import content
from assessment.capability_reviews.rules import SIDES, Side
from assessment.content import hash_of
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelMember, ReviewPanelView
from assessment.operations import capability_reviews as operations
from assessment.operations.capability_reviews import Judged, Named
from core.accounts.models import User
from tests.make.consortium import appointment
from tests.make.people import person

NAMES = {Side.UNIVERSITY: "Helen Brooks", Side.PRACTICE: "Winston Clarke", Side.LIVED_EXPERIENCE: "Joy Adeyemi"}


def convener(of: Apprentice, name: str = "Dr Helen Brooks") -> User:
    """A tutor of the apprentice's university."""
    return appointment(person(name), of.cohort.university, "tutor").person


def review_panel(
    *of: Apprentice, by: User | None = None, point: str = "RFDP", held_on: datetime.date | None = None
) -> ReviewPanel:
    """A panel of one member for each side, who come by link."""
    members = [Named(person(NAMES[side], password=None), side) for side in SIDES[point]]
    return operations.convene(
        list(of), point=point, held_on=held_on or timezone.localdate(), members=members, by=by or convener(of[0])
    )


def member_of(panel: ReviewPanel, side: str) -> ReviewPanelMember:
    return panel.members.get(side=side)


def signed_view(review: CapabilityReview, member: ReviewPanelMember, *, judgement: str = "met") -> ReviewPanelView:
    view = operations.save_view(review, member=member, judgement=judgement, words_=f"As {member} saw it.")
    return operations.sign_views(member, read={view.pk: hash_of(content.viewed(view))})[0]


def all_views(review: CapabilityReview, *, sides: Sequence[str] | None = None) -> None:
    for member in review.panel.members.all():
        if sides is None or member.side in sides:
            signed_view(review, member)


def judged_review(review: CapabilityReview, *, by: User, judgement: str = "met") -> CapabilityReview:
    """All views signed, and the panel's judgement recorded."""
    all_views(review)
    said = Judged(judgement, "Listens, and asks one question at a time.", {})
    if judgement == "not_yet":
        again_on = timezone.localdate() + datetime.timedelta(30)
        said = Judged(judgement, said.whole, {}, "Two more conversations, led alone.", again_on)
    return operations.record_judgement(review, said=said, by=by)
