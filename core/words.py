"""How dates, hours, counts and states are said, in pages, mails and files alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, get_args

from django.utils import timezone

Tone = Literal["good", "waiting", "attention", "late", "new", "quiet"]
"""What a tag means; each tone has one colour everywhere (``TONE_COLOURS``), and the words of the tag say it too."""

TONES: tuple[str, ...] = get_args(Tone)

TONE_COLOURS: dict[Tone, str] = {
    "good": "green",
    "waiting": "blue",
    "attention": "yellow",
    "late": "red",
    "new": "purple",
    "quiet": "grey",
}

_STATES_BY_TONE: dict[Tone, str] = {
    "good": "briefed checked checked_in filled paid "
    "accepted active agreed approved attended booked clean complete completed confirmed current decided done "
    "endorsed "
    "composition_met eligible enrolled joined live met on_track open passed published ready ratified "
    "recommendations_agreed released resolved sent served signed signed_off",
    "waiting": "accrued held searching "
    "awaiting_confirmation building claimed countersign in_progress in_review interview invited offered "
    "owed expected formal informal moderation planned proposed queued raised requested reviewed running scoring_closed "
    "shortlisted staffing submitted "
    "waiting waiting_list under_discussion return_planned looking",
    "attention": "exhausted no_reply "
    "break break_in_learning due escalated needs_support on_hold paused queried returned stopped "
    "suspended returned_for_more unscanned on_break extended reopened",
    "late": "overdue_return behind behind_plan blocked expired failed infected missing overdue refused rejected",
    "new": "new",
    "quiet": "archived cancelled closed declined draft ended erased lapsed left not_started superseded withdrawn",
}

_TONE_OF_STATE: dict[str, Tone] = {state: tone for tone, states in _STATES_BY_TONE.items() for state in states.split()}


def tone(state: object) -> Tone:
    """The tone of a state, by its stored value or its label ("Signed off"); a state nobody named here is quiet."""
    return _TONE_OF_STATE.get(str(state).strip().lower().replace(" ", "_").replace("-", "_"), "quiet")


def day(value: datetime.date | datetime.datetime | None) -> str:
    """A date as people say it, "6 September 2027"; a moment is taken in London. Nothing gives nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = _in_london(value)
    return f"{value.day} {value:%B} {value.year}"


def moment(value: datetime.datetime | None) -> str:
    """A moment as people say it, "6 September 2027 at 14:05", in London's time. Nothing gives nothing."""
    if value is None:
        return ""
    return f"{day(value)} at {_in_london(value):%H:%M}"


def number(value: Decimal | float | int | None) -> str:
    """A number without trailing noughts and with commas: "1,250", "7.5", "0.25". Nothing gives nothing."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")


def hours(value: Decimal | float | int | None) -> str:
    """Hours as people say them: "7.5 hours", "1 hour". Nothing gives nothing."""
    if value is None:
        return ""
    said = number(value)
    return f"{said} hour" if said == "1" else f"{said} hours"


def count(amount: int, singular: str, plural: str = "") -> str:
    """A count with its noun: "1 apprentice", "57 apprentices". ``plural`` only where it is irregular."""
    if amount == 1:
        return f"1 {singular}"
    return f"{amount:,} {plural or singular + 's'}"


def listed(items: Iterable[object], last: str = "and") -> str:
    """Things in a row: "Camden", "Camden and Hackney", "Camden, Hackney and Lambeth"."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalised(text: str) -> str:
    """The text with a capital at its start and the rest as it was written (names keep theirs)."""
    return text[:1].upper() + text[1:]


def lowered(label: object) -> str:
    """A label for the middle of a sentence: "Start date" → "start date", but "PCF domain" and "DBS" stay."""
    text = str(label)
    first_word = text.split(" ", 1)[0]
    return text if first_word[1:] != first_word[1:].lower() else text[:1].lower() + text[1:]


def _in_london(value: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
