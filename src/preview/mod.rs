//! A document in the browser, which reloads when something has changed.
//!
//! The invariants: the document is made on the thread that [`Preview::run`] has, so that the library has one
//! user; the server's thread only hands out what was made. No lock is held while either works. A mistake is
//! shown on the page until it is mended.

mod answer;
mod page;
mod server;
mod token;

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::sync::watch;

use crate::library::{
    Changes, CommandError, CommandResult, ErrorKind, Library, OutputFormat, PublishOrder, Published,
};
use answer::{Desk, Setup};
use page::{Event, Page, Pdf};

/// What making the page or the PDF came to.
#[derive(Debug)]
pub(crate) enum News<'a> {
    /// What it lacks, a sentence each.
    Made {
        warnings: &'a [String],
    },
    Failed(&'a CommandError),
}

/// A document that is being served.
#[derive(Debug)]
pub(crate) struct Preview {
    order: PublishOrder,
    port: u16,
    token: String,
    ticket: String,
    events: Receiver<Event>,
    pages: watch::Sender<Page>,
    changes: Changes,
    /// What the page was made of before the server began.
    first: CommandResult<Published>,
}

impl Preview {
    /// Begins to serve the document of an order on 127.0.0.1; port 0 is any free one. An order that names
    /// something unknown is an error. A mistake in a theme is shown on the page.
    pub(crate) fn start(library: &Library, order: PublishOrder, port: u16) -> CommandResult<Self> {
        let order = library.pinned(&PublishOrder { format: OutputFormat::Html, ..order })?;
        let listener = listen(port)?;
        let port = listener.local_addr()?.port();
        let (sender, events) = channel();
        let changed = Arc::new(AtomicU64::new(0));
        let mut changes = library.watch(told(sender.clone(), Arc::clone(&changed)))?;
        library.follow(&mut changes, &order)?;
        let first = library.publish(&on_screen(&order));
        let first = match first {
            Err(error) if error.kind != ErrorKind::Failed => return Err(error),
            other => other,
        };
        let (pages, made) = watch::channel(Page::first(shown(&first)));
        let (token, ticket) = (token::new()?, token::new()?);
        let makes_pdf = library.makes_pdf();
        let setup = Setup {
            port,
            token: token.clone(),
            ticket: ticket.clone(),
            makes_pdf,
            pages: made,
            changed,
            events: sender,
        };
        server::start(Desk::new(setup), listener)?;
        Ok(Self { order, port, token, ticket, events, pages, changes, first })
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// An address that leads to the page once. Other users can read the arguments of the program that opens
    /// the browser.
    pub(crate) fn ticket_url(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.ticket)
    }

    /// Makes the page again after each change, and says what came of it.
    pub(crate) fn run(
        mut self,
        library: &Library,
        mut tell: impl FnMut(News<'_>),
    ) -> CommandResult<Infallible> {
        let mut of_page = said(&self.first);
        inform(&self.first, &of_page, &mut tell);
        let mut of_pdf = Vec::new();
        loop {
            let event = self.events.recv().map_err(|_| CommandError::failed("the server has ended"))?;
            match event {
                Event::Pdf(answer) => {
                    let order = PublishOrder { format: OutputFormat::Pdf, ..self.order.clone() };
                    let made = library.publish(&order);
                    let now = said(&made);
                    if of_pdf != now {
                        // The page lacks some of it too, and that was told.
                        let fresh: Vec<_> =
                            now.iter().filter(|sentence| !of_page.contains(sentence)).cloned().collect();
                        inform(&made, &fresh, &mut tell);
                    }
                    let made = made.map(|published| Pdf {
                        bytes: published.bytes.into(),
                        notes: (!now.is_empty()).then(|| page::notes(&now).into()),
                    });
                    of_pdf = now;
                    // The browser may have gone.
                    let _ = answer.send(made.map_err(|error| page::mistake(&error).into()));
                }
                Event::Changed => {
                    let made = library
                        .follow(&mut self.changes, &self.order)
                        .and_then(|()| library.publish(&on_screen(&self.order)));
                    self.pages.send_if_modified(|page| page.replace(shown(&made)));
                    let now = said(&made);
                    if of_page != now {
                        inform(&made, &now, &mut tell);
                    }
                    of_page = now;
                }
            }
        }
    }
}

/// What stands in the browser.
fn shown(made: &CommandResult<Published>) -> Vec<u8> {
    match made {
        Ok(published) => published.bytes.clone(),
        Err(error) => page::mistake(error),
    }
}

/// What there is to say of it, which is not told twice in a row: what it lacks, or the mistake.
fn said(made: &CommandResult<Published>) -> Vec<String> {
    match made {
        Ok(Published { warnings, left_out, .. }) => {
            warnings.iter().cloned().chain(left_out.iter().map(ToString::to_string)).collect()
        }
        Err(error) => vec![error.message.clone()],
    }
}

/// Tells the sentences, if there are any.
fn inform(made: &CommandResult<Published>, sentences: &[String], tell: &mut impl FnMut(News<'_>)) {
    match made {
        _ if sentences.is_empty() => {}
        Ok(_) => tell(News::Made { warnings: sentences }),
        Err(error) => tell(News::Failed(error)),
    }
}

/// Counts a change, and tells the thread that makes documents of it, as long as there is one.
fn told(sender: Sender<Event>, changed: Arc<AtomicU64>) -> impl FnMut() + Send + 'static {
    move || {
        changed.fetch_add(1, Ordering::Release);
        let _ = sender.send(Event::Changed);
    }
}

/// A web page has no number of pages.
fn on_screen(order: &PublishOrder) -> PublishOrder {
    PublishOrder { pages: None, ..order.clone() }
}

fn listen(port: u16) -> CommandResult<TcpListener> {
    let listener = TcpListener::bind(("127.0.0.1", port)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => "another program listens there; without `--port` a free port is used",
            io::ErrorKind::PermissionDenied => {
                "ports below 1024 are reserved; without `--port` a free port is used"
            }
            _ => "without `--port` a free port is used",
        };
        let message = format!("cannot listen on 127.0.0.1:{port}: {error}");
        CommandError::failed(message).hint(hint).caused_by(error)
    })
}
