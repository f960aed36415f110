"""Writes seeds for the fuzzer: the files of the tests of each format, and what the program exports.

    seeds.py FOLDER RESUME    FOLDER/FORMAT/* for each format; RESUME is the program
"""

import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# The format on the command line, and the folder of its tests.
FORMATS = {
    "json-resume": "json_resume", "reactive-resume": "reactive_resume", "fresh": "fresh", "rendercv": "rendercv",
    "yamlresume": "yaml_resume", "europass": "europass", "resume": "resume",
}
PART = "\x1c"


def strings(folder):
    """The long strings of a folder's tests, as the compiler reads them."""
    for file in sorted((ROOT / "src/formats" / folder).rglob("*.rs")):
        text = file.read_text()
        if "#[test]" not in text:
            continue
        for raw in re.finditer(r'\br(#+)"(.*?)"\1', text, re.S):
            yield raw[2]
        for plain in re.finditer(r'(?<![r#\\])"((?:[^"\\]|\\.){40,}?)"', text, re.S):
            joined = re.sub(r"\\\n\s*", "", plain[1])
            yield re.sub(r'\\(["\\n])', lambda found: {"n": "\n"}.get(found[1], found[1]), joined)


def objects(folder):
    """The objects that a folder's tests make of `json!`, where nothing in them has to be computed."""
    for file in sorted((ROOT / "src/formats" / folder).rglob("*.rs")):
        text = file.read_text()
        if "#[test]" not in text:
            continue
        for macro in re.finditer(r"json!\((?=\{)", text):
            try:
                # `json!` allows a comma after the last item. What follows the object is not read.
                found = json.JSONDecoder().raw_decode(re.sub(r",(\s*[}\]])", r"\1", text[macro.end():]))
            except json.JSONDecodeError:
                continue
            yield json.dumps(found[0])


def exported(program, kind, sample):
    """A sample as the program writes it in another format."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "RESUME_DATABASE_URL": "none"}
        run = lambda *words: subprocess.run(
            [program, *words], env=environment, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        run("import", "--lenient", str(sample))
        return run("export", "--format", kind).stdout


def put(folder, number, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{number}").write_bytes(content if isinstance(content, bytes) else content.encode())


def main(out, program):
    out = pathlib.Path(out)
    samples = sorted((ROOT / "tests/samples").glob("*.json"))
    number = 0
    everything = []
    for kind, folder in FORMATS.items():
        texts, made = list(strings(folder)), list(objects(folder))
        print(f"{kind}: {len(texts)} texts and {len(made)} objects of its tests")
        texts += made
        if kind in ("json-resume", "rendercv", "yamlresume", "resume"):
            texts += [exported(program, kind, sample) for sample in samples]
        for text in texts:
            number += 1
            put(out / kind, number, text)
        everything += texts
    tables = [text for text in strings("linkedin") if "," in text]
    for number, table in enumerate(tables):
        put(out / "linkedin", number, f"{number}.csv\n{table}")
    put(out / "linkedin", "all", PART.join(f"{number}.csv\n{table}" for number, table in enumerate(tables)))
    for number, sample in enumerate(samples):
        with zipfile.ZipFile(io.BytesIO(exported(program, "docx", sample))) as archive:
            parts = ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"]
            put(out / "docx", number, PART.join(f"{part}\n{archive.read(part).decode()}" for part in parts))
    for number, sample in enumerate(samples):
        text = exported(program, "markdown", sample).decode()
        lines = [line for line in text.splitlines() if line.strip()]
        looks = {"#": (16, 1), "-": (10, 0), "*": (10, 2)}
        runs = [f"{50 + 10 * (line[0] == '-')} {40 + 14 * (place % 55)} "
                f"{looks.get(line[0], (10, 0))[0]} {looks.get(line[0], (10, 0))[1]} {line.lstrip('#* ')}"
                for place, line in enumerate(lines)]
        put(out / "pages", number, "\n".join(runs))
    for number, text in enumerate(everything + tables):
        put(out / "auto", number, text)
    put(out / "auto", "docx", exported(program, "docx", samples[0]))


main(*sys.argv[1:])
