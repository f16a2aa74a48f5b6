"""From the wish for a placement to one that is agreed: the rules are asked at each step, under a lock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Apprentice, CalendarEntry, Involvement
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.periods import require_no_overlap
from core.workflow import StepRefused
from placements import facts, rules
from placements.facts import Wanted
from placements.models import Placement, PracticeEducator

OVER = (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE, Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED)


class PlacementRefused(StepRefused):
    """A placement that the rules do not allow; ``reasons`` say why, one by one."""

    def __init__(self, reasons: Sequence[rules.Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reason.words for reason in reasons))


@transaction.atomic
def propose(want: Wanted, *, by: User) -> Placement:
    """Propose a placement. Raises ``PlacementRefused`` with every reason why it cannot be."""
    _lock(want)
    slot = want.slot
    if want.apprentice.state in OVER:
        state = want.apprentice.get_state_display().lower()
        raise StepRefused(f"{want.apprentice} is {state}, so no placement can be planned.")
    if not want.starts_on < want.ends_on:
        raise StepRefused("The placement must end after it starts.")
    _require_free(want)
    require_allowed(want)
    assert want.practice_educator is not None
    placement = Placement.objects.create(
        apprentice=want.apprentice,
        setting=want.setting,
        number=slot.number,
        name=slot.name,
        level=slot.level,
        is_last=slot.last,
        days_minimum=slot.days,
        days_required=slot.days,
        practice_educator=want.practice_educator,
        overseen_by=want.overseen_by,
        supervisor=want.supervisor,
        starts_on=want.starts_on,
        ends_on=want.ends_on,
        own_team=want.own_team,
        new_duties=want.new_duties,
        caseload_taken_off=want.caseload_taken_off,
        contrast=want.contrast,
        independence_declared=want.independence_declared,
    )
    audit.record(placement, "proposed", by=by)
    return placement


@transaction.atomic
def confirm(placement: Placement, *, by: User) -> None:
    """Agree a placement: asks the rules again, and opens the record to those who teach and host, for its dates."""
    want = facts.wanted(placement)
    _lock(want)
    require_allowed(want)
    workflow.move(placement, to=Placement.State.CONFIRMED, by=by, confirmed_by=by, confirmed_at=timezone.now())
    open_record(placement, by=by)
    put_in_calendar(placement)
    tell(placement, "placement_confirmed", [placement.apprentice.person, *placement.confirmers])


@transaction.atomic
def decline(placement: Placement, *, reason: str, by: User) -> None:
    """A proposal is not taken up, or a confirmed placement does not go ahead; the place is free again."""
    if not reason.strip():
        raise StepRefused("Say why this placement does not go ahead.")
    agreed = placement.state == Placement.State.CONFIRMED
    to = Placement.State.FELL_THROUGH if agreed else Placement.State.DECLINED
    workflow.move(placement, to=to, by=by, reason=reason)
    if agreed:
        close_record(placement, by=by)
        apprentices.cancel_in_calendar(placement, by=by)
        tell(placement, "placement_not_going_ahead", [placement.apprentice.person, *placement.confirmers])


def put_in_calendar(placement: Placement) -> None:
    """The placement stands in the apprentice's calendar, first day to last; asked again, it follows its dates."""
    apprentices.put_in_calendar(
        placement.apprentice,
        date=placement.starts_on,
        ends_on=placement.ends_on,
        kind=CalendarEntry.Kind.PLACEMENT,
        title=f"{placement.name}: {placement.setting}"[:150],
        source=placement,
    )


def require_allowed(want: Wanted) -> None:
    """Ask every rule; raises ``PlacementRefused`` with all reasons."""
    if reasons := facts.all_reasons(want):
        raise PlacementRefused(reasons)


def _require_free(want: Wanted) -> None:
    mine = Placement.objects.filter(apprentice=want.apprentice)
    if mine.that_count().filter(number=want.number).exists():
        raise StepRefused(f"{want.apprentice} has a {want.slot.name.lower()} already.")
    require_no_overlap(
        mine.open(),
        starts_on=want.starts_on,
        ends_on=want.ends_on,
        words=f"{want.apprentice} is on another placement on some of these dates.",
    )


def _lock(want: Wanted) -> None:
    """One at a time for an apprentice, and for the practice educators whose places are counted."""
    Apprentice.objects.select_for_update().get(pk=want.apprentice.pk)
    ids = [e.pk for e in (want.practice_educator, want.overseen_by) if e is not None]
    list(PracticeEducator.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


# Whom a placement brings to the record ------------------------------------------------------------------------


def relations(placement: Placement) -> list[tuple[str, dict[str, object]]]:
    """The relations to the apprentice that a placement creates."""
    kinds = Involvement.Kind
    found: list[tuple[str, dict[str, object]]] = [
        (kinds.PRACTICE_EDUCATOR, {"person": placement.practice_educator.person})
    ]
    if placement.overseen_by:
        found.append((kinds.PRACTICE_EDUCATOR, {"person": placement.overseen_by.person}))
    if placement.supervisor:
        found.append((kinds.WORKPLACE_SUPERVISOR, {"person": placement.supervisor}))
    if placement.setting.organisation_id != placement.apprentice.employer_id:
        found.append((kinds.HOST, {"organisation": placement.setting.organisation}))
    return found


def open_record(placement: Placement, *, by: User) -> None:
    """Involve practice educator, supervisor and host for the dates of the placement."""
    for kind, whom in relations(placement):
        apprentices.involve(
            placement.apprentice,
            kind,
            starts_on=placement.starts_on,
            ends_on=placement.ends_on,
            by=by,
            **whom,  # type: ignore[arg-type]
        )


def close_record(placement: Placement, *, by: User | None) -> None:
    """End at once what ``open_record`` began: from now on the record is closed to them."""
    today = timezone.localdate()
    for kind, whom in relations(placement):
        held = Involvement.objects.overlapping(today, None).filter(
            apprentice=placement.apprentice,
            kind=kind,
            starts_on__gte=placement.starts_on,
            starts_on__lte=placement.ends_on,
            **whom,
        )
        for involvement in held:
            apprentices.end_involvement(involvement, on=today - datetime.timedelta(days=1), by=by)


def move_record(placement: Placement, *, starts_on: datetime.date, ends_on: datetime.date) -> None:
    """The relations that a placement created follow its new dates; call before the placement has them."""
    for kind, whom in relations(placement):
        Involvement.objects.filter(
            apprentice=placement.apprentice,
            kind=kind,
            starts_on=placement.starts_on,
            ends_on=placement.ends_on,
            **whom,
        ).update(starts_on=starts_on, ends_on=ends_on)


def tell(placement: Placement, template: str, people: Iterable[User], **more: object) -> None:
    """Owe a mail about a placement to each of these people, once for each of its versions; none in quiet."""
    if apprentices.is_quiet(placement.apprentice):
        return
    for person in set(people):
        outbox.owe(
            to=person,
            template=template,
            context={
                "placement": placement,
                "path": reverse("placements:placement", args=[placement.reference]),
                **more,
            },
            key=f"{template}:{placement.pk}:{placement.version}:{person.pk}",
        )
