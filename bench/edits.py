"""Time and memory of `proffer apply`: unified diffs beside `git apply`, the other formats, and replies made to be slow.

Prints three tables. Every run works on a fresh copy of the same files; the two programs take turns.
"""
import collections
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import hostile

RUNS = 11
HOSTILE_RUNS = 3
MIB = 1024 * 1024
ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
# Of any reply: milliseconds, and MiB beyond the reply itself and what the program needs anyway.
BOUNDS = {16: (1000, 64), 64: (4000, 256)}


Figures = collections.namedtuple("Figures", "elapsed processor peak status")


def measure(command, cwd, output):
    """Milliseconds by the clock and of the processor, peak resident MiB and exit status.

    GNU time stands between, else the interpreter's memory would count.
    """
    environment = dict(ENVIRONMENT, HOME=cwd, TMPDIR=cwd, GIT_CEILING_DIRECTORIES=os.path.dirname(cwd))
    with tempfile.NamedTemporaryFile("r") as figures, open(output, "wb") as sink:
        start = time.perf_counter()
        status = subprocess.run(["/usr/bin/time", "-f", "%M %U %S", "-o", figures.name, *command], cwd=cwd, env=environment, check=False,
                                stdout=sink, stderr=subprocess.DEVNULL).returncode
        elapsed = (time.perf_counter() - start) * 1000
        peak, user, system = figures.read().split()[-3:]
        return Figures(elapsed, (float(user) + float(system)) * 1000, int(peak) / 1024, status)


class Bench:
    def __init__(self, proffer, root):
        self.proffer, self.root = proffer, root
        self.tree, self.reply, self.output = (os.path.join(root, name) for name in ("tree", "reply", "output"))
        self.own_peak = max(measure([proffer, "--version"], root, self.output).peak for _ in range(RUNS))

    def lay_out(self, files):
        shutil.rmtree(self.tree, ignore_errors=True)
        os.makedirs(self.tree)
        for path, content in files.items():
            full = os.path.join(self.tree, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as file:
                file.write(content)

    def write_reply(self, reply):
        with open(self.reply, "wb") as file:
            file.write(reply)

    def digest(self):
        total = hashlib.sha256()
        for folder, folders, names in os.walk(self.tree):
            folders.sort()
            for name in sorted(names):
                with open(os.path.join(folder, name), "rb") as file:
                    total.update(os.path.join(folder, name).encode() + file.read())
        return total.hexdigest()

    def apply(self, targets=()):
        return [self.proffer, "apply", "--json", "--root", self.tree, "--reply", self.reply] + [f"--target={path}" for path in targets]

    def outcome(self, status):
        """What became of the reply: "applied", a reason code, or how the program ended."""
        with open(self.output, "rb") as file:
            text = file.read()
        try:
            said = json.loads(text)
        except ValueError:
            return f"exit {status}"
        if "applied" not in said:
            return f"exit {status}, {said.get('error')}"
        return "applied" if said["applied"] else said["refused"][0]["reason"]


# --- the tables ---


def lines(count):
    return [f"value_{i} = compute({i}, {i * 7919 % 10007})\n" for i in range(count)]


def changed_at(old, hunks):
    """Every so many lines one is replaced and one added, so that there are `hunks` places."""
    new, step = [], len(old) // hunks
    for i, line in enumerate(old):
        if i % step == step // 2 and i // step < hunks:
            new += [line.replace("compute", "recompute"), f"added_{i} = True\n"]
        else:
            new.append(line)
    return new


def git_diff(root, before, after):
    """The diff of two trees as git writes it, with `a/` and `b/`."""
    for name, files in (("a", before), ("b", after)):
        shutil.rmtree(os.path.join(root, name), ignore_errors=True)
        for path, content in files.items():
            full = os.path.join(root, name, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as file:
                file.write(content)
    run = subprocess.run(["git", "diff", "--no-index", "--no-prefix", "--no-renames", "a", "b"], cwd=root, check=False,
                         env=dict(ENVIRONMENT, HOME=root), stdout=subprocess.PIPE)
    return run.stdout


def peer_cases(root):
    old = lines(50_000)
    for hunks in (1, 10, 100, 1000):
        before = {"f.py": "".join(old).encode()}
        after = {"f.py": "".join(changed_at(old, hunks)).encode()}
        yield f"{hunks:,} hunks, file of 50,000 lines", before, git_diff(root, before, after)
    short = lines(40)
    before = {f"d{i % 50}/f{i}.py": "".join(short).encode() for i in range(2000)}
    after = {path: "".join(changed_at(short, 1)).encode() for path in before}
    yield "2,000 files, one hunk each", before, git_diff(root, before, after)


def summary(figures):
    times = sorted(figure.elapsed for figure in figures)
    return (statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))],
            statistics.median(figure.processor for figure in figures), max(figure.peak for figure in figures))


def print_peer_table(bench):
    print(f"{'unified diffs':44}{'':>14}{'median ms':>10}{'p95 ms':>9}{'cpu ms':>9}{'peak MiB':>10}")
    for name, before, diff in peer_cases(bench.root):
        bench.write_reply(diff)
        commands = {"proffer apply": bench.apply(), "git apply": ["git", "apply", bench.reply]}
        figures, digests = {peer: [] for peer in commands}, set()
        for _ in range(RUNS):
            for peer, command in commands.items():
                bench.lay_out(before)
                figures[peer].append(measure(command, bench.tree, bench.output))
                digests.add((figures[peer][-1].status, bench.digest()))
        if len(digests) != 1:
            raise SystemExit(f"bench: the two programs made different files of '{name}': {sorted(digests)}")
        for peer in commands:
            median, p95, processor, peak = summary(figures[peer])
            print(f"{name if peer == 'proffer apply' else '':44}{peer:>14}{median:10.1f}{p95:9.1f}{processor:9.0f}{peak:10.1f}", flush=True)
    print()


def print_format_table(bench):
    print(f"{'other formats, file of 50,000 lines':58}{'median ms':>10}{'p95 ms':>9}{'cpu ms':>9}{'peak MiB':>10}  result")
    for name, files, targets, reply in hostile.formats(lines(50_000)):
        bench.write_reply(reply)
        figures = []
        for _ in range(RUNS):
            bench.lay_out(files)
            figures.append(measure(bench.apply(targets), bench.tree, bench.output))
        median, p95, processor, peak = summary(figures)
        print(f"{name:58}{median:10.1f}{p95:9.1f}{processor:9.0f}{peak:10.1f}  {bench.outcome(figures[-1].status)}", flush=True)
    print()


def print_hostile_table(bench, sizes, only):
    print(f"{'hostile replies':48}{'MiB':>5}{'best ms':>9}{'cpu ms':>8}{'bound':>7}{'peak MiB':>10}{'extra':>8}{'bound':>7}  result")
    over = 0
    for size in sizes:
        for name, files, targets, reply in hostile.replies(size * MIB, only):
            bench.write_reply(reply)
            bytes_in = len(reply)
            del reply
            figures = []
            for _ in range(HOSTILE_RUNS):
                bench.lay_out(files)
                figures.append(measure(bench.apply(targets), bench.tree, bench.output))
            best, peak = min(figure.elapsed for figure in figures), max(figure.peak for figure in figures)
            extra = peak - bench.own_peak - bytes_in / MIB
            most_time, most_extra = BOUNDS[size]
            is_over = best > most_time or extra > most_extra
            over += is_over
            print(f"{name:48}{bytes_in / MIB:5.0f}{best:9.0f}{min(figure.processor for figure in figures):8.0f}{most_time:7}"
                  f"{peak:10.0f}{extra:8.0f}{most_extra:7}  {bench.outcome(figures[-1].status)}{'  OVER' if is_over else ''}", flush=True)
    print(f"{over} over their bounds; extra is beyond the reply and the {bench.own_peak:.1f} MiB of 'proffer --version'\n")


def print_largest(bench):
    bench.lay_out({"a": b"x\n"})
    with open(bench.reply, "wb") as file:
        file.truncate(200 * MIB)
    figures = measure(bench.apply(), bench.tree, bench.output)
    said = bench.outcome(figures.status).replace(bench.root, "")
    print(f"a reply of 200 MiB: {figures.elapsed:.0f} ms, {figures.peak:.0f} MiB, {said}")


def main():
    proffer = os.path.abspath(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else ""  # part of the name of a hostile reply: nothing else is measured then
    root = tempfile.mkdtemp(prefix="proffer-bench-")
    try:
        bench = Bench(proffer, root)
        if not only:
            print_peer_table(bench)
            print_format_table(bench)
        print_hostile_table(bench, BOUNDS, only)
        if not only:
            print_largest(bench)
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
