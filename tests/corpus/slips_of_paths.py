"""Slips about paths: dialects, wrong folders, names that fit several files, and paths that must never be taken."""

from dice import Dice
from draft import FORMATS, HUNK_FORMATS, Draft
from formats import PATH_STYLES
from slips import slip

NAMED = tuple(f for f in FORMATS if f != "fenced-single")
FORBIDDEN = ("../outside.py", "../../etc/passwd", "/etc/passwd", ".git/config", ".git/hooks/pre-commit", "src/../../x.py", ".GIT/config",
             "a/.git/config", "./../x.py", "/tmp/x.py", "sub/../.git/HEAD", ".git/info/attributes", "//x.py", "a//../../x.py")


@slip("path dialects", ("search-replace", "fenced-named"), harmless=True)
def path_style(draft: Draft, dice: Dice) -> bool:
    draft.look["path"] = dice.pick(list(PATH_STYLES))
    return True


@slip("path in the fence's own line", ("fenced-named",), harmless=True)
def path_in_info(draft: Draft, dice: Dice) -> bool:
    draft.look["info"] = dice.pick(("after-language", "path-only", "language-colon", "title"))
    return all("." in file.path for file in draft.files)


@slip("a blank line between path and fence", ("fenced-named",))
def gap_above(draft: Draft, dice: Dice) -> bool:
    draft.look["gap"] = "\n"
    return True


@slip("./ before the path", NAMED)
def dot_slash(draft: Draft, dice: Dice) -> bool:
    for file in draft.files:
        file.spelt = "./" + file.spelt
    return True


@slip("backslashes in the path", NAMED)
def backslashes(draft: Draft, dice: Dice) -> bool:
    for file in draft.files:
        file.spelt = file.spelt.replace("/", "\\")
    return any("\\" in file.spelt for file in draft.files) and draft.set_expect("apply" if draft.format != "unified-diff" else "either")


def base_name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


@slip("base name only", NAMED)
def base_name_only(draft: Draft, dice: Dice) -> bool:
    file = draft.files[0]
    file.spelt = base_name(file.path)
    names = [base_name(other.path) for other in draft.files]
    if file.spelt == file.path or len(set(names)) < len(names) or "." not in file.spelt:
        return False
    draft.extra["elsewhere/nothing_of_that_name.txt"] = b"text\n"
    return True


@slip("base name that fits several files", NAMED)
def ambiguous_name(draft: Draft, dice: Dice) -> bool:
    file = draft.files[0]
    file.spelt = base_name(file.path)
    if file.spelt == file.path or "." not in file.spelt:
        return False
    draft.extra[f"elsewhere/{file.spelt}"] = file.content(" -") if dice.chance(0.5) else b"other\n"
    draft.targets = []
    return draft.set_expect("refuse")


@slip("wrong folder", HUNK_FORMATS)
def wrong_folder(draft: Draft, dice: Dice) -> bool:
    """One name in twenty of those is of a file that exists. A whole file may as well be meant to be new there."""
    file = draft.files[0]
    file.spelt = dice.pick(("made/up/", "source/", "x/y/z/")) + base_name(file.path)
    names = [base_name(other.path) for other in draft.files]
    return len(set(names)) == len(names) and not draft.whole and draft.set_expect("either")


@slip("path that leaves the root or touches .git", NAMED)
def forbidden_path(draft: Draft, dice: Dice) -> bool:
    draft.files[-1].spelt = dice.pick(FORBIDDEN)
    if draft.format == "unified-diff":
        draft.look["git"] = dice.chance(0.3)
    return draft.set_expect("refuse")


@slip("a new file at a forbidden path", tuple(f for f in NAMED))
def forbidden_new(draft: Draft, dice: Dice) -> bool:
    file = draft.files[-1]
    file.kind, file.lines = "new", file.side(" +")[:3]
    for line in file.lines:
        line.sign = "+"
    file.blocks = [(0, len(file.lines))]
    file.spelt = dice.pick(FORBIDDEN)
    return bool(file.lines) and draft.set_expect("refuse")


@slip("moving to a forbidden path", ("modified-tags", "begin-patch", "unified-diff"))
def forbidden_move(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    file.move_to = dice.pick(FORBIDDEN)
    if draft.format == "modified-tags":
        file.kind = "rename"
    return len(draft.files) == 1 and draft.set_expect("refuse")


@slip("no path and one target", ("search-replace",))
def nameless(draft: Draft, dice: Dice) -> bool:
    draft.look["nameless"] = True
    return len(draft.files) == 1 and draft.set_expect("either")


@slip("no path and several targets", ("search-replace",))
def nameless_for_two(draft: Draft, dice: Dice) -> bool:
    draft.look["nameless"] = True
    draft.extra["second_target.txt"] = b"text\n"
    draft.targets = [draft.one.path, "second_target.txt"]
    return len(draft.files) == 1 and draft.set_expect("refuse")


@slip("path once above several blocks", ("search-replace", "original-patched"))
def path_once(draft: Draft, dice: Dice) -> bool:
    draft.look["path_once"] = True
    return any(len(file.blocks) > 1 for file in draft.files) and not draft.whole


@slip("diff without a/ and b/", ("unified-diff",))
def no_prefixes(draft: Draft, dice: Dice) -> bool:
    draft.look["prefix"] = False
    return True


@slip("git headers", ("unified-diff",))
def git_headers(draft: Draft, dice: Dice) -> bool:
    draft.look["git"] = True
    return True


@slip("other files of the directory", NAMED, harmless=True)
def other_files(draft: Draft, dice: Dice) -> bool:
    draft.extra |= {"docs/notes.txt": b"notes\n", "lib/data.bin": bytes(range(256))}
    draft.targets = dice.pick(([], draft.targets, draft.targets + ["docs/notes.txt"]))
    return True
