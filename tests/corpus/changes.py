"""Where true changes come from: the history of a git repository, or two published releases of a package."""

import difflib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dice import Dice

FEWEST_LINES, MOST_LINES = 5, 1500
MOST_BYTES = 80_000
MOST_RUNS = 6  # separate places that change in one file


@dataclass(frozen=True)
class Revision:
    """One text file before and after; lines without their ends."""

    path: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What one reply is about."""

    revisions: tuple[Revision, ...]


def text_lines(content: bytes) -> tuple[str, ...] | None:
    """Nothing for files that are not plain text: the slips add carriage returns, marks and odd bytes themselves."""
    if not content.endswith(b"\n") or len(content) > MOST_BYTES:
        return None
    if any(odd in content for odd in (b"\0", b"\r", b"\f", b"\v", b"\x1b", b"\xef\xbb\xbf", b"\xef\xbf\xbd")):
        return None
    try:
        lines = tuple(content.decode().split("\n")[:-1])
    except UnicodeDecodeError:
        return None
    return lines if FEWEST_LINES <= len(lines) <= MOST_LINES else None


def runs_of(before: tuple[str, ...], after: tuple[str, ...]) -> list[tuple[int, int, int, int]]:
    """Places that change: lines [i1, i2) of `before` become lines [j1, j2) of `after`."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def narrowed(revision: Revision, dice: Dice) -> Revision | None:
    """The same file with a few neighbouring places changed: releases differ in far more than one reply would."""
    runs = runs_of(revision.before, revision.after)
    if not runs:
        return None
    first = dice.below(len(runs))
    kept = runs[first : first + dice.between(1, MOST_RUNS)]
    after: list[str] = []
    done = 0
    for i1, i2, j1, j2 in kept:
        after += revision.before[done:i1] + revision.after[j1:j2]
        done = i2
    after += revision.before[done:]
    return Revision(revision.path, revision.before, tuple(after)) if after else None


def revision_of(path: str, before: bytes, after: bytes) -> Revision | None:
    old, new = text_lines(before), text_lines(after)
    if old is None or new is None or old == new or not is_plain_path(path):
        return None
    return Revision(path, old, new)


def is_plain_path(path: str) -> bool:
    """Paths with blanks or outside ASCII are the concern of cases written by hand."""
    return path.isascii() and not any(c in path for c in " \"'\\:*`()[]{}$!,;=")


def grouped(revisions: list[Revision], dice: Dice) -> Iterator[Change]:
    """Changes of one file mostly, of two or three sometimes."""
    while revisions:
        size = min(len(revisions), dice.pick((1, 1, 1, 2, 3)))
        yield Change(tuple(revisions[:size]))
        revisions = revisions[size:]


class Releases:
    """Two published releases of a package, as directories."""

    def __init__(self, old: Path, new: Path) -> None:
        self._revisions = [r for r in map(lambda p: self._revision(old, new, p), self._common(old, new)) if r]

    @staticmethod
    def _common(old: Path, new: Path) -> list[Path]:
        paths = (file.relative_to(new) for file in new.rglob("*") if file.is_file() and not file.is_symlink())
        return sorted(path for path in paths if (old / path).is_file() and "node_modules" not in path.parts)

    @staticmethod
    def _revision(old: Path, new: Path, path: Path) -> Revision | None:
        if max((old / path).stat().st_size, (new / path).stat().st_size) > MOST_BYTES:
            return None
        return revision_of(path.as_posix(), (old / path).read_bytes(), (new / path).read_bytes())

    def changes(self, count: int, dice: Dice) -> list[Change]:
        changes: list[Change] = []
        for _ in range(4 * count):
            if len(changes) >= count or not self._revisions:
                break
            some = dice.shuffled(self._revisions)[: dice.pick((1, 1, 1, 2, 3))]
            parts = [part for part in (narrowed(revision, dice) for revision in some) if part]
            if parts:
                changes.append(Change(tuple(parts)))
        return changes


class Repository:
    """The first-parent history of a git repository, bare or not."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["git", "-C", str(self._directory), *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    def changes(self, count: int, dice: Dice) -> list[Change]:
        commits = self._git("rev-list", "--first-parent", "HEAD").decode().split()
        changes: list[Change] = []
        for commit in dice.shuffled(commits[:-1]):
            if len(changes) >= count:
                break
            revisions = dice.shuffled(self._revisions(commit))[:6]
            parts = [narrowed(r, dice) if dice.chance(0.3) else r for r in revisions]
            changes += grouped([part for part in parts if part], dice)
        return changes[:count]

    def _revisions(self, commit: str) -> list[Revision]:
        raw = self._git("diff-tree", "-r", "--no-renames", "-z", "--diff-filter=M", f"{commit}^1", commit)
        fields = raw.decode(errors="replace").split("\0")[:-1]
        if len(fields) > 100:  # imports and mass renames
            return []
        names = [(meta.split()[2], meta.split()[3], path) for meta, path in zip(fields[::2], fields[1::2]) if "100" in meta]
        blobs = self._blobs([oid for old, new, _ in names for oid in (old, new)])
        found = (revision_of(path, blobs[old], blobs[new]) for old, new, path in names if old in blobs and new in blobs)
        return [revision for revision in found if revision]

    def _blobs(self, oids: list[str]) -> dict[str, bytes]:
        if not oids:
            return {}
        out = self._git("cat-file", "--batch", given="\n".join(oids).encode() + b"\n")
        blobs: dict[str, bytes] = {}
        at = 0
        while at < len(out):
            end = out.index(b"\n", at)
            words = out[at:end].split()
            at = end + 1
            if words[1:2] != [b"blob"]:
                continue
            blobs[words[0].decode()] = out[at : at + int(words[2])]
            at += int(words[2]) + 1
        return blobs
