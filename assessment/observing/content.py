"""The canonical content of a direct observation: what its observer signs, and what its practice educator signs."""

from __future__ import annotations

import datetime
from typing import Any

from assessment.models import Observation, ObservationFeedback, ObservedCapability

REPORT = "observation report"
JUDGEMENT = "observation judgement"


def reported(observation: Observation) -> dict[str, Any]:
    """What took place and what the observer saw: the content of the observer's signature."""
    assert observation.began_at is not None
    return {
        "observation": observation.reference,
        "apprentice": observation.placement.apprentice.reference,
        "placement": observation.placement.reference,
        "observer": observation.observer.reference,
        "observer_as": observation.observer_as,
        "place": observation.place,
        "to_show": observation.to_show,
        "consent": {"on": observation.consent_on, "how": observation.consent_how},
        "began_at": observation.began_at.astimezone(datetime.UTC).isoformat(),
        "minutes": observation.minutes,
        "report": observation.report,
        "kept_reason": observation.report_kept_reason,
        "capabilities": [_capability(one) for one in capabilities_in_order(observation)],
    }


def to_judge(observation: Observation) -> dict[str, Any]:
    """What the practice educator has before them: the report, the reflection, and the feedback if there is any."""
    feedback = ObservationFeedback.objects.filter(observation=observation).select_related("taken_by").first()
    return reported(observation) | {
        "reflection": observation.reflection,
        "reflection_kept_reason": observation.reflection_kept_reason,
        "feedback": {
            "said": feedback.said,
            "how": feedback.how,
            "agreed_on": feedback.agreed_on,
            "kept_reason": feedback.kept_reason,
            "taken_by": feedback.taken_by.reference,
        }
        if feedback
        else None,
    }


def judged(observation: Observation) -> dict[str, Any]:
    """The whole as it was signed: all that was before the practice educator, each judgement, and their words."""
    assert observation.signed_by is not None
    return to_judge(observation) | {
        "judgements": {
            f"{one.statement.framework.code} {one.statement.code}": one.judgement
            for one in capabilities_in_order(observation)
        },
        "judgement": observation.judgement,
        "signed_by": observation.signed_by.reference,
    }


def observation_content(observation: Observation, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``: the content as it stands now, or None for a purpose of others."""
    contents = {REPORT: reported, JUDGEMENT: judged}
    return contents[purpose](observation) if purpose in contents else None


def capabilities_in_order(observation: Observation) -> list[ObservedCapability]:
    """By framework, edition and number: an order that does not depend on when they were written."""
    return list(
        observation.capabilities.select_related("statement__framework").order_by(
            "statement__framework__code", "statement__framework__edition", "statement__number", "statement__code"
        )
    )


def _capability(one: ObservedCapability) -> dict[str, Any]:
    framework = one.statement.framework
    return {
        "framework": framework.code,
        "edition": framework.edition,
        "code": one.statement.code,
        "title": one.statement.title,
        "saw": one.saw,
    }
