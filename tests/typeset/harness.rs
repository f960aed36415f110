//! Orders for the real program, with fonts that are the same on every machine.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use resume::render::pdf::order::{Failure, Made, Order, Removable, Report, Template, VERSION};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_resume-typeset");

/// A theme that shows everything of the content below, on small pages.
pub(crate) const THEME: &str = include_str!("cv.typ");

/// What stands on the pages: so many entries, of so many bullets each.
pub(crate) fn content(entries: usize, bullets: usize) -> Value {
    let bullet = |entry, bullet| json!({ "inlines": [{ "type": "text", "text": format!("Bullet {entry}.{bullet} of the entry") }] });
    let entry = |number| {
        let bullets: Vec<_> = (0..bullets).map(|index| bullet(number, index)).collect();
        json!({ "entries": [{ "title": format!("Entry {number}"), "bullets": bullets }] })
    };
    let groups: Vec<_> = (0..entries).map(entry).collect();
    json!({
        "language": "de", "region": "AT", "direction": "ltr", "title": "Ada Lovelace – Lebenslauf",
        "author": "Ada Lovelace", "keywords": ["Rust", "SQL"],
        "marks": { "list": ", ", "items": "; ", "label": ": " },
        "header": { "name": "Ada Lovelace", "summary": "Writes for engines." },
        "sections": [{ "heading": "Berufserfahrung", "groups": groups }],
    })
}

/// An order for this content, in which everything may be left out, from the end.
pub(crate) fn order(content: Value, theme: &str) -> Order {
    let mut removable = Vec::new();
    for group in (0..content["sections"][0]["groups"].as_array().unwrap().len()).rev() {
        let bullets =
            content["sections"][0]["groups"][group]["entries"][0]["bullets"].as_array().unwrap().len();
        let place = |bullet| Removable { section: 0, group, entry: 0, bullet };
        removable.extend((0..bullets).rev().map(|bullet| place(Some(bullet))));
        removable.push(place(None));
    }
    Order {
        version: VERSION.to_owned(),
        content,
        theme: Template {
            name: "trial".to_owned(),
            folder: None,
            source: theme.to_owned(),
            options: options(&[("gap", json!(14)), ("size", json!("10pt"))]),
            lowest: BTreeMap::from([("gap".to_owned(), json!(6)), ("size".to_owned(), json!("9pt"))]),
        },
        paper: "a4".to_owned(),
        pages: None,
        removable,
        photo: None,
    }
}

pub(crate) fn options(pairs: &[(&str, Value)]) -> Map<String, Value> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

/// A directory with the fonts that the system is to have, and the file that says so.
pub(crate) struct Fonts(TempDir);

impl Fonts {
    pub(crate) fn none() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join("fonts")).unwrap();
        let dir = directory.path().join("fonts");
        let text = format!("<fontconfig><dir>{}</dir></fontconfig>", dir.display());
        fs::write(directory.path().join("fonts.conf"), text).unwrap();
        Self(directory)
    }

    /// One of our own under another name of the same length.
    pub(crate) fn renamed(from: &str, to: &str) -> Self {
        let fonts = Self::none();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("share/fonts/SourceSans3-Regular.ttf");
        let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let (old, new, mut bytes) = (utf16(from), utf16(to), fs::read(file).unwrap());
        assert_eq!(old.len(), new.len());
        let places: Vec<_> = bytes.windows(old.len()).enumerate().filter(|(_, part)| *part == old).collect();
        let places: Vec<_> = places.into_iter().map(|(place, _)| place).collect();
        assert!(!places.is_empty(), "{from}");
        for place in places {
            bytes[place..place + new.len()].copy_from_slice(&new);
        }
        fs::write(fonts.file(), bytes).unwrap();
        fonts
    }

    /// Files of `tests/typeset/fonts`.
    pub(crate) fn of(names: &[&str]) -> Self {
        let fonts = Self::none();
        for name in names {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typeset/fonts").join(name);
            fs::copy(from, fonts.0.path().join("fonts").join(name)).unwrap();
        }
        fonts
    }

    /// The file of that font.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.path().join("fonts/font.ttf")
    }

    pub(crate) fn start(&self, order: &Order, photo: &[u8]) -> Child {
        let mut input = Vec::new();
        order.write(photo, &mut input).unwrap();
        self.send(&input)
    }

    fn send(&self, input: &[u8]) -> Child {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("FONTCONFIG_FILE", self.0.path().join("fonts.conf"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child
    }

    pub(crate) fn set(&self, order: &Order, photo: &[u8]) -> (Report, Vec<u8>) {
        answer(self.start(order, photo))
    }

    /// The answer to what may be no order.
    pub(crate) fn answer(&self, input: &[u8]) -> (Report, Vec<u8>) {
        answer(self.send(input))
    }
}

fn answer(child: Child) -> (Report, Vec<u8>) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    let (report, pdf) = Report::read(output.stdout.as_slice()).unwrap();
    let line = serde_json::to_vec(&report).unwrap().len() + 1;
    assert_eq!(output.stdout.len(), line + pdf.len(), "nothing follows the answer");
    (report, pdf)
}

/// The PDF of an order that has one, with what is said about it.
#[track_caller]
pub(crate) fn made(order: &Order) -> (Made, Vec<u8>) {
    match Fonts::none().set(order, &[]) {
        (Report::Made(made), pdf) => (made, pdf),
        (Report::Failed(failure), _) => panic!("{failure:?}"),
    }
}

#[track_caller]
pub(crate) fn failure(order: &Order) -> Failure {
    match Fonts::none().set(order, &[]) {
        (Report::Failed(failure), _) => failure,
        (Report::Made(made), _) => panic!("{made:?}"),
    }
}

/// What a program of poppler says about a PDF.
pub(crate) fn poppler(program: &str, pdf: &[u8], args: &[&str]) -> String {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("cv.pdf");
    fs::write(&file, pdf).unwrap();
    let mut command = Command::new(program);
    command.args(args).arg(&file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn text(pdf: &[u8]) -> String {
    poppler("pdftotext", pdf, &[])
}
