"""Compares making documents with other programs: python3 benches/documents.py target/release/resume [rendercv]

Both sides of a row are run by turns, and the medians are compared. rendercv 2.8, as installed by `pip install
'rendercv[full]==2.8'`, makes a PDF of the same content and nothing else, once it has fetched its package of icons; without
it, its row is left out.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "documents"))
import json

from samples import FORTY, FULL

resume = os.path.abspath(sys.argv[1])
rendercv = sys.argv[2] if len(sys.argv) > 2 else None


def median(commands, runs):
    """The median time of each command, in milliseconds."""
    times = [[] for _ in commands]
    for _ in range(runs):
        for command, known in zip(commands, times):
            arguments, input_file = command
            with open(input_file or os.devnull, "rb") as stdin:
                started = time.monotonic()
                subprocess.run(arguments, env=environment, stdin=stdin, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, check=True, cwd=work)
                known.append((time.monotonic() - started) * 1000)
    return [statistics.median(known) for known in times]


def row(name, ours, theirs, bar, runs):
    us, them = median([ours, theirs], runs)
    verdict = "holds" if us <= bar * them else "MISSED"
    print(f"{name:58}{us:9.2f}{them:10.2f}{us / them:9.3f}{bar:7}  {verdict}")


def use(name, data):
    environment["RESUME_HOME"] = os.path.join(work, name)
    subprocess.run([resume, "import", "-", "--format", "json-resume"], input=json.dumps(data).encode(),
                   env=environment, check=True, capture_output=True)


def order():
    """What `resume` asks of `resume-typeset` for a PDF: a stand-in beside a copy of it keeps that."""
    folder = os.path.join(work, "beside")
    os.mkdir(folder)
    subprocess.run(["cp", resume, folder], check=True)
    stand_in = os.path.join(folder, "resume-typeset")
    with open(stand_in, "w") as file:
        file.write(f"#!/bin/sh\ncat > '{work}/order'\n")
    os.chmod(stand_in, 0o755)
    subprocess.run([os.path.join(folder, "resume"), "export", "x.pdf"], env=environment, cwd=work, capture_output=True)
    return os.path.join(work, "order")


with tempfile.TemporaryDirectory() as work:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "RESUME_SYNC": "manual"}
    use("full", FULL)
    print(f"{'':58}{'ms':>9}{'other, ms':>10}{'ratio':>9}{'bar':>7}")
    pdf = ([resume, "export", "cv.pdf"], None)
    if rendercv:
        subprocess.run([resume, "export", "cv.yaml"], env=environment, cwd=work, check=True, capture_output=True)
        only_pdf = ["--dont-generate-markdown", "--dont-generate-html", "--dont-generate-png"]
        row("export cv.pdf, two pages : rendercv render", pdf, ([rendercv, "render", "cv.yaml", *only_pdf], None), 0.05, 10)
    else:
        print("rendercv is not there: name its program to compare with it")
    typeset = ([os.path.join(os.path.dirname(resume), "resume-typeset")], order())
    row("export cv.pdf, two pages : setting and writing it alone", pdf, typeset, 1.5, 40)
    listed = ([resume, "list", "--json"], None)
    row("export - --format html : list --json", ([resume, "export", "-", "--format", "html"], None), listed, 2, 200)
    row("export - --format docx : list --json", ([resume, "export", "-", "--format", "docx"], None), listed, 2, 200)
    use("forty", FORTY)
    row("export --pages 1, 40 entries : without --pages", ([resume, "export", "cv.pdf", "--pages", "1"], None), pdf, 5, 20)
