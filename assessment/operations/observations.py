"""Direct observations: plan, agree, move, cancel, record, report, reflect, take feedback, judge and sign; the rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone

from apprentices.operations import is_quiet
from assessment.capabilities import statements_for
from assessment.content import hash_of
from assessment.models import Claim, Observation, ObservationFeedback, ObservationRule, ObservedCapability
from assessment.observing import content, permissions
from assessment.observing.counts import Asked
from assessment.operations.screening import screen
from assessment.permissions import refuse_unless
from consortium.models import Framework, Organisation, Statement
from core import audit, words
from core.accounts.models import User
from core.audit.signatures import sign
from core.notifications import outbox
from core.workflow import StepRefused, move
from placements.models import Placement

State = Observation.State
Part = Observation.Part


def capabilities_for(observation: Observation) -> models.QuerySet[Statement]:
    """What an observation is reported against: the judged framework that has the level of the placement."""
    on = timezone.localdate(observation.happened_at)
    placement = observation.placement
    at_level = Framework.objects.filter(judged=True, levels__code=placement.level)
    return statements_for(placement.apprentice, on=on).filter(framework__in=at_level)


@transaction.atomic
def plan(
    placement: Placement,
    *,
    observer: User,
    planned_for: datetime.datetime,
    place: str,
    to_show: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Observation:
    """Plan an observation with one of those who may observe in this placement. Tells the others."""
    at = at or timezone.now()
    refuse_unless(permissions.may_plan(by, placement))
    observation = Observation(
        placement=placement,
        observed=placement.apprentice.person,
        observer=observer,
        observer_as=_part_of(observer, placement, by=by),
        planned_for=_within(placement, planned_for, at=at),
        place=place,
        to_show=to_show,
    )
    if screen([place, to_show], of=placement.apprentice):
        raise StepRefused("Say the place and the plan in neutral words: something in them looks like personal details.")
    observation.save(force_insert=True)
    audit.record(observation, "planned this observation", by=by, at=at)
    _tell(observation, f"An observation is planned for {words.moment(planned_for)}.", but=by, key="planned")
    return observation


@transaction.atomic
def agree(observation: Observation, *, how: str, on: datetime.date, by: User) -> Observation:
    """Record that the person or family agreed, when and how, knowing that they may cancel; never who they are."""
    now = _locked(observation)
    refuse_unless(permissions.may_arrange(by, now))
    if now.consent_on is not None:
        raise StepRefused(f"{now.consent_by} has recorded already that they agreed.")
    if on > timezone.localdate():
        raise StepRefused("The day on which they agreed cannot be in the future.")
    _save(now, consent_on=on, consent_how=how, consent_by=by)
    audit.record(now, "recorded that the person or family agreed", by=by)
    return now


@transaction.atomic
def rearrange(
    observation: Observation,
    *,
    planned_for: datetime.datetime,
    because: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Observation:
    """Move a planned observation to another time. Whose wish it was is kept; it counts against nobody."""
    now = _locked(observation)
    refuse_unless(permissions.may_arrange(by, now))
    _within(now.placement, planned_for, at=at or timezone.now())
    _save(now, planned_for=planned_for, because=because)
    reason = f"To {words.moment(planned_for)}. {Observation.Because(because).label}."
    audit.record(now, "moved this observation", by=by, reason=reason)
    _tell(now, f"An observation was moved to {words.moment(planned_for)}.", but=by, key=f"moved-{now.version}")
    return now


@transaction.atomic
def cancel(observation: Observation, *, because: str, by: User) -> Observation:
    """Cancel a planned observation. Where the person who was to be seen wished it, that is their right."""
    now = _locked(observation)
    refuse_unless(permissions.may_arrange(by, now))
    move(now, to=State.CANCELLED, by=by, because=because, reason=Observation.Because(because).label)
    _tell(now, "An observation was cancelled. That counts against nobody.", but=by, key="cancelled")
    return now


@transaction.atomic
def record(
    observation: Observation,
    *,
    began_at: datetime.datetime,
    minutes: int,
    notes: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Observation:
    """Write down that it took place, when and for how long. The notes begin the report and are the observer's alone."""
    at = at or timezone.now()
    now = _locked(observation)
    refuse_unless(permissions.may_record(by, now))
    first_day = now.placement.starts_on
    if began_at > at or timezone.localdate(began_at) < first_day:
        raise StepRefused(f"It took place between {words.day(first_day)} and now. Look at the day and the time again.")
    move(now, to=State.OBSERVED, by=by, at=at, began_at=began_at, minutes=minutes, recorded_at=at, report=notes)
    return now


@transaction.atomic
def write_report(
    observation: Observation, *, report: str, saw: Mapping[int, str], kept_reason: str = "", by: User
) -> Observation:
    """Keep the report while it is written; the observer alone reads it. ``saw``: statement id → what was seen."""
    now = _locked(observation)
    refuse_unless(permissions.may_report(by, now))
    allowed = set(capabilities_for(now).values_list("pk", flat=True))
    if not allowed.issuperset(saw):
        raise StepRefused("One of these belongs to a framework that was not in force on that day. Look at them again.")
    _save(now, report=report, report_kept_reason=_kept_reason(now, [report, *saw.values()], kept_reason))
    now.capabilities.all().delete()
    ObservedCapability.objects.bulk_create(
        ObservedCapability(observation=now, statement_id=pk, saw=seen) for pk, seen in saw.items()
    )
    return now


def what_is_missing(observation: Observation) -> list[str]:
    """What stands between a report and its signature; empty = it can be signed."""
    missing = []
    if not observation.report.strip():
        missing.append("Write what you saw.")
    if not observation.capabilities.exists() and capabilities_for(observation).exists():
        missing.append("Say of at least one capability what you saw.")
    return missing


@transaction.atomic
def sign_report(
    observation: Observation, *, read: str, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> Observation:
    """The observer signs the report; from now on it is frozen and the apprentice reads it.

    ``read`` is the fingerprint of the report that stood on the page; another one is refused.
    """
    at = at or timezone.now()
    now = _locked(observation)
    refuse_unless(permissions.may_report(by, now))
    if missing := what_is_missing(now):
        raise StepRefused(" ".join(missing))
    _screened(now, [now.report, *now.capabilities.values_list("saw", flat=True)], now.report_kept_reason)
    _refuse_other_words(read, content.reported(now))
    move(now, to=State.REPORTED, by=by, at=at, reported_at=at)
    role = now.get_observer_as_display()
    sign(now, by=by, purpose=content.REPORT, content=content.reported(now), role=role, at=at, address=address)
    _tell_one(now, now.observed, "The report of your observation is there. Your reflection comes next.", key="reported")
    return now


@transaction.atomic
def reflect(
    observation: Observation, *, reflection: str, kept_reason: str = "", by: User, at: datetime.datetime | None = None
) -> Observation:
    """The apprentice answers the report; it then waits for the practice educator."""
    at = at or timezone.now()
    now = _locked(observation)
    refuse_unless(permissions.may_reflect(by, now))
    reason = _screened(now, [reflection], kept_reason)
    move(
        now,
        to=State.REFLECTED,
        by=by,
        at=at,
        reflection=reflection,
        reflection_kept_reason=reason,
        reflected_at=at,
    )
    educator = now.placement.practice_educator.person
    _tell_one(now, educator, "An observation waits for your judgement and signature.", key="reflected")
    return now


@transaction.atomic
def take_feedback(
    observation: Observation,
    *,
    said: str,
    how: str,
    agreed_on: datetime.date,
    kept_reason: str = "",
    by: User,
    at: datetime.datetime | None = None,
) -> ObservationFeedback:
    """Write down what the person or family said, with their agreement and without their name."""
    now = _locked(observation)
    refuse_unless(permissions.may_take_feedback(by, now))
    if agreed_on > timezone.localdate():
        raise StepRefused("The day on which they agreed cannot be in the future.")
    feedback = ObservationFeedback.objects.create(
        observation=now,
        said=said,
        how=how,
        agreed_on=agreed_on,
        kept_reason=_screened(now, [said], kept_reason),
        taken_by=by,
        taken_at=at or timezone.now(),
    )
    audit.record(now, "wrote down what the person or family said", by=by, at=at)
    return feedback


@transaction.atomic
def judge(
    observation: Observation,
    *,
    read: str,
    judgements: Mapping[int, str],
    judgement: str,
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> Observation:
    """The practice educator judges each capability, says why, and signs. Afterwards nothing of it changes.

    ``judgements``: observed capability id → ``Claim.Judgement``. ``read`` is the fingerprint of what was before them.
    Where somebody else observed, this countersigns their report.
    """
    at = at or timezone.now()
    now = _locked(observation)
    refuse_unless(permissions.may_judge(by, now))
    _refuse_other_words(read, content.to_judge(now))
    capabilities = content.capabilities_in_order(now)
    unanswered = [c.statement.code for c in capabilities if judgements.get(c.pk) not in Claim.Judgement.values]
    if unanswered or set(judgements) - {c.pk for c in capabilities}:
        raise StepRefused(f"Judge {words.listed(unanswered) or 'only what was reported'} too.")
    for one in capabilities:
        one.judgement = judgements[one.pk]
    ObservedCapability.objects.bulk_update(capabilities, ["judgement"])
    now.judgement, now.signed_by = judgement, by
    signed = content.judged(now)
    move(
        now,
        to=State.SIGNED,
        by=by,
        at=at,
        judgement=judgement,
        signed_by=by,
        signed_at=at,
        content_hash=hash_of(signed),
    )
    sign(now, by=by, purpose=content.JUDGEMENT, content=signed, role="Practice educator", at=at, address=address)
    _tell_one(now, now.observed, "Your observation is judged and signed.", key="signed")
    return now


@transaction.atomic
def set_rule(*, university: Organisation, number: int, asked: Asked, by: User) -> None:
    """How many observations a university asks for in its placements of a number."""
    if not 1 <= asked.by_practice_educator <= asked.in_all <= 12:
        raise StepRefused("Ask for 1 to 12 in all, and for at least 1 and no more than that by the practice educator.")
    rule, _ = ObservationRule.objects.update_or_create(
        university=university,
        placement_number=number,
        defaults={"in_all": asked.in_all, "by_practice_educator": asked.by_practice_educator},
    )
    said = f"{asked.in_all} in placement {number}, {asked.by_practice_educator} of them by the practice educator."
    audit.record(rule, "set how many observations are asked for", by=by, reason=said)


# What the steps share -----------------------------------------------------------------------------------------


def _locked(observation: Observation) -> Observation:
    """The row as it is now, held until the step is done: whoever comes second asks permission of what the first did.

    Joined are only people who never change: PostgreSQL does not join anew after it has waited for the row.
    """
    return (
        Observation.objects.select_for_update(of=("self",))
        .select_related(
            "observed",
            "observer",
            "placement__apprentice__person",
            "placement__apprentice__cohort__standard_version",
            "placement__practice_educator__person",
        )
        .get(pk=observation.pk)
    )


def _save(observation: Observation, **values: object) -> None:
    """Write fields without a change of state; forms that stand open notice the version."""
    Observation.objects.filter(pk=observation.pk).update(**values, version=models.F("version") + 1)
    observation.refresh_from_db(fields=[*values, "version"])


def _part_of(observer: User, placement: Placement, *, by: User) -> str:
    """As what this person observes; a second educator only where somebody who may ask one asks."""
    for part, person in permissions.observers_of(placement):
        if person == observer:
            return part
    if observer.pk in {educator.person_id for educator in permissions.second_educators(by, placement)}:
        return Part.SECOND_EDUCATOR
    raise StepRefused(f"{observer} does not observe in this placement.")


def _within(placement: Placement, planned_for: datetime.datetime, *, at: datetime.datetime) -> datetime.datetime:
    if planned_for <= at:
        raise StepRefused("Plan it for a time that is still to come.")
    if not placement.starts_on <= timezone.localdate(planned_for) <= placement.ends_on:
        dates = f"{words.day(placement.starts_on)} and {words.day(placement.ends_on)}"
        raise StepRefused(f"Plan it within the placement, between {dates}.")
    return planned_for


def _kept_reason(observation: Observation, texts: Iterable[str], kept_reason: str) -> str:
    """Why what looks like personal details stays; nothing where there is none."""
    return kept_reason.strip() if screen(texts, of=observation.placement.apprentice) else ""


def _screened(observation: Observation, texts: Iterable[str], kept_reason: str) -> str:
    """The same, where the words are about to be read by others: refused without a reason."""
    texts = list(texts)
    if screen(texts, of=observation.placement.apprentice) and not kept_reason.strip():
        raise StepRefused("Take out what looks like personal details, or say why it stays.")
    return _kept_reason(observation, texts, kept_reason)


def _refuse_other_words(read: str, now: dict[str, object]) -> None:
    if read != hash_of(now):
        raise StepRefused("This has changed since you opened the page. Look at it again before you sign.")


def _tell(observation: Observation, news: str, *, but: User, key: str) -> None:
    """Mail to apprentice, observer and practice educator, save whoever took the step."""
    people = {observation.observed, observation.observer, observation.placement.practice_educator.person}
    for person in people - {but}:
        _tell_one(observation, person, news, key=key)


def _tell_one(observation: Observation, person: User, news: str, *, key: str) -> None:
    apprentice = observation.placement.apprentice
    if is_quiet(apprentice):
        return
    outbox.owe(
        to=person,
        template="observation_news",
        context={"observation": observation, "apprentice": apprentice, "news": news},
        key=f"observation-{key}-{observation.reference}-{person.reference}",
    )
