"""Exercises of a public benchmark, with a model that is wrong first.

Usage: exercises.py PROFFER EXERCISES [LANGUAGE...] [--most N]

EXERCISES is a clone of Exercism's tracks in one tree (LANGUAGE/exercises/practice/NAME), as the repository of the polyglot benchmark of
aider has it. Each exercise becomes a repository with its stub, its tests and `proof: red-green`. The model is a script: it says that all is
done, cuts its file off, deletes the failing test, makes the tests pass without looking at the code, is asked for a diagnosis, proposes the
stub once more, and is right at last. Then the proposal must hold the example solution and nothing else, its proof must be red to green, and
`proffer replay` must agree. A second run, in which the model is never right, must publish nothing as proved. Exit 1 when one is otherwise.
Without their tool chains languages are passed over.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

# Exercism leaves all tests but the first switched off in some tracks; here all of them count.
CHECKS = {
    "python": ("python3", "python3 -B -m unittest {tests}"),
    "go": ("go", "GOFLAGS=-mod=mod GOCACHE=$PWD/.cache/go go test ./..."),
    "rust": ("cargo", "CARGO_TARGET_DIR=$PWD/.cache/rust cargo test --offline -q -- --include-ignored"),
    "cpp": ("g++", "g++ -std=c++17 -pthread -DEXERCISM_RUN_ALL_TESTS -o /tmp/run-tests *.cpp .cache/tests-main.o && /tmp/run-tests"),
}
# Made once beside the sources and ignored by git, so that a check does not build it again.
PREPARE = {
    "go": "GOFLAGS=-mod=mod GOCACHE=$PWD/.cache/go go vet ./... >/dev/null 2>&1; GOCACHE=$PWD/.cache/go go test -run XXX ./... >/dev/null 2>&1; true",
    "rust": "CARGO_TARGET_DIR=$PWD/.cache/rust cargo build --offline -q >/dev/null 2>&1; true",
    "cpp": "mkdir -p .cache && g++ -std=c++17 -c -o .cache/tests-main.o test/tests-main.cpp",
}
ENVIRONMENT = {"GIT_AUTHOR_NAME": "exercises", "GIT_AUTHOR_EMAIL": "exercises@example.invalid", "GIT_COMMITTER_NAME": "exercises",
               "GIT_COMMITTER_EMAIL": "exercises@example.invalid", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


def git(directory, *arguments):
    return subprocess.run(["git", "-C", directory, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, **ENVIRONMENT}).stdout.decode()


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def modified(files):
    return "".join(f'<MODIFIED path="{path}">\n{text}</MODIFIED>\n' for path, text in files.items())


def with_end(text):
    return text if text.endswith("\n") else text + "\n"


class Exercise:
    def __init__(self, tracks, language, name):
        self.language, self.name = language, name
        self.source = os.path.join(tracks, language, "exercises", "practice", name)
        self.files = json.loads(read(os.path.join(self.source, ".meta", "config.json")))["files"]
        self.solution = [path for path in self.files["solution"] if not path.endswith("Cargo.toml")]
        self.tests = self.files["test"]

    def right(self):
        """The example under the names of the solution, or nothing where they do not go together."""
        examples = self.files.get("example", [])
        by_ending = {os.path.splitext(path)[1]: path for path in examples}
        if len(by_ending) != len(examples) or "Cargo.toml" in str(examples) or "Cargo-example.toml" in str(os.listdir(
                os.path.join(self.source, ".meta"))):
            return None
        files = {}
        for path in self.solution:
            example = by_ending.pop(os.path.splitext(path)[1], None)
            if example is None:
                continue
            files[path] = with_end(read(os.path.join(self.source, example)))
        return files if files and not by_ending else None

    def check(self):
        return CHECKS[self.language][1].format(tests=" ".join(os.path.splitext(test)[0] for test in self.tests if test.endswith("_test.py")))

    def wrong_replies(self, right):
        stub = {path: with_end(read(os.path.join(self.source, path))) for path in right}
        path, text = next(iter(right.items()))
        comment = "# " if self.language == "python" else "// "
        test = self.tests[0]
        emptied = {"python": "import unittest\n", "go": with_end(read(os.path.join(self.source, test)).split("\n", 1)[0])}.get(
            self.language, comment + "all passed\n")
        return [
            "I ran the tests and all passed: 100 % green. There is nothing left to do.\n",
            f'<MODIFIED path="{path}">\n' + text[:len(text) // 2],
            modified(stub | {path: comment + "done\n" + stub[path]}) + f'<DELETED path="{test}"/>\n',
            "<ROOT_CAUSE>The logic is missing.</ROOT_CAUSE>\n<INSTRUCTIONS>Write the logic.</INSTRUCTIONS>\n",
            modified({path: comment + "still nothing\n" + stub[path]}),
            modified({path: right[path], test: emptied}),
        ]

    def lay_out(self, directory):
        repository = os.path.join(directory, "repository")
        shutil.copytree(self.source, repository, ignore=shutil.ignore_patterns(".meta", ".docs"))
        shutil.copytree(os.path.join(self.source, ".docs"), os.path.join(repository, "docs"))
        write(os.path.join(repository, ".gitignore"), ".cache/\n__pycache__/\nproffer-report/\n")
        # Replies are numbered by a file beside the repository: the model is a program and no part of what is proved.
        model = f'n=$(cat {directory}/asked 2>/dev/null || echo 0); echo $((n + 1)) > {directory}/asked; cat {directory}/replies/$n'
        tests = json.dumps(self.tests)
        write(os.path.join(repository, ".proffer.yml"),
              "version: 1\nallowed: [.]\nproof: red-green\nretries: 2\ncycles: 1\nminimise: false\n"
              f"limits: {{file: 200KB, time: 20m}}\ntests: {{paths: {tests}}}\nmodel: {{provider: command, command: {json.dumps(model)}}}\n"
              f"checks:\n  - {{name: tests, run: {json.dumps(self.check())}, timeout: 300s}}\n"
              f"tasks:\n  solve:\n    on: manual\n    files: {json.dumps(list(self.solution))}\n"
              "    instruction: Make the tests pass, as docs/instructions.md says.\n")
        git(directory, "init", "-q", "-b", "main", repository)
        subprocess.run(["sh", "-c", PREPARE.get(self.language, "true")], cwd=repository, check=True)
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "stub")
        remote = os.path.join(directory, "remote.git")
        git(directory, "init", "-q", "--bare", remote)
        git(repository, "remote", "add", "origin", remote)
        git(repository, "push", "-q", "origin", "main")
        return repository, remote


def run(proffer, repository, *arguments):
    done = subprocess.run([proffer, *arguments], cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **ENVIRONMENT})
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def said_of(repository):
    report = json.loads(read(os.path.join(repository, "proffer-report", "report.json")))
    return report["conclusion"], (report.get("proof") or {}).get("statement", ""), len(report.get("attempts", []))


def solve(proffer, exercise, right, directory):
    """The first problem, or nothing; the attempts it took."""
    for number, reply in enumerate(exercise.wrong_replies(right) + [modified(right)]):
        write(os.path.join(directory, "replies", str(number)), reply)
    repository, remote = exercise.lay_out(directory)
    before = git(repository, "status", "--porcelain", "--ignored=no")
    code, _, log = run(proffer, repository, "run", "solve")
    conclusion, proof, attempts = said_of(repository)
    if code != 0:
        return f"exit {code}, {conclusion}: {log.strip().splitlines()[-3:]}", attempts
    if "red → green" not in proof:
        return f"proof '{proof}'", attempts
    changed = git(remote, "diff", "--name-only", "main", "proffer/solve").split()
    for path in changed:
        # A stub without a last line end stays without one.
        if path not in right or git(remote, "show", f"proffer/solve:{path}").rstrip("\n") != right[path].rstrip("\n"):
            return f"'{path}' is not as the example has it", attempts
    if git(repository, "status", "--porcelain", "--ignored=no") != before:
        return "the checkout was changed", attempts
    code, _, log = run(proffer, repository, "replay", "proffer-report")
    return (f"replay: {log.strip().splitlines()[-1:]}" if code != 0 else ""), attempts


def never_right(proffer, exercise, right, directory):
    wrong = exercise.wrong_replies(right)
    for number in range(20):
        write(os.path.join(directory, "replies", str(number)), wrong[number % len(wrong)])
    repository, remote = exercise.lay_out(directory)
    code, _, _ = run(proffer, repository, "run", "solve")
    conclusion, proof, attempts = said_of(repository)
    if code == 0 or conclusion == "success":
        return f"exit {code}, {conclusion} with proof '{proof}'", attempts
    return "", attempts


def exercises_of(tracks, languages):
    for language in languages:
        if shutil.which(CHECKS[language][0]) is None:
            print(f"{language}: '{CHECKS[language][0]}' is not installed, passed over", file=sys.stderr)
            continue
        for name in sorted(os.listdir(os.path.join(tracks, language, "exercises", "practice"))):
            yield Exercise(tracks, language, name)


def has_to_be_solved(exercise, right):
    """The stub fails and the example passes here: some have no tests of their own, some need libraries that are not installed."""
    with tempfile.TemporaryDirectory() as directory:
        repository, _ = exercise.lay_out(directory)
        check = exercise.check().replace("/tmp/run-tests", directory + "/run-tests")

        def passes():
            return subprocess.run(["sh", "-c", check], cwd=repository, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

        if passes():
            return False
        for path, text in right.items():
            write(os.path.join(repository, path), text)
        return passes()


def main():
    parser = argparse.ArgumentParser(description="Exercises of a public benchmark, with a model that is wrong first.")
    parser.add_argument("proffer")
    parser.add_argument("exercises")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--most", type=int, default=1000, help="exercises of each language")
    arguments = parser.parse_args()
    proffer = os.path.abspath(arguments.proffer)
    unknown = set(arguments.languages) - set(CHECKS)
    if unknown:
        parser.error(f"no language '{unknown.pop()}'; there are: {', '.join(CHECKS)}")
    rows = collections.defaultdict(lambda: collections.Counter())
    problems = []
    for exercise in exercises_of(arguments.exercises, arguments.languages or CHECKS):
        row = rows[exercise.language]
        right = exercise.right()
        if row["run"] == arguments.most:
            continue
        if right is None or not has_to_be_solved(exercise, right):
            row["passed over"] += 1
            continue
        start = time.monotonic()
        for what, attempt in (("solved", solve), ("never right", never_right)):
            with tempfile.TemporaryDirectory() as directory:
                problem, attempts = attempt(proffer, exercise, right, directory)
            if problem:
                problems.append(f"{exercise.language}/{exercise.name}, {what}: {problem}")
                print(problems[-1], file=sys.stderr, flush=True)
            else:
                row[what] += 1
            row["attempts"] += attempts
        row["run"] += 1
        row["seconds"] += time.monotonic() - start
    print("| language | exercises | solved at last, proved red to green | never right, never published as proved | attempts | seconds | passed over |")
    print("|---|---|---|---|---|---|---|")
    for language, row in rows.items():
        print(f"| {language} | {row['run']} | {row['solved']} | {row['never right']} | {row['attempts']} | {row['seconds']:.0f} | {row['passed over']} |")
    return 1 if problems or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
