"""Slips about whole files: elision, snippets, empty bodies; new, removed and renamed files; edits that contradict each other."""

import dataclasses

from dice import Dice
from draft import FORMATS, TEXT_FORMATS, WHOLE_FORMATS, Draft, FileDraft, has_own_marker, is_sound, same
from narrowing import block_lines, one_block
from slips import slip

COMMENTS = {".py": "# {}", ".rb": "# {}", ".yml": "# {}", ".yaml": "# {}", ".toml": "# {}", ".sh": "# {}", ".md": "<!-- {} -->",
            ".html": "<!-- {} -->", ".css": "/* {} */"}
STAND_INS = ("... rest of the code remains unchanged ...", "... existing code ...", "rest of the file unchanged", "... (previous code) ...",
             "The rest of the code stays the same as before...", "existing code here")
HONEST = ("keep the existing settings", "unchanged since the first release", "the previous value wins over the remaining ones",
          "original author: see the history", "existing callers rely on this order")


def comment(path: str, text: str) -> str:
    return next((form for end, form in COMMENTS.items() if path.endswith(end)), "// {}").format(text)


def whole(draft: Draft) -> bool:
    return (draft.format in WHOLE_FORMATS or draft.whole) and len(draft.files) == 1


def stretch(file: FileDraft, dice: Dice, length: int) -> tuple[int, int] | None:
    """So many untouched lines in a row, away from the changes."""
    stays = set(file.untouched())
    starts = [i for i in range(2, len(file.lines) - length) if all(j in stays for j in range(i - 2, i + length + 2))]
    if not starts:
        return None
    start = dice.pick(starts)
    return start, start + length


@slip("lazy elision in a whole file", WHOLE_FORMATS)
def lazy_elision(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    share = dice.pick((0.15, 0.3, 0.45))
    gone = stretch(file, dice, max(8, int(len(file.lines) * share)))
    if not whole(draft) or gone is None or not is_sound(draft):
        return False
    body = file.lines[: gone[0]] + [same(" ", comment(file.path, dice.pick(STAND_INS)))] + file.lines[gone[1] :]
    draft.extra[file.path], file.lines = file.content(" -"), body
    return draft.set_expect("refuse")


@slip("lazy elision in a new text", TEXT_FORMATS)
def lazy_hunk(draft: Draft, dice: Dice) -> bool:
    """The old text is whole; in the new one a comment stands in for most of it."""
    if draft.whole or len(draft.files) > 1:
        return False
    draft.one.set_blocks(12)
    if not is_sound(draft) or not one_block(draft):
        return False
    file = draft.one
    old, new = file.old(file.blocks[0]), file.new(file.blocks[0])
    if len(old) < 14 or len(new) < 14:
        return False
    draft.look["texts"] = [(old, new[:2] + [comment(file.path, dice.pick(STAND_INS[:3]))] + new[-2:])]
    return draft.set_expect("refuse")


@slip("a comment that only sounds like elision")
def honest_comment(draft: Draft, dice: Dice) -> bool:
    """New, and no line went with it."""
    if not is_sound(draft):
        return False
    file = draft.one
    if any(line.sign == "-" for line in file.lines) or file.kind != "change":
        return False
    at = dice.pick(file.changed())
    file.lines.insert(at, same("+", comment(file.path, dice.pick(HONEST))))
    file.set_blocks()
    return True


@slip("an old comment that sounds like elision, and lines that go")
def old_comment(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    stays = set(file.untouched())
    spots = [i for i in sorted(stays) if i > 1 and i - 1 in stays]
    if not spots or sum(line.sign == "-" for line in file.lines) < 2:
        return False
    file.lines.insert(dice.pick(spots), same(" ", comment(file.path, dice.pick(HONEST))))
    file.set_blocks()
    return file.kind == "change"


@slip("a snippet for a file", WHOLE_FORMATS)
def snippet(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    first, last = file.blocks[0]
    size = sum(line.sign in " +" for line in file.lines[first:last])
    if not whole(draft) or len(file.side(" -")) < 20 or 2 * size >= len(file.side(" -")) or size == 0:
        return False
    draft.extra[file.path], file.lines = file.content(" -"), file.lines[first:last]
    return is_unmarked(draft) and draft.set_expect("refuse")


def is_unmarked(draft: Draft) -> bool:
    draft.checked = False
    return not any(has_own_marker(draft, file) for file in draft.files)


@slip("a whole file cut to under half", WHOLE_FORMATS)
def half_a_file(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    count = len(file.side(" -"))
    keep = [i for i, line in enumerate(file.lines) if line.sign in " +"][: int(count * dice.pick((0.2, 0.35, 0.45)))]
    if not whole(draft) or count < 20 or not keep:
        return False
    draft.extra[file.path], file.lines = file.content(" -"), file.lines[: keep[-1] + 1]
    return is_unmarked(draft) and draft.set_expect("refuse")


@slip("an empty body", WHOLE_FORMATS)
def empty_body(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    draft.extra[file.path] = file.content(" -")
    file.lines = [same(" ", "") for _ in range(dice.below(3))]
    draft.checked = False
    return whole(draft) and draft.set_expect("refuse")


# --- new, removed, renamed files ---


@slip("a new file", tuple(f for f in FORMATS if f != "fenced-single"))
def new_file(draft: Draft, dice: Dice) -> bool:
    """Beside a change when there are two files."""
    file = draft.files[-1]
    if draft.format == "fenced-named" and "." not in file.path.rsplit("/", 1)[-1].lstrip("."):
        return False  # above a fence, a word without an extension is just a word
    file.kind, file.lines = "new", [same("+", line.text) for line in file.side(" +")]
    file.blocks = [(0, len(file.lines))]
    draft.targets = [other.path for other in draft.files[:-1]] if dice.chance(0.5) else draft.targets
    return len({file.path.rsplit("/", 1)[-1] for file in draft.files}) == len(draft.files)


@slip("a file removed", ("modified-tags", "file-delimiters", "begin-patch", "unified-diff", "json"))
def removed_file(draft: Draft, dice: Dice) -> bool:
    file = draft.files[-1]
    file.kind, file.lines = "delete", [same("-", line.text) for line in file.side(" -")]
    file.blocks = [(0, len(file.lines))]
    return True


@slip("a file renamed", ("modified-tags", "begin-patch", "unified-diff"))
def renamed_file(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    folder, _, name = file.path.rpartition("/")
    file.move_to = dice.pick((f"{folder}/renamed_{name}".lstrip("/"), f"moved/{name}"))
    if draft.format == "modified-tags":
        file.kind, file.lines = "rename", [same(" ", line.text) for line in file.side(" -")]
    return len(draft.files) == 1


@slip("a file moved onto another", ("modified-tags", "begin-patch", "unified-diff"))
def moved_onto(draft: Draft, dice: Dice) -> bool:
    if not renamed_file(draft, dice):
        return False
    draft.extra[draft.one.move_to] = b"something else\n"
    return draft.set_expect("refuse")


@slip("adding what exists", ("begin-patch", "unified-diff"))
def adding_existing(draft: Draft, dice: Dice) -> bool:
    if not new_file(draft, dice):
        return False
    draft.extra[draft.files[-1].path] = b"something else\n"
    return draft.set_expect("refuse")


@slip("nothing to look for in a file with text", ("search-replace", "original-patched"))
def empty_search(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    draft.look["texts"] = [([], draft.one.new(draft.one.blocks[0]) or ["text"])]
    return draft.set_expect("refuse")


@slip("changing a file that is not there", ("search-replace", "original-patched", "begin-patch", "unified-diff"))
def missing_file(draft: Draft, dice: Dice) -> bool:
    file = draft.files[-1]
    file.spelt = "made_up/" + file.path.rsplit("/", 1)[-1].replace(".", "_nowhere.", 1)
    return "nowhere" in file.spelt and draft.set_expect("refuse")


# --- edits that say the same twice, or two things ---


def again(draft: Draft) -> FileDraft:
    copy = dataclasses.replace(draft.one, lines=[dataclasses.replace(line) for line in draft.one.lines], blocks=list(draft.one.blocks))
    draft.files.append(copy)
    return copy


@slip("the same file twice", ("modified-tags", "file-delimiters", "fenced-named"))
def same_file_twice(draft: Draft, dice: Dice) -> bool:
    again(draft)
    return True


@slip("two bodies that differ", ("modified-tags", "file-delimiters", "fenced-named"))
def contradicting_bodies(draft: Draft, dice: Dice) -> bool:
    copy = again(draft)
    kept = [line for line in copy.lines if line.sign in " +" and line.text.strip()]
    if not kept:
        return False
    kept[dice.below(len(kept))].said += " otherwise"
    return draft.set_expect("refuse")


@slip("the same block twice", TEXT_FORMATS + ("begin-patch",))
def same_block_twice(draft: Draft, dice: Dice) -> bool:
    if not is_sound(draft) or not one_block(draft):
        return False
    again(draft)
    draft.checked = False
    return draft.set_expect("either")


@slip("two blocks that contradict each other", TEXT_FORMATS)
def contradicting_blocks(draft: Draft, dice: Dice) -> bool:
    if not is_sound(draft) or not one_block(draft):
        return False
    removed = [line for line in block_lines(draft.one) if line.sign == "-" and line.text.strip()]
    added = [line for line in block_lines(draft.one) if line.sign == "+" and line.text.strip()]
    if not removed or not added:
        return False
    again(draft).side("+")[0].said += " otherwise"
    draft.checked = False
    return draft.set_expect("refuse")


@slip("one edit of several cannot be placed", TEXT_FORMATS + ("begin-patch", "unified-diff"))
def one_of_several(draft: Draft, dice: Dice) -> bool:
    if draft.whole or sum(len(file.blocks) for file in draft.files) < 2:
        return False
    file = dice.pick(draft.files)
    block = dice.pick(file.blocks)
    lines = [line for line in file.lines[block[0] : block[1]] if line.sign in " -" and line.text.strip()]
    if not lines:
        return False
    dice.pick(lines).said += " invented()"
    return draft.set_expect("refuse")
