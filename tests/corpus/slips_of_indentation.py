"""Slips about indentation: lost or added evenly, on the first line only, unevenly, or spelt with other blanks."""

from dice import Dice
from draft import HUNK_FORMATS, SIGNED_FORMATS, TEXT_FORMATS, Draft, Line, indentation
from narrowing import block_lines, one_block, with_text
from slips import slip


def shared_indentation(lines: list[Line]) -> str:
    indents = [indentation(line.text) for line in with_text(lines)]
    shared = min(indents, key=len, default="")
    return shared if all(indent.startswith(shared) for indent in indents) else ""


def may_shift_signed(draft: Draft, lines: list[Line], shift: str) -> bool:
    """In a diff, one blank too few may be a lost sign: only a removed line or an even number tells."""
    if draft.format not in SIGNED_FORMATS:
        return True
    return "\t" not in shift and (len(shift) % 2 == 0 or any(line.sign == "-" and line.text.strip() for line in lines))


@slip("indentation lost evenly", HUNK_FORMATS)
def even_loss(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    shared = shared_indentation(lines)
    if not shared or len(with_text(lines, " -")) < 2 or not may_shift_signed(draft, lines, shared):
        return False
    for line in with_text(lines):
        line.said = line.text[len(shared) :]
    return True


@slip("indentation added evenly", HUNK_FORMATS)
def even_gain(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    tabs = any(line.text.startswith("\t") for line in lines)
    more = dice.pick(("\t", "\t\t")) if tabs else " " * dice.pick((2, 4, 8))
    if len(with_text(lines, " -")) < 2 or not may_shift_signed(draft, lines, more.replace("\t", "  ")):
        return False
    for line in with_text(lines):
        line.said = more + line.text
    return True


def first_of(lines: list[Line], signs: str) -> Line | None:
    return next((line for line in lines if line.sign in signs), None)


def depth(lines: list[Line], signs: str) -> int:
    return min((len(indentation(line.text)) for line in with_text(lines, signs)), default=0)


def can_lose_first(lines: list[Line]) -> bool:
    """Old and new text start at the same depth, and more lines of the old one are indented: what is lost can be told."""
    old, new = first_of(lines, " -"), first_of(lines, " +")
    if old is None or new is None or not old.text.strip() or not new.text.strip():
        return False
    if not indentation(old.text) or indentation(old.text) != indentation(new.text):
        return False
    return any(indentation(line.text) for line in with_text(lines, " -")[1:])


@slip("indentation lost on the first line", TEXT_FORMATS)
def first_line_loss(draft: Draft, dice: Dice) -> bool:
    """New lines further out than all old ones may have lost theirs too: then nobody can tell."""
    if not one_block(draft):
        return False
    draft.look["inline"] = True
    lines = block_lines(draft.one)
    if not can_lose_first(lines):
        return False
    for line in (first_of(lines, " -"), first_of(lines, " +")):
        if line:
            line.said = line.text.lstrip(" \t")
    return draft.set_expect("apply" if depth(lines, " +") >= depth(lines, " -") else "either")


@slip("indentation lost on the first old line and all new ones", TEXT_FORMATS)
def first_and_all_loss(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    file = draft.one
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    lost = indentation(new[0]) if new else ""
    if not can_lose_first(block_lines(file)) or len(new) < 3 or not all(text.startswith(lost) for text in new if text.strip()):
        return False
    draft.look["texts"] = [([old[0].lstrip(" \t"), *old[1:]], [text[len(lost) :] for text in new])]
    return draft.set_expect("either")


def kind_of_shift(lines: list[Line]) -> str:
    """none, even, first or uneven: what the old text's spelling does to its indentation."""
    differences = []
    for line in with_text(lines, " -"):
        wrong, right = indentation(line.said), indentation(line.text)
        while wrong and right and wrong[-1] == right[-1]:
            wrong, right = wrong[:-1], right[:-1]
        differences.append((wrong, right))
    if all(difference == ("", "") for difference in differences):
        return "none"
    if len(set(differences)) == 1:
        return "even"
    return "first" if set(differences[1:]) == {("", "")} else "uneven"


@slip("indentation lost unevenly", HUNK_FORMATS)
def uneven_loss(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    for line in lines:
        line.said = line.text.lstrip(" \t") if dice.chance(0.7) else line.text
    return kind_of_shift(lines) == "uneven" and draft.set_expect("refuse")


@slip("tabs as blanks", HUNK_FORMATS)
def tabs_as_blanks(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    width = dice.pick((2, 4, 8))
    for line in with_text(lines):
        indent = indentation(line.text)
        line.said = indent.replace("\t", " " * width) + line.text[len(indent) :]
    kind = kind_of_shift(lines)
    if kind in ("none", "first"):
        return False
    if kind == "uneven":
        return draft.set_expect("refuse")
    levels = {indentation(line.text) for line in with_text(lines)}
    return draft.set_expect("apply" if len(levels) == 1 and len(with_text(lines, " -")) > 1 else "either")
