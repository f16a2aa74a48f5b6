"""What views hand to the components in ``templates/components/``: small typed things, said in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.words import Tone


@dataclass(frozen=True)
class Fact:
    """A row of a summary list: what it is, its value, and where it is changed."""

    label: str
    value: object
    change_url: str = ""
    change_words: str = "Change"


@dataclass(frozen=True)
class Task:
    """A row of a task list. Without ``url`` it cannot be started yet."""

    title: str
    url: str = ""
    hint: str = ""
    status: str = ""
    tone: Tone | None = None
    """The tag's tone; None shows the status as plain text, as for what is finished or cannot start yet."""


@dataclass(frozen=True)
class Card:
    """One figure with its sentence, leading to where it comes from."""

    figure: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Happening:
    """An entry of a timeline that does not come from the audit trail; events of the trail have the same names."""

    sentence: str
    at: datetime.datetime
    reason: str = ""
