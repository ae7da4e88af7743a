"""Slips about the reply as a whole: prose, fences round it, markers' spelling, cut-off, other code blocks, no edits at all."""

from dice import Dice
from draft import FORMATS, HUNK_FORMATS, TEXT_FORMATS, Draft, is_sound, stands_once
from formats import fenced
from narrowing import one_block
from slips import slip

BEFORE = ("Here is the change you asked for.\n\n", "I looked at the code.\n\n1. The check was missing.\n2. It is there now.\n\n",
          "Sure! Below you find the edits; nothing else had to change:\n\n", "# Plan\n\nWe change two things -- see below.\n\n",
          "The rows below say what to replace (a < b && c > d stays).\n\n", "\n\n\n")
AFTER = ("\nLet me know whether this helps.\n", "\nI kept the existing behaviour for all other callers.\n",
         "\n**Notes**\n\n* Nothing else changed.\n* Run the tests again.\n", "\n\n", "\n---\n\nDone.\n")
MARKS_IN_PROSE = {
    "modified-tags": 'I answer with `<MODIFIED path="...">` tags, each closed by `</MODIFIED>`.\n\n',
    "file-delimiters": "Each file stands between `--- FILE: name ---` and `--- END FILE ---`.\n\n",
    "search-replace": "Blocks start with `<<<<<<< SEARCH` and end with `>>>>>>> REPLACE`.\n\n",
    "begin-patch": "The patch is between `*** Begin Patch` and `*** End Patch`.\n\n",
    "unified-diff": "In the diff, lines with `-` go; `--- a/x` and `+++ b/x` name files, `@@` starts a hunk.\n\n",
    "original-patched": "Each edit has an `<original>` and a `<patched>` part.\n\n",
    "fenced-named": "Each file is in a fence of three ``` signs, below its name.\n\n",
    "fenced-single": "The whole file is in one fence, as `code`.\n\n",
}
PROSE = tuple(f for f in FORMATS if f != "json")


@slip("prose before", PROSE, harmless=True)
def prose_before(draft: Draft, dice: Dice) -> bool:
    draft.before = dice.pick(BEFORE)
    return draft.reply is None


@slip("prose after", tuple(f for f in PROSE), harmless=True)
def prose_after(draft: Draft, dice: Dice) -> bool:
    """A bare diff without counts does not say where it ends."""
    counted = draft.look.get("numbers", "right") == "right" and not draft.look.get("count")
    draft.after = dice.pick(AFTER)
    bare_diff = draft.format == "unified-diff" and not draft.look.get("fence", True)
    return draft.expect != "refuse" and (counted or not bare_diff)


@slip("tags quoted in the prose", PROSE)
def marks_in_prose(draft: Draft, dice: Dice) -> bool:
    draft.before = MARKS_IN_PROSE[draft.format]
    return True


@slip("whole reply in a fence", ("modified-tags", "file-delimiters", "search-replace", "original-patched"))
def reply_in_fence(draft: Draft, dice: Dice) -> bool:
    info = dice.pick(("", "xml", "text"))
    draft.finish.append(lambda text: fenced(text, info))
    return True


@slip("fences round the edits", ("search-replace", "original-patched"))
def edits_in_fences(draft: Draft, dice: Dice) -> bool:
    draft.look["fence"] = dice.pick(("path-outside", "path-inside"))
    return True


@slip("patch in a fence or here-document", ("begin-patch",), harmless=True)
def patch_wrapped(draft: Draft, dice: Dice) -> bool:
    draft.look |= {"wrap": dice.pick(("fence", "here-document")), "wrap_info": dice.pick(("", "diff", "patch", "bash"))}
    return True


@slip("here-document in a shell fence", ("begin-patch",))
def document_in_fence(draft: Draft, dice: Dice) -> bool:
    draft.look["wrap"] = "here-document"
    draft.finish.append(lambda text: fenced(text, "bash"))
    return True


@slip("bare diff", ("unified-diff",), harmless=True)
def bare_diff(draft: Draft, dice: Dice) -> bool:
    draft.look["fence"] = False
    return "numbers" not in draft.look and "count" not in draft.look and not draft.after and draft.expect != "refuse"


@slip("quotes of the tag", ("modified-tags",), harmless=True)
def tag_quotes(draft: Draft, dice: Dice) -> bool:
    draft.look["quote"] = dice.pick(("'", ""))
    return all(file.kind != "rename" for file in draft.files)


@slip("rows of five to nine signs", ("search-replace",), harmless=True)
def marker_rows(draft: Draft, dice: Dice) -> bool:
    draft.look["row"] = dice.pick((5, 6, 8, 9))
    return draft.checked and not draft.look.get("escape")


@slip("SEARCH> in the marker", ("search-replace",), harmless=True)
def search_bracket(draft: Draft, dice: Dice) -> bool:
    draft.look["word_end"] = ">"
    return True


@slip("blanks after markers", ("search-replace",), harmless=True)
def marker_blanks(draft: Draft, dice: Dice) -> bool:
    draft.look["blanks"] = dice.pick((" ", "  ", "\t"))
    return True


@slip("markers of dashes and pluses", ("search-replace",), harmless=True)
def dashed_markers(draft: Draft, dice: Dice) -> bool:
    draft.look["alphabet"] = "dashes"
    return draft.checked


@slip("text on the tag's own line", ("original-patched",))
def inline_text(draft: Draft, dice: Dice) -> bool:
    draft.look["inline"] = True
    return True


@slip("numbered edits", ("original-patched",))
def numbered_edits(draft: Draft, dice: Dice) -> bool:
    draft.look |= {"numbered": True, "fence": dice.chance(0.6)}
    return True


@slip("shape of the document", ("json",), harmless=True)
def json_shape(draft: Draft, dice: Dice) -> bool:
    draft.look |= {"shape": dice.pick(("edits", "files", "changes", "list")), "indent": dice.pick((None, 2)), "ascii": dice.chance(0.5)}
    draft.look |= {"names": dice.pick((("old_str", "new_str"), ("old_string", "new_string"), ("old", "new"), ("search", "replace")))}
    draft.look["nested"] = dice.chance(0.3) and not draft.whole
    return True


@slip("document in a fence", ("json",))
def json_fence(draft: Draft, dice: Dice) -> bool:
    draft.look["fence"] = True
    draft.before = dice.pick(("", *BEFORE))
    return all(not file.path.endswith(".json") for file in draft.files)


@slip("blocks out of order", HUNK_FORMATS)
def out_of_order(draft: Draft, dice: Dice) -> bool:
    def backwards(blocks: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return blocks[::-1]

    draft.look["order"] = backwards
    several = [file for file in draft.files if len(file.blocks) > 1]
    return bool(several) and not draft.whole and all(stands_once(file, backwards(file.blocks)) for file in several)


@slip("several hunks", HUNK_FORMATS)
def several_hunks(draft: Draft, dice: Dice) -> bool:
    return not draft.whole and any(len(file.blocks) > 2 for file in draft.files)


@slip("several files", tuple(f for f in FORMATS if f != "fenced-single"))
def several_files(draft: Draft, dice: Dice) -> bool:
    return len(draft.files) > 1


# --- cut off ---


def cut_at(text: str, dice: Dice) -> int:
    """Somewhere before the end: within a line, at its end, near the end, near the start."""
    size = len(text.rstrip())
    place = dice.pick(("anywhere", "line", "late", "early", "last line"))
    if place == "anywhere":
        return dice.between(1, size - 1)
    if place == "late":
        return size - dice.between(1, min(12, size - 1))
    if place == "early":
        return dice.between(1, min(60, size - 1))
    ends = [i + 1 for i, c in enumerate(text[:size]) if c == "\n"]
    if not ends:
        return size - 1
    return ends[-1] if place == "last line" else dice.pick(ends)


@slip("cut off", tuple(f for f in FORMATS if f != "unified-diff"))
def cut_off(draft: Draft, dice: Dice) -> bool:
    """One edit only: between two edits a cut cannot be told from an end."""
    if draft.format in HUNK_FORMATS and not draft.whole and not one_block(draft):
        return False
    draft.finish.append(lambda text: text[: cut_at(text, dice)])
    draft.before = dice.pick(("", BEFORE[0]))
    return len(draft.files) == 1 and draft.set_expect("refuse")


@slip("cut off inside a hunk", ("unified-diff",))
def cut_in_hunk(draft: Draft, dice: Dice) -> bool:
    if not one_block(draft):
        return False
    fenced_diff = draft.look["fence"] = dice.chance(0.5)
    hunk = draft.one.blocks[0][1] - draft.one.blocks[0][0]

    def cut(text: str) -> str:
        lines = text.splitlines(keepends=True)
        last = len(lines) - 1 - (1 if fenced_diff else 0)
        return "".join(lines[: last - dice.below(hunk)])

    def cut_fenced(text: str) -> str:
        return text[: cut_at(text, dice)]

    draft.finish.append(cut_fenced if fenced_diff and dice.chance(0.6) else cut)
    return draft.set_expect("refuse")


@slip("cut off in the last of several edits", ("modified-tags", "file-delimiters", "search-replace", "original-patched", "fenced-named"))
def cut_last(draft: Draft, dice: Dice) -> bool:
    """All that stood before must be refused too."""
    draft.finish.append(lambda text: text[: len(text.rstrip()) - dice.between(1, 14 if draft.format != "fenced-named" else 3)])
    edits = len(draft.files) if draft.whole else sum(len(file.blocks) for file in draft.files)
    return edits > 1 and draft.set_expect("refuse")


@slip("closing marker left out", ("modified-tags", "file-delimiters", "search-replace", "original-patched", "fenced-named", "begin-patch"))
def no_closing_marker(draft: Draft, dice: Dice) -> bool:
    def without_last_line(text: str) -> str:
        return "\n".join(text.rstrip("\n").split("\n")[:-1]) + "\n"

    draft.finish.append(without_last_line)
    draft.after = dice.pick(("", *AFTER[:2]))
    return draft.set_expect("refuse")


@slip("divider left out", ("search-replace",))
def no_divider(draft: Draft, dice: Dice) -> bool:
    draft.finish.append(lambda text: text.replace("\n=======\n", "\n", 1))
    return draft.set_expect("refuse")


# --- other things in the reply ---

COMMANDS = "\nThen run:\n\n```{}\npip install -e .\npytest -q && rm -rf build\n```\n"


@slip("a second code block with shell commands", tuple(f for f in FORMATS if f not in ("json", "fenced-single")))
def shell_block(draft: Draft, dice: Dice) -> bool:
    draft.after = COMMANDS.format(dice.pick(("bash", "sh", "shell", "console")))
    return all(not file.path.endswith((".sh", ".bash")) for file in draft.files) and "numbers" not in draft.look


@slip("one fence and another with shell commands", ("fenced-single",))
def shell_beside_single(draft: Draft, dice: Dice) -> bool:
    draft.after = COMMANDS.format(dice.pick(("bash", "sh", "shell")))
    return draft.set_expect("either")


@slip("only shell commands", ("fenced-single",))
def only_shell(draft: Draft, dice: Dice) -> bool:
    draft.reply = "Run this:\n" + COMMANDS.format(dice.pick(("bash", "sh", "shell", "console")))
    return "." in draft.one.path.rsplit("/", 1)[-1] and not draft.one.path.endswith((".sh", ".bash")) and draft.set_expect("refuse")


@slip("several targets and one fence", ("fenced-single",))
def fence_for_two(draft: Draft, dice: Dice) -> bool:
    draft.extra["second_target.txt"] = b"text\n"
    draft.targets = [draft.one.path, "second_target.txt"]
    return draft.set_expect("refuse")


@slip("one fence and no target", ("fenced-single",))
def fence_for_none(draft: Draft, dice: Dice) -> bool:
    draft.targets = []
    return draft.set_expect("refuse")


@slip("several fences for one target", ("fenced-single",))
def two_fences(draft: Draft, dice: Dice) -> bool:
    draft.finish.append(lambda text: text + "\nOr, shorter:\n\n" + text)
    return draft.set_expect("refuse")


ESSAYS = (
    "The problem is in the way `{path}` reads its options. To fix it you would first parse them and then compare.\n",
    "I cannot change `{path}` without seeing the tests. Could you show them?\n",
    "# Conceptual patch\n\n1. Find the loop in `{path}`.\n2. Leave it early.\n\nThis should be enough.\n",
    "",
    "\n\n",
    "Everything in {path} is already as the instruction says; no change is needed.\n",
)


@slip("a reply without edits")
def essay(draft: Draft, dice: Dice) -> bool:
    draft.reply = dice.pick(ESSAYS).replace("{path}", draft.one.path)
    return draft.set_expect("refuse")


@slip("a conceptual patch in a fence", TEXT_FORMATS + ("begin-patch", "unified-diff", "modified-tags", "file-delimiters"))
def conceptual(draft: Draft, dice: Dice) -> bool:
    """Code to look at, for no file by name, with two targets."""
    draft.extra["second_target.txt"] = b"text\n"
    draft.targets = [draft.one.path, "second_target.txt"]
    draft.reply = "The idea, in code:\n\n```\nif ready:\n    go()\n```\n\nApply it where the loop starts.\n"
    return draft.set_expect("refuse")


@slip("several edits without a line between", ("modified-tags", "file-delimiters"), harmless=True)
def no_line_between(draft: Draft, dice: Dice) -> bool:
    draft.look["between"] = ""
    return True


@slip("plain")
def plain(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft)
