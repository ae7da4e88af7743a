"""A case while it is made: the true change line by line, how the reply spells it, and what must become of it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from changes import Change, Revision, runs_of

WHOLE_FORMATS = ("modified-tags", "file-delimiters", "fenced-named", "fenced-single")
SIGNED_FORMATS = ("begin-patch", "unified-diff")
TEXT_FORMATS = ("search-replace", "original-patched", "json")  # old and new text without signs
HUNK_FORMATS = SIGNED_FORMATS + TEXT_FORMATS
FORMATS = WHOLE_FORMATS + HUNK_FORMATS

CONTEXT_LINES, MOST_CONTEXT_LINES = 3, 14
TYPOGRAPHIC = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " ", "…": "..."})


@dataclass
class Line:
    """One line of the listing of a file: ' ' stays, '-' goes, '+' comes."""

    sign: str
    text: str  # as the file has it; odd bytes as surrogates
    said: str  # as the reply has it
    end: str = "\n"


def same(sign: str, text: str) -> Line:
    return Line(sign, text, text)


def indentation(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


@lru_cache(maxsize=500_000)
def folded(text: str) -> str:
    """All that any rung of the ladder overlooks."""
    return "".join(unicodedata.normalize("NFD", text.translate(TYPOGRAPHIC)).split())


@dataclass
class FileDraft:
    path: str
    lines: list[Line]
    kind: str = "change"  # or new, delete, rename
    spelt: str = ""  # the path as the reply has it
    move_to: str = ""
    mark: bytes = b""
    final_newline: bool = True
    blocks: list[tuple[int, int]] = field(default_factory=list)  # ranges of `lines` that a format with hunks sends

    def __post_init__(self) -> None:
        self.spelt = self.spelt or self.path

    def side(self, signs: str) -> list[Line]:
        return [line for line in self.lines if line.sign in signs]

    def content(self, signs: str) -> bytes:
        text = "".join(line.text + line.end for line in self.side(signs))
        if not self.final_newline:
            text = text.removesuffix("\n").removesuffix("\r")
        return self.mark + text.encode("utf-8", "surrogateescape")

    def body(self) -> list[str]:
        return [line.said for line in self.side(" +")]

    def old(self, block: tuple[int, int]) -> list[str]:
        return [line.said for line in self.lines[block[0] : block[1]] if line.sign in " -"]

    def new(self, block: tuple[int, int]) -> list[str]:
        return [line.said for line in self.lines[block[0] : block[1]] if line.sign in " +"]

    def line_number(self, index: int, signs: str = " -") -> int:
        """Of the line at `index` of the listing, on one side of it; from 1."""
        return 1 + sum(line.sign in signs for line in self.lines[:index])

    def changed(self) -> list[int]:
        return [index for index, line in enumerate(self.lines) if line.sign != " "]

    def set_blocks(self, context: int = CONTEXT_LINES) -> None:
        """Each place that changes with its context, grown until its old text stands in one place."""
        self.blocks = []
        for first, last in runs_with_gaps(self.changed(), 2 * context):
            self._add_block(first, last, context)

    def _add_block(self, first: int, last: int, context: int) -> None:
        floor = self.blocks[-1][1] if self.blocks else 0
        for wider in range(context, MOST_CONTEXT_LINES):
            block = (max(floor, first - wider), min(len(self.lines), last + 1 + wider))
            while any(line.sign != " " for line in self.lines[last + 1 : block[1]]):
                block = (block[0], block[1] - 1)
            if occurrences(self.side(" -"), self.lines[block[0] : block[1]]) == 1:
                break
        self.blocks.append(block)

    def untouched(self) -> list[int]:
        """Lines of the listing that stay by whatever way the two sides are compared."""
        changed = self.changed()
        if not changed:
            return list(range(len(self.lines)))
        texts = [line.text for line in self.lines]
        first, last = runs_with_gaps(changed, 1)[0], runs_with_gaps(changed, 1)[-1]
        above = first[0] - max(slide(self._run(first, sign)[::-1], texts[: first[0]][::-1]) for sign in "-+")
        below = last[1] + 1 + max(slide(self._run(last, sign), texts[last[1] + 1 :]) for sign in "-+")
        return [*range(above), *range(below, len(self.lines))]

    def _run(self, run: tuple[int, int], sign: str) -> list[str]:
        return [line.text for line in self.lines[run[0] : run[1] + 1] if line.sign == sign]

    def in_blocks(self, index: int) -> bool:
        return any(first <= index < last for first, last in self.blocks)


def slide(run: list[str], behind: list[str]) -> int:
    """How many of the lines behind a run might be taken for lines of the run instead."""
    return common_prefix(run + behind, behind) if run else 0


def common_prefix(a: list[str], b: list[str]) -> int:
    count = 0
    for one, other in zip(a, b):
        if one != other:
            break
        count += 1
    return count


def runs_with_gaps(indexes: list[int], gap: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and index - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def keys_of(lines: list[Line], signs: str = " -") -> list[str]:
    return [folded(line.text) for line in lines if line.sign in signs]


def trimmed(keys: list[str]) -> list[str]:
    while keys and not keys[0]:
        keys = keys[1:]
    while keys and not keys[-1]:
        keys = keys[:-1]
    return keys


def places(keys: list[str], wanted: list[str]) -> list[int]:
    if not wanted:
        return []
    return [i for i in range(len(keys) - len(wanted) + 1) if keys[i] == wanted[0] and keys[i : i + len(wanted)] == wanted]


def occurrences(file_lines: list[Line], block: list[Line]) -> int:
    return len(places(keys_of(file_lines, " -+"), trimmed(keys_of(block))))


@dataclass
class Draft:
    format: str
    files: list[FileDraft]
    item: str = "plain"
    expect: str = "apply"
    targets: list[str] = field(default_factory=list)
    extra: dict[str, bytes] = field(default_factory=dict)  # further files of the directory
    look: dict[str, Any] = field(default_factory=dict)  # how the format is spelt
    whole: bool = False  # sends whole files
    before: str = ""  # prose round the edits
    after: str = ""
    finish: list[Callable[[str], str]] = field(default_factory=list)  # done to the edits as text
    reply: str | None = None  # instead of rendering
    result: dict[str, bytes | None] | None = None  # instead of the true one
    checked: bool = True  # held to `is_sound`

    @property
    def one(self) -> FileDraft:
        return self.files[0]

    def set_expect(self, expect: str) -> bool:
        self.expect = expect
        return True


def draft_of(change: Change, format_name: str) -> Draft:
    files = [file_draft(revision) for revision in change.revisions]
    return Draft(format_name, files, targets=[file.path for file in files], whole=format_name in WHOLE_FORMATS)


def file_draft(revision: Revision) -> FileDraft:
    lines: list[Line] = []
    done = 0
    for i1, i2, j1, j2 in runs_of(revision.before, revision.after):
        lines += [same(" ", text) for text in revision.before[done:i1]]
        lines += [same("-", text) for text in revision.before[i1:i2]]
        lines += [same("+", text) for text in revision.after[j1:j2]]
        done = i2
    lines += [same(" ", text) for text in revision.before[done:]]
    file = FileDraft(revision.path, lines)
    file.set_blocks()
    return file


# --- is what we expect of the case certain? ---

STAND_IN = re.compile(r"\.\.\.|…|existing|unchanged|remain|rest of|omitted|previous|same as|as before|as is|original|brevity|no change|"
                      r"etc\.|code here|truncated|snip|elided|abbreviat|code continues|keep the rest|rest stays", re.I)
OWN_MARKERS = {
    "modified-tags": re.compile(r"</?(MODIFIED|DELETED?|RENAMED?|REMOVED|MOVED)\b", re.I),
    "file-delimiters": re.compile(r"^\s*-{3,} .*FILE", re.I),
    "search-replace": re.compile(r"^\s*\\?([<>=+-])\1{4,8}( |>|$)"),
    "begin-patch": re.compile(r"^\*\*\* "),
    "unified-diff": re.compile(r"^(-- |\+\+ |@@|diff --git)"),
    "original-patched": re.compile(r"</?(file|original|patched)>"),
}
FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
MIXED_MARKER = re.compile(r"^\s*(<<<<<<<|>>>>>>>|={5,9}$|\*\*\* (Begin|End) Patch|<MODIFIED|--- FILE:|<original>)")


def is_sound(draft: Draft) -> bool:
    """False when the change itself, not the slip, leaves open what must happen."""
    if not draft.checked:
        return True
    if any(has_own_marker(draft, file) for file in draft.files):
        return False
    if draft.expect == "refuse":
        return True
    return all(is_clear(draft, file) for file in draft.files)


def is_clear(draft: Draft, file: FileDraft) -> bool:
    if file.kind == "delete":
        return True
    return is_clear_whole(file) if draft.whole or file.kind == "new" else is_clear_change(file)


def has_own_marker(draft: Draft, file: FileDraft) -> bool:
    pattern = OWN_MARKERS.get(draft.format)
    if any(MIXED_MARKER.match(line.text) for line in file.lines):
        return True
    return pattern is not None and any(pattern.search(line.text) for line in file.lines)


def loses_lines(file: FileDraft) -> bool:
    """Somewhere, more lines go than come."""
    balance = 0
    for line in [*file.lines, same(" ", "")]:
        if line.sign == " " and balance > 0:
            return True
        balance = 0 if line.sign == " " else balance + (1 if line.sign == "-" else -1)
    return False


def has_stand_in(file: FileDraft) -> bool:
    return any(line.sign == "+" and STAND_IN.search(line.said) for line in file.lines)


def is_clear_whole(file: FileDraft) -> bool:
    old, new = file.side(" -"), file.side(" +")
    if not new or not new[0].text.strip() or not new[-1].text.strip():
        return False  # blank lines at the edges of a body belong to the markers
    if file.kind == "new":
        return not FENCE.match(new[0].text) and not file.path.lower().endswith((".md", ".markdown"))
    if old and (FENCE.match(old[0].text) or FENCE.match(new[0].text)):
        return False
    if 2 * len(new) < len(old) and len(old) >= 20:
        return False
    return not (has_stand_in(file) and loses_lines(file))


def is_clear_change(file: FileDraft) -> bool:
    if has_stand_in(file) and loses_lines(file):
        return False
    if not file.side(" +"):
        return False
    return stands_once(file, file.blocks) and all(len(file.old(block)) <= 80 for block in file.blocks)


def stands_once(file: FileDraft, blocks: list[tuple[int, int]]) -> bool:
    """In this order, each block's old text is in one place of the file as it then is."""
    state = keys_of(file.lines)
    for first, last in blocks:
        old, new = keys_of(file.lines[first:last]), keys_of(file.lines[first:last], " +")
        if len(places(state, trimmed(old))) != 1:
            return False
        found = places(state, old)
        if len(found) != 1:
            return False
        state = state[: found[0]] + new + state[found[0] + len(old) :]
    return True
