"""Time and memory of whole proffer runs on a 3-file repository: recorded replies, one check that does nothing, a bare remote.

The peer is a script that does the same by hand: worktree, edit, check, commit, push, remove. Prints a table.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 25
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
}
CONFIG = """version: 1
allowed: [src/]
checks: [{name: nothing, run: 'true'}]
tasks: {fix: {on: manual, files: [src/a.py], instruction: Change a.}}
"""


def sh(arguments, cwd, environment):
    return subprocess.run(arguments, cwd=cwd, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def make_repository(root, environment):
    checkout, remote = os.path.join(root, "checkout"), os.path.join(root, "remote.git")
    sh(["git", "init", "-q", "--bare", remote], root, environment)
    sh(["git", "init", "-q", "-b", "main", checkout], root, environment)
    os.makedirs(os.path.join(checkout, "src"))
    for name in ("a", "b", "c"):
        with open(os.path.join(checkout, "src", name + ".py"), "w") as file:
            file.write("".join(f"def {name}{i}():\n    return {i}\n\n\n" for i in range(100)))
    with open(os.path.join(checkout, ".proffer.yml"), "w") as file:
        file.write(CONFIG)
    for command in (["add", "-A"], ["commit", "-qm", "base"], ["remote", "add", "origin", remote], ["push", "-q", "origin", "main"]):
        sh(["git", *command], checkout, environment)
    return checkout, remote


def changed_text(checkout):
    with open(os.path.join(checkout, "src", "a.py")) as file:
        return file.read().replace("return 7\n", "return 70\n")


def measure(command, cwd, environment):
    """Wall milliseconds and peak resident MiB of the process and what it started, the largest of them.

    GNU time stands between: a process started by this interpreter would count the interpreter's own memory as its peak.
    """
    with tempfile.NamedTemporaryFile("r") as figures:
        start = time.perf_counter()
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", figures.name, *command], cwd=cwd, env=environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        elapsed = (time.perf_counter() - start) * 1000
        return elapsed, int(figures.read().split()[-1]) / 1024


def delete_branches(remote, environment):
    heads = sh(["git", "for-each-ref", "--format=%(refname)", "refs/heads/proffer", "refs/heads/hand"], remote, environment).stdout.decode().split()
    for head in heads:
        sh(["git", "update-ref", "-d", head], remote, environment)


BY_HAND = """set -e
git worktree add -q --detach "$1/hand" HEAD
cd "$1/hand"
cp "$1/a.py" src/a.py
sh -c true
git add -A
git commit -qm change
git push -q origin HEAD:refs/heads/hand/fix
cd ..
git -C "$2" worktree remove --force "$1/hand"
"""


def rows(proffer, root):
    environment = dict(ENVIRONMENT, HOME=root, TMPDIR=root)
    checkout, remote = make_repository(root, environment)
    replies = os.path.join(root, "replies")
    os.makedirs(replies)
    text = changed_text(checkout)
    with open(os.path.join(replies, "1.md"), "w") as file:
        file.write(f'<MODIFIED path="src/a.py">\n{text}</MODIFIED>\n')
    with open(os.path.join(root, "a.py"), "w") as file:
        file.write(text)
    commands = {
        "proffer --version": [proffer, "--version"],
        "proffer run (1 attempt, 1 check, push)": [proffer, "run", "fix", "--replay", replies, "-q"],
        "by hand (worktree, commit, push)": ["sh", "-c", BY_HAND, "sh", root, checkout],
    }
    for name, command in commands.items():
        times, peaks = [], []
        for _ in range(RUNS):
            delete_branches(remote, environment)
            elapsed, peak = measure(command, checkout, environment)
            times.append(elapsed)
            peaks.append(peak)
        yield name, statistics.median(times), sorted(times)[int(RUNS * 0.95) - 1], max(peaks)


def main():
    proffer = os.path.abspath(sys.argv[1])
    root = tempfile.mkdtemp(prefix="proffer-bench-")
    try:
        print(f"{'':44}{'median ms':>10}{'p95 ms':>9}{'peak MiB':>10}")
        for name, median, p95, peak in rows(proffer, root):
            print(f"{name:44}{median:10.1f}{p95:9.1f}{peak:10.1f}")
        print(f"executable: {os.path.getsize(proffer) / 1e6:.1f} MB ({RUNS} runs each; bounds: 250 ms median, 60 MiB, 20 MB)")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
