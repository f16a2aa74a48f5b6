"""What a form was posted with."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was posted with, also where that is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None
