"""The one door through which files leave: bound to the person who may have them now."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.files.models import StoredFile


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Hand a file to somebody who may have it, always as an attachment; 409 with words while it is being checked."""
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), reference=reference)
    if not stored.may_be_opened:
        return render(request, "files/not_open.html", {"file": stored}, status=409)
    return deliver(stored)


def deliver(stored: StoredFile) -> HttpResponseBase:
    """Send the bytes, by nginx where it is there. The caller has asked whether this person may have them."""
    if settings.ACCEL_REDIRECT_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response.headers["X-Accel-Redirect"] = settings.ACCEL_REDIRECT_PREFIX + stored.content.name
    else:
        response = FileResponse(stored.content.open("rb"))
    response.headers["Content-Type"] = stored.content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    response.headers["Cache-Control"] = "no-store, private"
    return response
