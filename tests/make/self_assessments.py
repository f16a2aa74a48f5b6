from collections.abc import Sequence

from assessment import content, operations
from assessment.models import CapabilityView
from assessment.operations import Rating
from core.accounts.models import User
from placements.models import Placement
from tests.make.assessment import portfolio_frameworks, portfolio_owner
from tests.make.people import person
from tests.make.placements import educator, placement


def placement_to_assess(name: str = "Amara Johnson", *, by: str = "Grace Mensah", **fields) -> tuple[Placement, User]:
    """A placement under way of somebody whose standard has frameworks, and its practice educator."""
    teacher = person(by)
    made = placement(
        fields.pop("of", None) or portfolio_owner(name), practice_educator=educator(person=teacher), **fields
    )
    portfolio_frameworks(made.apprentice)
    return made, teacher


def view(
    of: Placement, *, by: User, point: str = "start", steps: Sequence[int | None] = (2, 2, 2), overall: str = "Steady."
) -> CapabilityView:
    """One side's view, saved: a step for each capability of the framework with levels."""
    judged = portfolio_frameworks(of.apprentice)[0].statements.order_by("number")
    ratings = {statement.pk: Rating(step) for statement, step in zip(judged, steps, strict=True)}
    return operations.write_view(of, point=point, ratings=ratings, overall=overall, by=by)


def lock(written: CapabilityView, *, by: User):
    return operations.lock_view(written, read=content.hash_of(content.viewed(written)), by=by)


def both_locked(of: Placement, educators: User, *, own=(2, 2, 2), theirs=(2, 3, 4), point: str = "start"):
    """Both sides written and locked."""
    lock(view(of, by=of.apprentice.person, steps=own, point=point), by=of.apprentice.person)
    return lock(view(of, by=educators, steps=theirs, point=point, overall="I saw it."), by=educators)
