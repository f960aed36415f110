"""Reads the PDFs of every theme with five programs, as those that sort applications do:

    python3 tests/documents/readers.py target/release/resume [RESUME.json…]

An entry counts where its title, employer, dates and bullets stand together and in order, and after the entry before it.
The full résumé is also read as a variant, and in translations.
Needs poppler-utils, pdfminer.six, PyMuPDF and pypdf. Ends with 1 where a reader misses what is promised of it.
"""

import html.parser
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile

import pdfminer.high_level
import pymupdf
import pypdf
from samples import PAPERS, SAMPLES, THEMES

# How far apart two parts of an entry may be: an address and a description stand between them.
APART = 160

READERS = {
    "pdftotext": lambda path: poppler(path),
    "-layout": lambda path: poppler(path, "-layout"),
    "pdfminer": lambda path: pdfminer.high_level.extract_text(path),
    "PyMuPDF": lambda path: "\n".join(page.get_text() for page in pymupdf.open(path)),
    "pypdf": lambda path: "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages),
}


def poppler(path, *flags):
    return subprocess.run(["pdftotext", *flags, path, "-"], capture_output=True, check=True).stdout.decode()


def promised(theme, language):
    """The readers that a theme keeps its entries together for."""
    if language in ("ar", "he"):
        return set() if theme == "sidebar" else {"pdftotext"}
    # Not every machine has a font for Japanese: what is missing then is named in the warnings.
    if language == "ja":
        return set()
    return {"PyMuPDF", "pypdf"} if theme == "sidebar" else set(READERS)


# A title, an organization, a place, a text and a bullet in each language that the full résumé is translated into. A
# number tells the entries apart. poppler takes a page with much text of both directions for one from left to right, so
# the Arabic translation is a whole one.
TRANSLATIONS = {
    "de": ("Leiterin der {}. Abteilung", "Werk {} an der Elbe", "Köln", "Führt das {}. Vorhaben.",
           "Führte Vorhaben {} zum Erfolg, ohne einen Tag Ausfall"),
    "fr": ("Responsable d’exploitation nº {}", "Usine nº {} de l’Ouest", "Lyon", "Mène le projet {} à bien.",
           "A mené le projet {} à bien, en avance sur l’échéance"),
    "ar": ("مهندسة {} في البيانات", "شركة {} للطاقة", "الرياض", "تدير المشروع {} كله.", "قادت المشروع {} حتى النجاح"),
}


def ways(name, language, run):
    """The flags of each document to make of a sample, with the language that it is in."""
    made = [("", ["--language", language], language)]
    if name != "full":
        return made
    run("variant", "set", "short", "--kind", "work", "--kind", "education", "--kind", "skill", "--section-order",
        "education,skill,work", "--section-title", "work=Career", "--headline", "Engineer", "--without-tag", "left-out")
    made.append((" as a variant", ["--variant", "short"], "en"))
    for number, one in enumerate(json.loads(run("list", "--json").stdout)):
        for tongue, (*fields, bullet) in TRANSLATIONS.items():
            given = zip(("title", "organization", "location", "text"), fields)
            words = [part for field, text in given if one[field] for part in (f"--{field}", text.format(number))]
            for at in range(len(one["bullets"])):
                words += ["--bullet", bullet.format(10 * number + at)]
            run("edit", one["id"], "--language", tongue, *words)
    for tongue, (title, *_, text, _) in TRANSLATIONS.items():
        run("profile", "set", "--language", tongue, f"label={title.format(99)}", f"summary={text.format(99)}", f"name={title.format(98)}")
    made += [(f" in {tongue}", ["--language", tongue], tongue) for tongue in TRANSLATIONS]
    return made


def is_readable(parts, language):
    """Whether an entry is of one direction: poppler moves a comma beside Latin words of a title in Arabic."""
    return language not in ("ar", "he") or not re.search("[A-Za-z]", parts[0])


class Entries(html.parser.HTMLParser):
    """The parts of each entry, in the words of the web page."""

    PARTS = {"title", "organization", "dates"}

    def __init__(self):
        super().__init__()
        self.entries, self.open = [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("br", "img", "meta", "link", "rect", "line"):
            return
        kind = dict(attributes).get("class")
        self.open.append((tag, kind))
        if tag in ("article", "figure"):
            self.entries.append([])
        elif self.entries and self.within() and self.is_part(tag, kind):
            self.entries[-1].append("")

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def is_part(self, tag, kind):
        return kind in self.PARTS or tag == "li" or (tag == "p" and kind is None)

    def within(self):
        return any(tag == "article" for tag, _ in self.open)

    def handle_data(self, text):
        counts = any(self.is_part(*one) for one in self.open)
        if self.within() and counts and self.entries[-1]:
            self.entries[-1][-1] += text


def squeezed(text, author=None):
    if author:
        text = re.sub(rf"^.*{re.escape(author)} · \d+ / \d+.*$", "", text, flags=re.M)
    # poppler reads the ligature of lam and alef from its end.
    text = re.sub("(ل)([اأإآ])", r"\2\1", text)
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]", "", text)


def kept(entries, text):
    """How many entries stand in the text as they should."""
    good, after = 0, 0
    for parts in entries:
        parts = [squeezed(part) for part in parts if squeezed(part)]
        if not parts:
            good += 1
            continue
        for start in (found.start() for found in re.finditer(re.escape(parts[0]), text)):
            at, fits = start, start >= after
            for part in parts:
                found = text.find(part, at)
                fits = fits and found >= 0 and found - at <= APART
                at = found + len(part)
            if fits:
                good, after = good + 1, at
                break
    return good


def main(resume, files):
    samples = dict(SAMPLES)
    for path in files:
        with open(path) as file:
            samples[os.path.basename(path)] = (json.load(file), "en")
    counts, misses = {}, []
    with tempfile.TemporaryDirectory() as work:
        for name, (resume_json, language) in samples.items():
            environment = {"RESUME_HOME": os.path.join(work, name), "PATH": os.environ["PATH"], "HOME": work}

            def run(*arguments, **more):
                return subprocess.run([resume, *arguments], env=environment, check=True, capture_output=True, **more)

            run("import", "-", "--format", "json-resume", input=json.dumps(resume_json).encode())
            all_ways = ways(name, language, run)
            for theme, (way, flags, language) in itertools.product(THEMES, all_ways):
                flags = ["--theme", theme, *flags]
                page = run("export", "-", "--format", "html", *flags).stdout.decode()
                entries = Entries()
                entries.feed(page)
                entries = [parts for parts in entries.entries if parts and is_readable(parts, language)]
                for paper in PAPERS:
                    path = os.path.join(work, "cv.pdf")
                    run("export", path, *flags, "--paper", paper)
                    for reader, read in READERS.items():
                        text = squeezed(read(path), resume_json["basics"]["name"])
                        good = kept(entries, text)
                        is_promised = reader in promised(theme, language)
                        count = counts.setdefault((theme, is_promised, reader), [0, 0])
                        count[0] += good
                        count[1] += len(entries)
                        if good < len(entries) and is_promised:
                            misses.append(f"{name}{way}, {theme}, {paper}, {reader}: {good} of {len(entries)}")
    for is_promised in (True, False):
        print("promised" if is_promised else "not promised")
        print(f"{'':10}" + "".join(f"{reader:>14}" for reader in READERS))
        for theme in THEMES:
            cells = [counts.get((theme, is_promised, reader)) for reader in READERS]
            if any(cells):
                print(f"{theme:10}" + "".join(f"{f'{c[0]} of {c[1]}' if c else '':>14}" for c in cells))
    print("\n".join(misses))
    return bool(misses)


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2:]))
