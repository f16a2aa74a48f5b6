"""Small promises kept on every answer: a request id, no stored copies of personal pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from core.logs import current_request_id
from core.views import step_refused
from core.workflow import StepRefused


class RequestIdMiddleware:
    """Give every request an id that goes through the log and into the tasks it starts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(secrets.token_hex(6))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)


class NoNulMiddleware:
    """An address with a NUL character leads nowhere; PostgreSQL cannot even look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        return self.get_response(request)


class StepRefusedMiddleware:
    """A step that was refused where its page had no better place to say so (mostly a race lost) is answered kindly."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return step_refused(request, exception) if isinstance(exception, StepRefused) else None


class PrivatePagesMiddleware:
    """Pages of a signed-in person, and pages opened by link, are not kept by browsers or caches on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or request.session.get("grants"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
