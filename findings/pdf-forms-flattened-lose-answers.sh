#!/usr/bin/env bash
# A filled form loses answers when it's flattened. fillpdf's flatten_pdf makes one line of a field of several, of which
# pdftotext shows the first job only, and a list of a drop-down with all its choices. pdf_oxide drops the mark of the
# driving licence, writes two jobs into one word ("Nord GmbH2014-2018 Ost AG") and the code C1 for "Fluent". pypdf drops
# the chosen degree and writes the code too. fillpdf and pdf_oxide give no warning, and flatten_warnings is empty.
#
# Who is hit: applicants and offices that fill application forms from data and flatten them before they send them on:
# jobs, licence and degree were there in the form, and aren't in what is sent.
# Expected: the text of the form before it's flattened. In the PDF Reference 1.7, a field is one of several lines by its
# flag Multiline (Table 8.77), a choice field is a drop-down by its flag Combo (Table 8.79), and an option with two texts
# shows the second (Table 8.80). fillpdf writes 1 (read-only) over all flags. Of pypdf, one widget's drawing serves for
# both buttons of the group, which have the same name; it logs that the name is taken.
# Upstream, fillpdf's issue 39 and pull request 54 have such lost flags with write_fillable_pdf, and 58 says that
# flatten_pdf leaves the form editable. pdf_oxide's 1371 (closed) had all values lost, and 215 of whuppi/pdf_manipulator,
# built on it, marks. Nothing was found about the drop-downs, about pdf_oxide's lines, or about pypdf's buttons.
# Seen 2026-12-01 with fillpdf 0.7.3, pdfrw2 0.5.0, pdf_oxide 0.3.78, pypdf 6.21.4, pikepdf 10.18.0 (PyPI), pdftotext
# 22.12. The form is made with pikepdf; pdf_oxide isn't asked for the degree.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(fillpdf==0.7.3 pdfrw2==0.5.0 pdf_oxide==0.3.78 pypdf==6.21.4 pikepdf==10.18.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >form.py <<'X'
import pikepdf
from pikepdf import Array, Dictionary, Name, String

pdf = pikepdf.new()
page = pdf.add_blank_page(page_size=(400, 260))
helv = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
signs = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
fonts = Dictionary(Helv=helv, ZaDb=signs)
look = String("/Helv 10 Tf 0 g")
fields, widgets, words = [], [], []


def widget(x, y, width, height, **entries):
    box = [x, y, x + width, y + height]
    widgets.append(pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, P=page.obj, Rect=box, **entries)
    ))
    return widgets[-1]


def button(x, y, on, **entries):
    states = {}
    for state, content in [(on, b"q BT /ZaDb 10 Tf 1 2 Td (4) Tj ET Q"), ("Off", b"")]:
        states[f"/{state}"] = pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 12, 12], Resources=Dictionary(Font=fonts)
        )
    looks = Dictionary(N=Dictionary(states))
    return widget(x, y, 12, 12, AP=looks, AS=Name.Off, MK=Dictionary(CA="4"), **entries)


def word(x, y, text):
    words.append(f"BT /Helv 10 Tf {x} {y} Td ({text}) Tj ET")


fields.append(widget(90, 226, 250, 18, FT=Name.Tx, T="name", DA=look))
fields.append(widget(90, 160, 250, 50, FT=Name.Tx, T="jobs", DA=look, Ff=1 << 12))
fields.append(button(90, 128, "Yes", FT=Name.Btn, T="licence", V=Name.Off))
group = pdf.make_indirect(Dictionary(FT=Name.Btn, T="degree", Ff=1 << 15, V=Name.Off))
group.Kids = Array([button(90, 98, "BSc", Parent=group), button(160, 98, "MSc", Parent=group)])
fields.append(group)
options = Array(Array(map(String, option)) for option in [("B1", "Basic"), ("C1", "Fluent")])
fields.append(widget(90, 66, 120, 18, FT=Name.Ch, T="french", DA=look, Ff=1 << 17, Opt=options))
for x, y, text in [(20, 230, "Name:"), (20, 200, "Jobs:"), (20, 130, "Licence:"), (20, 100, "Degree:"),
                   (105, 100, "BSc"), (175, 100, "MSc"), (20, 70, "French:")]:
    word(x, y, text)
page.Resources = Dictionary(Font=fonts)
page.Annots = Array(widgets)
page.Contents = pdf.make_stream("\n".join(words).encode())
pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DA=look, DR=Dictionary(Font=fonts))
pdf.save("form.pdf")
X
cat >fill.py <<'X'
import subprocess
import warnings

import pdf_oxide
import pikepdf
from pypdf import PdfWriter

warnings.simplefilter("ignore")
from fillpdf import fillpdfs

TEXTS = {"name": "Ada Example", "jobs": "2018-2021 Nord GmbH\n2014-2018 Ost AG", "french": "C1"}


def show(name, file):
    run = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    print(f"{name}:", " | ".join(" ".join(line.split()) for line in run.stdout.splitlines() if line.strip()))


def flags(file):
    with pikepdf.open(file) as pdf:
        return {str(field.T): int(field.get("/Ff", 0)) for field in pdf.Root.AcroForm.Fields}


fillpdfs.write_fillable_pdf("form.pdf", "filled.pdf", {**TEXTS, "licence": "Yes", "degree": "MSc"})
show("fillpdf, filled", "filled.pdf")
fillpdfs.flatten_pdf("filled.pdf", "flat.pdf")
show("fillpdf, flattened", "flat.pdf")
print(flags("filled.pdf"), flags("flat.pdf"), sep="\n")
for state in ["filled", "flattened"]:
    pdf = pdf_oxide.PdfDocument("form.pdf")
    for name, value in {**TEXTS, "licence": True}.items():
        pdf.set_form_field_value(name, value)
    if state == "flattened":
        pdf.flatten_forms()
    pdf.save("oxide.pdf")
    show(f"pdf_oxide, {state}", "oxide.pdf")
print("flatten_warnings:", pdf.flatten_warnings())
for state in ["filled", "flattened"]:
    writer = PdfWriter(clone_from="form.pdf")
    values = {**TEXTS, "licence": "/Yes", "degree": "/MSc"}
    flat = state == "flattened"
    writer.update_page_form_field_values(writer.pages[0], values, auto_regenerate=False, flatten=flat)
    if flat:
        writer.remove_annotations(subtypes="/Widget")
    writer.write("pypdf.pdf")
    show(f"pypdf, {state}", "pypdf.pdf")
X
venv/bin/python form.py
venv/bin/python fill.py 2>log | tee seen
cat log
diff - seen <<'X' || fail "see the difference above"
fillpdf, filled: Name: Ada Example | Jobs: 2018-2021 Nord GmbH | 2014-2018 Ost AG | Licence: ✔ | Degree: BSc ✔ MSc | French: Fluent
fillpdf, flattened: Name: Ada Example | Jobs: | 2018-2021 Nord GmbH | Licence: ✔ | Degree: BSc ✔ MSc | French: Basic | Fluent
{'name': 0, 'jobs': 4096, 'licence': 0, 'degree': 32768, 'french': 131072}
{'name': 1, 'jobs': 1, 'licence': 1, 'degree': 32768, 'french': 1}
pdf_oxide, filled: Name: Ada Example | Jobs: 2018-2021 Nord GmbH | 2014-2018 Ost AG | Licence: ✔ | Degree: BSc MSc | French: Fluent
pdf_oxide, flattened: Name: Ada Example | Jobs: | 2018-2021 Nord GmbH2014-2018 Ost AG | Licence: | Degree: BSc MSc | French: C1
flatten_warnings: []
pypdf, filled: Name: Ada Example | Jobs: 2018-2021 Nord GmbH | 2014-2018 Ost AG | Licence: ✔ | Degree: BSc ✔ MSc | French: C1
pypdf, flattened: Name: Ada Example | Jobs: 2018-2021 Nord GmbH | 2014-2018 Ost AG | Licence: ✔ | Degree: BSc MSc | French: C1
X
