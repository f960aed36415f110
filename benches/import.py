"""Compares reading files with other programs: python3 benches/import.py target/release/resume [CACHE]

An import into a new home and the other program are run by turns, and their medians are compared: first without a database,
which the bar is for, then with the embedded one, which the command makes and fills as well. (What that leaves for the file
system to write slows down the next command that waits for the disk.) jq and unzip are needed. CACHE is the folder that
`CACHE=CACHE tests/acceptance/run` keeps: resumed and rendercv are taken from there, and their rows left out without it.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

resume = os.path.abspath(sys.argv[1])
cache = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
chance = random.Random(1)
WORDS = """führt größere Teams über zwei Standorte und baut verlässliche Systeme für Kunden in Zürich und Kraków mit Rust
PostgreSQL Kubernetes Python Analyse Betrieb Planung""".split()


def text(words):
    return " ".join(chance.choice(WORDS) for _ in range(words))


def job(number):
    year, month = 2000 + number % 20, 1 + number % 9
    return {"name": f"Firma {number}", "position": f"Rolle {number} {text(2)}", "startDate": f"{year}-0{month}",
            "endDate": f"{year + 1}-0{month}", "summary": text(20), "highlights": [text(12) for _ in range(3)]}


def jobs(count):
    return [job(number) for number in range(count)]


def archive(name, files):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in files.items():
            file.writestr(path, content)


def inputs():
    for count in [50, 10_000]:
        with open(f"{count}.json", "w") as file:
            json.dump({"basics": {"name": "Ada Example"}, "work": jobs(count)}, file,
                      ensure_ascii=False, indent=2)
    positions = "".join(f"{one['name']},{one['position']},{one['summary']},Zürich,Jan 2019,Feb 2020\n" for one in jobs(20))
    files = {
        "Profile.csv": "First Name,Last Name,Headline\nAda,Example,Engineer\n",
        "Skills.csv": "Name\n" + "".join(f"Skill {number}\n" for number in range(40)),
        "Positions.csv": f"Company Name,Title,Description,Location,Started On,Finished On\n{positions}",
    }
    archive("own.zip", files)
    # What LinkedIn puts beside them, of a person with 1,000 contacts and as many messages.
    files["Connections.csv"] = 'Notes:\n"…"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n' + "".join(
        f"{text(1)},{text(1)},https://www.linkedin.com/in/{number},,Firma {number},Rolle,12 Mar 2021\n" for number in range(1000))
    files["messages.csv"] = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n" + "".join(
        f"{number},,{text(2)},https://www.linkedin.com/in/{number},Ada Example,2021-03-12 10:00:00 UTC,,{text(80)},INBOX\n"
        for number in range(1000))
    archive("whole.zip", files)
    entries = [{"company": one["name"], "position": one["position"], "start_date": one["startDate"],
                "end_date": one["endDate"], "highlights": one["highlights"]} for one in jobs(50)]
    with open("cv.yaml", "w") as file:  # JSON is YAML, too.
        json.dump({"cv": {"name": "Ada Example", "sections": {"experience": entries}}}, file, ensure_ascii=False, indent=2)


def milliseconds(command, environment=None):
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    took = (time.perf_counter() - started) * 1000
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return took


def imported(file, database):
    home = tempfile.mkdtemp(dir=".")
    if database == "none":
        with open(os.path.join(home, "config.toml"), "w") as settings:
            settings.write('database = "none"\n')
    os.sync()  # The command waits for the disk, and not for what was made for it.
    took = milliseconds([resume, "--no-input", "import", file], {"RESUME_HOME": home, "USER": "bench"})
    shutil.rmtree(home)
    return took


def row(name, file, other, bar, runs):
    def medians(database):
        return map(statistics.median, zip(*[(imported(file, database), milliseconds(other)) for _ in range(runs)]))
    none, them = medians("none")
    verdict = "holds" if none <= bar * them else "MISSED"
    default, meanwhile = medians("default")
    print(f"{name:46}{none:9.1f}{them:10.1f}{none / them:8.3f}{bar:6}  {verdict:8}"
          f"{default:9.1f}{meanwhile:10.1f}{default / meanwhile:8.3f}")


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    inputs()
    print(f"{'medians in ms':46}{'none':>9}{'other':>10}{'ratio':>8}{'bar':>6}  {'':8}{'embedded':>9}{'other':>10}{'ratio':>8}")
    row("10,000 entries : jq .", "10000.json", ["jq", ".", "10000.json"], 1.5, 11)
    row("LinkedIn's ZIP : unzip -p", "whole.zip", ["unzip", "-p", "whole.zip"], 2, 101)
    row("LinkedIn's ZIP, three files of it : unzip -p", "own.zip", ["unzip", "-p", "own.zip"], 2, 101)
    if cache:
        validate = [os.path.join(cache, "node_modules/.bin/resumed"), "validate", "50.json"]
        row("50 entries : resumed validate", "50.json", validate, 0.04, 21)
        reading = "from rendercv.schema.rendercv_model_builder import build_rendercv_dictionary_and_model as read\n" \
            "read(open('cv.yaml').read())"
        row("rendercv's YAML : its own reading of it", "cv.yaml", [os.path.join(cache, "python/bin/python"), "-c", reading],
            0.05, 11)
