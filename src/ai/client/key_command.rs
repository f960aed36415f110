//! A key that a command prints, such as `pass show openai` or `op read op://…`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::text::quote;
use crate::ai::kind;
use crate::ai::question::AiError;
use crate::ai::secret::Secret;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 << 10;

/// What a shell ends with that does not find a command.
const NOT_FOUND: i32 = 127;

/// How long the last words of a command that has ended are waited for: what it started may hold
/// their stream open.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Runs a shell command and takes the first line of its output for the key. It can ask the user on the
/// terminal, and may not read our standard input.
///
/// Beside the key stands what it said on stderr.
///
/// When it takes too long, it is ended with all it started, unless there is a terminal: a process group
/// of its own could not ask there, and so only the shell itself is ended.
///
/// # Errors
/// Where it fails, prints nothing, or takes longer than `patience`. Nothing that it said is in the
/// message: where no key is known, none can be cut out.
pub fn key_from(command: &str, patience: Duration) -> Result<(Secret, Option<String>), AiError> {
    let until = Instant::now() + patience;
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let alone = File::open("/dev/tty").is_err();
    if alone {
        shell.process_group(0);
    }
    let mut child = shell.spawn().map_err(|cause| failed(format!("could not be started: {cause}")))?;
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(failed("could not be listened to".to_owned()));
    };
    let line = on_a_thread(move |done| {
        let mut line = Vec::new();
        let mut stdout = BufReader::new(stdout);
        // What cannot be read is as if it had not been printed.
        let _ = stdout.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        done(line);
        drain(stdout);
    })?;
    let words = on_a_thread(move |done| {
        let mut words = Vec::new();
        let mut stderr = stderr;
        let _ = stderr.by_ref().take(LONGEST).read_to_end(&mut words);
        done(words);
        drain(stderr);
    })?;
    let status = on_a_thread(move |done| done(child.wait()))?;
    let left = || until.saturating_duration_since(Instant::now());
    let Ok(ended) = status.recv_timeout(left()) else {
        if let Some(id) = id {
            // It may have ended by itself in the same moment.
            let _ = if alone { kill_process_group(id, Signal::KILL) } else { kill_process(id, Signal::KILL) };
        }
        let seconds = super::fault::seconds(patience);
        return Err(failed(format!("did not end within {seconds}")));
    };
    let ended = ended.map_err(|cause| failed(format!("could not be waited for: {cause}")))?;
    if !ended.success() {
        return Err(failed(how(ended)));
    }
    let line = line.recv_timeout(left().max(LAST_WORDS)).unwrap_or_default();
    let key = key_of(line);
    match key.reveal() {
        "" => Err(failed("printed no key on its first line".to_owned())),
        _ if key.is_sendable() => {
            let words = last_words(&words, &key);
            Ok((key, words))
        }
        _ => Err(failed("printed characters that no key has".to_owned())),
    }
}

fn how(status: ExitStatus) -> String {
    match status.code() {
        None => "was killed".to_owned(),
        Some(NOT_FOUND) => format!("failed with exit code {NOT_FOUND}: there is no such command"),
        Some(code) => format!("failed with exit code {code}"),
    }
}

fn failed(what: String) -> AiError {
    AiError::new(kind::FAILED, format!("the `ai.key_command` of `config.toml` {what}"))
        .hint("run it by hand to see what it says: its first line must be the key, and nothing else")
}

fn key_of(line: Vec<u8>) -> Secret {
    let key = String::from_utf8(line).unwrap_or_else(|_| "\u{fffd}".to_owned());
    Secret::new(key.trim())
}

/// What it said on stderr, without the key; a trace has it before it is printed. One that is too short to
/// be cut out takes all of it along.
fn last_words(words: &Receiver<Vec<u8>>, key: &Secret) -> Option<String> {
    let words = words.recv_timeout(LAST_WORDS).ok()?;
    let words = String::from_utf8_lossy(&words);
    let untraced: Vec<_> = words.lines().filter(|line| !line.starts_with('+')).collect();
    let words = quote(&untraced.join("\n"), std::slice::from_ref(key));
    Some(words).filter(|words| !words.is_empty() && !words.contains(key.reveal()))
}

/// Reads the rest: a command must not fail because its output is not read.
fn drain(mut stream: impl Read) {
    let _ = io::copy(&mut stream, &mut io::sink());
}

fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce(&dyn Fn(T)) + Send + 'static,
) -> Result<Receiver<T>, AiError> {
    let (sender, receiver) = mpsc::channel();
    // The caller may have given up.
    let work = move || work(&|value| drop(sender.send(value)));
    match thread::Builder::new().name("key".to_owned()).spawn(work) {
        Ok(_) => Ok(receiver),
        Err(cause) => Err(failed(format!("could not be listened to: {cause}"))),
    }
}
