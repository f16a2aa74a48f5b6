"""How an information session was: the short form by link, and what the organiser reads of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.models import User
from core.limits import limited
from core.suppression import FEWEST, safe_to_pool
from core.workflow import StepRefused
from recruitment.forms.session_feedback import SessionFeedbackForm
from recruitment.models import Booking, InformationSession
from recruitment.operations import session_feedback as operations
from recruitment.views.by_link import for_whoever_attended
from recruitment.views.registers import found_session
from recruitment.views.steps import posted


@for_whoever_attended
@limited("public_form")
@require_http_methods(["GET", "HEAD", "POST"])
def session_feedback(request: HttpRequest, booking: Booking, person: User) -> HttpResponse:
    """Answered once; whoever comes back is thanked."""
    form = SessionFeedbackForm(posted(request))
    form.draft_key = f"session-feedback-{booking.reference}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.give_feedback(booking=booking, by=person, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "booking": booking,
        "session": booking.session,
        "form": form,
        "came": booking.state == Booking.State.ATTENDED,
    }
    return render(request, "recruitment/information_sessions/feedback.html", context)


@require_safe
def session_feedback_summary(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said about one session, and about all sessions of its campaign where nobody is found out by it."""
    session = found_session(request, reference)
    beside = session.campaign.sessions.all()
    answers = [len(one.feedback.all()) for one in beside.prefetch_related("feedback")]
    context = {
        "session": session,
        "summary": operations.summary_of(InformationSession.objects.filter(pk=session.pk)),
        "together": operations.summary_of(beside) if len(answers) > 1 and safe_to_pool(answers) else None,
        "fewest": FEWEST,
    }
    return render(request, "recruitment/information_sessions/feedback_summary.html", context)
