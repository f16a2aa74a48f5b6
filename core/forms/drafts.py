"""Long texts are kept on the device while they are typed, and let go once the server has them.

A form with a ``draft_key`` is kept by ``static/js/drafts.js`` in the browser. The view that has saved it says so with
``saved()``; the next page then tells the browser to let go. Nothing else ends a draft but signing out and seven days.
"""

from __future__ import annotations

from django.http import HttpRequest

SESSION_KEY = "saved_drafts"


def saved(request: HttpRequest, draft_key: str) -> None:
    """What was typed under this key is stored; the device may forget it."""
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), draft_key]


def take_saved(request: HttpRequest) -> list[str]:
    """The keys that were saved since the last page, each told once."""
    if SESSION_KEY not in getattr(request, "session", {}):
        return []
    return request.session.pop(SESSION_KEY)
