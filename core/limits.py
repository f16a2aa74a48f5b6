"""How often one source may post a form that anybody can reach: bookings, applications, fresh links, one-time codes.

The numbers stand in ``ACCOUNT_RATE_LIMITS`` beside those of signing in, and are counted in the shared cache. They hold
off a program, not a council whose people all come from one address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError

View = Callable[..., HttpResponseBase]
logger = logging.getLogger(__name__)


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 to a source that posts this view more often than ``action`` allows; looking is never counted.

    The source is the device's address as the trusted proxies wrote it; a forged ``X-Forwarded-For`` changes nothing.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not _allows(request, action):
                return respond_429(request)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _allows(request: HttpRequest, action: str) -> bool:
    """Whether this source may go on. Where the cache is down nobody can count, and people are let in."""
    try:
        return consume(request, action=action)
    except (RedisError, OSError):
        logger.warning("The cache is down, so posts are not counted.")
        return True
