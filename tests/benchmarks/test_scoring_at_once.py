"""A hundred panel members score at once over the network: nothing is lost, nothing doubled, and nobody waits long."""

import random
import re
import statistics
import threading
import time

from tests.benchmarks.conftest import Browser, Measured

QUESTIONS, APART, ALONE = 6, 2.0, 40
SENT_AGAIN = 0.25
"""Part of the forms that arrive once more, with the token that they had, as on a bad line."""

BUDGET = 10
"""The 95th of a hundred saves among a hundred people, as a multiple of the same person's alone."""


class Member:
    """One person with a phone, who marks six questions, two seconds apart."""

    def __init__(self, portal, number: int) -> None:
        session, self.page = portal.panels[number]
        self.browser, self.number = Browser(portal.port, session), number
        self.dice = random.Random(number)
        _, _, shown = self.browser.ask(f"{self.page}questions/1/")
        self.csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', shown).group(1)
        self.took: list[float] = []
        self.failed: list[int] = []

    def save(self, question: int, value: int, token: str) -> None:
        form = {"value": str(value), "reason": self.reason(question), "once": token, "csrfmiddlewaretoken": self.csrf}
        seconds, status, _ = self.browser.ask(f"{self.page}questions/{question}/", form)
        self.took.append(seconds)
        if status != 302:
            self.failed.append(status)

    def reason(self, question: int) -> str:
        return f"Member {self.number} on question {question}"

    def score(self) -> None:
        time.sleep(self.dice.random() * APART)
        for question in range(1, QUESTIONS + 1):
            token = f"{self.number}-{question}"
            self.save(question, 4, token)
            if self.dice.random() < SENT_AGAIN:
                self.save(question, 4, token)
            time.sleep(APART)

    def kept(self) -> int:
        """How many of the six reasons the page before sending shows."""
        _, _, shown = self.browser.ask(f"{self.page}check/")
        return sum(shown.count(self.reason(question)) for question in range(1, QUESTIONS + 1))


def test_a_hundred_who_score_at_once_lose_nothing_and_wait_little(portal):
    members = [Member(portal, number) for number in range(len(portal.panels))]
    assert len(members) == 100
    first = members[0]
    for number in range(ALONE):
        first.save(1, 1 + number % 5, f"alone-{number}")
    alone = p95(first.took)
    first.took.clear()

    threads = [threading.Thread(target=member.score) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [member.failed for member in members if member.failed] == []
    assert [member.kept() for member in members] == [QUESTIONS] * 100
    under_load = p95([seconds for member in members for seconds in member.took])
    portal.table.append(Measured("saving a score, p95 of 100 people", under_load / alone, under_load * 1000, BUDGET))
    assert under_load / alone <= BUDGET


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]
