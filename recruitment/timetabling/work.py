"""The solver that every search uses, and how much work it may do."""

from __future__ import annotations

from ortools.sat.python import cp_model


def solver(seed: int, *, effort: float) -> cp_model.CpSolver:
    """A solver with one worker whose answer depends on its seed alone: work is counted and not seconds."""
    made = cp_model.CpSolver()
    made.parameters.random_seed = seed
    made.parameters.num_workers = 1
    made.parameters.max_deterministic_time = effort
    return made
