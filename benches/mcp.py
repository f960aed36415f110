#!/usr/bin/env python3
"""Compares a server for agents with processes that do the same.

    python3 benches/mcp.py target/release/resume
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HELLO = [
    {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
]


class Server:
    def __init__(self, program, env):
        self.process = subprocess.Popen(
            [program, "mcp", "--allow-claims"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask(*HELLO)

    def ask(self, *messages):
        for message in messages:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def call(self, name, arguments):
        answer = self.ask({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                           "params": {"name": name, "arguments": arguments}})
        assert b'"isError":false' in answer, answer

    def memory(self):
        return memory(self.process.pid)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def median(times, work):
    def once():
        started = time.perf_counter()
        work()
        return time.perf_counter() - started
    return statistics.median(once() for _ in range(times)) * 1000


def home():
    return {"RESUME_HOME": tempfile.mkdtemp(), "USER": "bench"}


def main():
    program = os.path.abspath(sys.argv[1])

    def run(env, *arguments):
        subprocess.run([program, *arguments], env=env, check=True, stdout=subprocess.DEVNULL)

    def start():
        server = Server(program, env)
        server.ask({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        took = time.perf_counter()
        server.process.kill()
        server.process.wait()
        return took

    env = home()
    version = median(100, lambda: run(env, "--version"))
    starts = []
    for _ in range(100):
        begun = time.perf_counter()
        starts.append(start() - begun)
    listed = statistics.median(starts) * 1000
    print(f"start to tools/list {listed:.2f} ms, --version {version:.2f} ms: {listed / version:.2f} (3)")

    said = {"kind": "work", "title": "Engineer", "text": "What was done, in a few words."}
    for number in range(50):
        run(env, "add", f"Engineer {number}", "--kind", "work", "--text", said["text"])
    server = Server(program, env)
    call = median(200, lambda: server.call("list", {}))
    process = median(50, lambda: run(env, "list", "--json"))
    print(f"list of 50: call {call:.2f} ms, process {process:.2f} ms: {call / process:.2f} (0.2)")
    idle = server.memory()
    server.end()
    child = subprocess.Popen([program, "list", "--json"], env=env, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    print(f"memory: server {idle} KiB, list {usage.ru_maxrss} KiB: {idle / usage.ru_maxrss:.2f} (3)")

    one, other, count = home(), home(), int(os.environ.get("COUNT", "1000"))
    server = Server(program, one)
    begun = time.perf_counter()
    for _ in range(count):
        server.call("add", {"experience": said})
    server.end()
    served = time.perf_counter() - begun
    begun = time.perf_counter()
    for _ in range(count):
        run(other, "add", "Engineer", "--kind", "work", "--text", said["text"])
    processes = time.perf_counter() - begun
    print(f"{count} adds: server {served:.2f} s, processes {processes:.2f} s: {served / processes:.2f} (0.5)")


if __name__ == "__main__":
    main()
