"""What reports of outcomes enter in the portal's lists; ``apps.py`` calls it once."""

from assessment.equity import places
from assessment.models import EquityReport
from core import registry
from core.audit.guards import Guard, declare


def register() -> None:
    """A report stays as it was made; the ways to the pages."""
    declare(Guard(EquityReport, name="equity_report_for_good", when="1 = 1"))
    registry.footer.register(places.footer, order=61)
