import datetime

from django.utils import timezone

from apprentices import operations
from apprentices.models import Adjustment, Apprentice, SharedAdjustment

YEAR = datetime.timedelta(days=365)


def adjustment_wish(text: str = "A quiet room for exams.", **fields) -> operations.Help:
    """What the form collects: the employer is asked unless other parties are named."""
    defaults = {"what_helps": text, "until": timezone.localdate() + YEAR}
    if not {"asked", "told"} & set(fields):
        defaults["asked"] = ["employer"]
    return operations.Help(**(defaults | fields))


def adjustment(of: Apprentice, text: str = "A quiet room for exams.", *, on=None, **fields) -> Adjustment:
    """One that the apprentice asked for today (or ``on`` a day)."""
    return operations.raise_adjustment(of, wanted=adjustment_wish(text, **fields), by=of.person, on=on)


def adjustment_party(of: Adjustment, audience: str = "employer") -> SharedAdjustment:
    return SharedAdjustment.objects.select_related("adjustment__apprentice__person").get(
        adjustment=of, audience=audience
    )
