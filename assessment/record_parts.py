"""Which of the parts that seldom stand on a record have anything to say: asked in one query for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apprentices.registrations.waiting import have_rows
from assessment.models import CapabilityReview, PanelItem, PortfolioSubmission
from core.per_request import once_per_request

if TYPE_CHECKING:
    from core.accounts.models import User


@once_per_request
def there_is(user: User, apprentice_id: int) -> tuple[bool, bool, bool]:
    """Capability reviews, portfolios handed in, items before a panel: whether there are any; not who may see them."""
    reviews, handed_in, items = have_rows(
        [
            CapabilityReview.objects.filter(apprentice=apprentice_id),
            PortfolioSubmission.objects.filter(placement__apprentice=apprentice_id),
            PanelItem.objects.filter(submission__placement__apprentice=apprentice_id),
        ]
    )
    return reviews, handed_in, items
