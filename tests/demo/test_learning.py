from decimal import Decimal

import pytest

from demo.chapters.learning import _blocks


@pytest.mark.parametrize(
    ("hours", "blocks"),
    [("7", ["2.5", "2.5", "2.0"]), ("5", ["2.5", "2.5"]), ("1.25", ["1.25"]), ("0.5", ["0.5"])],
)
def test_a_day_in_blocks_has_the_hours_of_the_day(hours, blocks):
    assert _blocks(Decimal(hours)) == [Decimal(block) for block in blocks]
