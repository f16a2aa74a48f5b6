"""The practice educator's recommendation: written, signed, signed beside by who oversees; the supervisor's report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone

from assessment.capabilities import statements_for
from assessment.confidentiality import Finding
from assessment.content import hash_of
from assessment.deciding import content, permissions, telling
from assessment.models import PortfolioSubmission, Recommendation, RecommendedCapability, SupervisorReport
from assessment.operations.screening import screen
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from consortium.models import Framework, Statement
from core import audit
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.words import listed, number
from core.workflow import StepRefused, move

State = Recommendation.State
Outcome = Recommendation.Outcome


def capabilities_for(submission: PortfolioSubmission) -> models.QuerySet[Statement]:
    """What is recommended about: the judged framework that has the level of the placement, as of the day handed in."""
    placement = submission.placement
    at_level = Framework.objects.filter(judged=True, levels__code=placement.level)
    on = timezone.localdate(submission.handed_in_at)
    return statements_for(placement.apprentice, on=on).filter(framework__in=at_level)


def being_written(submission: PortfolioSubmission) -> Recommendation | None:
    """The recommendation that is not signed yet."""
    return submission.recommendations.filter(state=State.WRITING).select_related("written_by").first()


@transaction.atomic
def write_recommendation(
    submission: PortfolioSubmission,
    *,
    outcome: str,
    said: Mapping[int, str],
    holistic: str,
    by: User,
    because: str = "",
    unexplained_until_now: str = "",
    without_report_because: str = "",
    kept_reason: str = "",
) -> Recommendation:
    """Keep what is written so far; only its writer reads it. ``said``: statement id → words about that capability."""
    now = locked(submission)
    refuse_unless(permissions.may_recommend(by, now))
    if set(said) - set(capabilities_for(now).values_list("pk", flat=True)):
        raise StepRefused("One of these capabilities is not judged at this placement. Look at them again.")
    made, _ = Recommendation.objects.select_for_update().get_or_create(
        submission=now, state=State.WRITING, defaults={"written_by": by}
    )
    made.outcome, made.holistic, made.written_by = outcome, holistic, by
    made.because = because if outcome == Outcome.UNABLE else ""
    made.unexplained_until_now = unexplained_until_now if outcome == Outcome.FAIL else ""
    made.without_report_because = without_report_because
    made.kept_reason = kept_reason.strip() if personal_details(made, said) else ""
    made.version += 1
    made.save()
    made.capabilities.all().delete()
    RecommendedCapability.objects.bulk_create(
        RecommendedCapability(recommendation=made, statement_id=pk, words=words)
        for pk, words in said.items()
        if words.strip()
    )
    return made


def personal_details(made: Recommendation, said: Mapping[int, str]) -> list[Finding]:
    """What in a recommendation looks like somebody's personal details."""
    texts = [made.holistic, made.unexplained_until_now, made.without_report_because, *said.values()]
    return screen(texts, of=made.submission.apprentice)


def what_is_missing(made: Recommendation, *, on: datetime.date) -> list[str]:
    """What stands between a recommendation and its signature; empty = it can be signed."""
    submission = made.submission
    placement = submission.placement
    said = dict(made.capabilities.values_list("statement", "words"))
    unsaid = [s.code for s in capabilities_for(submission) if not said.get(s.pk, "").strip()]
    asked = (
        (not made.outcome, "Say what you recommend."),
        (bool(unsaid), f"Write about {listed(unsaid)}."),
        (not made.holistic.strip(), "Write about the practice as a whole."),
        (made.outcome == Outcome.UNABLE and not made.because, "Say why nothing can be recommended."),
        (
            made.outcome == Outcome.FAIL
            and not made.unexplained_until_now.strip()
            and permissions.needs_explanation(placement, made.written_by),
            "No concern was recorded in this placement. Say why a fail comes at its end.",
        ),
        (
            made.outcome == Outcome.PASS and placement.days_counted < placement.days_required,
            f"{number(placement.days_counted)} of {placement.days_required} days are confirmed. A pass needs them all: "
            "have the days confirmed, or say that nothing can be recommended.",
        ),
        (
            _misses_report(submission) and not made.without_report_because.strip(),
            f"{placement.supervisor}, the workplace supervisor, has written no report. Wait for it, or say why it goes "
            "without.",
        ),
        (
            bool(personal_details(made, said)) and not made.kept_reason,
            "Take out what looks like personal details, or say why it stays.",
        ),
    )
    missing = [words for is_missing, words in asked if is_missing]
    if reason := permissions.stage_reason(placement, on=on):
        missing.append(reason)
    return missing


def _misses_report(submission: PortfolioSubmission) -> bool:
    placement = submission.placement
    apart = placement.supervisor is not None and placement.supervisor != placement.practice_educator.person
    return apart and not SupervisorReport.objects.filter(submission=submission).exists()


@transaction.atomic
def sign_recommendation(
    made: Recommendation, *, read: str, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> Recommendation:
    """The practice educator signs. Its words never change again; where somebody oversees, they sign beside it next.

    ``read`` is the fingerprint of what stood on the page.
    """
    at = at or timezone.now()
    submission = locked(made.submission)
    refuse_unless(permissions.may_recommend(by, submission))
    now = _locked(made, submission)
    if now.state != State.WRITING:
        raise StepRefused("This is signed already.")
    if missing := what_is_missing(now, on=timezone.localdate(at)):
        raise StepRefused(" ".join(missing))
    signed = content.recommended(now)
    if read != hash_of(signed):
        raise StepRefused("This has changed since you opened the page. Look at it again before you sign.")
    beside = submission.placement.overseen_by is not None
    move(
        now,
        to=State.COUNTERSIGN if beside else State.SIGNED,
        by=by,
        at=at,
        signed_at=at,
        content_hash=hash_of(signed),
    )
    role = "Practice educator in training" if beside else "Practice educator"
    sign(now, by=by, purpose=content.RECOMMENDATION, content=signed, role=role, at=at, address=address)
    to = PortfolioSubmission.State.COUNTERSIGN if beside else PortfolioSubmission.State.RECOMMENDED
    step(submission, to=to, by=by, at=at)
    if beside:
        telling.to_sign_beside(submission)
    else:
        telling.to_tutor(submission)
    return now


@transaction.atomic
def sign_beside(
    made: Recommendation, *, read: str, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> Recommendation:
    """Who oversees signs beside the practice educator in training: the same content, and their own name."""
    at = at or timezone.now()
    submission = locked(made.submission)
    now = _locked(made, submission)
    refuse_unless(permissions.may_sign_beside(by, now))
    signed = content.recommended(now)
    if read != hash_of(signed):
        raise StepRefused("This is not what you have read. Look at it again before you sign.")
    move(now, to=State.SIGNED, by=by, at=at, overseen_by=by)
    role = "Practice educator who oversees"
    sign(now, by=by, purpose=content.BESIDE, content=signed, role=role, at=at, address=address)
    step(submission, to=PortfolioSubmission.State.RECOMMENDED, by=by, at=at)
    telling.to_tutor(submission)
    return now


@transaction.atomic
def send_back(made: Recommendation, *, because: str, by: User, at: datetime.datetime | None = None) -> Recommendation:
    """Who oversees sends it back with words for the one who wrote it; nobody else reads them."""
    at = at or timezone.now()
    submission = locked(made.submission)
    now = _locked(made, submission)
    refuse_unless(permissions.may_sign_beside(by, now))
    if not because.strip():
        raise StepRefused("Say what you would change.")
    move(now, to=State.SENT_BACK, by=by, at=at, overseen_by=by, sent_back_because=because)
    step(submission, to=PortfolioSubmission.State.HANDED_IN, by=by, at=at)
    telling.sent_back(submission)
    return now


@transaction.atomic
def sign_supervisor_report(
    submission: PortfolioSubmission,
    *,
    report: str,
    kept_reason: str = "",
    by: User,
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> SupervisorReport:
    """The workplace supervisor's own signed words. They go beside the recommendation and recommend nothing."""
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.may_report(by, now))
    if not report.strip():
        raise StepRefused("Write your report.")
    flagged = screen([report], of=now.placement.apprentice)
    if flagged and not kept_reason.strip():
        raise StepRefused("Take out what looks like personal details, or say why it stays.")
    made = SupervisorReport(
        submission=now,
        report=report,
        kept_reason=kept_reason.strip() if flagged else "",
        signed_by=by,
        signed_at=at,
    )
    made.content_hash = hash_of(content.supervised(made))
    made.save(force_insert=True)
    audit.record(made, "signed the workplace supervisor's report", by=by, at=at)
    sign(
        made,
        by=by,
        purpose=content.SUPERVISOR,
        content=content.supervised(made),
        name=name,
        role=role or "Workplace supervisor",
        method=method,
        at=at,
        address=address,
    )
    return made


def _locked(made: Recommendation, submission: PortfolioSubmission) -> Recommendation:
    now = Recommendation.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=made.pk)
    now.submission = submission
    return now
