"""The chapter of the bank fills it, asks from it, and lets the panels of a day practise."""

import datetime
import random

import pytest
from django.utils import timezone

from core.audit.sealing import verify
from demo.chapters.bank import TOLD, ask_from_the_bank, fill_bank, practise
from demo.world import SMALL, World
from recruitment.models import BankItem, BankVersion, Criterion, PanelMember, SelectionDay
from recruitment.operations.calibration import practised
from tests import make

pytestmark = pytest.mark.django_db


def test_a_bank_is_told():
    make.framework("PCF", statements=9)
    today = timezone.localdate()
    campaign = make.campaign(opens_on=today - datetime.timedelta(days=75))
    coordinator = make.coordinator_of(campaign)
    world = World(today=today, size=SMALL, dice=random.Random(1))
    world.manager = make.appointment(at=campaign.run_by, as_="consortium_manager").person
    day = make.selection_day(campaign, criteria=0)
    make.full_panel(day, state=PanelMember.State.CONFIRMED)

    fill_bank(world, campaign, coordinator)
    ask_from_the_bank(day, 0, coordinator)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.CONFIRMED)
    day.refresh_from_db()
    practise(day, coordinator)

    assert BankItem.objects.count() == len(TOLD["items"]) == 12
    assert BankItem.objects.filter(state="retired").count() == 1
    assert BankVersion.objects.filter(checked_at__isnull=True).count() == 1
    assert Criterion.objects.filter(exercise__day=day).exists()
    assert practised(day.calibration).says_something
    assert list(verify()) == []
