"""Certificates that a candidate adds to an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from core.files.models import StoredFile
from core.records import Record
from recruitment.models.applications import Application

if TYPE_CHECKING:
    from core.accounts.models import User


class ApplicationDocumentQuerySet(models.QuerySet["ApplicationDocument"]):
    def visible_to(self, user: User) -> ApplicationDocumentQuerySet:
        """Documents that a person may open: those of the university and the coordinator. A certificate bears a name."""
        return self.filter(application__in=Application.objects.documented_to(user))


class ApplicationDocument(Record):
    """One certificate, as a private file. The employer never opens it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    objects = ApplicationDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name

    def audit_root(self) -> Application:
        return self.application
