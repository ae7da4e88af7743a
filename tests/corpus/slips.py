"""The list of slips: what goes wrong with replies and files, one function each, with what must then happen.

A slip changes a draft and returns False when it does not apply to that change; the draft is then thrown away. What is expected
follows from edits that are known by construction; where the rules leave it open, it is "either": refused, or applied exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dice import Dice
from draft import FORMATS, Draft

Apply = Callable[[Draft, Dice], bool]


@dataclass(frozen=True)
class Slip:
    item: str
    formats: tuple[str, ...]
    apply: Apply


SLIPS: list[Slip] = []
#: Change nothing about what must happen, so that they go together with any other slip.
HARMLESS: list[Slip] = []


def slip(item: str, formats: tuple[str, ...] = FORMATS, harmless: bool = False) -> Callable[[Apply], Apply]:
    def register(apply: Apply) -> Apply:
        SLIPS.append(Slip(item, formats, apply))
        if harmless:
            HARMLESS.append(SLIPS[-1])
        return apply

    return register


def slips_for(format_name: str) -> list[Slip]:
    return [slip for slip in SLIPS if format_name in slip.formats]
