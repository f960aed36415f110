#!/usr/bin/env bash
# A DOCX file that docx-rs makes has the author "unknown", no title and the year 1970, and the crate has no function to
# set author or title. Its style Normal is not marked as the default, so that python-docx gives None as the style of a
# plain paragraph, where programs read `paragraph.style.name`.
#
# Who is hit: applicants, whose file goes out as by "unknown"; and readers of CVs, which fail on `None.name`.
# Expected: a style: python-docx documents that a paragraph without one has the default paragraph style, and ECMA-376
# (part 1, 17.7.4.17) marks that by w:default.
# Seen 2026-11-28 with docx-rs 0.4.22 and python-docx 1.2.0 (PyPI), Rust 1.95. Builds for a minute or two.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(python-docx==1.2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]} docx-rs=0.4.22"
mkdir src
cat >Cargo.toml <<'X'
[package]
name = "cv"
edition = "2021"

[dependencies]
docx-rs = { version = "=0.4.22", default-features = false }
X
cat >src/main.rs <<'X'
use docx_rs::{Docx, Paragraph, Run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::fs::File::create("cv.docx")?;
    let name = Paragraph::new().add_run(Run::new().add_text("Mara Lind"));
    Docx::new().add_paragraph(name).build().pack(file)?;
    Ok(())
}
X
CARGO_TARGET_DIR=target CARGO_PROFILE_DEV_DEBUG=0 cargo run -q
venv/bin/python - <<'X' | tee seen
import docx

cv = docx.Document("cv.docx")
about = cv.core_properties
print("author:", about.author, "- title:", repr(about.title), "- created:", about.created.year)
print("style of the paragraph:", cv.paragraphs[0].style, "- styles:", [s.name for s in cv.styles][:2])
X
diff - seen <<'X' || fail "see the difference above"
author: unknown - title: '' - created: 1970
style of the paragraph: None - styles: ['Normal']
X
