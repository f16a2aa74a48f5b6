"""What happened on a record, for everybody who sees it: without words of reason, and alike things of a day as one."""

from __future__ import annotations

from itertools import groupby

from django.utils import timezone

from apprentices import permissions
from apprentices.models import Apprentice, ProgressReview
from core.accounts.models import User
from core.audit.models import Event
from core.components import Happening
from core.words import count

READ = 200
SHOWN = 20
OPEN_KINDS = ("apprentices.", "placements.")
"""Steps on the record and on placements are open to all who see it; steps on evidence are told elsewhere."""


OF_REVIEWS = ("apprentices.progressreview", "apprentices.reviewaction", "apprentices.reviewwriteup")
"""Steps on progress reviews (signed, disputed, reopened) are told to those who may read them."""


OF_THE_END = tuple(
    f"apprentices.{name}"
    for name in (
        "gateway",
        "gatewaydecision",
        "gatewayfact",
        "leveltwo",
        "sitting",
        "finishfact",
        "postoffer",
        "handover",
        "destination",
    )
)
"""Steps at the gateway and after it (a result, an offer of a post) are told to the three parties."""


def happenings(apprentice: Apprentice, user: User) -> list[Happening]:
    """What this person may know of, newest first. Reasons and questions stay on the pages of what they are about."""
    newest = Event.objects.about(apprentice).select_related("actor")[:READ]
    events = [event for event in newest if event.subject_kind.startswith(OPEN_KINDS)]
    if any(event.subject_kind in OF_REVIEWS for event in events) and not _reads_reviews(user, apprentice):
        events = [event for event in events if event.subject_kind not in OF_REVIEWS]
    if any(event.subject_kind in OF_THE_END for event in events) and not permissions.may_see_gateway(user, apprentice):
        events = [event for event in events if event.subject_kind not in OF_THE_END]
    found = []
    for (sentence, _), alike in groupby(events, key=lambda event: (event.sentence, timezone.localdate(event.at))):
        group = list(alike)
        times = f" ({count(len(group), 'entry', 'entries')})" if len(group) > 1 else ""
        found.append(Happening(sentence=f"{sentence}{times}", at=group[0].at))
    return found[:SHOWN]


def _reads_reviews(user: User, apprentice: Apprentice) -> bool:
    return ProgressReview.objects.visible_to(user).filter(apprentice=apprentice).exists()
