#!/usr/bin/env bash
# serde_yml 0.0.13 doubles the line ends after a text each time that it saves it: 2, 4, 8, 16, 32, 64. With "-" for the
# end of a job, or with a text whose first line is indented, it writes a file without an error and can't read it any
# more, nor can PyYAML. A tab at the start of a text is lost, and line ends of Windows become those of Unix.
#
# Who is hit: users of programs in Rust that keep résumés in YAML with this crate and took its last release, which its
# README offers against RUSTSEC-2025-0068. By one such text the whole file is lost.
# Expected: what was written is read again, as serde_norway 0.9.42 does for the same texts. The README calls the release
# "wire-compatible with typical user code", needs no change of code, and names two differences: tags and booleans. A
# block text that begins with spaces needs a digit for its indentation (YAML 1.2.2, 8.1.1.1).
# The release hands all calls to noyalib 0.0.5. Known there: its tests name its issues 345, 346 and 347, and 0.0.58 has
# them repaired; but serde_yml asks for "0.0.5", and Cargo takes no other version for that. Nothing was found upstream
# on serde_yml itself, which is marked as deprecated.
# Seen 2026-12-01 with serde_yml 0.0.13, noyalib 0.0.5, serde_norway 0.9.42, PyYAML 6.0.4, Rust 1.95.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pyyaml==6.0.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
mkdir src
cat >Cargo.toml <<'X'
[package]
name = "texts"
version = "0.1.0"
edition = "2021"

[dependencies]
serde_yml = "=0.0.13"
serde_norway = "=0.9.42"

[profile.dev]
debug = false
X
cat >src/main.rs <<'X'
#![allow(deprecated)]
use std::collections::BTreeMap;

type Job = BTreeMap<String, String>;

fn job(text: &str) -> Job {
    [("text", text), ("title", "Nurse")].map(|(key, value)| (key.to_string(), value.to_string())).into()
}

fn tell<E>(written: &Job, read: Result<Job, E>) -> String {
    match read {
        Ok(read) if read == *written => "the same".to_string(),
        Ok(read) => format!("{:?}", read["text"]),
        Err(_) => "can't be read".to_string(),
    }
}

fn main() {
    let mut text = "Led a ward.\n\n".to_string();
    for _ in 0..5 {
        let yaml = serde_yml::to_string(&job(&text)).unwrap();
        text = serde_yml::from_str::<Job>(&yaml).unwrap()["text"].clone();
        println!("saved: {} line ends", text.matches('\n').count());
    }
    let texts = ["Led a ward.\n", "Led a ward.\n\n", "-", "  Led a ward.\nTaught.", "\tLed a ward.", "Led.\r\nTaught."];
    for (number, text) in texts.into_iter().enumerate() {
        let written = job(text);
        let yaml = serde_yml::to_string(&written).unwrap();
        let norway = serde_norway::to_string(&written).unwrap();
        println!("{text:?}: {yaml:?}");
        println!("  serde_yml: {}", tell(&written, serde_yml::from_str(&yaml)));
        println!("  serde_norway of its own: {}", tell(&written, serde_norway::from_str(&norway)));
        std::fs::write(format!("{number}.yaml"), yaml).unwrap();
    }
}
X
nice cargo build -q
{
    cargo tree -q --prefix none -e normal | grep -E '^(serde_yml|noyalib|serde_norway) ' | sort -u
    target/debug/texts
    cargo update -q -p noyalib --precise 0.0.58 2>/dev/null && echo "noyalib 0.0.58 can be had" ||
        echo "noyalib 0.0.58 can't be had"
    venv/bin/python - <<'X'
import yaml

for number in range(6):
    try:
        print(f"PyYAML {number}: {yaml.safe_load(open(f'{number}.yaml', newline=''))['text']!r}")
    except yaml.YAMLError as error:
        print(f"PyYAML {number}: {type(error).__name__}")
X
} | tee seen
diff - seen <<'X' || fail "see the difference above"
noyalib v0.0.5
serde_norway v0.9.42
serde_yml v0.0.13
saved: 4 line ends
saved: 8 line ends
saved: 16 line ends
saved: 32 line ends
saved: 64 line ends
"Led a ward.\n": "text: |\n  Led a ward.\n\ntitle: Nurse"
  serde_yml: the same
  serde_norway of its own: the same
"Led a ward.\n\n": "text: |+\n  Led a ward.\n  \n\n\ntitle: Nurse"
  serde_yml: "Led a ward.\n\n\n\n"
  serde_norway of its own: the same
"-": "text: -\ntitle: Nurse"
  serde_yml: can't be read
  serde_norway of its own: the same
"  Led a ward.\nTaught.": "text: |-\n    Led a ward.\n  Taught.\ntitle: Nurse"
  serde_yml: can't be read
  serde_norway of its own: the same
"\tLed a ward.": "text: \tLed a ward.\ntitle: Nurse"
  serde_yml: "Led a ward."
  serde_norway of its own: the same
"Led.\r\nTaught.": "text: |-\n  Led.\n  Taught.\ntitle: Nurse"
  serde_yml: "Led.\nTaught."
  serde_norway of its own: the same
noyalib 0.0.58 can't be had
PyYAML 0: 'Led a ward.\n'
PyYAML 1: 'Led a ward.\n\n\n\n'
PyYAML 2: ScannerError
PyYAML 3: ParserError
PyYAML 4: ScannerError
PyYAML 5: 'Led.\nTaught.'
X
