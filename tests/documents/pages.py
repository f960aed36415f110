"""Checks the web pages and the Word files of every theme with the programs of others:

    python3 tests/documents/pages.py target/release/resume axe.min.js [PICTURES]

html5lib reads each page strictly, axe-core looks for barriers in Chromium, light and dark, and python-docx reads each Word
file. With PICTURES, a folder, screenshots, printed pages and LibreOffice's PDFs of the Word files are left there. Needs
html5lib, playwright (with `CHROMIUM`, /usr/bin/chromium unless set), python-docx and, for pictures, LibreOffice.
"""

import io
import json
import os
import subprocess
import sys
import tempfile

import docx
import html5lib
from playwright.sync_api import sync_playwright
from samples import SAMPLES, THEMES


def texts_of(document):
    """The text of each paragraph with its style."""
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def check_docx(data, resume_json, language):
    document = docx.Document(io.BytesIO(data))
    known = document.core_properties
    assert known.author == resume_json["basics"]["name"], known.author
    assert known.title and known.language.startswith(language), (known.title, known.language)
    paragraphs = texts_of(document)
    assert paragraphs[0] == ("Title", resume_json["basics"]["name"]), paragraphs[0]
    assert any(style == "Heading 1" for style, _ in paragraphs)
    headings = [text for style, text in paragraphs if style in ("Heading 2", "Heading 3")]
    bullets = [text for style, text in paragraphs if style == "List Bullet"]
    for job in resume_json.get("work", []):
        assert any(job["position"] in text for text in headings), job["position"]
    assert len(bullets) >= sum(len(job.get("highlights", [])) for job in resume_json.get("work", []))


def main(resume, axe, pictures):
    with open(axe) as file:
        axe = file.read()
    faults, pages = [], 0
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for name, (resume_json, language) in SAMPLES.items():
            environment = {"RESUME_HOME": os.path.join(work, name), "PATH": os.environ["PATH"], "HOME": work}

            def run(*arguments, **more):
                made = subprocess.run([resume, *arguments], env=environment, check=True, capture_output=True, **more)
                return made.stdout

            run("import", "-", "--format", "json-resume", input=json.dumps(resume_json).encode())
            for theme in THEMES:
                label = f"{name}, {theme}"
                flags = ["--theme", theme, "--language", language]
                page = run("export", "-", "--format", "html", *flags)
                try:
                    html5lib.HTMLParser(strict=True).parse(page)
                except html5lib.html5parser.ParseError as error:
                    faults.append(f"{label}: html5lib: {error}")
                path = os.path.join(work, "cv.html")
                with open(path, "wb") as file:
                    file.write(page)
                for scheme in ("light", "dark"):
                    tab = chromium.new_page(
                        color_scheme=scheme, viewport={"width": 1000, "height": 1300}, bypass_csp=True)
                    tab.goto("file://" + path)
                    tab.evaluate(axe)
                    for one in tab.evaluate("axe.run()")["violations"]:
                        faults.append(f"{label}, {scheme}: {one['id']}: {one['nodes'][0]['html'][:100]}")
                    pages += 1
                    if pictures:
                        tab.screenshot(path=os.path.join(pictures, f"{name}-{theme}-{scheme}.png"))
                        if scheme == "light":
                            tab.pdf(path=os.path.join(pictures, f"{name}-{theme}-print.pdf"), prefer_css_page_size=True)
                    tab.close()
                data = run("export", "-", "--format", "docx", *flags)
                try:
                    check_docx(data, resume_json, language)
                except AssertionError as error:
                    faults.append(f"{label}: python-docx: {error}")
                if pictures:
                    with open(os.path.join(pictures, f"{name}-{theme}.docx"), "wb") as file:
                        file.write(data)
        chromium.close()
    if pictures:
        files = [os.path.join(pictures, file) for file in os.listdir(pictures) if file.endswith(".docx")]
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", pictures, *files],
                       check=True, capture_output=True)
    print(f"{pages} pages; " + ("no fault" if not faults else "\n".join(faults)))
    return bool(faults)


if __name__ == "__main__":
    resume, axe, *pictures = sys.argv[1:]
    sys.exit(main(os.path.abspath(resume), axe, pictures[0] if pictures else None))
