"""The same form posted twice (double click, refresh, retry) makes one record and one mail.

Every form carries a hidden ``once`` token. The first post with it stores where it was answered; a later post with the
same token is sent to the same place without running the step again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from core.views import step_refused
from core.workflow import StepRefused

FIELD = "once"


class FormReceiptQuerySet(models.QuerySet["FormReceipt"]):
    def over_by(self, day: datetime.date) -> FormReceiptQuerySet:
        """Tokens of forms that were answered by this day: no browser will send them again."""
        midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
        return self.filter(at__lt=timezone.make_aware(midnight))


class FormReceipt(models.Model):
    """Where a form with this token was answered."""

    token = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    answered_with = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = FormReceiptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "path"], name="form_receipt_once")]


class PostedOnceMiddleware:
    """Run a posted form with a token once: a twin that arrives meanwhile waits for it and gets the same answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or not (token := request.POST.get(FIELD, "")[:40].replace("\x00", "")):
            return None
        try:
            with transaction.atomic():
                receipt = self._take(request, token)
                response = view(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect):
                    receipt.answered_with = response.url[:500]
                    receipt.save(update_fields=["answered_with"])
                else:
                    receipt.delete()
                return response
        except StepRefused as refused:
            return step_refused(request, refused)
        except _AnsweredBefore:
            answered = FormReceipt.objects.filter(token=token, path=request.path[:300]).first()
            return HttpResponseRedirect(answered.answered_with if answered and answered.answered_with else request.path)

    def _take(self, request: HttpRequest, token: str) -> FormReceipt:
        try:
            with transaction.atomic():
                return FormReceipt.objects.create(
                    token=token, path=request.path[:300], person=request.user if request.user.is_authenticated else None
                )
        except IntegrityError as twin:
            raise _AnsweredBefore from twin


class _AnsweredBefore(Exception):
    """This very form was answered already."""
