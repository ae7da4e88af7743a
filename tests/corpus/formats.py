"""Renders edits as a reply in each format that proffer reads; written from the formats' descriptions, not from our reader."""

import json
import os.path
import re

from draft import FENCE, Draft, FileDraft

LANGUAGES = {".py": "python", ".js": "javascript", ".ts": "typescript", ".rs": "rust", ".go": "go", ".c": "c", ".h": "c", ".cc": "cpp",
             ".java": "java", ".rb": "ruby", ".md": "markdown", ".json": "json", ".yml": "yaml", ".css": "css", ".swift": "swift"}
PATH_STYLES = {
    "plain": "{}", "bold": "**{}**", "backticks": "`{}`", "bold-backticks": "**`{}`**", "heading": "### {}",
    "heading-backticks": "#### `{}`", "colon": "{}:", "bold-colon": "**{}:**", "label": "File: {}", "label-backticks": "File: `{}`",
}


def joined(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def fence_for(text: str, shortest: int = 3) -> str:
    """Longer than any fence inside."""
    longest = max((len(match.group(1)) for line in text.split("\n") if (match := FENCE.match(line))), default=0)
    return "`" * max(shortest, longest + 1 if longest else 0)


def fenced(text: str, info: str = "") -> str:
    fence = fence_for(text)
    return f"{fence}{info}\n{text}{fence}\n"


def language(path: str) -> str:
    return LANGUAGES.get(os.path.splitext(path)[1], "")


def spoken(draft: Draft, file: FileDraft) -> str:
    return PATH_STYLES[draft.look.get("path", "plain")].format(file.spelt) + "\n"


# --- whole files ---


def wrapped_body(draft: Draft, file: FileDraft) -> str:
    body = joined(file.body())
    wrap = draft.look.get("body")
    if wrap == "fence":
        return fenced(body, language(file.path))
    if wrap == "data":
        return f"<![CDATA[\n{body}]]>\n"
    return body


def modified_tags(draft: Draft) -> str:
    quote = draft.look.get("quote", '"')
    name = "DELETED"

    def tag(file: FileDraft) -> str:
        path = f"{quote}{file.spelt}{quote}"
        if file.kind == "delete":
            return f"<{name} path={path}/>\n" if quote else f"<{name} path={path} />\n"
        if file.kind == "rename":
            return f'<RENAMED from="{file.spelt}" to="{file.move_to}"/>\n'
        return f"<MODIFIED path={path}>\n{wrapped_body(draft, file)}</MODIFIED>\n"

    return draft.look.get("between", "\n").join(map(tag, draft.files))


def file_delimiters(draft: Draft) -> str:
    def section(file: FileDraft) -> str:
        if file.kind == "delete":
            return f"--- DELETE FILE: {file.spelt} ---\n"
        return f"--- FILE: {file.spelt} ---\n{wrapped_body(draft, file)}--- END FILE ---\n"

    return draft.look.get("between", "\n").join(map(section, draft.files))


def fenced_named(draft: Draft) -> str:
    def block(file: FileDraft) -> str:
        body, info = joined(file.body()), language(file.path)
        style = draft.look.get("info", "above")
        inside = {"above": info, "after-language": f"{info} {file.spelt}".strip(), "path-only": file.spelt,
                  "language-colon": f"{info or 'text'}:{file.spelt}", "title": f'{info or "text"} title="{file.spelt}"'}[style]
        fence = draft.look.get("fence", fence_for(body))
        above = spoken(draft, file) if style == "above" else ""
        return f"{above}{draft.look.get('gap', '')}{fence}{inside}\n{body}{fence}\n"

    return "\n".join(map(block, draft.files))


def fenced_single(draft: Draft) -> str:
    body = joined(draft.one.body())
    fence = draft.look.get("fence", fence_for(body))
    return f"{fence}{language(draft.one.path)}\n{body}{fence}\n"


# --- old and new text ---


def marker_rows(draft: Draft) -> tuple[str, str, str]:
    row = draft.look.get("row", 7)
    head, tail = ("<", ">") if draft.look.get("alphabet", "angles") == "angles" else ("-", "+")
    word_end, blanks = draft.look.get("word_end", ""), draft.look.get("blanks", "")
    return f"{head * row} SEARCH{word_end}{blanks}\n", f"{'=' * row}{blanks}\n", f"{tail * row} REPLACE{blanks}\n"


def hints(draft: Draft, file: FileDraft, block: tuple[int, int]) -> str:
    if "hints" not in draft.look:
        return ""
    line = max(1, file.line_number(block[0]) + draft.look["hints"])
    end = f":end_line:{line + len(file.old(block)) - 1}\n" if draft.look.get("end_hint", True) else ""
    return f":start_line:{line}\n{end}-------\n"


def escaped(draft: Draft, text: str) -> str:
    if not draft.look.get("escape"):
        return text
    return re.sub(r"^(?=([<>=+-])\1{4,8}( |$))", r"\\", text, flags=re.M)


def search_block(draft: Draft, file: FileDraft, old: list[str], new: list[str], hint: str) -> str:
    head, divider, tail = marker_rows(draft)
    block = f"{head}{hint}{escaped(draft, joined(old))}{divider}{escaped(draft, joined(new))}{tail}"
    style = draft.look.get("fence", "none")
    if style == "path-outside":
        return fenced(block, language(file.path))
    return block


def search_replace(draft: Draft) -> str:
    parts: list[str] = []
    for file in draft.files:
        texts = pairs_of(draft, file)
        for number, (old, new, block) in enumerate(texts):
            rendered = search_block(draft, file, old, new, hints(draft, file, block) if block else "")
            path = "" if draft.look.get("nameless") or (number and draft.look.get("path_once")) else spoken(draft, file)
            if draft.look.get("fence") == "path-inside":
                parts.append(fenced(path + rendered, language(file.path)))
            else:
                parts.append(path + rendered)
    return "\n".join(parts)


def pairs_of(draft: Draft, file: FileDraft) -> list[tuple[list[str], list[str], tuple[int, int] | None]]:
    if file.kind == "new":
        return [([], file.body(), None)]
    order = draft.look.get("order", list)
    dots = draft.look.get("texts")
    if dots:
        return [(old, new, None) for old, new in dots]
    return [(file.old(block), file.new(block), block) for block in order(file.blocks)]


def original_patched(draft: Draft) -> str:
    def pair(old: list[str], new: list[str]) -> str:
        if draft.look.get("inline") and old and new:
            left, right = "\n".join(old), "\n".join(new)
            return f"<original>{left}</original>\n<patched>{right}</patched>\n"
        return f"<original>\n{joined(old)}</original>\n<patched>\n{joined(new)}</patched>\n"

    parts: list[str] = []
    for file in draft.files:
        for number, (old, new, _) in enumerate(pairs_of(draft, file)):
            named = "" if number and draft.look.get("path_once") else f"<file>{file.spelt}</file>\n"
            heading = f"# modification {len(parts) + 1}\n" if draft.look.get("numbered") else ""
            text = named + pair(old, new)
            parts.append(heading + (fenced(text) if draft.look.get("fence") else text))
    return "\n".join(parts)


def json_edits(draft: Draft) -> str:
    old_name, new_name = draft.look.get("names", ("search", "replace"))
    edits: list[dict[str, object]] = []
    for file in draft.files:
        if file.kind == "delete":
            edits.append({"path": file.spelt, "delete": True})
        elif draft.whole or file.kind == "new":
            edits.append({"path": file.spelt, "content": joined(file.body())})
        else:
            pairs = [{old_name: joined(old), new_name: joined(new)} for old, new, _ in pairs_of(draft, file)]
            edits += [{"path": file.spelt, **pair} for pair in pairs] if not draft.look.get("nested") else [
                {"path": file.spelt, "edits": pairs}]
    shape = draft.look.get("shape", "edits")
    document = edits if shape == "list" else {shape: edits}
    text = json.dumps(document, ensure_ascii=draft.look.get("ascii", False), indent=draft.look.get("indent")) + "\n"
    return fenced(text, "json") if draft.look.get("fence") else text


# --- signed lines ---


def signed(draft: Draft, file: FileDraft, block: tuple[int, int]) -> list[str]:
    spoil = draft.look.get("spoil")
    lines = [line.sign + line.said for line in file.lines[block[0] : block[1]]]
    return spoil(lines) if spoil else lines


def begin_patch(draft: Draft) -> str:
    parts: list[str] = []
    for file in draft.files:
        if file.kind == "delete":
            parts.append(f"*** Delete File: {file.spelt}\n")
        elif file.kind == "new":
            parts.append(f"*** Add File: {file.spelt}\n" + joined(["+" + line for line in file.body()]))
        else:
            move = f"*** Move to: {file.move_to}\n" if file.move_to else ""
            parts.append(f"*** Update File: {file.spelt}\n" + move + "".join(patch_hunks(draft, file)))
    text = "*** Begin Patch\n" + "".join(parts) + "*** End Patch\n"
    wrap = draft.look.get("wrap", "none")
    if wrap == "fence":
        return fenced(text, draft.look.get("wrap_info", ""))
    return f"apply_patch <<'EOF'\n{text}EOF\n" if wrap == "here-document" else text


def patch_hunks(draft: Draft, file: FileDraft) -> list[str]:
    hunks: list[str] = []
    for block in draft.look.get("order", list)(file.blocks):
        anchor = draft.look.get("anchor", "")
        end = "*** End of File\n" if draft.look.get("end_mark") else ""
        hunks.append("@@" + (f" {anchor}" if anchor else "") + "\n" + joined(signed(draft, file, block)) + end)
    return hunks


def hunk_header(draft: Draft, file: FileDraft, block: tuple[int, int]) -> str:
    numbers = draft.look.get("numbers", "right")
    if numbers == "none":
        return "@@\n"
    if numbers == "dots":
        return "@@ ... @@\n"
    shift = draft.look.get("shift", 0)
    more = draft.look.get("count", 0)
    lines = file.lines[block[0] : block[1]]
    old_count = sum(line.sign in " -" for line in lines) + more
    new_count = sum(line.sign in " +" for line in lines) + more
    old_start = max(1, file.line_number(block[0]) + shift) if old_count else 0
    new_start = max(1, file.line_number(block[0], " +") + shift) if new_count else 0
    return f"@@ -{old_start},{max(0, old_count)} +{new_start},{max(0, new_count)} @@{draft.look.get('heading', '')}\n"


def file_headers(draft: Draft, file: FileDraft) -> str:
    a, b = ("a/", "b/") if draft.look.get("prefix", True) else ("", "")
    target = file.move_to or file.spelt
    git = f"diff --git {a}{file.spelt} {b}{target}\n" if draft.look.get("git") or file.move_to else ""
    if file.move_to:
        git += f"similarity index 90%\nrename from {file.spelt}\nrename to {file.move_to}\n"
    if file.kind == "new":
        return git + ("new file mode 100644\n" if git else "") + f"--- /dev/null\n+++ {b}{file.spelt}\n"
    if file.kind == "delete":
        return git + ("deleted file mode 100644\n" if git else "") + f"--- {a}{file.spelt}\n+++ /dev/null\n"
    return f"{git}--- {a}{file.spelt}\n+++ {b}{target}\n" if file.blocks else git


def no_newline(file: FileDraft, block: tuple[int, int], lines: list[str]) -> list[str]:
    """The note that stands behind each side's last line when the file does not end with a line end."""
    if file.final_newline or block[1] != len(file.lines):
        return lines
    last = {sign: max((i for i in range(*block) if file.lines[i].sign in signs), default=-1) for sign, signs in (("-", " -"), ("+", " +"))}
    noted: list[str] = []
    for offset, line in enumerate(lines):
        noted.append(line)
        if block[0] + offset in last.values():
            noted.append("\\ No newline at end of file")
    return noted


def unified_diff(draft: Draft) -> str:
    parts: list[str] = []
    for file in draft.files:
        text = file_headers(draft, file)
        if draft.look.get("headless"):
            text = ""
        for block in draft.look.get("order", list)(file.blocks):
            text += hunk_header(draft, file, block) + joined(no_newline(file, block, signed(draft, file, block)))
        parts.append(text)
    diff = "".join(parts)
    return fenced(diff, draft.look.get("info", "diff")) if draft.look.get("fence", True) else diff


RENDERERS = {
    "modified-tags": modified_tags, "file-delimiters": file_delimiters, "search-replace": search_replace, "begin-patch": begin_patch,
    "unified-diff": unified_diff, "original-patched": original_patched, "fenced-named": fenced_named, "fenced-single": fenced_single,
    "json": json_edits,
}


def render(draft: Draft) -> str:
    if draft.reply is not None:
        return draft.reply
    text = RENDERERS[draft.format](draft)
    for step in draft.finish:
        text = step(text)
    return draft.before + text + draft.after
