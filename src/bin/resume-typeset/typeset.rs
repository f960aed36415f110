//! From the order to the answer.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::AsFd;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use resume::render::pdf::order::{Failure, FailureKind, Made, Order, Report, SECONDS, Unreadable};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::time::{ClockId, clock_gettime};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::diagnostics;
use super::fit::{self, Fitted};
use super::limits;
use super::pieces;
use super::setter::Setter;

/// The stack of the thread that sets, in bytes. Themes nest functions, and each takes several frames.
const STACK: usize = 64 << 20;

/// How long is waited at least before the time is looked at again.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);

type Answer = (Report, Vec<u8>);

/// Reads the order from stdin and writes the answer to stdout.
///
/// A thread sets; this one waits for it, for the time to be over, and for the reader to go away, and ends the
/// process in each case.
pub(crate) fn run() -> io::Result<()> {
    limits::set()?;
    let (done, answers) = start()?;
    let answer = if is_ready(&done)? { answers.recv().ok() } else { None };
    let late = || {
        let message = format!("the theme took longer than {SECONDS} seconds, and was stopped");
        (Report::Failed(Failure::new(FailureKind::Time, message)), Vec::new())
    };
    let (report, pdf) = answer.unwrap_or_else(late);
    report.write(&pdf, io::stdout().lock())
}

/// Starts the work. The pipe is closed when it is done.
///
/// Typst gives parts of its work to a pool of threads. This pool has the one thread, whose stack is large
/// enough for all of it.
fn start() -> io::Result<(PipeReader, Receiver<Answer>)> {
    let (done, working) = io::pipe()?;
    let (sender, answers) = mpsc::channel();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK);
    pool.build_global().map_err(io::Error::other)?;
    rayon::spawn(move || {
        let working: PipeWriter = working;
        // It fails where the other thread has given up, which ends the process.
        let _ = sender.send(answer());
        drop(working);
    });
    Ok((done, answers))
}

/// Waits for the work to be done: `false` if the time was over before, an error if the reader of stdout is gone. The
/// time is that of the processor, which others may use meanwhile: no theme is to be mended for that.
fn is_ready(done: &PipeReader) -> io::Result<bool> {
    let stdout = io::stdout();
    loop {
        let used = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).map_err(io::Error::other)?;
        let Some(left) = Duration::from_secs(SECONDS).checked_sub(used) else { return Ok(false) };
        let left = left.max(SHORTEST_WAIT);
        let mut files = [
            PollFd::from_borrowed_fd(done.as_fd(), PollFlags::IN),
            PollFd::from_borrowed_fd(stdout.as_fd(), PollFlags::empty()),
        ];
        match poll(&mut files, Some(&Timespec::try_from(left).map_err(io::Error::other)?)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => continue,
            Ok(_) => {}
            Err(cause) => return Err(cause.into()),
        }
        if files[1].revents().intersects(PollFlags::ERR | PollFlags::HUP) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if !files[0].revents().is_empty() {
            return Ok(true);
        }
    }
}

fn answer() -> Answer {
    match read().and_then(|(order, photo)| make(&order, photo)) {
        Ok((made, pdf)) => (Report::Made(made), pdf),
        Err(failure) => (Report::Failed(failure), Vec::new()),
    }
}

fn read() -> Result<(Order, Vec<u8>), Failure> {
    Order::read(io::stdin().lock()).map_err(|cause| {
        let hint = match cause {
            Unreadable::Version(_) => Some("install both programs from the same release".to_owned()),
            Unreadable::Damaged(_) => None,
        };
        let hints = hint.into_iter().collect();
        Failure { hints, ..Failure::new(FailureKind::Order, cause.to_string()) }
    })
}

fn make(order: &Order, photo: Vec<u8>) -> Result<(Made, Vec<u8>), Failure> {
    let mut setter = Setter::new(order, photo)?;
    let Fitted { set, options, left_out } = fit::fit(&mut setter, order)?;
    let mut warnings = diagnostics::warnings(&setter, &set.warnings);
    warnings.extend(set.missing.warning());
    warnings.extend(pieces::warnings(&set.document));
    let pdf = match export(&set.document, &[PdfStandard::Ua_1]) {
        Ok(pdf) => pdf,
        Err(errors) => {
            warnings.extend(diagnostics::inaccessible(&errors, &set.missing));
            export(&set.document, &[]).map_err(|errors| diagnostics::failure(&setter, &errors))?
        }
    };
    let pages = set.pages();
    Ok((Made { length: pdf.len(), pages, left_out, options, warnings }, pdf))
}

/// A tagged PDF without the time of its making, so that equal documents give equal bytes.
fn export(document: &PagedDocument, standards: &[PdfStandard]) -> typst::diag::SourceResult<Vec<u8>> {
    let standards = PdfStandards::new(standards).unwrap_or_default();
    let creator = Smart::Custom(Some("resume".to_owned()));
    typst_pdf::pdf(document, &PdfOptions { creator, standards, ..PdfOptions::default() })
}
