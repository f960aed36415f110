//! What one run printed and returned. Whatever a test doesn't state must be empty, and the code 0.

use std::cell::Cell;
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;
use std::thread::panicking;

use serde_json::Value;

pub(crate) struct Output {
    line: String,
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    code_stated: Cell<bool>,
    stdout_stated: Cell<bool>,
    stderr_stated: Cell<bool>,
}

impl Output {
    pub(crate) fn new(line: String, status: ExitStatus, stdout: Vec<u8>, stderr: Vec<u8>) -> Self {
        let unstated = || Cell::new(false);
        Self {
            line,
            status,
            stdout,
            stderr,
            code_stated: unstated(),
            stdout_stated: unstated(),
            stderr_stated: unstated(),
        }
    }

    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        self.code_stated.set(true);
        assert_eq!(self.status.code(), Some(code), "the exit code of {}", self.described());
        self
    }

    #[track_caller]
    pub(crate) fn stdout(self, expected: impl AsRef<str>) -> Self {
        self.stdout_stated.set(true);
        assert_eq!(self.out(), expected.as_ref(), "stdout of {}", self.described());
        self
    }

    #[track_caller]
    pub(crate) fn stderr(self, expected: impl AsRef<str>) -> Self {
        self.stderr_stated.set(true);
        assert_eq!(self.err(), expected.as_ref(), "stderr of {}", self.described());
        self
    }

    #[track_caller]
    pub(crate) fn stderr_contains(self, expected: &str) -> Self {
        assert!(self.err().contains(expected), "stderr has no `{expected}`: {}", self.described());
        self.stderr_stated.set(true);
        self
    }

    #[track_caller]
    pub(crate) fn stdout_contains(self, expected: &str) -> Self {
        assert!(self.out().contains(expected), "stdout has no `{expected}`: {}", self.described());
        self.stdout_stated.set(true);
        self
    }

    /// Leaves both streams and the code to the caller.
    pub(crate) fn any(self) -> Self {
        self.code_stated.set(true);
        self.any_output()
    }

    pub(crate) fn any_output(self) -> Self {
        self.stdout_stated.set(true);
        self.stderr_stated.set(true);
        self
    }

    pub(crate) fn any_stderr(self) -> Self {
        self.stderr_stated.set(true);
        self
    }

    /// Whatever happened, it was no panic and no signal.
    #[track_caller]
    pub(crate) fn calm(self) -> Self {
        let err = String::from_utf8_lossy(&self.stderr);
        assert!(!err.contains("panicked"), "a panic: {}", self.described());
        assert!(!matches!(self.status.code(), None | Some(101 | 134)), "ended badly: {}", self.described());
        self
    }

    /// The one JSON value on stdout.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        self.stdout_stated.set(true);
        if !self.code_stated.get() {
            self.code_stated.set(true);
            assert_eq!(self.status.code(), Some(0), "the exit code of {}", self.described());
        }
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is no JSON ({error}): {}", self.described()))
    }

    /// The error that `--json` prints on stderr.
    #[track_caller]
    pub(crate) fn json_error(self) -> Value {
        self.stderr_stated.set(true);
        serde_json::from_slice(&self.stderr)
            .unwrap_or_else(|error| panic!("stderr is no JSON ({error}): {}", self.described()))
    }

    /// The id that is all of stdout.
    #[track_caller]
    pub(crate) fn id(self) -> String {
        let id = self.out().trim_end().to_owned();
        assert!(uuid::Uuid::try_parse(&id).is_ok(), "stdout is no id: {}", self.described());
        id
    }

    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.code_stated.set(true);
        self.status.code()
    }

    pub(crate) fn signal(&self) -> Option<i32> {
        self.code_stated.set(true);
        self.status.signal()
    }

    #[track_caller]
    pub(crate) fn out(&self) -> &str {
        self.stdout_stated.set(true);
        str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    #[track_caller]
    pub(crate) fn err(&self) -> &str {
        self.stderr_stated.set(true);
        str::from_utf8(&self.stderr).expect("stderr is UTF-8")
    }

    /// Everything in one text for a snapshot: ids are counted, times and the home are named.
    pub(crate) fn text(&self, home: &Path) -> String {
        self.code_stated.set(true);
        let mut text = format!("{}\n", self.status);
        for (name, stream) in [("stdout", self.out()), ("stderr", self.err())] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
            }
        }
        masked(&text, home)
    }

    fn described(&self) -> String {
        format!(
            "`{}`\n{}\n--- stdout\n{}--- stderr\n{}",
            self.line,
            self.status,
            String::from_utf8_lossy(&self.stdout),
            String::from_utf8_lossy(&self.stderr)
        )
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.described())
    }
}

impl Drop for Output {
    #[track_caller]
    fn drop(&mut self) {
        if panicking() {
            return;
        }
        let described = self.described();
        assert!(self.code_stated.get() || self.status.success(), "not expected: {described}");
        assert!(self.stdout_stated.get() || self.stdout.is_empty(), "stdout was not expected: {described}");
        assert!(self.stderr_stated.get() || self.stderr.is_empty(), "stderr was not expected: {described}");
    }
}

/// Replaces what differs from run to run: ids by `[id 1]`, `[id 2]`… in the order in which they
/// appear, their short forms by `[1]`…, times by `[time]`, the home by `[home]`.
pub(crate) fn masked(text: &str, home: &Path) -> String {
    let text = text.replace(&*home.to_string_lossy(), "[home]");
    let mut ids: Vec<String> = Vec::new();
    let mut result = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some(length) = time(rest) {
            result.push_str("[time]");
            rest = &rest[length..];
            continue;
        }
        let boundary = result.chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        let token = rest.bytes().take_while(|byte| is_id_byte(*byte)).count();
        let uuid = rest.get(..36).filter(|id| boundary && token >= 36 && uuid::Uuid::try_parse(id).is_ok());
        if let Some(id) = uuid {
            result.push_str(&format!("[id {}]", number(&mut ids, id)));
            rest = &rest[36..];
        } else if boundary && token == 8 && rest.bytes().take(8).all(|byte| byte.is_ascii_hexdigit()) {
            result.push_str(&format!("[{}]", number(&mut ids, &rest[..8])));
            rest = &rest[8..];
        } else {
            result.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    result
}

fn is_id_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')
}

/// An id's number; an id and its short form have the same one.
fn number(ids: &mut Vec<String>, id: &str) -> usize {
    let known = ids.iter().position(|known| known.starts_with(id) || id.starts_with(known.as_str()));
    known.unwrap_or_else(|| {
        ids.push(id.to_owned());
        ids.len() - 1
    }) + 1
}

/// The length of a time as RFC 3339 writes it, at the start of `text`.
fn time(text: &str) -> Option<usize> {
    let shape = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    let fits = bytes.len() > shape.len()
        && bytes
            .iter()
            .zip(shape)
            .all(|(byte, shape)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == shape });
    let tail = fits.then(|| &bytes[shape.len()..])?;
    let fraction = match tail.first() {
        Some(b'.') => 1 + tail[1..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    (tail.get(fraction) == Some(&b'Z')).then_some(shape.len() + fraction + 1)
}

#[test]
fn ids_times_and_the_home_are_masked() {
    let text = "3f2b8c1e-0000-4000-8000-000000000001 3f2b8c1e /h/x 2024-03-15 2024-03-15T10:00:00.123456Z aaaabbbb\n";
    let masked = masked(text, Path::new("/h"));
    assert_eq!(masked, "[id 1] [1] [home]/x 2024-03-15 [time] [2]\n");
}
