"""A flow of least cost through a network: as much as fits, and of all ways to do it the cheapest.

Successive shortest paths with potentials (Ahuja, Magnanti and Orlin, *Network Flows*, 1993, chapter 9.7). Costs are
whole numbers from 0, so the answer is exact; edges are tried in the order in which they were added, so the same
question has the same answer.
"""

from __future__ import annotations

import heapq

FAR = 10**15


class Network:
    """Nodes by number and edges with room and cost; ``fill`` sends as much as fits from one node to another."""

    def __init__(self) -> None:
        self._leaving: list[list[int]] = []
        self._to: list[int] = []
        self._room: list[int] = []
        self._cost: list[int] = []

    def node(self) -> int:
        """A new node; answers with its number."""
        self._leaving.append([])
        return len(self._leaving) - 1

    def edge(self, start: int, end: int, *, room: int = 1, cost: int = 0) -> int:
        """A new edge and its way back; answers with the number by which ``used`` knows it."""
        number = len(self._to)
        for here, there, space, price in ((start, end, room, cost), (end, start, 0, -cost)):
            self._leaving[here].append(len(self._to))
            self._to.append(there)
            self._room.append(space)
            self._cost.append(price)
        return number

    def used(self, edge: int) -> int:
        """How much goes through an edge."""
        return self._room[edge ^ 1]

    def fill(self, source: int, sink: int) -> int:
        """Send one unit after the other along the cheapest way that is left; answers with how many arrived."""
        potentials, sent = [0] * len(self._leaving), 0
        while (way := self._cheapest(source, sink, potentials)) is not None:
            for edge in way:
                self._room[edge] -= 1
                self._room[edge ^ 1] += 1
            sent += 1
        return sent

    def _cheapest(self, source: int, sink: int, potentials: list[int]) -> list[int] | None:
        """The edges of the cheapest way (Dijkstra, stopped at the sink); the potentials are brought up to date."""
        leaving, to, room, cost = self._leaving, self._to, self._room, self._cost
        distance = [FAR] * len(leaving)
        came_by = [-1] * len(leaving)
        distance[source] = 0
        waiting, settled = [(0, source)], []
        while waiting:
            far, here = heapq.heappop(waiting)
            if far > distance[here]:
                continue
            settled.append(here)
            if here == sink:
                break
            base = far + potentials[here]
            for edge in leaving[here]:
                if room[edge]:
                    there = to[edge]
                    further = base + cost[edge] - potentials[there]
                    if further < distance[there]:
                        distance[there] = further
                        came_by[there] = edge
                        heapq.heappush(waiting, (further, there))
        else:
            return None
        for node in settled:
            potentials[node] += distance[node] - distance[sink]
        return self._way(came_by, sink)

    def _way(self, came_by: list[int], sink: int) -> list[int]:
        way, here = [], sink
        while came_by[here] >= 0:
            way.append(came_by[here])
            here = self._to[came_by[here] ^ 1]
        return way
