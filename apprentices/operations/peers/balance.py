"""Give and take of shadowing days between boroughs, in numbers alone."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db.models import F
from django.db.models.functions import Coalesce

from apprentices.models import ShadowingAsk, ShadowingDay
from apprentices.models.peers.shadowing import FAIR, exchanging
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User

State = ShadowingAsk.State


def balance(user: User, *, on: datetime.date) -> list[tuple[str, int, int, int]]:
    """By borough of the exchange: places offered, days given to others, days taken from others; three queries.

    The last twelve months and what lies ahead. A day in one's own borough is neither given nor taken.
    """
    whole = people.holds(user, "consortium_manager")
    reached = Organisation.objects.all() if whole else exchanging(user, on=on)
    days = ShadowingDay.objects.filter(date__gt=on - FAIR, organisation__in=reached.values("pk"))
    days = days.exclude(state=ShadowingDay.State.CANCELLED)
    offered: Counter[int] = Counter()
    body = Coalesce(F("organisation__part_of"), F("organisation"))
    for borough, places in days.order_by().annotate(borough=body).values_list("borough", "places"):
        offered[borough] += places
    given: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    went = ShadowingAsk.objects.filter(day__in=days.values("pk"), state__in=[State.AGREED, State.ATTENDED])
    pairs = went.order_by().annotate(
        host=Coalesce(F("day__organisation__part_of"), F("day__organisation")),
        home=Coalesce(F("apprentice__employer__part_of"), F("apprentice__employer")),
    )
    for host, home in pairs.values_list("host", "home"):
        if host != home:
            given[host] += 1
            taken[home] += 1
    known = {*offered, *given, *taken}
    names = Organisation.objects.filter(pk__in=known).order_by("name").values_list("pk", "short_name")
    return [(name, offered[pk], given[pk], taken[pk]) for pk, name in names]
