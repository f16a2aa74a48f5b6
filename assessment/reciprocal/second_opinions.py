"""Who might give a second opinion about a recommendation, by the same rule as readers: the fittest first, and why."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, replace

from assessment.deciding.permissions import second_opinion_educators
from assessment.models import PortfolioSubmission, SecondOpinion
from assessment.models.portfolio_readers import Someone
from assessment.reciprocal import facts, ledger, matching
from placements.models import PracticeEducator


@dataclass(frozen=True)
class Candidate:
    """A practice educator who may be asked, and why they, a sentence each."""

    educator: PracticeEducator
    why: tuple[str, ...]


def second_opinion_candidates(submission: PortfolioSubmission, *, on: datetime.date) -> list[Candidate]:
    """Those whom the decision chain allows, without whoever is too near by borough, earlier part or a private word.

    First comes whose borough has had most read by others; near ones before far ones, for they may want to observe.
    """
    educators = {one.reference: one for one in second_opinion_educators(submission, on=on)}
    at = facts.places()
    employers = facts.bodies_of([one.person_id for one in educators.values()], on=on)
    given = _given_by(educators, on=on)
    readers, people = [], {}
    for key, educator in educators.items():
        works_for = [educator.kept_by, *employers[educator.person_id]]
        people[key] = Someone.of(educator.person, {pk for one in works_for for pk in (one.pk, one.part_of_id) if pk})
        readers.append(
            matching.Reader(
                key=key,
                name=educator.person.name,
                organisation=facts.body_name(educator.kept_by),
                organisations=frozenset(str(one.legal_body.pk) for one in works_for),
                boroughs=at.of(works_for),
                services=frozenset(),
                levels=frozenset(),
                free=1,
                taken=given[educator.pk],
            )
        )
    asked = facts.portfolios([submission], facts.Register(educators, readers, people), at, requests={})
    line = matching.next_in_line(
        replace(asked[0], service="", level=""),
        readers,
        balances=facts.balances_by_name(on),
        where=facts.where(submission.placement.setting.borough),
        load=False,
    )
    return [Candidate(educators[choice.reader], choice.why) for choice in line]


def _given_by(educators: dict[str, PracticeEducator], *, on: datetime.date) -> Counter[int]:
    """Practice educator (id) → second opinions that they gave or are giving this academic year."""
    since = ledger.first_day(on)
    said = SecondOpinion.objects.filter(
        educator__in=[one.pk for one in educators.values()],
        state__in=[SecondOpinion.State.ACCEPTED, SecondOpinion.State.GIVEN],
        asked_at__date__gte=since,
    )
    return Counter(said.order_by().values_list("educator", flat=True))
