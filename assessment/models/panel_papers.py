"""The papers of a panel: what was read of each portfolio, kept once, and the pack of each member."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from assessment.models.boards import Appeal
from assessment.models.panel_meetings import PanelMember
from assessment.models.submissions import PortfolioSubmission
from core.documents.models import Pack
from core.files.models import StoredFile
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class PanelPaper(models.Model):
    """A portfolio as it is put before a panel: read once, frozen with its hash, made into pages once for all members.

    After a step of the portfolio (another opinion, another meeting) it is read anew: ``submission_version``.
    """

    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="panel_papers")
    submission_version = models.PositiveIntegerField()
    read = models.JSONField(default=dict)
    read_hash = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["submission", "submission_version"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "submission_version"], name="panel_paper_read_once")
        ]

    def __str__(self) -> str:
        return f"Paper: {self.submission}"


class PanelPackQuerySet(models.QuerySet["PanelPack"]):
    def standing(self) -> PanelPackQuerySet:
        return self.filter(revoked_at__isnull=True, member__left_at__isnull=True)

    def open_on(self, on: datetime.date) -> PanelPackQuerySet:
        """Those that have not closed after their meeting; while an appeal about a portfolio in one runs, it is open."""
        appealed = PortfolioSubmission.objects.filter(board_decisions__appeals__state__in=Appeal.OPEN)
        return self.filter(
            models.Q(member__meeting__packs_open_until__isnull=True)
            | models.Q(member__meeting__packs_open_until__gte=on)
            | models.Exists(
                PanelPack.submissions.through.objects.filter(
                    panelpack=models.OuterRef("pk"), portfoliosubmission__in=appealed
                )
            )
        )

    def readable_by(self, user: User) -> models.QuerySet[Any, Any]:
        """Ids of the packs that a person may have now: their own, as long as they sit, it is open and was not taken
        back.
        """
        mine = self.standing().filter(member__person=user.pk or 0)
        return mine.open_on(timezone.localdate()).order_by().values("pk")


class PanelPack(Record):
    """A pack given to one member. Taken back, it opens no more, and the next one begins its receipt anew.

    It names no ``audit_root``: that one was taken back tells who stepped aside. ``submissions`` are the portfolios in
    it. ``opened_at`` is the receipt: when its member first had it.
    """

    class Because(models.TextChoices):
        LEFT = "left", "The member left the panel"
        WITHHELD = "withheld", "Something in it is withheld from the member"
        NEWER = "newer", "A newer one was given out"

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    pack = models.OneToOneField(Pack, models.PROTECT, null=True, related_name="+")
    submissions = models.ManyToManyField(PortfolioSubmission, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=10, choices=Because.choices, blank=True)

    objects = PanelPackQuerySet.as_manager()

    class Meta:
        ordering = ["member", "number"]
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="panel_pack_numbered_once"),
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(revoked_at__isnull=True), name="panel_pack_one_at_a_time"
            ),
            models.CheckConstraint(
                name="panel_pack_revoked_because",
                condition=models.Q(revoked_at__isnull=True, revoked_because="")
                | models.Q(revoked_at__isnull=False) & ~models.Q(revoked_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Panel pack {self.number} for {self.member}"
