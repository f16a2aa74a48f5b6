"""Privacy is declared: for every model whose data it is, how long it is kept, and what erasure does.

Each app lists its models in ``privacy.py`` as ``DECLARED``; a test fails on a model that no app declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Erasure(Enum):
    """What an erasure order does to the rows of a person."""

    NOTHING = "holds no personal data"
    DELETE = "rows are deleted"
    ANONYMISE = "names and words are replaced, the row stays"
    TOMBSTONE = "signed text becomes 'erased by order N', hashes stay"
    KEEP = "kept until its retention ends: the law asks for it"


@dataclass(frozen=True)
class Declared:
    """``whose``: path from the row to the person ("person", "apprentice__person"), empty where nobody's."""

    whose: str
    keep: str
    erasure: Erasure


NOBODYS = Declared(whose="", keep="as long as it is true", erasure=Erasure.NOTHING)

DECLARED: dict[str, Declared] = {
    "core.user": Declared("self", "while any record of the person is kept", Erasure.ANONYMISE),
    "core.formername": Declared("person", "with the person, or until they ask to have it deleted", Erasure.DELETE),
    "core.event": Declared("actor", "6 years", Erasure.KEEP),
    "core.eventdetail": Declared("event__actor", "with the record that it is about", Erasure.DELETE),
    "core.seal": NOBODYS,
    "core.signature": Declared("signer", "with the record that was signed", Erasure.TOMBSTONE),
    "core.storedfile": Declared("uploaded_by", "with the record that it is attached to", Erasure.DELETE),
    "core.pack": Declared(
        "asked_by", "until the appeal window of its decision has closed, then 6 years", Erasure.DELETE
    ),
    "core.job": Declared("asked_by", "30 days after it is over", Erasure.DELETE),
    "core.message": Declared("to", "1 year", Erasure.DELETE),
    "core.signedlink": Declared("person", "1 year after it has expired", Erasure.DELETE),
    "core.onetimecode": Declared("link__person", "with its link", Erasure.DELETE),
    "core.formreceipt": Declared("person", "2 days", Erasure.DELETE),
    "core.import": Declared("brought_by", "1 year", Erasure.DELETE),
}
