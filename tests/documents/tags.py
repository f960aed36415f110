"""Checks the tags of every theme's PDF with a second program, beside Typst's own check of PDF/UA-1:

    python3 tests/documents/tags.py target/release/resume

qpdf, through pikepdf, reads what the Matterhorn Protocol (the PDF Association's list of faults of PDF/UA-1) asks of a
file: it says that it is PDF/UA-1, whose it is and in which language; all that is shown is tagged or an artifact, and in
the tree of tags; headings begin at level 1 and jump over none; lists hold items; links are tagged and described; fonts
are embedded and their letters known. Needs pikepdf. Ends with 1 where a file has a fault.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile

import pikepdf
from samples import PAPERS, SAMPLES, THEMES

SHOWN = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "BI"}


def elements(node, above=()):
    """The structure elements with the types of those above them, in the order of the document."""
    children = node.get("/K", [])
    children = children if isinstance(children, pikepdf.Array) else [children]
    for child in children:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child, above
            yield from elements(child, (*above, str(child.S)))


def marked(node):
    """The numbers of marked content that an element refers to by itself."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            yield child
        elif isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/MCR":
            yield int(child.MCID)


def faults_of_page(page, tree):
    """What is shown outside of tags, and marks that no tag refers to."""
    open_marks, numbers = [], set()
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else {}
            if isinstance(properties, pikepdf.Name):
                properties = page.Resources.Properties[properties]
            number = properties.get("/MCID") if name == "BDC" else None
            open_marks.append(str(operands[0]) == "/Artifact" or number is not None)
            if number is not None:
                numbers.add(int(number))
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWN and not any(open_marks):
            yield f"`{name}` shows something that is neither tagged nor an artifact"
    if open_marks:
        yield "marked content does not end"
    parents = tree.get(int(page.StructParents), []) if "/StructParents" in page else []
    for number in numbers:
        if number >= len(parents) or parents[number] is None or number not in marked(parents[number]):
            yield f"the marked content {number} is in no tag"


def numbers_of(node):
    """A number tree as pairs."""
    pairs = node.get("/Nums", [])
    yield from ((int(pairs[at]), pairs[at + 1]) for at in range(0, len(pairs), 2))
    for kid in node.get("/Kids", []):
        yield from numbers_of(kid)


def fonts_of(page):
    for font in page.get("/Resources", {}).get("/Font", {}).values():
        yield from font.get("/DescendantFonts", [font])


def faults_of(pdf, name, language):
    root = pdf.Root
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "it does not say that it is PDF/UA-1"
        if name and name not in metadata.get("dc:title", ""):
            yield "it has no title"
    if not root.get("/MarkInfo", {}).get("/Marked") or root.MarkInfo.get("/Suspects"):
        yield "it does not say that it is tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "viewers show the name of the file instead of its title"
    if not str(root.get("/Lang", "")).startswith(language):
        yield f"its language is `{root.get('/Lang')}`"
    tags = root.StructTreeRoot
    tree = dict(numbers_of(tags.ParentTree))
    found = list(elements(tags))
    levels = [int(str(one.S)[2:]) for one, _ in found if str(one.S)[1:2] == "H" and str(one.S)[2:].isdigit()]
    if levels[:1] != [1] or any(later > earlier + 1 for earlier, later in itertools.pairwise(levels)):
        yield f"its headings are of the levels {levels}"
    for one, above in found:
        kind, around = str(one.S), above[-1] if above else ""
        if kind == "/Figure" and not str(one.get("/Alt", "")):
            yield "a picture has no words"
        if kind == "/LI" and around != "/L" or kind in ("/Lbl", "/LBody") and around not in ("/LI", "/Note"):
            yield f"a `{kind}` stands in a `{around}`"
    for number, page in enumerate(pdf.pages, 1):
        for fault in faults_of_page(page, tree):
            yield f"page {number}: {fault}"
        links = list(page.get("/Annots", []))
        if links and page.get("/Tabs") != "/S":
            yield f"page {number}: the tabulator key does not follow the tags"
        for link in links:
            tag = tree.get(int(link.get("/StructParent", -1)))
            if tag is None or str(tag.S) != "/Link" or not str(link.get("/Contents", "")):
                yield f"page {number}: a link is not tagged or not described"
        for font in fonts_of(page):
            descriptor = font.get("/FontDescriptor", {})
            if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                yield f"page {number}: `{font.get('/BaseFont')}` is not embedded"
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            if "/ToUnicode" not in font:
                yield f"page {number}: the letters of `{font.get('/BaseFont')}` are unknown"


def main(resume):
    files, faults = 0, []
    with tempfile.TemporaryDirectory() as work:
        for name, (resume_json, language) in SAMPLES.items():
            environment = {"RESUME_HOME": os.path.join(work, name), "PATH": os.environ["PATH"], "HOME": work}

            def run(*arguments, **more):
                return subprocess.run([resume, *arguments], env=environment, check=True, capture_output=True, **more)

            run("import", "-", "--format", "json-resume", input=json.dumps(resume_json).encode())
            for theme, paper in itertools.product(THEMES, PAPERS):
                path = os.path.join(work, "cv.pdf")
                told = run("export", path, "--theme", theme, "--paper", paper, "--language", language).stderr.decode()
                # A character without a font is no PDF/UA-1, and a warning says so.
                if "no font has" in told:
                    continue
                files += 1
                with pikepdf.open(path) as pdf:
                    faults += [f"{name}, {theme}, {paper}: {fault}" for fault in
                               faults_of(pdf, resume_json["basics"]["name"], language)]
    print(f"{files} files; " + ("no fault" if not faults else "\n".join(faults)))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
