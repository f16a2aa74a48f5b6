"""A skills scan: begun, filled in page by page, sent, discussed; prior learning decided and put into the plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Party, PlanChange, PlanSection, PriorLearning, ScanView, SkillsScan
from apprentices.models.skills_scan import ksbs_of
from apprentices.models.training_plan import TrainingPlan
from apprentices.off_the_job.breaks import within_qualifying_period
from apprentices.operations.changes.telling import people_of, tell
from apprentices.operations.training_plan import propose_change
from consortium.models import Framework
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.registry import Reminder
from core.words import count, hours
from core.workflow import StepRefused


def begin_first_scans(apprentices: Iterable[Apprentice], *, by: User, on: datetime.date) -> None:
    """At enrolment the scan of the start begins by itself, where the standard's version has a list to scan against.

    Only the apprentice is mailed: for line manager and tutor it stands on the home page, among all of theirs. Whoever
    is enrolled after the qualifying period, as with a cohort that is brought in, has had a scan elsewhere.
    """
    lists: dict[int, Framework | None] = {}
    scans = []
    for apprentice in apprentices:
        days = apprentice.rule_set.rules["qualifying_days"]
        if not within_qualifying_period(start=apprentice.original_start_on, last_day=on, days=days):
            continue
        version = apprentice.cohort.standard_version
        if version.pk not in lists:
            lists[version.pk] = ksbs_of(version)
        if framework := lists[version.pk]:
            scans.append(_scan(apprentice, number=1, framework=framework, by=by, on=on))
    SkillsScan.objects.bulk_create(scans)
    audit.record_each(((scan, "begun", {}) for scan in scans), by=by)
    outbox.owe_reminders(
        Reminder(
            to=scan.apprentice.person,
            template="change_news",
            context=_begun(scan),
            key=f"scan-begun:{scan.reference}:{scan.apprentice.person.reference}",
        )
        for scan in scans
    )


@transaction.atomic
def begin_scan(apprentice: Apprentice, *, by: User, on: datetime.date | None = None) -> SkillsScan:
    """Begin a scan against the list of the standard's version; the three hear of it."""
    framework = ksbs_of(apprentice.cohort.standard_version)
    if framework is None:
        raise StepRefused("No knowledge, skills and behaviours of this standard are held. Ask the consortium manager.")
    Apprentice.objects.select_for_update().get(pk=apprentice.pk)
    last = apprentice.skills_scans.aggregate(last=Max("number"))["last"] or 0
    scan = _scan(apprentice, number=last + 1, framework=framework, by=by, on=on or timezone.localdate())
    try:
        with transaction.atomic():
            scan.save(force_insert=True)
    except IntegrityError as open_already:
        raise StepRefused("A skills scan is being filled in already.") from open_already
    audit.record(scan, "begun", by=by)
    said = _begun(scan)
    tell(
        apprentice,
        subject=said["subject"],
        sentence=said["sentence"],
        path=said["path"],
        about=scan,
        what="scan-begun",
        to=[person for person in people_of(apprentice, *Party) if person != by],
    )
    return scan


def _scan(apprentice: Apprentice, *, number: int, framework: Framework, by: User, on: datetime.date) -> SkillsScan:
    return SkillsScan(apprentice=apprentice, number=number, framework=framework, opened_on=on, opened_by=by)


def _begun(scan: SkillsScan) -> dict[str, str]:
    """What the mail about a scan that has begun says, and where it leads."""
    return {
        "subject": f"Skills scan of {scan.apprentice}",
        "sentence": f"A skills scan of {scan.apprentice} has begun. Give your view before you see what others say.",
        "path": reverse("apprentices:skills_scan", args=[scan.reference]),
    }


@transaction.atomic
def keep_answers(scan: SkillsScan, *, party: str, answers: Mapping[str, Mapping[str, str]], by: User) -> ScanView:
    """Keep one page of somebody's view; the other pages stay as they were, also where two tabs are open."""
    view = _own_view(scan, party=party, by=by)
    known = set(scan.framework.statements.filter(code__in=answers).values_list("code", flat=True))
    kept = {code: {"level": a.get("level", ""), "words": a.get("words", "")} for code, a in answers.items()}
    view.answers = {**view.answers, **{code: answer for code, answer in kept.items() if code in known}}
    view.author = by
    view.save(update_fields=["answers", "author"])
    return view


def _own_view(scan: SkillsScan, *, party: str, by: User) -> ScanView:
    """The party's view, locked; refused where it was sent or the scan is over."""
    held = SkillsScan.objects.select_for_update().get(pk=scan.pk)
    if not held.is_open:
        raise StepRefused("This scan was discussed, so it stays as it is.")
    view, _ = ScanView.objects.get_or_create(scan=held, party=party, defaults={"author": by})
    if view.sent_at:
        raise StepRefused(f"{view.author} has sent this view already, so it stays as it is.")
    return view


@transaction.atomic
def send_view(scan: SkillsScan, *, party: str, by: User, at: datetime.datetime | None = None) -> ScanView:
    """Send the view of a party, whole. From now on it stays, and this party sees what the others have sent."""
    view = _own_view(scan, party=party, by=by)
    codes = set(scan.framework.statements.values_list("code", flat=True))
    open_ = codes - {code for code, answer in view.answers.items() if answer.get("level")}
    if open_:
        raise StepRefused(f"{count(len(open_), 'statement')} without an answer yet. Answer them first.")
    view.sent_at, view.author = at or timezone.now(), by
    view.save(update_fields=["sent_at", "author"])
    audit.record(scan, "view given", by=by)
    return view


@transaction.atomic
def discuss_scan(scan: SkillsScan, *, agreed: str, by: User, on: datetime.date | None = None) -> None:
    """The scan was talked through; from now on all of it stays as it is."""
    SkillsScan.objects.select_for_update().get(pk=scan.pk)
    sent = set(scan.views.filter(sent_at__isnull=False).values_list("party", flat=True))
    if Party.APPRENTICE not in sent or len(sent) < 2:
        raise StepRefused("First the apprentice, and the line manager or the tutor, send their view.")
    if not agreed.strip():
        raise StepRefused("Say what you talked about.")
    workflow.move(
        scan,
        to=SkillsScan.State.DISCUSSED,
        by=by,
        agreed=agreed,
        discussed_by=by,
        discussed_on=on or timezone.localdate(),
    )


# Prior learning ----------------------------------------------------------------------------------------------


@transaction.atomic
def put_prior_learning_forward(
    scan: SkillsScan, *, topic: str, hours: Decimal, because: str, by: User, on: datetime.date | None = None
) -> PriorLearning:
    """Put hours of a topic forward, with what shows them; the university decides after the talk."""
    held = SkillsScan.objects.select_for_update().get(pk=scan.pk)
    if not held.is_open or not held.is_first:
        raise StepRefused("Prior learning is put forward with the scan at the start, before it is discussed.")
    line = PriorLearning.objects.create(
        scan=held, topic=topic, hours=hours, because=because, proposed_by=by, proposed_on=on or timezone.localdate()
    )
    audit.record(line, "put forward", by=by)
    return line


@transaction.atomic
def decide_prior_learning(
    line: PriorLearning, *, recognised: Decimal, because: str, by: User, on: datetime.date | None = None
) -> None:
    """The university recognises hours of a topic: all, some or none."""
    if not 0 <= recognised <= line.hours:
        raise StepRefused(f"Recognise between none and {hours(line.hours)}.")
    if line.scan.is_open:
        raise StepRefused("First the scan is discussed.")
    if recognised < line.hours and not because.strip():
        raise StepRefused("Say why not all of the hours are recognised.")
    workflow.move(
        line,
        to=PriorLearning.State.DECIDED,
        by=by,
        recognised=recognised,
        decided_because=because,
        decided_by=by,
        decided_on=on or timezone.localdate(),
    )


def recognised_hours(scan: SkillsScan) -> Decimal | None:
    """All hours that the university recognised from this scan; nothing while a topic is undecided, or there is none."""
    lines = scan.prior_learning.all()
    if not lines or lines.filter(state=PriorLearning.State.PROPOSED).exists():
        return None
    return Decimal(lines.aggregate(all=Sum("recognised"))["all"])


@transaction.atomic
def propose_recognised(scan: SkillsScan, *, by: User, address: str | None = None) -> PlanChange:
    """Propose the recognised hours for the training plan, where they hold once all three have agreed."""
    recognised = recognised_hours(scan)
    if recognised is None:
        raise StepRefused("First decide on each topic.")
    plan = TrainingPlan.objects.filter(apprentice=scan.apprentice).first()
    if plan is None:
        raise StepRefused("Write the training plan first. The recognised hours are proposed for it then.")
    return propose_change(
        plan,
        kind=PlanSection.Kind.PRIOR_LEARNING,
        values={"prior_learning_hours": str(recognised), "what": _topics(scan)},
        reason=f"Recognised from skills scan {scan.number}: {hours(recognised)}.",
        party=Party.UNIVERSITY,
        by=by,
        address=address,
    )


def _topics(scan: SkillsScan) -> str:
    """What was recognised, a topic a line, as the training plan says it."""
    decided = scan.prior_learning.filter(recognised__gt=0)
    return "\n".join(f"{line.topic}: {hours(line.recognised)}" for line in decided)
