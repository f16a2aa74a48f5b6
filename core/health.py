"""Two addresses for the machines that watch: alive, and fit to serve."""

from __future__ import annotations

import datetime
import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.jobs.models import Job
from core.notifications.models import Message

QUEUE_AGE = datetime.timedelta(minutes=10)
FREE_MB = 200


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, age of the queue and disk; 503 with what is wrong."""
    try:
        checks = {
            "database": True,
            "migrations": not _unapplied(),
            "queue": not _late(),
            "disk": shutil.disk_usage(settings.VAR_DIR).free > FREE_MB * 1024 * 1024,
        }
    except DatabaseError:
        checks = {"database": False}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _late() -> bool:
    since = timezone.now() - QUEUE_AGE
    return Job.objects.due(at=since).exists() or Message.objects.due(at=since).exists()
