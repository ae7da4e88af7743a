"""Replies for edits.py: one of each format on a long file, and replies made to cost more than they are worth.

Each is (name, files, targets, reply); files and replies are bytes.
"""
import json

CASES = []
NUMBERED = b"".join(b"line %d\n" % i for i in range(50_000))


def case(name):
    def keep(make):
        CASES.append((name, make))
        return make
    return keep


def replies(size, only=""):
    for name, make in CASES:
        if only in name:
            yield (name, *make(size))


def repeated(unit, size):
    return unit * (size // len(unit))


def block(old, new):
    return b"<<<<<<< SEARCH\n" + old + b"=======\n" + new + b">>>>>>> REPLACE\n"


def many(make, size, most=4000):
    """Up to `most` pieces that together have about `size` bytes; `make` gets a number and the size of one."""
    return b"".join(make(i, size // most) for i in range(most))


def in_tag(body, path=b"a"):
    return b'<MODIFIED path="' + path + b'">\n' + body + b"</MODIFIED>\n"


# --- formats ---


def formats(old):
    spots = range(25, len(old), len(old) // 1000)
    text = "".join(old)
    pairs = [(old[i], old[i].replace("compute", "recompute") + f"added_{i} = True\n") for i in spots]
    changed = text
    for before, after in pairs:
        changed = changed.replace(before, after)
    blocks = "f.py\n" + "".join(f"<<<<<<< SEARCH\n{a}=======\n{b}>>>>>>> REPLACE\n" for a, b in pairs)
    shifted = "f.py\n" + "".join(f"<<<<<<< SEARCH\n  {a}=======\n  {b.replace(chr(10) + 'added', chr(10) + '  added')}>>>>>>> REPLACE\n"
                                 for a, b in pairs)
    patch = "*** Begin Patch\n*** Update File: f.py\n" + "".join(
        "@@\n-" + a + "".join("+" + line for line in b.splitlines(True)) for a, b in pairs) + "*** End Patch\n"
    tags = "".join(f"<file>f.py</file>\n<original>\n{a}</original>\n<patched>\n{b}</patched>\n" for a, b in pairs)
    edits = json.dumps({"path": "f.py", "edits": [{"search": a, "replace": b} for a, b in pairs]})
    files = {"f.py": text.encode()}
    for name, reply in (("search/replace, 1,000 blocks", blocks), ("search/replace, 1,000 blocks, indentation off", shifted),
                        ("begin-patch, 1,000 hunks", patch), ("original/patched, 1,000 pairs", tags), ("json, 1,000 edits", edits),
                        ("modified-tags, whole file", f'<MODIFIED path="f.py">\n{changed}</MODIFIED>\n'),
                        ("file-delimiters, whole file", f"--- FILE: f.py ---\n{changed}--- END FILE ---\n"),
                        ("fenced, whole file", f"f.py\n```python\n{changed}```\n")):
        yield name, files, ["f.py"], reply.encode()
    latin = text.replace("compute", "b\u00e9rechne")
    yield ("search/replace, 1,000 blocks, file in Latin-1", {"f.py": latin.encode("latin-1")}, ["f.py"],
           blocks.replace("recompute", "recalcul\u00e9").replace("compute", "b\u00e9rechne").encode())


# --- floods of one thing ---


def flood(name, unit, before=b"", after=b"", files=None):
    CASES.append((name, lambda size: (files or {"a": b"x\ny\n"}, ["a"], before + repeated(unit, size) + after)))


flood("newlines only", b"\n")
flood("newlines, then a block", b"\n", after=block(b"x\n", b"z\n"))
flood("newlines with CR", b"\r\n")
flood("one line", b"a")
flood("one line of <", b"<")
flood("lines of <", b"<\n")
flood("lines of prose, then a block", b"some words about what is to be done here\n", after=block(b"x\n", b"z\n"))
flood("SEARCH markers only", b"<<<<<<< SEARCH\n")
flood("dividers only", b"=======\n", before=b"<<<<<<< SEARCH\n")
flood("nested tags", b'<MODIFIED path="a">\n')
flood("nested tags, closed on their line", b'<MODIFIED path="a"></MODIFIED>\n', before=b'<MODIFIED path="a">\n')
flood("tags with many attributes", b"<a " + b"b " * 2500 + b">\n")
flood("closing tags at line ends", b"x</MODIFIED>\n", before=b'<MODIFIED path="a">\nq\n')
flood("removal tags", b'<DELETED path="a">\n')
flood("reasoning without an end", b"<think>\n")
flood("FILE delimiters", b"--- FILE: a ---\n")
flood("<file> tags", b"<file>\n")
flood("<original> in one line", b"<original>", b"<file>a</file>\n<original>\nx", b"\n</original>\n<patched>\ny\n</patched>\n")
flood("</original> in one line", b"</original>", b"<file>a</file>\n<original>\nx")
flood("</original> and blanks", b"</original>" + b" " * 1000, b"<file>a</file>\n<original>\nx")
flood("fences", b"```\n")
flood("fences under words like paths", b"a.b c.d e.f g.h i.j k.l m.n o.p q.r s.t u.v w.x y.z a.c b.d c.e d.f e.g f.h\n```\nx\n```\n")
flood("fences of diffs that are files", b"x.patch\n```diff\n--- a\n+++ b\n```\n")
flood("@@ only, in a diff", b"@@ -1 +1 @@\n", before=b"--- a/a\n+++ b/a\n")
flood("@@ only, in a fence", b"@@\n", before=b"```diff\n")
flood("@@ anchors only, in a patch", b"@@ x\n", before=b"*** Begin Patch\n*** Update File: a\n")
flood("diff of context lines", b" x\n", before=b"--- a/a\n+++ b/a\n@@ -1 +1 @@\n")
flood("diff of added lines", b"+x\n", before=b"--- a/a\n+++ b/a\n@@ -1,2 +1,9 @@\n x\n")
flood("diff headers", b"--- a/a\n+++ b/a\n")
flood("git headers", b"diff --git a/a b/a\n")
flood("patch that adds a file of short lines", b"+x\n", b"*** Begin Patch\n*** Add File: b\n", b"*** End Patch\n")
flood("patch of removals", b"*** Delete File: a\n", before=b"*** Begin Patch\n")
flood("JSON, deep", b"[")
flood("JSON, deep objects", b'{"a":')
flood("JSON, one string", b"a", b'{"path":"a","content":"', b'"}')
flood("JSON, many edits", b'{"path":"a","search":"x","replace":"y"},', b"[", b'{"path":"a","search":"x","replace":"y"}]')
flood("JSON, escapes", b"\\u00e9", b'{"path":"a","content":"', b'"}')
flood("whole file of newlines", b"\n", b'<MODIFIED path="b">\n', b"</MODIFIED>\n")
flood("whole file of one line", b"a", b'<MODIFIED path="b">\n', b"\n</MODIFIED>\n")
flood("NUL bytes", b"\0")
flood("bytes that are no UTF-8", b"\xff")


@case("nested fences of growing length")
def _(size):
    return {"a": b"x\n"}, ["a"], b"".join(b"`" * n + b"\n" for n in range(3, int((2 * size) ** 0.5)))


# --- searching ---


@case("one enormous SEARCH, file of equal lines")
def _(size):
    return {"a": b"x\n" * (512 * 1024)}, ["a"], b"a\n" + block(repeated(b"x\n", size), b"y\n")


@case("SEARCH of half the file, file of equal lines")
def _(size):
    return {"a": b"x\n" * (512 * 1024)}, ["a"], b"a\n" + block(b"x\n" * (256 * 1024), b"y\n") + repeated(b"words\n", size)


@case("pieces between ...")
def _(size):
    pieces = b"".join(b"line %d\n...\n" % i for i in range(0, 40_000, 2))
    piece = block(pieces + b"line 49999\n", pieces + b"end\n")
    return {"a": NUMBERED}, ["a"], b"a\n" + repeated(piece, size)


@case("pieces between ..., one line each")
def _(size):
    return {"a": NUMBERED}, ["a"], b"a\n" + many(lambda i, n: block(b"line %d\n" % i + repeated(b"...\nline 7\n", n), b"y\n"), size, 300)


@case("near matches: A… B")
def _(size):
    return {"a": b"A\n" * 100_000 + b"B\n"}, ["a"], b"a\n" + many(lambda i, n: block(b"A\n" * (n // 2 + i) + b"C%d\nB\n" % i, b"y\n"), size, 1000)


@case("near matches that are in the file: A… B")
def _(size):
    return {"a": b"A\n" * 100_000 + b"B\n"}, ["a"], b"a\n" + many(lambda i, n: block(b"A\n" * (n // 2 + i) + b"B\n", b"y%d\nB\n" % i), size, 1000)


@case("1,000 blocks, each off by indentation everywhere")
def _(size):
    return ({"a": b"    x\n" * 50_000}, ["a"],
            b"a\n" + b"".join(block(b" x\n" * (1 + i), b"y\n") for i in range(1000)) + repeated(b"words\n", size))


@case("blocks off unevenly everywhere")
def _(size):
    return ({"a": b"    x\n      x\n" * 25_000}, ["a"], b"a\n" + many(lambda i, n: block(b" x\n x\n  x\n" * (i + 1), b"y\n"), size, 1000))


@case("blocks in several places, long lines")
def _(size):
    line = b"q" * 4000 + b"\n"
    return {"a": line * 2000}, ["a"], b"a\n" + many(lambda i, n: block(line * (1 + i % 20), b"y\n"), size, 1000)


@case("old text of blanks")
def _(size):
    return {"a": b"\n" * 100_000 + b"x\n"}, ["a"], b"a\n" + many(lambda i, n: block(b"\n" * n, b"y\n"), size)


@case("blank edges")
def _(size):
    return {"a": b"\n" * 100_000 + b"x\n"}, ["a"], b"a\n" + many(lambda i, n: block(b"\n" * n + b"x %d\n" % i, b"y\n"), size, 1000)


@case("combining marks")
def _(size):
    line = "e".encode() + "\u0301".encode() * 200 + b"\n"
    return {"a": line * 10_000}, ["a"], b"a\n" + many(lambda i, n: block(repeated(line, n) + b"%d\n" % i, b"y\n"), size, 1000)


@case("composed letters, in the file decomposed")
def _(size):
    old, new = "\u1e69".encode() * 60 + b"\n", "s\u0323\u0307".encode() * 60 + b"\n"
    return {"a": new * 10_000}, ["a"], b"a\n" + many(lambda i, n: block(repeated(old, n), b"y\n"), size, 1000)


@case("typographic signs")
def _(size):
    line = "\u201c\u2026\u201d".encode() * 20 + b"\n"
    return {"a": b'"..."' * 20 + b"\n"}, ["a"], b"a\n" + many(lambda i, n: block(repeated(line, n), b"y\n"), size, 1000)


@case("anchors in several places")
def _(size):
    hunks = b"".join(b"@@ line %d\n-x\n+y %d\n" % (i * 2 + 1, i) for i in range(3900))
    return ({"a": b"".join(b"line %d\nx\n" % i for i in range(100_000))}, ["a"],
            b"*** Begin Patch\n*** Update File: a\n" + hunks + b"*** End Patch\n" + repeated(b"words\n", size))


@case("numbered lines")
def _(size):
    return {"a": NUMBERED}, ["a"], b"a\n" + many(lambda i, n: block(repeated(b"12 | line 7\n", n), b"y\n"), size, 1000)


# --- laying on ---


def scrambled(count, salt):
    return b"".join(b"%x\n" % ((i * 7919 + salt * 104729) % 65521) for i in range(count))


@case("4,000 hunks with a comment like an elision")
def _(size):
    return ({"a": NUMBERED}, ["a"],
            b"a\n" + many(lambda i, n: block(scrambled(n // 10, i), b"# ...\n" + scrambled(n // 10, i + 5000)), size))


@case("4,000 hunks that change all of their lines")
def _(size):
    count = min(size // 4000 // 14, 700)
    return ({"a": b"".join(b"%d\n" % i + scrambled(count, i) for i in range(4000))[: 7 * 1024 * 1024]}, ["a"],
            b"a\n" + many(lambda i, n: block(b"%d\n" % i + scrambled(count, i), b"%d\n" % i + scrambled(count, i + 5000)), size))


@case("4,000 hunks that add a line to a long file")
def _(size):
    return ({"a": b"".join(b"%d\n" % i for i in range(249_000))}, ["a"],
            b"a\n" + b"".join(block(b"%d\n" % (i * 60), b"%d\nq\n" % (i * 60)) for i in range(4000)) + repeated(b"words\n", size))


@case("4,000 hunks, last first")
def _(size):
    return ({"a": b"".join(b"%d\n" % i for i in range(150_000))}, ["a"],
            b"a\n" + b"".join(block(b"%d\n" % (i * 30), b"%d\nq\n" % (i * 30)) for i in range(3999, -1, -1)) + repeated(b"words\n", size))


@case("hunks that each add many lines")
def _(size):
    return ({"a": b"".join(b"%d\n" % i for i in range(1000))}, ["a"],
            b"a\n" + b"".join(block(b"%d\n" % i, b"%d\n" % i + b"q\n" * 200_000) for i in range(size // 400_020)))


@case("whole file, every second line is new")
def _(size):
    return ({"a": b"".join(b"old %d\n" % i for i in range(120_000))}, ["a"],
            in_tag(b"".join(b"old %d\nnew\n" % i for i in range(120_000))) + repeated(b"words\n", size))


@case("whole file, all lines are others")
def _(size):
    return {"a": scrambled(240_000, 1)}, ["a"], in_tag(scrambled(240_000, 2)) + repeated(b"words\n", size)


@case("4,000 whole files, all lines are others")
def _(size):
    count = min(size // 4000 // 6, 1000)
    return ({f"d{i}": scrambled(count, i) for i in range(3990)}, [],
            many(lambda i, n: in_tag(scrambled(count, i + 5000), b"d%d" % (i % 3990)), size, 3990))


@case("4,000 new files")
def _(size):
    return {"a": b"x\n"}, [], many(lambda i, n: in_tag(repeated(b"some text of a file\n", n), b"new/%d" % i), size, 3990)


@case("new files of short lines")
def _(size):
    return {"a": b"x\n"}, [], many(lambda i, n: in_tag(b"q\n" * 120_000, b"new/%d" % i), size, size // 240_040)


@case("file in Latin-1, hunks with many characters")
def _(size):
    letters = "".join(chr(0x4e00 + i) for i in range(1500))
    content = b"".join(b"line %d caf\xe9\n" % i for i in range(50_000)) + letters.encode() + b"\n" + b"\xe4\xb8\x7f" * 500_000
    return ({"a": content}, ["a"],
            b"a\n" + b"".join(block("line {} caf\u00e9\n".format(i * 40).encode(), (letters[i % 1000:][:400] + "\n").encode())
                              for i in range(1000)) + repeated(b"words\n", size))


@case("escaped brackets")
def _(size):
    return {"a": b"<x>\n" * 1000}, ["a"], in_tag(b"&lt;&amp;&gt;&quot;\n" * (size // 21 if size < 9_000_000 else 200_000)) + repeated(b"words\n", size)
