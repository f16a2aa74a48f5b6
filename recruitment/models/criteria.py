"""What every criterion that is marked from 1 to 5 has: in the bank, on a selection day, in a sift."""

from __future__ import annotations

from django.db import models


class AnchoredCriterion(models.Model):
    """A criterion with what each mark from 1 to 5 looks like.

    ``floor``: a mark under it means that the candidate is talked about whatever the total. Fixed once it is used.
    """

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    anchors = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField(default=1)
    floor = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    fixed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def anchored(self) -> list[tuple[int, str]]:
        """Marks with what each looks like: (1, "Does not yet …") to (5, "…")."""
        return list(enumerate([*self.anchors, "", "", "", "", ""][:5], start=1))


def weighs_on_the_scale(prefix: str) -> tuple[models.CheckConstraint, models.CheckConstraint]:
    """What holds for each kind of criterion: it weighs 1 to 10, and a floor lies on the scale. Names begin so."""
    return (
        models.CheckConstraint(name=f"{prefix}_weighs_something", condition=models.Q(weight__gte=1, weight__lte=10)),
        models.CheckConstraint(
            name=f"{prefix}_floor_is_on_the_scale",
            condition=models.Q(floor__isnull=True) | models.Q(floor__gte=1, floor__lte=5),
        ),
    )
