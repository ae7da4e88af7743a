"""Slips about bytes: line ends, marks, encodings, blanks, and text in files that looks like a reply's own marks."""

import unicodedata

from dice import Dice
from draft import (FORMATS, HUNK_FORMATS, SIGNED_FORMATS, TEXT_FORMATS, Draft, FileDraft, folded, is_sound, same)
from formats import language
from slips import slip


def with_cr(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def set_ends(draft: Draft, end: str) -> bool:
    for file in (file for file in draft.files if file.kind != "new"):
        for line in file.lines:
            line.end = end
    return True


@slip("CRLF in the file", harmless=True)
def crlf_file(draft: Draft, dice: Dice) -> bool:
    return set_ends(draft, "\r\n")


@slip("CRLF in the reply", tuple(f for f in FORMATS if f != "json"), harmless=True)
def crlf_reply(draft: Draft, dice: Dice) -> bool:
    draft.finish.append(with_cr)
    return all(file.kind != "new" for file in draft.files)


@slip("CRLF on both sides", tuple(f for f in FORMATS if f != "json"))
def crlf_both(draft: Draft, dice: Dice) -> bool:
    return crlf_file(draft, dice) and crlf_reply(draft, dice)


@slip("mixed line ends")
def mixed_ends(draft: Draft, dice: Dice) -> bool:
    """Untouched lines keep their ends; new ones get that of the first line."""
    file = draft.one
    usual, other = dice.pick((("\n", "\r\n"), ("\r\n", "\n")))
    odd = [index for index in file.untouched() if index > 0]
    if not odd or file.lines[0].sign != " " or not draft.set_expect("apply"):
        return False
    set_ends(draft, usual)
    for index in odd:
        if dice.chance(0.4):
            file.lines[index].end = other
    file.lines[odd[-1]].end = other
    return all(line.sign != "-" or line.end == usual for line in file.lines)


@slip("byte order mark", harmless=True)
def byte_order_mark(draft: Draft, dice: Dice) -> bool:
    draft.one.mark = b"\xef\xbb\xbf"
    return draft.one.kind == "change"


@slip("missing final newline")
def no_final_newline(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    file.final_newline = False
    return file.lines[-1].sign == " "


@slip("reply without a final newline", tuple(f for f in FORMATS if f != "json"))
def reply_without_newline(draft: Draft, dice: Dice) -> bool:
    draft.finish.append(lambda text: text.removesuffix("\n"))
    return True


def stable_line(draft: Draft, file: FileDraft, dice: Dice) -> int | None:
    """An untouched line with text: of a block in formats with hunks."""
    near = [i for i in file.untouched() if file.lines[i].text.strip() and (draft.whole or file.in_blocks(i))]
    return dice.pick(near) if near else None


def respell(draft: Draft, dice: Dice, in_file: str, in_reply: str) -> bool:
    """Adds text to one untouched line, spelt differently on the two sides."""
    index = stable_line(draft, draft.one, dice)
    if index is None:
        return False
    line = draft.one.lines[index]
    line.text, line.said = line.text + in_file, line.said + in_reply
    return draft.whole or all(pairs_up_clearly(file) for file in draft.files)


def pairs_up_clearly(file: FileDraft) -> bool:
    """No line that comes is, but for blanks and such, one that is there: a lenient rung may take it for that one."""
    spellings: dict[str, set[str]] = {}
    for line in (line for first, last in file.blocks for line in file.lines[first:last]):
        spellings.setdefault(folded(line.text), set()).update((line.text, line.said))
    return all(len(spellings[folded(line.text)]) == 1 for line in file.side("+"))


@slip("bytes outside UTF-8, as the replacement character", tuple(f for f in FORMATS))
def undecodable_as_replacement(draft: Draft, dice: Dice) -> bool:
    return ascii_changes(draft) and respell(draft, dice, " caf\udce9 \udcfcber", " caf\ufffd \ufffdber")


@slip("bytes outside UTF-8, read as Latin-1")
def undecodable_as_latin1(draft: Draft, dice: Dice) -> bool:
    return ascii_changes(draft) and respell(draft, dice, " na\udcefve \udce0 la", " naïve à la")


def ascii_changes(draft: Draft) -> bool:
    return all(line.text.isascii() for line in draft.one.lines)


@slip("bytes outside UTF-8, away from the edit", HUNK_FORMATS)
def undecodable_elsewhere(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    away = [i for i in file.untouched() if not file.in_blocks(i)]
    if not away or draft.whole or not ascii_changes(draft):
        return False
    file.lines[dice.pick(away)].text += " \udcff\udcfe"
    return True


@slip("decomposed letters in the file")
def decomposed_file(draft: Draft, dice: Dice) -> bool:
    return respell(draft, dice, " " + unicodedata.normalize("NFD", "déjà vu"), " déjà vu")


@slip("decomposed letters in the reply")
def decomposed_reply(draft: Draft, dice: Dice) -> bool:
    return respell(draft, dice, " Ångström", " " + unicodedata.normalize("NFD", "Ångström"))


@slip("typographic quotes in the reply", HUNK_FORMATS)
def typographic_reply(draft: Draft, dice: Dice) -> bool:
    if draft.whole:
        return False
    plain, fancy = dice.pick(((" \"it's\"", " “it’s”"), (" a - b...", " a – b…"), (" 'x' y", " ‘x’\xa0y")))
    return respell(draft, dice, plain, fancy)


@slip("typographic quotes in the file", HUNK_FORMATS)
def typographic_file(draft: Draft, dice: Dice) -> bool:
    return not draft.whole and respell(draft, dice, " “it’s” — so", " \"it's\" - so")


# --- blanks ---


@slip("trailing blanks in the file", HUNK_FORMATS)
def trailing_in_file(draft: Draft, dice: Dice) -> bool:
    return not draft.whole and respell(draft, dice, dice.pick(("  ", "\t", " ")), "")


@slip("trailing blanks in the reply", HUNK_FORMATS)
def trailing_in_reply(draft: Draft, dice: Dice) -> bool:
    return not draft.whole and respell(draft, dice, "", dice.pick(("  ", "\t", " ")))


@slip("trailing blanks on all lines in the reply", TEXT_FORMATS)
def trailing_everywhere(draft: Draft, dice: Dice) -> bool:
    if draft.whole or any(file.kind != "change" for file in draft.files):
        return False
    for line in (line for file in draft.files for line in file.lines if line.sign in " -"):
        line.said += "  "
    return all(pairs_up_clearly(file) for file in draft.files)


@slip("blank context lines without their sign", SIGNED_FORMATS)
def bare_blank_context(draft: Draft, dice: Dice) -> bool:
    def bare(lines: list[str]) -> list[str]:
        return ["" if line == " " else line for line in lines]

    draft.look["spoil"] = bare
    file = draft.one
    inner = [i for i, line in enumerate(file.lines) if line.sign == " " and not line.text and file.in_blocks(i)]
    return any(all(i not in (first, last - 1) for first, last in file.blocks) for i in inner)


@slip("blank lines at the edges of the old text", TEXT_FORMATS)
def edge_blanks(draft: Draft, dice: Dice) -> bool:
    if draft.whole or len(draft.files) > 1 or len(draft.one.blocks) > 1:
        return False
    block = draft.one.blocks[0]
    above, below = dice.pick(((1, 0), (0, 1), (1, 1), (2, 1)))
    old, new = draft.one.old(block), draft.one.new(block)
    if not old or not new or not (old[0].strip() and old[-1].strip() and new[0].strip() and new[-1].strip()):
        return False
    draft.look["texts"] = [([""] * above + old + [""] * below, [""] * above + new + [""] * below)]
    return True


# --- text in the file that looks like marks ---


def insert_text(draft: Draft, dice: Dice, texts: list[str]) -> bool:
    """Lines that the file has before and after, in sight of the edit but not first in a body."""
    file = draft.one
    stays = set(file.untouched())
    spots = [i for i in sorted(stays) if i > 6 and i - 1 in stays and (draft.whole or file.in_blocks(i) and file.in_blocks(i - 1))]
    if not spots or file.kind != "change":
        return False
    at = dice.pick(spots)
    file.lines[at:at] = [same(" ", text) for text in texts]
    file.blocks = [(first + len(texts) * (first >= at), last + len(texts) * (last > at)) for first, last in file.blocks]
    draft.checked = False
    return file.in_blocks(at) or draft.whole


MARKS = {
    "modified-tags": ['<MODIFIED path="x.py">', "text", "</MODIFIED>"],
    "file-delimiters": ["--- FILE: x.py ---", "text", "--- END FILE ---"],
    "search-replace": ["<<<<<<< SEARCH", "old", "=======", "new", ">>>>>>> REPLACE"],
    "begin-patch": ["*** Begin Patch", "*** Update File: x.py", "@@", "-old", "+new", "*** End Patch"],
    "unified-diff": ["--- a/x.py", "+++ b/x.py", "@@ -1,1 +1,1 @@", "-old", "+new"],
    "original-patched": ["<file>x.py</file>", "<original>old</original>", "<patched>new</patched>"],
    "fenced-named": ["```python x.py", "text = 1", "```"],
}


@slip("another format's marks in the file's own text")
def foreign_marks(draft: Draft, dice: Dice) -> bool:
    others = [name for name in MARKS if name != draft.format and not (name.startswith("fenced") and draft.format.startswith("fenced"))]
    if not is_sound(draft) or draft.format == "fenced-single" and draft.one.path.endswith(".json"):
        return False
    return insert_text(draft, dice, MARKS[dice.pick(others)])


@slip("merge conflict in the file's own text", tuple(f for f in FORMATS if f != "search-replace"))
def merge_conflict(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft) and insert_text(draft, dice, ["<<<<<<< HEAD", "mine", "=======", "theirs", ">>>>>>> branch"])


@slip("the format's own marks in the file's own text", ("begin-patch", "unified-diff", "json"))
def own_marks_signed(draft: Draft, dice: Dice) -> bool:
    """A sign before each line, or quoting, tells them from the reply's own."""
    return is_sound(draft) and insert_text(draft, dice, MARKS.get(draft.format, MARKS["modified-tags"]))


@slip("the format's own marks in pairs in the file's own text", ("modified-tags", "file-delimiters"))
def own_marks_paired(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft) and insert_text(draft, dice, MARKS[draft.format])


@slip("the format's own marks unpaired in the file's own text", ("modified-tags", "file-delimiters", "original-patched"))
def own_marks_unpaired(draft: Draft, dice: Dice) -> bool:
    lost = {"modified-tags": "</MODIFIED>", "file-delimiters": "--- END FILE ---", "original-patched": "</original>"}[draft.format]
    return is_sound(draft) and insert_text(draft, dice, [lost, "more text"]) and draft.set_expect("either")


@slip("escaped markers in the old text", ("search-replace",))
def escaped_markers(draft: Draft, dice: Dice) -> bool:
    draft.look["escape"] = True
    conflict = ["<<<<<<< HEAD", "mine", "=======", "theirs", ">>>>>>> branch"]
    return is_sound(draft) and insert_text(draft, dice, dice.pick((["======="], conflict)))


@slip("rows of signs in the text")
def rows_of_signs(draft: Draft, dice: Dice) -> bool:
    sign = dice.pick("=-~*")
    lengths = (4, 5, 6, 8, 9, 12, 40) if draft.format == "search-replace" else (4, 5, 6, 7, 8, 9, 40)
    return is_sound(draft) and insert_text(draft, dice, ["A heading of the text", sign * dice.pick(lengths)])


@slip("a row of seven = in the text", ("search-replace",))
def seven_signs(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft) and insert_text(draft, dice, ["A heading of the text", "======="]) and draft.set_expect("either")


FENCED_CODE = ["```python", "x = 1", "```"]


@slip("fences in the file's own text")
def fences_inside(draft: Draft, dice: Dice) -> bool:
    return is_sound(draft) and insert_text(draft, dice, dice.pick((FENCED_CODE, ["```", "$ make", "```"], ["~~~", "a", "~~~"])))


@slip("equal fences inside one another", ("fenced-named", "fenced-single"))
def equal_fences(draft: Draft, dice: Dice) -> bool:
    draft.look["fence"] = "```"
    return is_sound(draft) and insert_text(draft, dice, FENCED_CODE) and draft.set_expect("refuse")


@slip("one bare fence inside another", ("fenced-named", "fenced-single"))
def bare_fence_inside(draft: Draft, dice: Dice) -> bool:
    draft.look["fence"] = "```"
    return is_sound(draft) and insert_text(draft, dice, ["```", "x = 1", "```"]) and draft.set_expect("either")


@slip("escaped angle brackets", ("modified-tags", "file-delimiters"))
def escaped_brackets(draft: Draft, dice: Dice) -> bool:
    file = draft.one
    text = "".join(line.text for line in file.lines)
    if "&lt;" in text or "&gt;" in text or "&amp;" in text or "&quot;" in text or "&#39;" in text or "&apos;" in text:
        return False
    if not any(c in line.text for line in file.side(" -") for c in "<>") or not any(c in line for line in file.body() for c in "<>"):
        return False
    for line in file.lines:
        line.said = line.said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return len(draft.files) == 1


@slip("the body in a fence", ("modified-tags", "file-delimiters"))
def body_in_fence(draft: Draft, dice: Dice) -> bool:
    draft.look["body"] = "fence"
    return all(language(file.path) != "markdown" for file in draft.files)


@slip("the body in CDATA", ("modified-tags", "file-delimiters"))
def body_in_data(draft: Draft, dice: Dice) -> bool:
    draft.look["body"] = "data"
    return not any("CDATA" in line.text or "]]>" in line.text for file in draft.files for line in file.lines)
