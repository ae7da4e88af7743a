"""Cases written by hand: what no perturbation of a true change comes up with."""

from typing import Any

Files = dict[str, str | None]

POEM = "".join(f"line {n}\n" for n in range(1, 13))
CODE = "def f():\n    x = 1\n    return x\n\n\ndef g():\n    return 2\n"
F_CHANGED = CODE.replace("return x", "return -x")
BLOCK = "<<<<<<< SEARCH\n    return x\n=======\n    return -x\n>>>>>>> REPLACE\n"
PATCH_HUNK = "@@\n     x = 1\n-    return x\n+    return -x\n"
DIFF_HUNK = "@@ -1,3 +1,3 @@\n def f():\n     x = 1\n-    return x\n+    return -x\n"


def modified(path: str, body: str) -> str:
    return f'<MODIFIED path="{path}">\n{body}</MODIFIED>\n'


def original(path: str, old: str, new: str) -> str:
    return f"<file>{path}</file>\n<original>\n{old}</original>\n<patched>\n{new}</patched>\n"


class Cases:
    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def _add(self, expect: str, format_name: str, item: str, files: Files, targets: list[str], reply: str, result: Files) -> None:
        self.all.append({"id": f"by-hand-{len(self.all) + 1:03d}", "format": format_name, "item": "by hand: " + item, "expect": expect,
                         "targets": targets, "files": files, "reply": reply, "result": result})

    def applies(self, format_name: str, item: str, files: Files, reply: str, result: Files, targets: list[str] | None = None) -> None:
        self._add("apply", format_name, item, files, targets or [], reply, result)

    def either(self, format_name: str, item: str, files: Files, reply: str, result: Files) -> None:
        self._add("either", format_name, item, files, [], reply, result)

    def refuses(self, format_name: str, item: str, files: Files, reply: str, targets: list[str] | None = None) -> None:
        self._add("refuse", format_name, item, files, targets or [], reply, {})


def whole_files(cases: Cases) -> None:
    files: Files = {"src/a.py": CODE, "b c.txt": "one\ntwo\n"}
    cases.applies("modified-tags", "a blank in the path", files, modified("b c.txt", "one\n2\n"), {"b c.txt": "one\n2\n"})
    cases.applies("modified-tags", "an inner tag that is text", {"x.md": "Use\n<b>\n"}, modified("x.md", "Use\n<MODIFIED>\n"),
                  {"x.md": "Use\n<MODIFIED>\n"})
    cases.applies("modified-tags", "removal and new file together", files,
                  '<DELETED path="src/a.py"/>\n' + modified("src/new.py", "x = 1\n"), {"src/a.py": None, "src/new.py": "x = 1\n"})
    cases.refuses("modified-tags", "removed and written", files, '<DELETED path="src/a.py"/>\n' + modified("src/a.py", F_CHANGED))
    cases.refuses("modified-tags", "no path", files, f"<MODIFIED path=\"\">\n{F_CHANGED}</MODIFIED>\n", ["src/a.py", "b c.txt"])
    cases.refuses("modified-tags", "opened inside another", files,
                  f'<MODIFIED path="src/a.py">\n{F_CHANGED}<MODIFIED path="b c.txt">\none\n2\n</MODIFIED>\n')
    cases.refuses("modified-tags", "a file as a folder", files, modified("src/a.py/x.py", "x\n"))
    cases.refuses("modified-tags", "a folder as a file", files, modified("src", "x\n"))
    cases.refuses("modified-tags", "removing what is not there", files, '<DELETED path="src/nowhere.py"/>\n')
    cases.refuses("modified-tags", "one good edit and one outside the root", files,
                  modified("src/a.py", F_CHANGED) + modified("../x.py", "x\n"))
    cases.refuses("file-delimiters", "ended twice", files, f"--- FILE: src/a.py ---\n{F_CHANGED}--- END FILE ---\n--- END FILE ---\n")
    cases.refuses("file-delimiters", "closed by the next file", files,
                  f"--- FILE: src/a.py ---\n{F_CHANGED}--- FILE: b c.txt ---\none\n2\n--- END FILE ---\n")
    cases.refuses("fenced-named", "outer fence left open", files, f"src/a.py\n````python\n{F_CHANGED}```\n")
    cases.refuses("fenced-single", "fence of another kind", files, f"```python\n{F_CHANGED}~~~\n", ["src/a.py"])
    cases.refuses("fenced-single", "a name that is not the target's folder", files, f"../a.py\n```python\n{F_CHANGED}```\n", ["src/a.py"])


def blocks(cases: Cases) -> None:
    files: Files = {"src/a.py": CODE, "src/b.py": CODE}
    cases.applies("search-replace", "the last path counts", files, "src/b.py\nno, rather:\n\nsrc/a.py\n" + BLOCK, {"src/a.py": F_CHANGED})
    cases.applies("search-replace", "the new file's block", files, "src/n.py\n<<<<<<< SEARCH\n=======\nx = 1\n>>>>>>> REPLACE\n",
                  {"src/n.py": "x = 1\n"})
    cases.applies("search-replace", "lines taken away", files,
                  "src/a.py\n<<<<<<< SEARCH\n    x = 1\n    return x\n=======\n    return 1\n>>>>>>> REPLACE\n",
                  {"src/a.py": CODE.replace("    x = 1\n    return x\n", "    return 1\n")})
    cases.either("search-replace", "two dividers", files,
                 "src/a.py\n<<<<<<< SEARCH\n    return x\n=======\n    return -x\n=======\n    return 0\n>>>>>>> REPLACE\n",
                 {"src/a.py": CODE.replace("    return x\n", "    return -x\n=======\n    return 0\n")})
    cases.refuses("search-replace", "head inside a block", files,
                  "src/a.py\n<<<<<<< SEARCH\n    return x\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n")
    cases.refuses("search-replace", "tail alone", files, "src/a.py\n>>>>>>> REPLACE\n")
    cases.refuses("search-replace", "second block in .git", files,
                  "src/a.py\n" + BLOCK + "\n.git/config\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n")
    cases.refuses("search-replace", "only blank lines to look for", files, "src/a.py\n<<<<<<< SEARCH\n\n=======\nx\n>>>>>>> REPLACE\n")
    cases.refuses("search-replace", "part of a line", files, "src/a.py\n<<<<<<< SEARCH\nturn x\n=======\nturn -x\n>>>>>>> REPLACE\n")
    cases.refuses("search-replace", "lines with a gap between", files,
                  "src/a.py\n<<<<<<< SEARCH\ndef f():\n    return x\n=======\ndef f():\n    return -x\n>>>>>>> REPLACE\n")
    cases.applies("original-patched", "two edits of one file", files,
                  original("src/a.py", "    return x\n", "    return -x\n") + original("src/a.py", "    return 2\n", "    return 3\n"),
                  {"src/a.py": F_CHANGED.replace("return 2", "return 3")})
    cases.refuses("original-patched", "patched before original", files,
                  "<file>src/a.py</file>\n<patched>\n    return -x\n</patched>\n<original>\n    return x\n</original>\n")
    cases.refuses("original-patched", "no file and two targets", files,
                  original("src/a.py", "    return x\n", "    return -x\n").split("\n", 1)[1], ["src/a.py", "src/b.py"])
    cases.refuses("json", "an edit without new text", files, '{"edits": [{"path": "src/a.py", "search": "    return x\\n"}]}\n')
    cases.refuses("json", "a key twice does not hide a path", files,
                  '{"edits": [{"path": "../x.py", "content": "x\\n"}, {"path": "src/a.py", "content": "x\\n"}]}\n')
    cases.refuses("json", "not an edit", files, '{"answer": 42}\n')
    cases.refuses("json", "a trailing comma", files,
                  '{"edits": [{"path": "src/a.py", "search": "    return x", "replace": "    return -x"},]}\n')


def patches(cases: Cases) -> None:
    files: Files = {"src/a.py": CODE, "src/b.py": CODE}
    cases.applies("begin-patch", "update without a hunk header", files,
                  "*** Begin Patch\n*** Update File: src/a.py\n" + PATCH_HUNK.removeprefix("@@\n") + "*** End Patch\n", {"src/a.py": F_CHANGED})
    cases.applies("begin-patch", "move and change", files,
                  "*** Begin Patch\n*** Update File: src/a.py\n*** Move to: lib/a.py\n" + PATCH_HUNK + "*** End Patch\n",
                  {"src/a.py": None, "lib/a.py": F_CHANGED})
    cases.applies("begin-patch", "the end of the file settles it", {"t.txt": "x\n\nx\n"},
                  "*** Begin Patch\n*** Update File: t.txt\n@@\n-x\n+y\n*** End of File\n*** End Patch\n", {"t.txt": "x\n\ny\n"})
    cases.refuses("begin-patch", "added twice", files, "*** Begin Patch\n*** Add File: src/a.py\n+x\n*** End Patch\n")
    cases.refuses("begin-patch", "an unknown section", files, "*** Begin Patch\n*** Rename File: src/a.py\n*** End Patch\n")
    cases.refuses("begin-patch", "no begin", files, "*** Update File: src/a.py\n" + PATCH_HUNK + "*** End Patch\n")
    cases.refuses("begin-patch", "removed and changed", files,
                  "*** Begin Patch\n*** Update File: src/a.py\n" + PATCH_HUNK + "*** Delete File: src/a.py\n*** End Patch\n")
    cases.applies("unified-diff", "a removed line that looks like a header", {"q.sql": "select 1;\n-- a/x\nselect 2;\n"},
                  "```diff\n--- a/q.sql\n+++ b/q.sql\n@@ -1,3 +1,2 @@\n select 1;\n--- a/x\n select 2;\n```\n", {"q.sql": "select 1;\nselect 2;\n"})
    cases.applies("unified-diff", "a second file", files,
                  "".join(f"--- a/{path}\n+++ b/{path}\n{DIFF_HUNK}" for path in files), {"src/a.py": F_CHANGED, "src/b.py": F_CHANGED})
    cases.refuses("unified-diff", "a symbolic link", files,
                  "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n")
    cases.refuses("unified-diff", "a binary patch", files,
                  "diff --git a/x.bin b/x.bin\nGIT binary patch\nliteral 3\nKcmZQ\n\nliteral 0\nHcmV?d00001\n")
    cases.refuses("unified-diff", "headers alone", files, "--- a/src/a.py\n+++ b/src/a.py\n")
    cases.refuses("unified-diff", "renamed out of the root", files,
                  "diff --git a/src/a.py b/../a.py\nsimilarity index 100%\nrename from src/a.py\nrename to ../a.py\n")
    cases.refuses("unified-diff", "a copy", files,
                  "diff --git a/src/a.py b/src/c.py\nsimilarity index 100%\ncopy from src/a.py\ncopy to src/c.py\n")
    cases.refuses("unified-diff", "new side in .git", files, "--- a/src/a.py\n+++ b/.git/config\n" + DIFF_HUNK)


def cases() -> list[dict[str, Any]]:
    collected = Cases()
    for add in (whole_files, blocks, patches):
        add(collected)
    return collected.all
