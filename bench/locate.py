"""Accuracy, speed and memory of `proffer locate`.

Usage: locate.py PROFFER MIRRORS [speed|accuracy]

MIRRORS holds clones of public repositories as locate_cases.py names them. Speed: trees of 5,000 and 80,000 files are composed of their
commits; ripgrep, counting the query's identifiers in a checkout of the same files, takes turns with proffer. Accuracy: Acc@k is the share
of cases whose changed files are all within the first k; each part of the score is left out in turn.
"""
import concurrent.futures
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import locate_cases

HERE = os.path.dirname(os.path.abspath(__file__))
RUNS = 7
COLD_RUNS = 3
QUERY = """Wrong encoding when read_file is called with a relative path

`read_file` decodes the header twice when `base_dir` is set, and parse_header then raises ValueError instead of
returning None. Expected: the default encoding is used for the whole stream and is_closed stays false.
"""
BOUNDS = {5000: (150, 1000, 100), 80000: (500, 15000, 250)}  # warm ms, cold ms, peak MiB
PARTS = ["words", "title", "identifiers", "definitions", "path", "mention", "frame", "module", "recent", "messages", "window", "pairs", "doc",
         "generated", "init", "test"]


def git(repository, *arguments, **options):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, stdout=subprocess.PIPE, **options).stdout


def mirrors_in(directory, names):
    found = {}
    for name in sorted(os.listdir(directory)):
        path = os.path.join(directory, name)
        path = os.path.join(path, "repo") if os.path.isdir(os.path.join(path, "repo")) else path
        if name in names and os.path.isdir(path):
            found[name] = path
    return found


def compose(mirrors, files, target):
    """A bare repository with one commit of about that many files, in one pack of their own."""
    subprocess.run(["git", "init", "-q", "--bare", target], check=True)
    with open(os.path.join(target, "objects/info/alternates"), "w", encoding="utf-8") as alternates:
        for path in mirrors.values():
            alternates.write(git(path, "rev-parse", "--path-format=absolute", "--git-path", "objects").decode())
    entries, count, back = [], 0, 0
    while count < files:
        for name, path in mirrors.items():
            commit = git(path, "rev-list", "--first-parent", "--skip", str(back), "-n", "1", "HEAD").decode().strip()
            if not commit or count >= files:
                continue
            size = len(git(path, "ls-tree", "-r", "--name-only", commit).splitlines())
            if count + size <= files * 1.02:
                entries.append(f"040000 tree {git(path, 'rev-parse', commit + '^{tree}').decode().strip()}\t{name}-{back}\n")
                count += size
        back += 400
        if back > 40000:
            break
    tree = git(target, "mktree", input="".join(sorted(entries, key=lambda e: e.split("\t")[1])).encode()).decode().strip()
    identity = dict(os.environ, GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b", GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@b")
    commit = git(target, "commit-tree", "-m", "composed", tree, env=identity).decode().strip()
    git(target, "update-ref", "HEAD", commit)
    # As a clone has it, in one pack; what a mirror lacks stays missing.
    objects = git(target, "rev-list", "--objects", "--missing=print", "HEAD").decode("utf-8", "replace").splitlines()
    names = "".join(line + "\n" for line in objects if not line.startswith("?"))
    git(target, "pack-objects", "-q", os.path.join(target, "objects/pack/pack"), input=names.encode())
    os.remove(os.path.join(target, "objects/info/alternates"))
    return count


def measure(command, text, cwd):
    """Milliseconds by the clock and of the processors, and peak resident MiB."""
    with tempfile.NamedTemporaryFile("r") as figures:
        start = time.perf_counter()
        subprocess.run(["/usr/bin/time", "-f", "%M %U %S", "-o", figures.name, *command], input=text.encode(), cwd=cwd, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        elapsed = (time.perf_counter() - start) * 1000
        peak, user, system = figures.read().split()[-3:]
        return elapsed, (float(user) + float(system)) * 1000, int(peak) / 1024


def speed(proffer, mirrors, root):
    print(f"{'files':>7} {'what':<34} {'median ms':>10} {'worst ms':>9} {'CPU ms':>7} {'peak MiB':>9}")
    kept = True
    for files, (warm_bound, cold_bound, peak_bound) in BOUNDS.items():
        repository, checkout = os.path.join(root, f"tree-{files}.git"), os.path.join(root, f"checkout-{files}")
        count = compose(mirrors, files, repository)
        os.makedirs(checkout)
        subprocess.run(["git", "-C", repository, "--work-tree", checkout, "checkout", "-q", "-f", "HEAD", "--", "."], check=False,
                       stderr=subprocess.DEVNULL)
        locate = [proffer, "locate", "--json", "--git-dir", repository]
        names = sorted(set(re.findall(r"\b[a-z]+_[a-z_]+\b", QUERY)))
        search = ["rg", "--count-matches", "--no-ignore", "--hidden", "-e", "|".join(names), "."]
        rows = {"proffer, nothing kept": [], "proffer, first with a cache": [], "proffer, facts kept": [], "rg of the identifiers": []}
        for _ in range(COLD_RUNS):
            rows["proffer, nothing kept"].append(measure([*locate, "--no-cache"], QUERY, root))
            shutil.rmtree(os.path.join(repository, "proffer"), ignore_errors=True)
            rows["proffer, first with a cache"].append(measure(locate, QUERY, root))
        for _ in range(RUNS):
            rows["proffer, facts kept"].append(measure(locate, QUERY, root))
            rows["rg of the identifiers"].append(measure(search, "", checkout))
        for what, figures in rows.items():
            times, processor, peaks = zip(*figures)
            bound = {"proffer, facts kept": warm_bound, "rg of the identifiers": None}.get(what, cold_bound)
            fits = bound is None or (statistics.median(times) <= bound and max(peaks) <= peak_bound)
            kept = kept and fits
            print(f"{count:>7} {what:<34} {statistics.median(times):>10.0f} {max(times):>9.0f} {statistics.median(processor):>7.0f} {max(peaks):>9.1f}"
                  + ("" if fits else f"   over {bound} ms or {peak_bound} MiB"))
        shutil.rmtree(checkout)
        shutil.rmtree(repository)
    return kept


def locate_case(proffer, mirrors, case, without):
    command = [proffer, "locate", "--json", "--no-cache", "--top", "20", "--git-dir", mirrors[case["repository"]], "--rev", case["commit"]]
    for part in without:
        command += ["--without", part]
    done = subprocess.run(command, input=case["query"].encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return [file["path"] for file in json.loads(done.stdout)["files"]] if done.returncode == 0 else []


def figures_of(cases, answers):
    figures = [100 * sum(all(path in found[:k] for path in case["answers"]) for case, found in zip(cases, answers)) / len(cases)
               for k in (1, 3, 5, 10)]
    reciprocal = [next((1 / (i + 1) for i, path in enumerate(found) if path in case["answers"]), 0) for case, found in zip(cases, answers)]
    return figures + [statistics.mean(reciprocal)]


def accuracy(proffer, mirrors, files):
    print(f"{'cases':<26} {'n':>4} {'Acc@1':>6} {'@3':>6} {'@5':>6} {'@10':>6} {'MRR':>6}")
    for name, text in files:
        cases = [json.loads(line) for line in text.splitlines()]
        cases = [case for case in cases if case["repository"] in mirrors]
        if not cases:
            continue
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for without in [[]] + [[part] for part in PARTS]:
                answers = list(pool.map(lambda case, out=tuple(without): locate_case(proffer, mirrors, case, out), cases))
                rows = [(f"{name} without {without[0]}" if without else name, list(zip(cases, answers)))]
                if not without:
                    rows += [(f"  {language}", [pair for pair in rows[0][1] if pair[0]["language"] == language])
                             for language in sorted({case["language"] for case in cases})]
                for label, pairs in rows:
                    one, three, five, ten, mrr = figures_of(*zip(*pairs))
                    print(f"{label:<26} {len(pairs):>4} {one:>6.1f} {three:>6.1f} {five:>6.1f} {ten:>6.1f} {mrr:>6.3f}", flush=True)


def main():
    proffer, mirrors = os.path.abspath(sys.argv[1]), mirrors_in(sys.argv[2], {name for names in locate_cases.SETS.values() for name in names})
    wanted = sys.argv[3:] or ["speed", "accuracy"]
    kept = True
    if "speed" in wanted:
        if not shutil.which("rg"):
            sys.exit("bench: install the Debian package ripgrep first")
        with tempfile.TemporaryDirectory(prefix="locate-bench-") as root:
            kept = speed(proffer, mirrors, root)
    if "accuracy" in wanted:
        sets = [(name, subprocess.run([sys.executable, os.path.join(HERE, "locate_cases.py"), sys.argv[2], name], check=True,
                                      stdout=subprocess.PIPE).stdout.decode()) for name in ("dev", "held")]
        accuracy(proffer, mirrors, sets)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
