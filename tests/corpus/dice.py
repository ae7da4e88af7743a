"""Random choices that are the same for one seed on every version of Python."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Rests on `Random.random` alone: it is the one method whose sequence Python promises to keep."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(f"proffer {seed}")

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def between(self, first: int, last: int) -> int:
        return first + self.below(last - first + 1)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
