"""Whom somebody on the register never wants to meet: kept for the rule alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from consortium.models import Borough, Organisation
from core.accounts.models import User
from recruitment.models import Panellist, PanelMember, SelectionDay, StandingAvoidance
from recruitment.operations.panellists import require_own
from recruitment.operations.panels import recheck


@transaction.atomic
def never_meet(
    *,
    panellist: Panellist,
    by: User,
    boroughs: Iterable[Borough],
    organisations: Iterable[Organisation],
    names: Iterable[str],
) -> None:
    """Keep whom the person never wants to meet, in place of what was kept before; no event says that there is a list.

    Holds from now on for every day; a day ahead whose panel no longer fits goes back to staffing without a why.
    """
    require_own(panellist, by)
    StandingAvoidance.objects.filter(panellist=panellist).delete()
    StandingAvoidance.objects.bulk_create(
        [
            *(StandingAvoidance(panellist=panellist, borough=borough) for borough in boroughs),
            *(StandingAvoidance(panellist=panellist, organisation=organisation) for organisation in organisations),
            *(
                StandingAvoidance(panellist=panellist, name=name)
                for name in dict.fromkeys(map(str.strip, names))
                if name
            ),
        ]
    )
    seats = PanelMember.objects.of_person(by).coming().select_related("panel__day", "person")
    for seat in seats.filter(panel__day__state__in=SelectionDay.BEFORE_LIVE):
        recheck(seat.panel.day, by=None)
