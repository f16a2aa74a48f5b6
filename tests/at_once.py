"""Steps taken at the same moment, each in a thread and on a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from core.workflow import StepRefused


def at_once(*steps) -> list[str]:
    """Take steps in threads that start together; answers with what each got: "done" or the refusal's words.

    Anything else that a step raises is raised here.
    """
    barrier = threading.Barrier(len(steps))

    def take(step) -> str:
        barrier.wait()
        try:
            step()
        except StepRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))
