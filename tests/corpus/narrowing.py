"""Cuts a draft down to one edit, for slips that are about one."""

from draft import Draft, FileDraft, Line, same


def one_block(draft: Draft) -> bool:
    """Keeps the first place of the first file; nothing else changes."""
    file = draft.one
    if draft.whole or file.kind != "change" or not file.blocks:
        return False
    first, last = file.blocks[0]
    kept = file.lines[:last] + [same(" ", line.text) for line in file.lines[last:] if line.sign in " -"]
    draft.files, draft.targets = [file], [file.path]
    file.lines, file.blocks = kept, [(first, last)]
    return True


def block_lines(file: FileDraft) -> list[Line]:
    return file.lines[file.blocks[0][0] : file.blocks[0][1]]


def with_text(lines: list[Line], signs: str = " -+") -> list[Line]:
    return [line for line in lines if line.sign in signs and line.text.strip()]
