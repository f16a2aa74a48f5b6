"""Channels: where a campaign is made known. What comes by their links is counted, nobody is followed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.models import Campaign, Channel, ChannelDay

MOST_CHANNELS = 40


@transaction.atomic
def add_channel(*, campaign: Campaign, name: str, by: User) -> Channel:
    """A channel with a link of its own."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.channels.filter(name__iexact=name).exists():
        raise StepRefused(f"This campaign has a channel called “{name}” already.")
    if campaign.channels.count() >= MOST_CHANNELS:
        raise StepRefused(f"A campaign has at most {MOST_CHANNELS} channels.")
    channel = Channel.objects.create(campaign=campaign, name=name)
    audit.record(channel, "added a channel", by=by, name=name)
    return channel


@transaction.atomic
def remove_channel(*, channel: Channel, by: User) -> None:
    """Take away a channel that was added in error. One that has brought somebody stays, with its counts."""
    locked = Channel.objects.select_for_update().get(pk=channel.pk)
    if locked.days.exists() or locked.applications.exists():
        raise StepRefused("People have come by this channel, so it stays.")
    audit.record(locked.campaign, "took a channel away", by=by, name=locked.name)
    locked.delete()


def count_one(channel: Channel | None, what: str) -> None:
    """Count one more visit, booking or beginning that came by a channel today; nothing where it came by none."""
    if channel is not None:
        ChannelDay.objects.count_one(channel=channel, what=what, on=timezone.localdate())


def named_in(address: str, *, campaign: Campaign | None = None) -> Channel | None:
    """The channel whose code an address carries, of this campaign; nothing where it is none of ours."""
    channels = (
        Channel.objects.filter(code=address) if address.isalnum() and len(address) <= 6 else Channel.objects.none()
    )
    return (channels.filter(campaign=campaign) if campaign else channels).select_related("campaign").first()
