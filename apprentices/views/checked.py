"""A page that shows what a step means before it is taken: what was typed goes along unseen, and can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.components import Fact

OURS = ("csrfmiddlewaretoken", "once", "confirmed", "change")


def wants_to_change(request: HttpRequest) -> bool:
    """Whether somebody went back from the check page to the form."""
    return "change" in request.POST


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def check_page(
    request: HttpRequest,
    *,
    heading: str,
    caption: str,
    facts: Sequence[Fact],
    lines: Sequence[str] = (),
    concerns: Sequence[str] = (),
    button: str,
    **context: Any,
) -> HttpResponse:
    """Show ``facts``, what follows (``lines``) and what stands in the way or needs a look (``concerns``)."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in OURS]
    page = {"heading": heading, "caption": caption, "facts": facts, "lines": lines, "concerns": concerns}
    return render(request, "apprentices/employment/check.html", {**page, "button": button, "typed": typed, **context})
