"""Names for invented people, as varied as London's."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
FIRST = DATA.joinpath("first_names.txt").read_text().split()
LAST = DATA.joinpath("last_names.txt").read_text().split()


JOBS = {
    "adults": ["Care assessor", "Community support worker", "Reablement officer", "Social work assistant"],
    "children": ["Family support worker", "Children's practitioner", "Contact supervisor", "Social work assistant"],
    "both": ["Access officer", "Family support worker"],
}
