"""Many units at once: a scripted model of fixed latency, 200 units, 16 at a time, against the ideal; memory against 20 units.

    bench/units.py PROFFER

The ideal is as many rounds as it takes, each as long as the model. The report directory lies where TMPDIR is: every journal line waits for that disk.
"""
import http.server
import json
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time

LATENCY = 0.2
CONCURRENCY = 16
LIMIT_TIMES = 1.15


class Model(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        time.sleep(LATENCY)
        unit = re.search(r"Renew (src/[0-9a-z]+\.txt)", body).group(1)
        text = f'<MODIFIED path="{unit}">\nnew\n</MODIFIED>\n'
        lines = [{"message": {"role": "assistant", "content": text}, "done": False},
                 {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop", "prompt_eval_count": 500, "eval_count": 20}]
        answer = "".join(json.dumps(line) + "\n" for line in lines).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def repository(root, units, url):
    path = os.path.join(root, f"units-{units}")
    os.makedirs(os.path.join(path, "src"))
    env = {"PATH": os.environ["PATH"], "HOME": root, "LC_ALL": "C", "TMPDIR": root, "GIT_CONFIG_NOSYSTEM": "1", "NO_PROXY": "127.0.0.1"}
    for i in range(units):
        with open(os.path.join(path, f"src/u{i:04}.txt"), "w", encoding="ascii") as file:
            file.write("old\n")
    with open(os.path.join(path, ".proffer.yml"), "w", encoding="ascii") as file:
        file.write(f"version: 1\nallowed: [src/]\nmodel: {{provider: ollama, name: scripted, base_url: '{url}'}}\n"
                   f"limits: {{concurrency: {CONCURRENCY}, tokens: 10M}}\n"
                   "tasks:\n  renew:\n    each: src/*.txt\n    instruction: Renew {{unit}}\n")
    for arguments in (["init", "-q", "-b", "main"], ["add", "."],
                      ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "-qm", "base"]):
        subprocess.run(["git", *arguments], cwd=path, env=env, check=True)
    return path, env


def measure(program, root, units, url):
    """Seconds of the units alone (from the journal), of the whole command, and its peak MiB."""
    path, env = repository(root, units, url)
    start = time.perf_counter()
    process = subprocess.Popen([program, "propose", "renew", "--json"], cwd=path, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    result = json.loads(output)
    if os.waitstatus_to_exitcode(status) != 0 or len(result["units"]) != units:
        sys.exit(f"the run ended with {result['conclusion']}: {result['message']}")
    return elapsed, usage.ru_maxrss / 1024


def main():
    program = os.path.abspath(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    server = Server(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    print(f"{'units':>6} {'at once':>8} {'ideal s':>8} {'run s':>8} {'times':>6} {'peak MiB':>9}")
    within = True
    with tempfile.TemporaryDirectory(prefix="proffer-bench-") as root:
        for units in (20, 200):
            ideal = math.ceil(units / CONCURRENCY) * LATENCY
            elapsed, peak = measure(program, root, units, url)
            print(f"{units:>6} {CONCURRENCY:>8} {ideal:>8.2f} {elapsed:>8.2f} {elapsed / ideal:>6.2f} {peak:>9.1f}")
            within = within and (units < 200 or elapsed <= ideal * LIMIT_TIMES)
    sys.exit(0 if within else f"200 units take more than {LIMIT_TIMES} times the ideal")


if __name__ == "__main__":
    main()
