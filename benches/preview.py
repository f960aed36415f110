"""Prints how long a change takes to reach the page: python3 benches/preview.py target/release/resume

Edits a theme forty times, each after the last change was reported, and times the save until the event.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

resume = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as home:
    environment = {"RESUME_HOME": home, "PATH": os.environ["PATH"]}
    for arguments in [["add", "Miller"], ["theme", "copy", "classic"]]:
        subprocess.run([resume, *arguments], env=environment, check=True, capture_output=True)
    preview = subprocess.Popen([resume, "preview"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        url = preview.stdout.readline().decode().strip()
        events = urllib.request.urlopen(url + "events", timeout=10)

        def wait():
            while not events.readline().startswith(b"data: "):
                pass

        wait()
        page = os.path.join(home, "themes", "classic", "page.html")
        with open(page) as file:
            text = file.read()
        times = []
        for number in range(40):
            with open(page + ".new", "w") as file:
                file.write(text.replace("{% block style %}", "{% block style %}" + f"/* {number} */"))
            started = time.monotonic()
            os.rename(page + ".new", page)
            wait()
            times.append((time.monotonic() - started) * 1000)
        print(f"a change is on the page after {statistics.median(times):.0f} ms (median), {max(times):.0f} ms (longest of 40)")
    finally:
        preview.kill()
