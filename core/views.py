"""The pages for what went wrong: each says what happened and what to do next, and keeps its status."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: something arrived that no page of ours sends; 413 where it is only too much."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: theirs to see but not to do, with the reason and who can, as ``permissions`` put it."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def step_refused(request: HttpRequest, refused: Exception) -> HttpResponse:
    """409: the step could not be taken, with the reason: mostly that somebody else acted first, who and when."""
    return render(request, "409.html", {"reason": str(refused)}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing there for this person; the two read the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs nothing else to work."""
    return HttpResponse(render_to_string("500.html"), status=500)
