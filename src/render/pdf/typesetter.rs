//! The other program, from this side: started for one order, given its limits, and never left behind.
//!
//! It gets nothing of this process but its pipes and the home directory, where fonts are: no password of
//! the environment, no descriptor, no argument.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::order::{Failure, FailureKind, Made, Order, Report, SECONDS};
use super::text::{Layout, LayoutAnswer, PageText, Refusal};

/// The name of the program, which stands beside `resume`.
pub const NAME: &str = "resume-typeset";

/// Asks it for the text of the PDF that it reads.
pub const TEXT: &str = "--text";

/// Asks it for the layout of the PDF that it reads.
pub const LAYOUT: &str = "--layout";

/// How long is waited for an answer, unless said otherwise. The program ends itself before, unless it gets less than a
/// sixth of a processor.
const PATIENCE: Duration = Duration::from_secs(6 * SECONDS);

/// How much of its last words is read, in bytes.
const LAST_WORDS: u64 = 8 << 10;

/// What Rust's runtime says when it ends a process.
const NO_MEMORY: [&str; 2] = ["memory allocation of", "capacity overflow"];
const NO_STACK: &str = "has overflowed its stack";

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    #[error("PDF files are made by `{NAME}`, which is not installed beside `resume`")]
    Missing,
    #[error("`{NAME}` could not be started: {0}")]
    Start(#[source] io::Error),
    #[error("the theme took longer than {SECONDS} seconds, and was stopped")]
    Time,
    #[error("`{NAME}` gave no answer within {} seconds, and was stopped", PATIENCE.as_secs())]
    Silent,
    #[error("the theme asked for more than 1 GiB of memory, and was stopped")]
    Memory,
    #[error("the theme nests its values too deeply, and was stopped")]
    Depth,
    #[error("`{NAME}` ended without an answer: {0}")]
    Died(String),
    #[error("{}", told(.0))]
    Failed(Failure),
}

/// Why a PDF was not read.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("PDF files are read by `{NAME}`, which is not installed beside `resume`")]
    Missing,
    #[error("the PDF took longer than {SECONDS} seconds to read")]
    Time,
    #[error("the PDF takes more than 1 GiB of memory to read")]
    Memory,
    /// The reader stopped at something that it does not expect.
    #[error("the PDF is damaged, and could not be read")]
    Stopped(#[source] TypesetError),
    /// The reader could not be started, or gave no answer.
    #[error(transparent)]
    Program(TypesetError),
}

impl From<TypesetError> for LayoutError {
    fn from(error: TypesetError) -> Self {
        match error {
            TypesetError::Missing => Self::Missing,
            TypesetError::Time => Self::Time,
            TypesetError::Memory => Self::Memory,
            TypesetError::Start(_) | TypesetError::Silent => Self::Program(error),
            TypesetError::Depth | TypesetError::Died(_) | TypesetError::Failed(_) => Self::Stopped(error),
        }
    }
}

/// A failure with its place: `cv.typ:3:5: unknown variable: nmae`.
fn told(failure: &Failure) -> String {
    match &failure.place {
        Some(place) => format!("{}:{}:{}: {}", place.file, place.line, place.column, failure.message),
        None => failure.message.clone(),
    }
}

impl TypesetError {
    /// Whether the document cannot be made as it was asked for, although nothing is broken.
    pub fn is_of_order(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.kind == FailureKind::Pages)
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing => Some(
                "install `resume` with its feature `pdf`, which is on by default, or choose another format: \
                 `.html`, `.docx`"
                    .to_owned(),
            ),
            Self::Time | Self::Memory | Self::Depth => {
                Some("mend the theme, or choose another with `--theme`".to_owned())
            }
            Self::Silent => Some("try again when this device has less to do".to_owned()),
            Self::Failed(failure) => (!failure.hints.is_empty()).then(|| failure.hints.join("; ")),
            Self::Start(_) | Self::Died(_) => None,
        }
    }
}

/// The program.
#[derive(Debug, Clone)]
pub struct Typesetter {
    program: PathBuf,
    home: Option<PathBuf>,
    patience: Duration,
}

impl Typesetter {
    /// The one beside `resume`, whose own path may be a link. `home` is where the person's fonts are.
    pub fn beside(resume: &Path, home: Option<PathBuf>) -> Self {
        let real = resume.canonicalize();
        let program = real.as_deref().unwrap_or(resume).with_file_name(NAME);
        Self { program, home, patience: PATIENCE }
    }

    /// Whether the program is installed.
    pub fn is_installed(&self) -> bool {
        self.program.is_file()
    }

    /// Waits no longer than this.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends an order and waits for the answer.
    pub fn make(&self, order: &Order, photo: &[u8]) -> Result<(Made, Vec<u8>), TypesetError> {
        let mut child = self.start(&[])?;
        let told = |stdin| order.write(photo, BufWriter::new(stdin));
        let answered = self.converse(&mut child, told, |stdout| Report::read(BufReader::new(stdout)));
        let status = child.wait().map_err(TypesetError::Start)?;
        match answered.ok_or(TypesetError::Silent)? {
            (Ok((Report::Made(made), pdf)), _) => Ok((made, pdf)),
            (Ok((Report::Failed(failure), _)), _) => Err(failed(failure)),
            (Err(_), last_words) => Err(died(status, &last_words)),
        }
    }

    /// Reads the text of a PDF, page by page.
    pub fn read(&self, pdf: &[u8]) -> Result<Vec<PageText>, TypesetError> {
        self.look_at(pdf, TEXT)
    }

    /// Reads the layout of a PDF.
    pub fn read_layout(&self, pdf: &[u8]) -> Result<Layout, LayoutError> {
        match self.look_at(pdf, LAYOUT)? {
            LayoutAnswer::Read(layout) => Ok(layout),
            LayoutAnswer::Refused(refusal) => Err(refusal.into()),
        }
    }

    fn look_at<T: DeserializeOwned + Send>(&self, pdf: &[u8], flag: &str) -> Result<T, TypesetError> {
        let mut child = self.start(&[flag])?;
        let told = |mut stdin: ChildStdin| stdin.write_all(pdf);
        let answered =
            self.converse(&mut child, told, |stdout| Ok(serde_json::from_reader(BufReader::new(stdout))?));
        let status = child.wait().map_err(TypesetError::Start)?;
        match answered.ok_or(TypesetError::Silent)? {
            (Ok(answer), _) => Ok(answer),
            (Err(_), last_words) => Err(died(status, &last_words)),
        }
    }

    fn start(&self, arguments: &[&str]) -> Result<Child, TypesetError> {
        // What this process has inherited is not for others.
        close_fds::set_fds_cloexec(3, &[]);
        let mut command = Command::new(&self.program);
        command.args(arguments);
        command.env_clear().envs(self.home.iter().map(|home| ("HOME", home))).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => TypesetError::Missing,
            _ => TypesetError::Start(cause),
        })
    }

    /// Tells the program what to do while the answer is read, as each side may wait for the other. The program is
    /// killed once it has answered or the time is over: it has nothing to do then, and its pipes end, which the
    /// threads wait for.
    fn converse<T: Send>(
        &self,
        child: &mut Child,
        tell: impl FnOnce(ChildStdin) -> io::Result<()> + Send,
        hear: impl FnOnce(ChildStdout) -> io::Result<T> + Send,
    ) -> Option<(io::Result<T>, String)> {
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            let (sender, reports) = mpsc::channel();
            // A program that has ended reads nothing: its last words tell why.
            scope.spawn(move || stdin.map(tell));
            let last_words = scope.spawn(move || stderr.map(listen).unwrap_or_default());
            scope.spawn(move || stdout.map(|stdout| sender.send(hear(stdout))));
            let report = reports.recv_timeout(self.patience);
            // It fails where the program has ended.
            let _ = child.kill();
            Some((report.ok()?, last_words.join().unwrap_or_default()))
        })
    }
}

/// Reads what the program says on stderr: the first words, and the rest to nowhere.
fn listen(mut stderr: ChildStderr) -> String {
    let mut bytes = Vec::new();
    let read = stderr.by_ref().take(LAST_WORDS).read_to_end(&mut bytes);
    let rest = read.and_then(|_| io::copy(&mut stderr, &mut io::sink()));
    // What was read counts, even if the rest fails.
    drop(rest);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn failed(failure: Failure) -> TypesetError {
    match failure.kind {
        FailureKind::Time => TypesetError::Time,
        FailureKind::Order | FailureKind::Theme | FailureKind::Pages => TypesetError::Failed(failure),
    }
}

/// The signal of a process that has used up its time.
const OUT_OF_TIME: i32 = rustix::process::Signal::XCPU.as_raw();

/// Why a program ended without an answer.
fn died(status: ExitStatus, last_words: &str) -> TypesetError {
    if NO_MEMORY.iter().any(|words| last_words.contains(words)) {
        return TypesetError::Memory;
    }
    if status.signal() == Some(OUT_OF_TIME) {
        return TypesetError::Time;
    }
    if last_words.contains(NO_STACK) {
        return TypesetError::Depth;
    }
    let words = last_words.lines().map(str::trim).filter(|line| !line.is_empty());
    let words: Vec<_> = words.take(2).collect();
    TypesetError::Died(if words.is_empty() { status.to_string() } else { words.join(" ") })
}
