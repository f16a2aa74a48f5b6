"""What reports of outcomes enter in the portal's lists; ``apps.py`` calls it once."""

from assessment.models import EquityReport
from core.audit.guards import Guard, declare


def register() -> None:
    """A report stays as it was made."""
    declare(Guard(EquityReport, name="equity_report_for_good", when="1 = 1"))
