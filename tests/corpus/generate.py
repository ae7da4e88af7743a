#!/usr/bin/env python3
"""Writes a corpus of model-like replies to true changes, one JSON object a line, the same for the same seed.

    generate.py --repository DIR --count 3000 --seed 1 --out corpus.jsonl
    generate.py --releases OLD NEW --releases OLD NEW --count 1600 --seed 1 --out corpus.jsonl
"""

import argparse
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import slips_of_bodies
import slips_of_files
import slips_of_indentation
import slips_of_paths
import slips_of_places
import slips_of_replies
from changes import Change, Releases, Repository
from dice import Dice
from draft import FORMATS, Draft, FileDraft, draft_of, is_sound
from formats import render
from slips import HARMLESS, Slip, slips_for

#: Importing them registers their slips.
SLIP_MODULES = (slips_of_files, slips_of_indentation, slips_of_places, slips_of_bodies, slips_of_paths, slips_of_replies)
MOST_TRIES = 150  # changes looked at for one case
SECOND_SLIP_SHARE = 0.25
JSON_WHOLE_SHARE = 0.3
LARGE_LINES, LARGE_SHARE = 250, 0.15  # most files of a change are small; a few large ones do


def start(change: Change, format_name: str, dice: Dice) -> Draft:
    if format_name == "fenced-single" or dice.chance(0.4):
        change = Change(change.revisions[:1])
    draft = draft_of(change, format_name)
    draft.whole = draft.whole or (format_name == "json" and dice.chance(JSON_WHOLE_SHARE))
    return draft


def is_large(change: Change) -> bool:
    return sum(len(revision.before) for revision in change.revisions) > LARGE_LINES


def attempt(change: Change, format_name: str, slip: Slip, dice: Dice) -> Draft | None:
    if is_large(change) and not dice.chance(LARGE_SHARE):
        return None
    draft = start(change, format_name, dice)
    draft.item = slip.item
    if not slip.apply(draft, dice):
        return None
    second = dice.pick([other for other in HARMLESS if format_name in other.formats])
    if dice.chance(SECOND_SLIP_SHARE) and draft.expect == "apply" and second is not slip:
        if not second.apply(draft, dice):
            return None
        draft.item += " + " + second.item
    return draft if is_sound(draft) else None


def encoded(content: bytes | None) -> str | dict[str, str] | None:
    if content is None:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def files_of(draft: Draft) -> dict[str, bytes]:
    files = {file.path: file.content(" -") for file in draft.files if file.kind != "new"}
    return files | draft.extra


def true_result(file: FileDraft) -> dict[str, bytes | None]:
    if file.kind == "delete":
        return {file.path: None}
    if file.move_to:
        return {file.path: None, file.move_to: file.content(" +")}
    return {file.path: file.content(" +")}


def result_of(draft: Draft) -> dict[str, bytes | None]:
    if draft.expect == "refuse":
        return {}
    result: dict[str, bytes | None] = {}
    for file in draft.files:
        result |= true_result(file)
    return result


def case_of(draft: Draft, number: int) -> dict[str, Any]:
    return {
        "id": f"{draft.format}-{number:05d}", "format": draft.format, "item": draft.item, "expect": draft.expect, "targets": draft.targets,
        "files": {path: encoded(content) for path, content in files_of(draft).items()}, "reply": render(draft),
        "result": {path: encoded(content) for path, content in result_of(draft).items()},
    }


class Deck:
    """Deals the slips of a format in turn, each time in another order, and the changes likewise."""

    def __init__(self, items: list[Any], dice: Dice) -> None:
        self._items, self._dice, self._left = items, dice, list[Any]()

    def deal(self) -> Any:
        if not self._left:
            self._left = self._dice.shuffled(self._items)
        return self._left.pop()


def generated(changes: list[Change], count: int, dice: Dice) -> Iterator[dict[str, Any]]:
    stock = Deck(changes, dice)
    decks = {name: Deck(slips_for(name), dice) for name in FORMATS}
    made = misses = 0
    while made < count:
        format_name = FORMATS[made % len(FORMATS)]
        slip = decks[format_name].deal()
        drafts = (attempt(stock.deal(), format_name, slip, dice) for _ in range(MOST_TRIES))
        draft = next((draft for draft in drafts if draft), None)
        if draft is None:
            misses += 1
            if misses > 20 * len(FORMATS) + count:
                raise SystemExit("generate.py: too few suitable changes")
            continue
        made += 1
        yield case_of(draft, made)


def installed(directory: str | None) -> list[tuple[Path, Path]]:
    """Pairs NAME-old, NAME-new below a `node_modules`."""
    if directory is None:
        return []
    return [(old, old.with_name(old.name.removesuffix("-old") + "-new")) for old in sorted(Path(directory).glob("*-old"))]


def read_changes(arguments: argparse.Namespace, dice: Dice) -> list[Change]:
    sources: list[Releases | Repository] = [Repository(Path(directory)) for directory in arguments.repository]
    sources += [Releases(Path(old), Path(new)) for old, new in [*arguments.releases, *installed(arguments.packages)]]
    share = max(50, 2 * arguments.count // max(1, len(sources)))
    changes = [change for source in sources for change in source.changes(share, dice)]
    if not changes:
        raise SystemExit("generate.py: no changes found; give --repository or --releases")
    return changes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repository", action="append", default=[], metavar="DIR")
    parser.add_argument("--releases", action="append", default=[], nargs=2, metavar=("OLD", "NEW"))
    parser.add_argument("--packages", metavar="DIR", help="a node_modules with pairs NAME-old, NAME-new (packages.json)")
    parser.add_argument("--count", type=int, default=1600)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    dice = Dice(arguments.seed)
    changes = read_changes(arguments, dice)
    by_hand = hostile.cases()
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as out:
        for case in [*by_hand, *generated(changes, arguments.count - len(by_hand), dice)]:
            out.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
