"""What a pre-push hook costs a push: proffer beside lefthook (npm) and pre-commit (Debian), in the same run.

    bench/hook.py PROFFER [--install]

Each hook is installed as its users do and then started as git does, with one pushed ref on standard input, in turns so that all see the same
machine. "nothing to do" is a configuration without anything for pre-push; "background" has a task that starts when the push is over.
With --install, lefthook and pre-commit are fetched first (npm, apt); what is missing is left out.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 200
BACKGROUND_RUNS = 40
LIMIT_TIMES = 2.0        # nothing to do: times `git --version`
LIMIT_BACKGROUND_MS = 15

QUIET = "version: 1\nallowed: [src/]\nchecks:\n  - {name: tests, run: make test}\ntasks:\n  fix:\n    on: {issue-label: proffer}\n    instruction: Fix it.\n"
BUSY = "version: 1\nallowed: [src/]\nmodel: {provider: command, command: 'true'}\ntasks:\n  log:\n    on: [pre-push]\n    instruction: Add an entry.\n"


def environment(home):
    return {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
            "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.org"}


def sh(arguments, cwd, env):
    return subprocess.run(arguments, cwd=cwd, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout.decode().strip()


def repository(root, name, env, files):
    path = os.path.join(root, name)
    sh(["git", "init", "-q", "-b", "main", path], root, env)
    for file, text in files.items():
        with open(os.path.join(path, file), "w") as opened:
            opened.write(text)
    sh(["git", "add", "-A"], path, env)
    sh(["git", "commit", "-q", "--allow-empty", "-m", "base"], path, env)
    return path


def measure(command, cwd, env, lines):
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.stdin.write(lines)
            process.stdin.close()
        except BrokenPipeError:
            pass  # a hook need not read them
        status = process.wait()
    if status != 0:
        sys.exit(f"{command} ended with {status}")
    return (time.perf_counter() - start) * 1000


def hook_of(path):
    return [os.path.join(path, ".git/hooks/pre-push"), "origin", "/nowhere"]


def install_others(root):
    # Without its scripts: the one of lefthook installs hooks into the repository around it.
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", root, "lefthook"], check=False)
    if not shutil.which("pre-commit"):
        as_root = [] if os.getuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "install", "-y", "-qq", "pre-commit"], check=False, stdout=subprocess.DEVNULL)


def contestants(program, root, env, with_install):
    """Name to (repository, command)."""
    others = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "build", "bench-hooks")
    if with_install:
        os.makedirs(others, exist_ok=True)
        install_others(others)
    found = {}
    quiet = repository(root, "quiet", env, {".proffer.yml": QUIET})
    sh([program, "hook", "install", "--where", "file"], quiet, env)
    found["proffer, nothing to do"] = (quiet, hook_of(quiet))
    without = repository(root, "without", env, {})
    sh([program, "hook", "install", "--where", "file"], without, env)
    found["proffer, no configuration"] = (without, hook_of(without))
    lefthook = os.path.join(others, "node_modules/.bin/lefthook")
    if os.path.exists(lefthook):
        path = repository(root, "lefthook", env, {"lefthook.yml": "pre-commit:\n  commands:\n    x: {run: 'true'}\n"})
        native = subprocess.run([lefthook, "version", "--full"], cwd=path, env=env, capture_output=True, text=True).stdout.split()
        binary = find_native(os.path.join(others, "node_modules")) or lefthook
        found[f"lefthook {native[0] if native else ''}, nothing to do"] = (path, [binary, "run", "pre-push", "origin", "/nowhere"])
    if shutil.which("pre-commit"):
        path = repository(root, "precommit", env, {".pre-commit-config.yaml": "repos: []\n"})
        sh(["pre-commit", "install", "--hook-type", "pre-push"], path, env)
        found["pre-commit, nothing to do"] = (path, hook_of(path))
    return found


def find_native(modules):
    """The program itself, so that the measure is not of node."""
    for directory, _, files in os.walk(modules):
        if "lefthook" in files and directory.endswith("/bin") and "lefthook-linux" in directory:
            return os.path.join(directory, "lefthook")
    return None


def line(path, env):
    commit = sh(["git", "rev-parse", "HEAD"], path, env)
    return f"refs/heads/main {commit} refs/heads/main {'0' * len(commit)}\n".encode()


def show(name, times):
    times = sorted(times)
    median = statistics.median(times)
    print(f"{name:<36} {median:8.2f} {times[len(times) * 9 // 10]:8.2f}")
    return median


def background(program, root, env):
    path = repository(root, "busy", env, {".proffer.yml": BUSY})
    sh([program, "hook", "install", "--where", "file"], path, env)
    times = []
    for _ in range(BACKGROUND_RUNS):
        times.append(measure(hook_of(path), path, env, line(path, env)))
        wait_until_quiet(program, path, env)
    return times


def wait_until_quiet(program, path, env):
    while any(push["pid"] for push in json.loads(sh([program, "status", "--json"], path, env))["pushes"]):
        time.sleep(0.02)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="proffer-bench-") as root:
        env = environment(root)
        hooks = contestants(program, root, env, "--install" in sys.argv)
        times = {name: [] for name in ["git --version", *hooks]}
        lines = {name: line(path, env) for name, (path, _) in hooks.items()}
        for run in range(RUNS):
            times["git --version"].append(measure(["git", "--version"], root, env, b""))
            for name, (path, command) in hooks.items():
                if name.startswith("proffer") or run % 8 == 0:
                    times[name].append(measure(command, path, env, lines[name]))
        print(f"{'milliseconds':<36} {'median':>8} {'p90':>8}")
        medians = {name: show(name, all_times) for name, all_times in times.items()}
        waits = show("proffer, background task", background(program, root, env))
    ratio = medians["proffer, nothing to do"] / medians["git --version"]
    print(f"nothing to do: {ratio:.2f} times git --version (limit {LIMIT_TIMES}); background: {waits:.1f} ms (limit {LIMIT_BACKGROUND_MS})")
    return 0 if ratio <= LIMIT_TIMES and waits <= LIMIT_BACKGROUND_MS else 1


if __name__ == "__main__":
    sys.exit(main())
