"""Channels: a link for each place where a campaign is made known, what it brought, and the door that it leads to."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.campaign_planning import ChannelForm
from recruitment.models import Channel
from recruitment.operations import channels as operations
from recruitment.permissions import campaigns as permissions
from recruitment.views.campaigns import found_campaign, reverse_campaign
from recruitment.views.steps import posted


@login_not_required
@require_safe
def come_by(request: HttpRequest, code: str) -> HttpResponse:
    """The door behind a channel's link. The visit is counted; nothing is set on the device, and nobody is followed."""
    channel = get_object_or_404(Channel.objects.select_related("campaign"), code=code)
    if request.method == "GET":
        operations.count_one(channel, "visits")
    campaign = channel.campaign
    if campaign.takes_applications(on=timezone.localdate()):
        return redirect(reverse("recruitment:begin", args=[campaign.reference], query={"from": channel.code}))
    return redirect(reverse("recruitment:sessions", query={"from": channel.code}))


@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    form = ChannelForm(posted(request))
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_channel(campaign=found, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "The channel is added. Use its own link wherever you make the campaign known.")
            return redirect("recruitment:channels", reference)
    rows = [
        (channel, settings.SITE_URL.rstrip("/") + reverse("recruitment:come_by", args=[channel.code]))
        for channel in found.channels.with_totals()
    ]
    return render(request, "recruitment/campaigns/channels.html", {"campaign": found, "form": form, "rows": rows})


@require_POST
def remove_channel(request: HttpRequest, reference: str, channel: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    removed = get_object_or_404(found.channels, reference=channel)
    step = partial(operations.remove_channel, channel=removed, by=request.user)  # type: ignore[arg-type]
    taken(request, step, f"{removed.name} is taken away.")
    return redirect("recruitment:channels", reference)
