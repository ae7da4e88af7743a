"""Slips about the old text: numbers, context, elision, texts in several places or in none."""

import re
from collections.abc import Callable

from dice import Dice
from draft import (HUNK_FORMATS, SIGNED_FORMATS, TEXT_FORMATS, WHOLE_FORMATS, Draft, folded, is_sound, keys_of, places, same,
                   stands_once, trimmed)
from narrowing import block_lines, one_block, with_text
from slips import slip
from slips_of_indentation import even_loss


# --- numbers ---


def numbered(style: str) -> Callable[[int, str], str]:
    return {"bar": lambda n, text: f"{n} | {text}", "padded": lambda n, text: f"{n:4d} | {text}"}[style]


@slip("line numbers left in the text", TEXT_FORMATS)
def line_numbers(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    file, spell = draft.one, numbered(dice.pick(("bar", "padded")))
    start = file.line_number(file.blocks[0][0])
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    if len(old) < 2 or not new:
        return False
    draft.look["texts"] = [([spell(start + i, text) for i, text in enumerate(old)], [spell(start + i, text) for i, text in enumerate(new)])]
    return True


@slip("line numbers left in a whole file", WHOLE_FORMATS)
def line_numbers_whole(draft: Draft, dice: Dice) -> bool:
    number = 0
    for line in draft.one.side(" +"):
        number += 1
        line.said = numbered("bar")(number, line.said)
    return len(draft.files) == 1 and draft.set_expect("either")


@slip("line numbers in front of some lines", TEXT_FORMATS)
def some_line_numbers(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    file = draft.one
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    if len(with_text(block_lines(file), " -")) < 4:
        return False
    half = len(old) // 2
    draft.look["texts"] = [([f"{7 + i} | {text}" if i < half else text for i, text in enumerate(old)], new)]
    return draft.set_expect("refuse")


@slip("wrong line hints", ("search-replace",))
def wrong_hints(draft: Draft, dice: Dice) -> bool:
    draft.look["hints"] = dice.pick((-3, 1, 7, 40))
    return not draft.whole


@slip("right line hints", ("search-replace",), harmless=True)
def right_hints(draft: Draft, dice: Dice) -> bool:
    draft.look |= {"hints": 0, "end_hint": dice.chance(0.7)}
    return True


@slip("hunk headers without numbers", ("unified-diff",))
def no_numbers(draft: Draft, dice: Dice) -> bool:
    draft.look["numbers"] = dice.pick(("none", "dots"))
    return True


@slip("wrong line numbers", ("unified-diff",))
def wrong_numbers(draft: Draft, dice: Dice) -> bool:
    draft.look["shift"] = dice.pick((-2, 1, 5, 100, 4000))
    return True


@slip("hunk counts too small", ("unified-diff",))
def counts_too_small(draft: Draft, dice: Dice) -> bool:
    draft.look |= {"count": -dice.pick((1, 2)), "shift": dice.pick((0, 0, 3))}
    return draft.one.kind == "change"


@slip("hunk counts too large", ("unified-diff",))
def counts_too_large(draft: Draft, dice: Dice) -> bool:
    """Longer by its header than it is: cut off, as far as anybody can tell."""
    draft.look |= {"count": dice.pick((1, 2, 5)), "fence": dice.chance(0.6)}
    return draft.set_expect("refuse")


@slip("a heading behind the hunk's numbers", ("unified-diff",), harmless=True)
def hunk_heading(draft: Draft, dice: Dice) -> bool:
    draft.look["heading"] = dice.pick((" def f(self):", " class Unheard of", " }"))
    return True


# --- context ---


def narrow(draft: Draft, context: int) -> bool:
    if draft.whole or any(file.kind != "change" for file in draft.files):
        return False
    for file in draft.files:
        ranges: list[tuple[int, int]] = []
        for first, last in file.blocks:
            changed = [i for i in range(first, last) if file.lines[i].sign != " "]
            ranges.append((max(first, changed[0] - context), min(last, changed[-1] + 1 + context)))
        file.blocks = ranges
    return all(stands_once(file, file.blocks) for file in draft.files)


@slip("little context", HUNK_FORMATS)
def little_context(draft: Draft, dice: Dice) -> bool:
    return narrow(draft, dice.pick((0, 1)))


@slip("much context", HUNK_FORMATS)
def much_context(draft: Draft, dice: Dice) -> bool:
    if draft.whole:
        return False
    for file in draft.files:
        file.set_blocks(dice.pick((6, 8, 10)))
    return True


@slip("context line left out", HUNK_FORMATS)
def context_left_out(draft: Draft, dice: Dice) -> bool:
    """In the middle of the text; what is left stands nowhere."""
    if not one_block(draft):
        return False
    file = draft.one
    first, last = file.blocks[0]
    old = [i for i in range(first, last) if file.lines[i].sign in " -" and file.lines[i].text.strip()]
    inner = [i for i in old[1:-1] if file.lines[i].sign == " "]
    if not inner:
        return False
    gone = dice.pick(inner)
    kept = keys_of([line for i, line in enumerate(file.lines[first:last], first) if i != gone])
    if places(keys_of(file.lines), trimmed(kept)):
        return False
    if draft.format in SIGNED_FORMATS:
        draft.look["spoil"] = lambda lines: lines[: gone - first] + lines[gone - first + 1 :]
        draft.look["numbers"] = "none"
    else:
        lines = [line for i, line in enumerate(file.lines[first:last], first) if i != gone]
        draft.look["texts"] = [([line.said for line in lines if line.sign in " -"], [line.said for line in lines if line.sign in " +"])]
    return draft.set_expect("refuse")


@slip("context lines without their sign", SIGNED_FORMATS)
def lost_signs(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    context = [i for i, line in enumerate(lines) if line.sign == " " and line.text.strip() and line.text[0] not in "+-@\\*`~d"]
    lost = [i for i in context if dice.chance(0.5)] or context[:1]
    if not lost:
        return False
    if lost[-1] > max(i for i, line in enumerate(lines) if line.sign != " ") and draft.look.get("fence") is False:
        return False

    def without_signs(text: list[str]) -> list[str]:
        return [line[1:] if i in lost else line for i, line in enumerate(text)]

    draft.look["spoil"] = without_signs
    return draft.set_expect("refuse")


@slip("all context lines without their sign", SIGNED_FORMATS)
def all_signs_lost(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    context = [line for line in block_lines(draft.one) if line.sign == " " and line.text.strip()]
    draft.look["spoil"] = lambda text: [line[1:] if line.startswith(" ") and line.strip() else line for line in text]
    return bool(context) and all(line.text[0] not in "+-@\\*`~d" for line in context) and draft.set_expect("refuse")


@slip("added lines without their sign", SIGNED_FORMATS)
def lost_plus(draft: Draft, dice: Dice) -> bool:
    """`+` forgotten: such a line reads as context that the file does not have."""
    if not one_block(draft):
        return False
    lines = block_lines(draft.one)
    added = [i for i, line in enumerate(lines) if line.sign == "+" and line.text.strip()]
    if len(added) < 2:
        return False
    lost = dice.pick(added)
    if folded(lines[lost].text) in keys_of(draft.one.lines):
        return False
    draft.look |= {"spoil": lambda text: [" " + line[1:] if i == lost else line for i, line in enumerate(text)], "numbers": "none"}
    return draft.set_expect("refuse")


@slip("invented old text", HUNK_FORMATS)
def invented(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    lines = with_text(block_lines(draft.one), " -")
    if not lines:
        return False
    line = dice.pick(lines)
    words = re.findall(r"\w+", line.text)
    if not words:
        return False
    word = dice.pick(words)
    line.said = line.said.replace(word, word[::-1] + "_", 1)
    return draft.set_expect("refuse")


# --- several places ---


def double(draft: Draft, dice: Dice) -> bool:
    """The file has the old text once more, below."""
    if not one_block(draft):
        return False
    file = draft.one
    first, last = file.blocks[0]
    old = [line.text for line in file.lines[first:last] if line.sign in " -"]
    if not trimmed([folded(text) for text in old]) or not file.final_newline:
        return False
    draft.checked = False
    file.lines += [same(" ", text) for text in ["", *old, ""]]
    return True


@slip("old text in several places", HUNK_FORMATS)
def duplicate(draft: Draft, dice: Dice) -> bool:
    draft.look["numbers"] = dice.pick(("none", "dots"))
    return is_sound(draft) and double(draft, dice) and draft.set_expect("refuse")


@slip("old text in several places, indentation lost", TEXT_FORMATS)
def duplicate_shifted(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft) and even_loss(draft, dice) and double(draft, dice) and draft.set_expect("refuse")


@slip("several places, wrong line numbers", ("unified-diff",))
def duplicate_wrong_number(draft: Draft, dice: Dice) -> bool:
    draft.look["shift"] = dice.pick((20_000, 30_000))
    return is_sound(draft) and double(draft, dice) and draft.set_expect("refuse")


@slip("several places, settled by the line number", ("unified-diff", "search-replace"))
def duplicate_right_number(draft: Draft, dice: Dice) -> bool:
    draft.look["hints"] = 0
    return is_sound(draft) and double(draft, dice)


@slip("several places, settled by an anchor", ("begin-patch",))
def duplicate_anchor(draft: Draft, dice: Dice) -> bool:
    if not is_sound(draft) or not double(draft, dice):
        return False
    file = draft.one
    keys = keys_of(file.lines)
    above = [line for line in file.lines[: file.blocks[0][0]] if line.text.strip() and keys.count(folded(line.text)) == 1]
    if not above or above[-1].text.strip().endswith("@@"):
        return False
    draft.look["anchor"] = above[-1].text.strip()
    return True


# --- elision ---


@slip("lines elided on both sides", TEXT_FORMATS)
def elided_pieces(draft: Draft, dice: Dice) -> bool:
    """Both pieces stand in one place each."""
    if not one_block(draft):
        return False
    file = draft.one
    first, last = file.blocks[0]
    far = max(0, first - dice.between(6, 15))
    head = [line.text for line in file.lines[far : far + 2]]
    keys = keys_of(file.lines)
    if far + 3 >= first or len(places(keys, [folded(text) for text in head])) != 1 or not all(text.strip() for text in head):
        return False
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    if "..." in (text.strip() for text in old + new + head) or not (old and new) or not (old[0].strip() and old[-1].strip()):
        return False
    draft.look["texts"] = [(head + ["..."] + old, head + ["..."] + new)]
    return True


@slip("lines elided on one side", TEXT_FORMATS)
def elided_one_side(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    file = draft.one
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    if len(old) < 5:
        return False
    middle = len(old) // 2
    draft.look["texts"] = [(old[:middle] + ["..."] + old[middle + 1 :], new)]
    return not any(text.strip() in ("...", "…") for text in old + new) and draft.set_expect("refuse")


@slip("new text already there", HUNK_FORMATS)
def already_there(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    file = draft.one
    old = trimmed(keys_of(block_lines(file)))
    if places(keys_of(file.lines, " +"), old) or not is_sound(draft):
        return False
    draft.extra[file.path] = file.content(" +")
    return draft.set_expect("refuse")
