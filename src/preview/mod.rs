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
use page::{Event, Page};

/// What making the page came to.
#[derive(Debug)]
pub(crate) enum News<'a> {
    Made { warnings: &'a [String] },
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
        let order = PublishOrder { format: OutputFormat::Html, ..order };
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
        let mut before = said(&self.first);
        if !before.is_empty() {
            tell(news(&self.first));
        }
        loop {
            let event = self.events.recv().map_err(|_| CommandError::failed("the server has ended"))?;
            match event {
                Event::Pdf(answer) => {
                    let order = PublishOrder { format: OutputFormat::Pdf, ..self.order.clone() };
                    let made = library.publish(&order).map(|published| published.bytes.into());
                    // The browser may have gone.
                    let _ = answer.send(made.map_err(|error| page::mistake(&error).into()));
                }
                Event::Changed => {
                    let made = library
                        .follow(&mut self.changes, &self.order)
                        .and_then(|()| library.publish(&on_screen(&self.order)));
                    self.pages.send_if_modified(|page| page.replace(shown(&made)));
                    let now = said(&made);
                    if before != now {
                        tell(news(&made));
                    }
                    before = now;
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

/// What stands on the terminal, which is not told twice in a row.
fn said(made: &CommandResult<Published>) -> String {
    match made {
        Ok(published) => published.warnings.join("\n"),
        Err(error) => error.message.clone(),
    }
}

fn news(made: &CommandResult<Published>) -> News<'_> {
    match made {
        Ok(published) => News::Made { warnings: &published.warnings },
        Err(error) => News::Failed(error),
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
