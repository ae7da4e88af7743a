"""What it costs to see a proposal in a workspace, in checkouts of 2,000 to 80,000 files, beside what git and cp offer for the same.

One run of proffer with many failing attempts: from edits that are understood to a check that has run (`false`) in a new workspace. The look
at the checkout for work in progress comes once a run; `git status` is its peer. Prints a table in milliseconds.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime

ATTEMPTS = 20  # of a run; `retries` goes no higher
RUNS = 3
PEER_RUNS = 3
SIZES = (2_000, 20_000, 80_000)
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
}
CONFIG = f"""version: 1
allowed: [src/]
retries: {ATTEMPTS - 1}
cycles: 0
limits: {{tokens: 100000k}}
checks: [{{name: nothing, run: 'grep -q "return 70" src/0/0.py || exit 9; false'}}]
tasks: {{fix: {{on: manual, files: [src/0/0.py], instruction: Change it.}}}}
"""


def git(checkout, *arguments):
    subprocess.run(["git", *arguments], cwd=checkout, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_checkout(root, files):
    checkout = os.path.join(root, f"checkout-{files}")
    text = "".join(f"def f{i}():\n    return {i}\n\n\n" for i in range(30))
    for i in range(files):
        directory = os.path.join(checkout, "src", str(i // 20))
        if i % 20 == 0:
            os.makedirs(directory)
        with open(os.path.join(directory, f"{i}.py"), "w") as file:
            file.write(f"# {i}\n" + text)
    with open(os.path.join(checkout, ".proffer.yml"), "w") as file:
        file.write(CONFIG)
    git(checkout, "init", "-q", "-b", "main")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", "base")
    git(checkout, "status")
    return checkout


def journal_times(checkout):
    with open(os.path.join(checkout, "proffer-report", "journal.jsonl")) as lines:
        for line in lines:
            event = json.loads(line)
            yield event["event"], datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp() * 1000, event


def isolation_text(isolation):
    walls = ", ".join([isolation["workspace"], *isolation["walls"]])
    return f"L{isolation['level']}: {walls}; {len(isolation['blocked'])} attempts blocked, {len(isolation['open'])} open"


def run_proffer(proffer, root, checkout):
    """Milliseconds of each workspace, of all that comes once before the first attempt, and the words on isolation."""
    replies = os.path.join(root, "replies")
    shutil.rmtree(replies, ignore_errors=True)
    os.makedirs(replies)
    with open(os.path.join(checkout, "src", "0", "0.py")) as file:
        text = file.read()
    for i in range(ATTEMPTS):
        with open(os.path.join(replies, f"{i:03}.md"), "w") as file:
            changed = text.replace("return 7\n", f"return 70  # {i}\n")
            file.write(f'<MODIFIED path="src/0/0.py">\n{changed}</MODIFIED>\n')
    finished = subprocess.run([proffer, "run", "fix", "--replay", replies, "-q"], cwd=checkout, env=dict(ENVIRONMENT, HOME=root),
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if not os.path.exists(os.path.join(checkout, "proffer-report", "journal.jsonl")):
        raise SystemExit(f"bench: proffer did not run: {finished.stderr.decode()}")
    workspaces, once, isolation, understood, started = [], 0, "", None, None
    for name, at, event in journal_times(checkout):
        if name == "run-started":
            started = at
        elif name == "isolation-chosen":
            once, isolation = at - started, isolation_text(event["isolation"])
        elif name == "edits-understood":
            understood = at
        elif name == "check-finished":
            if event["result"]["exit_status"] != 1:
                raise SystemExit(f"bench: the check did not see the proposal: {event}")
            workspaces.append(at - understood)
    if len(workspaces) != ATTEMPTS:
        raise SystemExit(f"bench: {len(workspaces)} of {ATTEMPTS} attempts: {finished.stderr.decode()}")
    return workspaces, once, isolation


def peers(root, checkout, files):
    place = os.path.join(root, "place")
    commands = {
        "git worktree add": ["git", "worktree", "add", "-q", "--detach", place],
        "git clone --shared": ["git", "clone", "-q", "--shared", checkout, place],
        "cp -a": ["cp", "-a", checkout, place],
        "git status (once a run)": ["git", "status", "--porcelain"],
    }
    for name, command in commands.items():
        times = []
        for _ in range(PEER_RUNS if files <= SIZES[0] else 1):
            start = time.perf_counter()
            subprocess.run(command, cwd=checkout, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
            times.append((time.perf_counter() - start) * 1000)
            shutil.rmtree(place, ignore_errors=True)
            git(checkout, "worktree", "prune")
        yield name, times


def row(files, name, times):
    times = sorted(times)
    print(f"{files:>7}  {name:<38} {statistics.median(times):>9.1f} {times[max(0, int(len(times) * 0.95) - 1)]:>9.1f}")


def main():
    proffer = os.path.abspath(sys.argv[1])
    root = tempfile.mkdtemp(prefix="proffer-bench-")
    try:
        print(f"{'files':>7}  {'milliseconds':<38} {'median':>9} {'p95':>9}")
        for files in SIZES:
            checkout = make_checkout(root, files)
            runs = [run_proffer(proffer, root, checkout) for _ in range(RUNS)]
            row(files, "proffer: workspace, edit seen by a check", [time for workspaces, _, _ in runs for time in workspaces])
            row(files, "proffer: once a run (look, walls, probe)", [once for _, once, _ in runs])
            for name, times in peers(root, checkout, files):
                row(files, name, times)
            shutil.rmtree(checkout)
        print(runs[-1][2])
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
