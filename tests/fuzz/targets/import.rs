//! Reads bytes as a file of one format, which the variable `FORMAT` names, and takes what arrives in.
//!
//! Nothing may panic; what arrives is valid; a second import of the same file changes nothing; and every exporter
//! writes it. `tests/fuzz/run` makes the seeds and starts this program once for each format.

#![no_main]

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use resume::domain::{Document, Experience, Sections};
use resume::formats::{
    Change, Exporter, InputFormat, JsonResume, LegacyJsonResume, LinkedIn, Page, Plan, RenderCv, Resume, Run,
    Upload, YamlResume, plan, read,
};
use uuid::Uuid;
use zip::write::SimpleFileOptions;

static FORMAT: LazyLock<String> = LazyLock::new(|| std::env::var("FORMAT").unwrap_or_else(|_| "auto".into()));

/// What stands between the parts of an archive, and before each its name.
const PART: &str = "\u{1c}";

fuzz_target!(|bytes: &[u8]| {
    let (upload, format) = match FORMAT.as_str() {
        "docx" => (docx(bytes), InputFormat::Document),
        "pages" => (pages(bytes), InputFormat::Document),
        "linkedin" => (folder(bytes), InputFormat::LinkedIn),
        name => (Upload::from(bytes), name.parse().unwrap()),
    };
    let Ok(reading) = read(&upload, format) else { return };
    let mut store = Store::default();
    store.carry_out(plan(reading.incoming.clone(), &[], None, now(), &mut counting(1)));
    let living: Vec<_> = store.experiences.iter().collect();
    let again = plan(reading.incoming, &living, store.profile.as_ref(), now(), &mut counting(1 << 64));
    assert!(again.is_empty(), "a second import changes something: {again:?}");
    store.write();
});

#[derive(Default)]
struct Store {
    experiences: Vec<Experience>,
    profile: Option<Document>,
}

impl Store {
    fn carry_out(&mut self, plan: Plan) {
        for change in plan.changes {
            let Change::Add(one) = change else { panic!("an empty store is changed: {change:?}") };
            one.validate().unwrap();
            self.experiences.push(one);
        }
        self.profile = plan.profile;
    }

    fn write(&self) {
        let profile = self.profile.as_ref().map(|profile| &profile.body);
        let exporters: [&dyn Exporter; 6] =
            [&JsonResume, &LegacyJsonResume, &LinkedIn, &RenderCv, &Resume, &YamlResume];
        for exporter in exporters {
            exporter.write(profile, &self.experiences, &Sections::default()).unwrap();
        }
    }
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn counting(first: u128) -> impl FnMut() -> Uuid {
    let mut next = first;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// Named parts: a name in the first line, and the content in the others.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes);
    let part = |part: &str| {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        (name.to_owned(), content.as_bytes().to_vec())
    };
    text.split(PART).map(part).collect()
}

fn folder(bytes: &[u8]) -> Upload {
    Upload::Folder(parts(bytes))
}

/// An archive whose parts are stored as they are: its sums would be wrong after a change of compressed bytes.
fn docx(bytes: &[u8]) -> Upload {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts(bytes) {
        if archive.start_file(name, options).is_ok() {
            archive.write_all(&content).unwrap();
        }
    }
    Upload::File(archive.finish().unwrap().into_inner())
}

/// A line is a run: its left, baseline, size and looks, and its text; an empty line begins a page.
fn pages(bytes: &[u8]) -> Upload {
    let text = String::from_utf8_lossy(bytes);
    let mut pages = vec![Page { width: 595.0, height: 842.0, runs: Vec::new() }];
    for line in text.lines() {
        if line.is_empty() {
            pages.push(Page { width: 595.0, height: 842.0, runs: Vec::new() });
            continue;
        }
        let mut fields = line.splitn(5, ' ');
        let mut number = || fields.next().and_then(|field| field.parse::<i16>().ok()).map_or(0.0, f64::from);
        let (left, baseline, size, looks) = (number(), number(), number(), number());
        let text = fields.next().unwrap_or_default().to_owned();
        let right = left + size * 0.5 * text.chars().count() as f64;
        let link = (looks == 4.0).then(|| "https://a.example/".to_owned());
        let (bold, italic) = (looks == 1.0, looks == 2.0);
        let colour = if looks == 3.0 { 0x20_40_80 } else { 0 };
        let run = Run { text, left, right, baseline, size, bold, italic, colour, link };
        pages.last_mut().unwrap().runs.push(run);
    }
    Upload::Pdf { pages, attachments: Vec::new() }
}
