"""Where reports of outcomes and a practice educator's own judgements are found: seldom needed, and so in the footer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from assessment.models.equity import CONSORTIUM_ROLES, UNIVERSITY_ROLES
from consortium.people import holds
from core.registry import NavigationItem

if TYPE_CHECKING:
    from core.accounts.models import User


def footer(user: User) -> Iterator[NavigationItem]:
    """For ``core.registry.footer``."""
    if holds(user, *UNIVERSITY_ROLES, *CONSORTIUM_ROLES):
        yield NavigationItem("Outcomes by group", reverse("assessment:equity_reports"), "/assessment/outcomes/")
    if holds(user, "practice_educator"):
        yield NavigationItem("How your judgements went", reverse("assessment:my_profile"), "/assessment/my-judgements/")
