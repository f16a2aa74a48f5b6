"""Privacy is declared: for every model whose data it is, how long it is kept, and what erasure does.

Each app lists its models in ``privacy.py`` as ``DECLARED``; a test fails on a model that no app declares. What is kept
so long *after* something goes by itself (``core.retention``).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from core.words import count


class Erasure(Enum):
    """What an erasure order does to the rows of a person."""

    NOTHING = "holds no personal data"
    DELETE = "rows are deleted"
    ANONYMISE = "names and words are replaced, the row stays"
    TOMBSTONE = "signed text becomes 'erased by order N', hashes stay"
    KEEP = "kept until its retention ends: the law asks for it"


@dataclass(frozen=True)
class After:
    """Kept so long after ``what`` is over, then deleted. The rows for which it was over by a day are those of the
    model's ``objects.over_by(day)``.
    """

    what: str
    years: int = 0
    days: int = 0

    def __str__(self) -> str:
        long = count(self.years, "year") if self.years else count(self.days, "day")
        return f"{long} after {self.what}"

    def over_by(self, on: datetime.date) -> datetime.date:
        """What was over by this day has been kept long enough on ``on``."""
        year = on.year - self.years
        leap = on.month == 2 and on.day == 29
        return (datetime.date(year, 2, 28) if leap else on.replace(year=year)) - datetime.timedelta(days=self.days)


@dataclass(frozen=True)
class Sooner:
    """Some rows of a model, kept less long than the others. Both are names of methods of the model's ``objects``.

    ``over_by(day)`` answers with the rows for which ``keep.what`` was over by a day; ``note(ids)`` is called in the
    transaction in which they go, for figures that are to stay; without it none do.
    """

    keep: After
    over_by: str
    note: str = ""


@dataclass(frozen=True)
class Declared:
    """``whose``: path from the row to the person ("person", "apprentice__person"), empty where nobody's.

    ``goes_with``: rows that protect this one and go with it when its time is over, in the order in which they go, each
    as the model's label and the path from it to this one. Files that they hold go too. ``stays``: the row itself stays
    then, without what says whose it was: the model's ``objects.close(ids)`` sees to it. ``sooner``: rows that go
    earlier.
    """

    whose: str
    keep: str | After
    erasure: Erasure
    goes_with: tuple[tuple[str, str], ...] = ()
    stays: bool = False
    sooner: Sooner | None = None


NOBODYS = Declared(whose="", keep="as long as it is true", erasure=Erasure.NOTHING)

ACCOUNT = After("its owner was told that nothing is kept of them and nobody has signed in for a year", days=30)
WITH_AN_ACCOUNT = (
    ("core.formername", "person"),
    ("core.formreceipt", "person"),
    ("core.message", "to"),
    ("core.signedlink", "person"),
    ("account.emailaddress", "user"),
    ("mfa.authenticator", "user"),
    ("usersessions.usersession", "user"),
)
"""What alone does not keep an account open. Every other row that points at a person does, whichever app adds it."""

DECLARED: dict[str, Declared] = {
    "core.user": Declared("self", ACCOUNT, Erasure.ANONYMISE, WITH_AN_ACCOUNT, stays=True),
    "core.formername": Declared("person", "with the person, or until they ask to have it deleted", Erasure.DELETE),
    "core.event": Declared("actor", "6 years", Erasure.KEEP),
    "core.eventdetail": Declared("event__actor", "with the record that it is about", Erasure.DELETE),
    "core.seal": NOBODYS,
    "core.signature": Declared("signer", "with the record that was signed", Erasure.TOMBSTONE),
    "core.hiddentext": Declared("hidden_by", "with the text that it is", Erasure.TOMBSTONE),
    "core.storedfile": Declared("uploaded_by", "with the record that it is attached to", Erasure.DELETE),
    "core.pack": Declared(
        "asked_by",
        "until the appeal window of its decision has closed, then 6 years",
        Erasure.DELETE,
        sooner=Sooner(After("papers of candidates were made", years=1), over_by="of_candidates_by"),
    ),
    "core.job": Declared("asked_by", "30 days after it is over", Erasure.DELETE),
    "core.message": Declared("to", "1 year", Erasure.DELETE),
    "core.signedlink": Declared("person", "1 year after it has expired", Erasure.DELETE),
    "core.onetimecode": Declared("link__person", "with its link", Erasure.DELETE),
    "core.formreceipt": Declared("person", After("the form was answered", days=2), Erasure.DELETE),
    "core.import": Declared("brought_by", "1 year", Erasure.DELETE),
}


def declared() -> dict[str, Declared]:
    """What every app of ours declares, by the model's label."""
    ours = [config.module for config in apps.get_app_configs() if config.module and _declares(config)]
    return {name: entry for app in ours for name, entry in import_module(f"{app.__name__}.privacy").DECLARED.items()}


def _declares(config: AppConfig) -> bool:
    return not config.name.startswith("allauth") and module_has_submodule(config.module, "privacy")
