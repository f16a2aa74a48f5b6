"""The file by which a finance team pays panel members: one line for each payment. Pure rules: no Django.

====================  ==========================================================================================
Reference             of the claim, 12 letters and digits; the same as in the portal, and never used twice
Payee number          by which the finance system knows the payee; sort code and account number stand there alone
Payee name            as the payee writes it
Amount in pounds      with two places, never nothing
Date                  on which it is to be paid, DD/MM/YYYY
Description           what the payee reads on their statement, at most 18 characters, and nothing about why
====================  ==========================================================================================
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

HEADS = ("Reference", "Payee number", "Payee name", "Amount in pounds", "Date", "Description")
ON_STATEMENTS = 18
"""Characters that a bank shows of a description."""


@dataclass(frozen=True)
class Payment:
    """One payment to one payee for one day."""

    reference: str
    payee_number: str
    payee_name: str
    amount: Decimal
    for_day: datetime.date

    def line(self, pay_on: datetime.date) -> list[str]:
        """The line of the file, in the order of its heads."""
        return [
            self.reference.upper(),
            self.payee_number,
            self.payee_name,
            f"{self.amount:.2f}",
            f"{pay_on:%d/%m/%Y}",
            f"PANEL {self.for_day:%d/%m/%Y}"[:ON_STATEMENTS],
        ]
