"""From rows to what the matching rule asks: for a whole meeting or for one portfolio, in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef

from apprentices.models import Involvement
from assessment.deciding import parts
from assessment.models import (
    BoardDecision,
    Observation,
    PanelConflict,
    PanelMeeting,
    PanelReading,
    PortfolioReader,
    PortfolioSubmission,
    ReadingConflict,
    ReadingRequest,
    SignOff,
    WitnessStatement,
)
from assessment.models.portfolio_readers import Someone
from assessment.reciprocal import ledger, matching
from consortium.models import Appointment, Borough, Organisation
from consortium.travel import boroughs_away_from
from core.accounts.models import User
from placements.models import Placement, PracticeEducator

Kind = Involvement.Kind
EITHER = Organisation.Service.BOTH
EARLIER_PANELS = Kind.PANEL_READER
"""Whoever read for an earlier panel may read again; every other relation, ever, keeps somebody away."""


@dataclass(frozen=True)
class Places:
    """Where bodies are, and what they are called."""

    boroughs: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def of(self, organisations: Iterable[Organisation]) -> frozenset[str]:
        """The boroughs of organisations and of the bodies that they are a part of."""
        ids = {pk for one in organisations for pk in (one.pk, one.part_of_id) if pk}
        return frozenset().union(*(self.boroughs.get(pk, frozenset()) for pk in ids))


def places() -> Places:
    """Every organisation's boroughs; one query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Organisation.covers.through.objects.values_list("organisation", "borough__name")
    for organisation, borough in rows:
        found[organisation].add(borough)
    return Places({pk: frozenset(names) for pk, names in found.items()})


def body_name(organisation: Organisation) -> str:
    return organisation.legal_body.short_name


# Readers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Register:
    """Those who might read, each as the rule sees them and as conflicts do: of the register, or practice educators."""

    entries: Mapping[str, PortfolioReader | PracticeEducator]
    readers: Sequence[matching.Reader]
    people: Mapping[str, Someone]


def register(at: Places, *, on: datetime.date, meeting: PanelMeeting | None) -> Register:
    """Everybody who may be asked on a day, with what they have taken on for this meeting and this academic year."""
    entries = list(
        PortfolioReader.objects.reading_on(on).select_related("person", "organisation__part_of").order_by("pk")
    )
    employers = bodies_of([entry.person_id for entry in entries], on=on)
    asked = ReadingRequest.objects.standing()
    here = asked.filter(item__meeting=meeting).by_reader() if meeting else asked.none().by_reader()
    year = asked.since(ledger.first_day(on)).by_reader()
    readers, people = [], {}
    for entry in entries:
        works_for = [entry.organisation, *employers[entry.person_id]]
        bodies = {pk for one in works_for for pk in (one.pk, one.part_of_id) if pk}
        people[entry.reference] = Someone.of(entry.person, bodies)
        readers.append(
            matching.Reader(
                key=entry.reference,
                name=entry.person.name,
                organisation=body_name(entry.organisation),
                organisations=frozenset(str(one.legal_body.pk) for one in works_for),
                boroughs=at.of(works_for),
                services=entry.services,
                levels=frozenset(entry.levels),
                free=max(0, min(entry.each_panel - here[entry.pk], entry.each_year - year[entry.pk])),
                taken=here[entry.pk],
                reaches=entry.reaches,
            )
        )
    readers = with_sides(readers)
    return Register({entry.reference: entry for entry in entries}, readers, people)


def with_sides(readers: Sequence[matching.Reader]) -> list[matching.Reader]:
    """Each reader with their side: bodies, and boroughs that bodies share, joined until nothing more joins."""
    leads: dict[str, str] = {}

    def side(one: str) -> str:
        while (further := leads.setdefault(one, one)) != one:
            one = further
        return one

    for reader in readers:
        near = [f"body {body}" for body in sorted(reader.organisations)] + sorted(reader.boroughs)
        for other in near:
            leads[side(other)] = side(near[0])
    return [replace(r, side=side(f"body {min(r.organisations)}")) for r in readers]


def bodies_of(people: Collection[int], *, on: datetime.date) -> dict[int, list[Organisation]]:
    """Person → every organisation in which they hold an appointment: a conflict of each of them is theirs."""
    found: dict[int, list[Organisation]] = defaultdict(list)
    held = Appointment.objects.accepted().on(on).filter(person__in=people, closed_at__isnull=True)
    for appointment in held.select_related("organisation__part_of"):
        found[appointment.person_id].append(appointment.organisation)
    return found


# Portfolios ---------------------------------------------------------------------------------------------------


@dataclass
class Near:
    """Who and what is too near to one apprentice, each with why in words."""

    organisations: dict[int, tuple[Organisation, str]] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)

    def organisation(self, one: Organisation, why: str) -> None:
        self.organisations.setdefault(one.pk, (one, why))


def nearness(submissions: Sequence[PortfolioSubmission]) -> dict[int, Near]:
    """Apprentice → whoever ever taught, managed, assessed, observed or supported them, and where they worked."""
    apprentices = {one.placement.apprentice_id: one.placement.apprentice for one in submissions}
    found = {pk: Near() for pk in apprentices}
    for pk, apprentice in apprentices.items():
        found[pk].people[apprentice.person_id] = "is the apprentice"
        found[pk].organisation(apprentice.employer, f"employs {apprentice.person.name}")
    relations = Involvement.objects.filter(apprentice__in=apprentices).exclude(kind__in=[EARLIER_PANELS, Kind.VISITOR])
    for relation in relations.select_related("organisation__part_of"):
        near, what = found[relation.apprentice_id], relation.get_kind_display().lower()
        if relation.person_id:
            near.people.setdefault(relation.person_id, what)
        elif relation.organisation and relation.kind in (Kind.EMPLOYER, Kind.HOST):
            near.organisation(relation.organisation, what)
        if relation.passes_to_id:
            near.people.setdefault(relation.passes_to_id, "line manager of the line manager")
    _taught(found, apprentices)
    _assessed(found, apprentices)
    return found


def _taught(found: dict[int, Near], apprentices: Collection[int]) -> None:
    rows = Placement.objects.filter(apprentice__in=apprentices).exclude(state__in=Placement.NEVER_WAS)
    for placement in rows.select_related(
        "setting__organisation__part_of", "practice_educator__kept_by__part_of", "overseen_by__kept_by__part_of"
    ):
        near = found[placement.apprentice_id]
        near.organisation(placement.setting.organisation, "hosted a placement")
        for educator in filter(None, (placement.practice_educator, placement.overseen_by)):
            near.people.setdefault(educator.person_id, "practice educator")
            if educator.employed_by_member:
                near.organisation(educator.kept_by, "employs a practice educator")
        if placement.supervisor_id:
            near.people.setdefault(placement.supervisor_id, "workplace supervisor")


def _assessed(found: dict[int, Near], apprentices: Collection[int]) -> None:
    """Whoever signed, observed or gave a witness statement, in whatever relation they stood."""
    sources: tuple[tuple[Any, str, str], ...] = (
        (SignOff.objects.all(), "version__evidence__apprentice", "signed_by"),
        (SignOff.objects.filter(countersigned_by__isnull=False), "version__evidence__apprentice", "countersigned_by"),
        (Observation.objects.all(), "placement__apprentice", "observer"),
        (WitnessStatement.objects.all(), "evidence__apprentice", "witness"),
    )
    for rows, whose, who in sources:
        for apprentice, person in rows.filter(**{f"{whose}__in": apprentices}).order_by().values_list(whose, who):
            found[apprentice].people.setdefault(person, "assessor")


def portfolios(
    submissions: Sequence[PortfolioSubmission],
    names: Register,
    at: Places,
    *,
    requests: Mapping[int, Sequence[ReadingRequest]],
) -> list[matching.Portfolio]:
    """Each portfolio as the rule sees it, with the readers whom it has and those who may not, whatever the cause."""
    near = nearness(submissions)
    entries = {entry.person_id: key for key, entry in names.entries.items()}
    withheld = _withheld(submissions)
    by_hand = _named_by_hand(submissions)
    apart = _kept_apart(submissions, near, names)

    def of_register(people: Collection[int]) -> set[str]:
        return {entries[pk] for pk in people if pk in entries}

    found = []
    for one in submissions:
        close, apprentice = near[one.placement.apprentice_id], one.placement.apprentice
        asked = requests.get(one.pk, ())
        said_no = {r.reader.reference for r in asked if r.state == ReadingRequest.State.DECLINED}
        found.append(
            matching.Portfolio(
                key=one.reference,
                name=apprentice.person.name,
                service="" if one.placement.setting.service == EITHER else one.placement.setting.service,
                level=one.placement.level,
                boroughs={name: why for org, why in close.organisations.values() for name in at.of([org])},
                organisations={str(org.legal_body.pk): why for org, why in close.organisations.values()},
                people=of_register(close.people),
                unavailable=frozenset(said_no | apart[one.pk] | of_register(withheld[one.pk] | by_hand[one.pk])),
                reading=tuple(r.reader.reference for r in asked if r.state in ReadingRequest.STANDING),
                wanted=matching.READERS_EACH - len(by_hand[one.pk]),
            )
        )
    return found


def _named_by_hand(submissions: Sequence[PortfolioSubmission]) -> dict[int, set[int]]:
    """Submission → readers (ids of people) whom the panel named without asking them through the register."""
    found: dict[int, set[int]] = defaultdict(set)
    standing = PanelReading.objects.standing().filter(item__submission__in=submissions, item__state="listed")
    asked = ReadingRequest.objects.standing().filter(item=OuterRef("item"), reader__person=OuterRef("member__person"))
    rows = standing.exclude(Exists(asked)).order_by().values_list("item__submission", "member__person")
    for submission, person in rows:
        found[submission].add(person)
    return found


def _withheld(submissions: Sequence[PortfolioSubmission]) -> dict[int, set[int]]:
    """Submission → people (ids) from whom it is withheld: by a panel's conflict, or after an upheld appeal."""
    found: dict[int, set[int]] = defaultdict(set)
    standing = PanelConflict.objects.standing().filter(submission__in=submissions)
    for submission, person in standing.order_by().values_list("submission", "person"):
        found[submission].add(person)
    set_aside = BoardDecision.objects.filter(submission__in=submissions, state=BoardDecision.State.SET_ASIDE)
    again = set(set_aside.values_list("submission", flat=True))
    for one in submissions:
        if one.pk in again:
            found[one.pk] |= {user.pk for user in parts.kept_from_panel(one)}
    return found


def _kept_apart(
    submissions: Sequence[PortfolioSubmission], near: Mapping[int, Near], names: Register
) -> dict[int, set[str]]:
    """Submission → readers whom a private word keeps away: their own, or the apprentice's. Two queries for all."""
    apprentices = {one.placement.apprentice.person_id for one in submissions}
    readers = {someone.pk: key for key, someone in names.people.items()}
    declared: dict[int, list[ReadingConflict]] = defaultdict(list)
    for conflict in ReadingConflict.objects.filter(declared_by__in=[*readers, *apprentices]):
        declared[conflict.declared_by_id].append(conflict)
    close = {pk for one in near.values() for pk in one.people} if declared else set()
    people = {user.pk: Someone.of(user) for user in User.objects.filter(pk__in=close)}
    found: dict[int, set[str]] = defaultdict(set)
    for one in submissions:
        apprentice = one.placement.apprentice
        side = [people[pk] for pk in near[apprentice.pk].people if pk in people]
        bodies = {pk for org, _ in near[apprentice.pk].organisations.values() for pk in (org.pk, org.part_of_id) if pk}
        side.append(Someone(0, organisations=frozenset(bodies)))
        for key, someone in names.people.items():
            by_reader = any(c.means(other) for c in declared[someone.pk] for other in side)
            by_apprentice = any(c.means(someone) for c in declared[apprentice.person_id])
            if by_reader or by_apprentice:
                found[one.pk].add(key)
    return found


# All of it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What the rule is asked."""

    portfolios: Sequence[matching.Portfolio]
    register: Register
    balances: Mapping[str, int]
    where: matching.Where

    def portfolio(self, key: str) -> matching.Portfolio:
        return next(one for one in self.portfolios if one.key == key)

    def reader(self, key: str) -> matching.Reader:
        return next(one for one in self.register.readers if one.key == key)

    def line(self, portfolio: matching.Portfolio) -> list[matching.Choice]:
        """Who may read a portfolio, the fittest first."""
        return matching.next_in_line(
            portfolio, self.register.readers, balances=self.balances, where=self.where, strict=True
        )

    def once_asked(self, portfolio: matching.Portfolio, reader: matching.Reader) -> Question:
        """The same question when this reader has been asked to read this portfolio."""
        now = replace(portfolio, reading=(*portfolio.reading, reader.key))
        busier = replace(reader, free=reader.free - 1, taken=reader.taken + 1)
        readers = [busier if one.key == reader.key else one for one in self.register.readers]
        portfolios = [now if one.key == portfolio.key else one for one in self.portfolios]
        return replace(self, portfolios=portfolios, register=replace(self.register, readers=readers))

    def propose(self) -> matching.Proposal:
        """The two readers of a panel are never colleagues: its rules refuse them otherwise (``panels.rules``)."""
        return matching.propose(
            self.portfolios, self.register.readers, balances=self.balances, where=self.where, strict=True
        )


def question(
    submissions: Sequence[PortfolioSubmission],
    *,
    on: datetime.date,
    meeting: PanelMeeting | None = None,
    borough: Borough | None = None,
) -> Question:
    """Everything that the matching rule asks about these portfolios on a day. ``borough``: where the panel meets; by
    video there is none, and travel is not asked.
    """
    at = places()
    names = register(at, on=on, meeting=meeting)
    requests: dict[int, list[ReadingRequest]] = defaultdict(list)
    asked = ReadingRequest.objects.filter(item__submission__in=submissions)
    if meeting:
        asked = asked.filter(item__meeting=meeting)
    for request in asked.select_related("reader", "item"):
        requests[request.item.submission_id].append(request)
    return Question(
        portfolios(submissions, names, at, requests=requests),
        names,
        balances_by_name(on),
        where(borough),
    )


def balances_by_name(on: datetime.date) -> dict[str, int]:
    found = ledger.balances(on)
    names = dict(Organisation.objects.filter(pk__in=found).values_list("pk", "short_name"))
    return {names[pk]: balance for pk, balance in found.items()}


def where(borough: Borough | None) -> matching.Where:
    if borough is None:
        return matching.Where()
    names = dict(Borough.objects.values_list("pk", "name"))
    return matching.Where(borough.name, {names[pk]: steps for pk, steps in boroughs_away_from(borough).items()})
