"""Cases for `proffer locate` from public histories: bug fixes, their messages as queries, the source files they changed as answers.

Usage: locate_cases.py MIRRORS [SET…] > cases.jsonl

MIRRORS holds a clone of every repository below as OWNER+NAME (or OWNER+NAME/repo), bare or not. The tree searched is the one before the
author's series, so that no half of the fix is in it. A message that names a changed file is left out; paths and trailers are cut.
"""
import json
import os
import random
import re
import subprocess
import sys

SETS = {
    "dev": {"redis+redis": "c", "fmtlib+fmt": "c++", "spf13+cobra": "go", "junegunn+fzf": "go", "BurntSushi+ripgrep": "rust",
            "vitejs+vite": "typescript", "encode+httpx": "python", "psf+black": "python"},
    "held": {"jqlang+jq": "c", "libuv+libuv": "c", "catchorg+Catch2": "c++", "google+leveldb": "c++", "gohugoio+hugo": "go",
             "gin-gonic+gin": "go", "tokio-rs+tokio": "rust", "sharkdp+bat": "rust", "excalidraw+excalidraw": "typescript",
             "typeorm+typeorm": "typescript", "pydantic+pydantic": "python", "scipy+scipy": "python"},
}
CASES_A_REPOSITORY = 30
MOST_ANSWERS = 3
ENDINGS = {"c": (".c", ".h"), "c++": (".cc", ".cpp", ".h", ".hpp", ".cxx"), "go": (".go",), "rust": (".rs",),
           "typescript": (".ts", ".tsx"), "python": (".py",)}
FIX = re.compile(r"\b(fix|fixes|fixed|fixing|bug|crash|crashes|regression|incorrect|wrong|avoid|handle)\b", re.I)
IDLE = re.compile(r"\b(typos?|spelling|grammar|comments?|docs?|documentation|warnings?|lint|formatting|style|changelog|release)\b", re.I)
TEST = re.compile(r"(^|/)(tests?|testing|spec|specs|__tests__|playground|fixtures?|examples?|docs?|bench(marks?)?)(/|$)|"
                  r"(^|/)(test_[^/]*|conftest\.py)$|[._-](test|spec)s?\.[a-z]+$|(^|/)(deps|third_party|vendor|node_modules)/", re.I)
TRAILER = re.compile(r"^(signed-off-by|co-authored-by|reviewed-by|acked-by|change-id|see-also|fixes|closes|refs?|pr-url|cc):", re.I)
PATH = re.compile(r"[\w.+-]*/[\w./+-]*\w|\b[\w-]+\.(?:c|h|cc|cpp|hpp|go|rs|tsx?|py|js|md|rst|txt|toml|json)\b")


def git(repository, *arguments):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")


def commits(repository):
    """Of the main line without merges, the newest first: id, parents, author, message, [(status, path)]."""
    text = git(repository, "log", "--first-parent", "--no-renames", "-n", "6000", "--name-status", "-z",
               "--format=%x01%H%x02%P%x02%ae%x02%B%x02", "HEAD")
    for block in text.split("\x01")[1:]:
        head = block.split("\x02")
        fields = [field for field in head[4].strip("\0\n").split("\0") if field]
        yield head[0], head[1].split(), head[2], head[3], [(status.strip(), path) for status, path in zip(fields[::2], fields[1::2])]


def query_of(message):
    lines = [line for line in message.splitlines() if not TRAILER.match(line.strip())]
    text = re.sub(r"https?://\S+", "", "\n".join(lines))
    text = PATH.sub("", text)
    text = re.sub(r"\(?#\d+\)?", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def start_of_series(history, index):
    author = history[index][2]
    last = index
    while last + 1 < len(history) and history[last + 1][2] == author and last - index < 10:
        last += 1
    return history[last][1]


def cases_of(repository, name, language):
    history = list(commits(repository))
    found = []
    for index, (oid, parents, _, message, changes) in enumerate(history):
        subject = message.split("\n", 1)[0]
        if len(parents) != 1 or not FIX.search(subject) or IDLE.search(subject) or len(changes) > 12:
            continue
        answers = [path for status, path in changes if status == "M" and path.endswith(ENDINGS[language]) and not TEST.search(path)]
        query = query_of(message)
        names = [os.path.basename(path).lower() for path in answers]
        if not 1 <= len(answers) <= MOST_ANSWERS or len(query.split()) < 4 or any(n in message.lower() for n in names):
            continue
        before = start_of_series(history, index)
        if before:
            found.append({"repository": name, "language": language, "fix": oid, "commit": before[0], "query": query, "answers": answers})
    random.Random(name).shuffle(found)
    kept = []
    for case in found:
        if len(kept) == CASES_A_REPOSITORY:
            break
        tree = set(git(repository, "ls-tree", "-r", "--name-only", "-z", case["commit"]).split("\0"))
        if all(path in tree for path in case["answers"]):
            kept.append(case)
    return kept


def main():
    mirrors, wanted = sys.argv[1], sys.argv[2:] or list(SETS)
    for one in wanted:
        for name, language in SETS[one].items():
            path = os.path.join(mirrors, name)
            path = os.path.join(path, "repo") if os.path.isdir(os.path.join(path, "repo")) else path
            if not os.path.isdir(path):
                print(f"no clone of {name.replace('+', '/')}", file=sys.stderr)
                continue
            for case in cases_of(path, name, language):
                print(json.dumps(dict(case, set=one)))


if __name__ == "__main__":
    main()
