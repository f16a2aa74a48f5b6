"""What placements give to an audit file: the days of each placement. Never why somebody was away."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal

from apprentices.audit_file import gaps
from apprentices.audit_file.parts import AuditSection, Block, Read, facts, table
from apprentices.models import Apprentice
from core.words import day, number
from placements.models import Placement, PlacementDay

ENDED = (Placement.State.DAYS_COMPLETE, Placement.State.CLOSED, Placement.State.ENDED_EARLY)


def read(apprentice: Apprentice, on: datetime.date) -> Read:
    """Each placement that took place, with its ledger."""
    held = (
        Placement.objects.filter(apprentice=apprentice, started_at__isnull=False)
        .select_related("setting__organisation", "practice_educator__person")
        .order_by("starts_on", "pk")
    )
    blocks: list[Block] = []
    found: list[gaps.PlacementFacts] = []
    for placement in held:
        days = list(PlacementDay.objects.standing().filter(placement=placement).order_by("date", "pk"))
        confirmed = [one for one in days if one.state == PlacementDay.State.CONFIRMED]
        counted = sum((one.worth for one in confirmed), Decimal(0))
        blocks += [_about(placement, counted), *_ledger(placement, days)]
        found.append(
            gaps.PlacementFacts(
                name=placement.name,
                ended=placement.state in ENDED and placement.state != Placement.State.ENDED_EARLY,
                needed=Decimal(placement.days_required),
                confirmed=counted,
                waiting=len(days) - len(confirmed),
            )
        )
    return Read(blocks, list(gaps.placement_gaps(found)), nothing="No placement has begun.")


def _about(placement: Placement, counted: Decimal) -> Block:
    return facts(
        f"{placement.name}: {placement.setting}",
        [
            ("State", placement.get_state_display()),
            ("From and to", f"{day(placement.starts_on)} to {day(placement.ends_on)}"),
            ("Practice educator", placement.practice_educator.person.name),
            ("Days confirmed", f"{number(counted)} of {placement.days_required}"),
            ("Off-the-job hours of a day", number(placement.off_the_job_hours_a_day)),
        ],
    )


def _ledger(placement: Placement, days: list[PlacementDay]) -> list[Block]:
    """Days by month and kind; a day away is one of its kind, without its reason."""
    by_month: dict[datetime.date, list[PlacementDay]] = {}
    for one in days:
        by_month.setdefault(one.date.replace(day=1), []).append(one)
    if not by_month:
        return []
    rows = []
    for first, those in by_month.items():
        kinds = Counter(one.get_kind_display() for one in those)
        sure = sum((one.worth for one in those if one.state == PlacementDay.State.CONFIRMED), Decimal(0))
        said = "; ".join(f"{kind}: {amount}" for kind, amount in kinds.items())
        rows.append((gaps.month(first), said, number(sure)))
    return [table(f"Days of {placement.name.lower()}", ["Month", "Days logged", "Days confirmed"], rows)]


SECTION = AuditSection("placement_days", "Placement days", read)
