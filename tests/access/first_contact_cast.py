"""Of the cast: somebody who came to a session, a channel, an endorsed application, one that was not yet."""

from __future__ import annotations

from typing import Any

from recruitment.models import Booking, Channel, EarlierAssurance
from tests import make


def first_contact(world: Any) -> None:
    world.attended = make.booking(world.session, state=Booking.State.ATTENDED)
    world.channel = Channel.objects.create(campaign=world.campaign, name="Newsletter", code="bcd234")
    world.channel_code = world.channel.code
    world.assurance = EarlierAssurance.objects.create(
        application=world.application, said="An interview is certain", said_by="A manager", recorded_by=make.person()
    )
