"""The bank of what candidates are asked: a dozen items, some used, one retired, one to be checked; and practice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from consortium.models import Statement
from core.accounts.models import User
from demo import clock
from demo.world import World
from recruitment.models import BankItem, BankVersion, Campaign, PanelMember, SelectionDay
from recruitment.operations import bank, calibration

TOLD = json.loads((Path(__file__).parents[1] / "data" / "bank.json").read_text(encoding="utf-8"))
TO_CHECK = "Two accounts of one evening"
RETIRED = "A letter that can be understood"
MARKS = ((2, 1), (3, 2), (2, 2), (4, 1))
"""What the members gave who have practised: apart on the first criterion, near each other on the second."""


def fill_bank(world: World, campaign: Campaign, coordinator: User) -> None:
    """One person writes, the consortium manager checks."""
    with clock.at(clock.on(campaign.opens_on, 10)):
        for told in TOLD["items"]:
            version = _write(campaign, told, coordinator)
            if told["title"] != TO_CHECK:
                bank.check_version(version=version, by=world.manager)
        retired = BankItem.objects.get(title=RETIRED)
        retired.retire(by=world.manager, reason="The letter is on the council's website now.")
        asked = BankVersion.objects.get(item__title=TOLD["case"]["item"])
        bank.write_case(version=asked, title=TOLD["case"]["title"], text=TOLD["case"]["text"], by=coordinator)


def _write(campaign: Campaign, told: dict[str, Any], by: User) -> BankVersion:
    item = bank.add_item(
        kept_by=campaign.run_by,
        kind=told["kind"],
        title=told["title"],
        retire_after=told["retire_after"],
        by=by,
    )
    version = bank.write_version(
        item=item,
        text=told["text"],
        follow_ups=told["follow_ups"],
        minutes=told["minutes"],
        statements=Statement.objects.filter(code__in=told["mapped"]),
        by=by,
    )
    for criterion in told["criteria"]:
        bank.add_criterion(
            version=version,
            name=criterion["name"],
            anchors=criterion["anchors"],
            weight=criterion["weight"],
            floor=Decimal(criterion["floor"]) if criterion["floor"] else None,
            by=by,
        )
    version.refresh_from_db()
    return version


def ask_from_the_bank(day: SelectionDay, number: int, by: User) -> None:
    """One more question on a day, another from day to day; what panels practise with is not among them."""
    questions = BankVersion.objects.usable().filter(item__kind=BankItem.Kind.QUESTION)
    asked = list(questions.exclude(item__title=TOLD["case"]["item"]).order_by("pk"))
    bank.use_on_day(day=day, version=asked[number % len(asked)], name="A question about your work", by=by)


def practise(day: SelectionDay, by: User) -> None:
    """The panels of a day are given the case; four members have marked it, the others have not yet."""
    asked = BankVersion.objects.get(item__title=TOLD["case"]["item"])
    calibration.set_case(day=day, case=asked.cases.get(), by=by)
    members = PanelMember.objects.filter(panel__day=day).coming().select_related("person", "panel").order_by("pk")
    for member, values in zip(members, MARKS, strict=False):
        marks = {
            criterion: (value, "One example, and a general lesson.")
            for criterion, value in zip(asked.criteria.all(), values, strict=True)
        }
        calibration.save_marks(member=member, marks=marks, by=member.person)
        calibration.send(member=member, by=member.person)
