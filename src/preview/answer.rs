//! Requests and answers.
//!
//! The invariants: only a request that names this server as its host and has the token in its path gets more
//! than a status, so that neither another page in the browser nor another user of the machine can read the
//! résumé. The page of a theme runs no scripts.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::Duration;

use futures_util::stream::{self, Stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, oneshot, watch};
use tokio::time::timeout;

use super::page::{Event, Page, Pdf};

type Body = UnsyncBoxBody<Bytes, Infallible>;

const INDEX: &str = include_str!("../../share/preview/index.html");
const SCRIPT: &str = include_str!("../../share/preview/preview.js");
const STYLE: &str = include_str!("../../share/preview/preview.css");

/// Where the link to the PDF stands in the frame's page.
const PDF_PLACE: &str = "<!-- pdf -->";
const PDF_LINK: &str = "<a href=\"pdf\" target=\"_blank\">PDF</a>";

/// What the frame around the page may do.
const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
    connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the page may do: be shown.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
    sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// What a viewer of PDF may do, which may be a page of the browser itself.
const PDF_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// How often an idle stream of changes says something: one whose browser is gone is noticed then.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What the answers are made from.
#[derive(Debug)]
pub(super) struct Setup {
    pub port: u16,
    pub token: String,
    pub ticket: String,
    /// Whether the page has a link to the PDF.
    pub makes_pdf: bool,
    pub pages: watch::Receiver<Page>,
    /// How many changes were reported.
    pub changed: Arc<AtomicU64>,
    pub events: Sender<Event>,
}

/// Answers requests.
#[derive(Debug)]
pub(super) struct Desk {
    hosts: [String; 2],
    token: String,
    /// A word that is taken instead of the token, once.
    ticket: StdMutex<Option<String>>,
    makes_pdf: bool,
    pages: watch::Receiver<Page>,
    changed: Arc<AtomicU64>,
    events: Sender<Event>,
    /// The PDF that was made last, with the number of changes before it was made.
    pdf: Mutex<Option<(u64, Pdf)>>,
}

impl Desk {
    pub(super) fn new(setup: Setup) -> Self {
        let Setup { port, token, ticket, makes_pdf, pages, changed, events } = setup;
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        let (ticket, pdf) = (StdMutex::new(Some(ticket)), Mutex::default());
        Self { hosts, token, ticket, makes_pdf, pages, changed, events, pdf }
    }

    pub(super) async fn answer(
        &self,
        request: &Request<Incoming>,
        is_known: &AtomicBool,
    ) -> Result<Response<Body>, Infallible> {
        Ok(self.respond(request, is_known).await)
    }

    async fn respond(&self, request: &Request<Incoming>, is_known: &AtomicBool) -> Response<Body> {
        // A foreign name that resolves to this machine is refused (DNS rebinding).
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let is_ours = |host: &HeaderValue| self.hosts.iter().any(|ours| host == ours.as_str());
        if !hosts.next().is_some_and(is_ours) || hosts.next().is_some() {
            return status(StatusCode::FORBIDDEN);
        }
        let path = request.uri().path().strip_prefix('/').unwrap_or_default();
        let (word, rest) = path.split_once('/').unwrap_or((path, ""));
        if rest.is_empty() && self.takes_ticket(word) {
            return redirect(&format!("/{}/", self.token));
        }
        if !is_same(word, &self.token) || !path.contains('/') {
            return status(StatusCode::NOT_FOUND);
        }
        is_known.store(true, Ordering::Relaxed);
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return status(StatusCode::METHOD_NOT_ALLOWED);
        }
        match rest {
            "" => {
                let link = if self.makes_pdf { PDF_LINK } else { "" };
                full("text/html; charset=utf-8", FRAME_POLICY, INDEX.replace(PDF_PLACE, link))
            }
            "preview.js" => full("text/javascript; charset=utf-8", FRAME_POLICY, SCRIPT),
            "preview.css" => full("text/css; charset=utf-8", FRAME_POLICY, STYLE),
            "page" => {
                let bytes = self.pages.borrow().bytes.clone();
                full("text/html; charset=utf-8", PAGE_POLICY, bytes)
            }
            "events" => {
                let stream = StreamBody::new(changes(self.pages.clone()));
                response("text/event-stream", FRAME_POLICY, BodyExt::boxed_unsync(stream))
            }
            "cv.pdf" => match self.pdf().await {
                Ok(pdf) => full("application/pdf", PDF_POLICY, pdf.bytes),
                Err(page) => failed(page),
            },
            // A viewer of PDF has no room for what the file lacks. So that is shown first.
            "pdf" => match self.pdf().await {
                Ok(Pdf { notes: Some(notes), .. }) => full("text/html; charset=utf-8", PAGE_POLICY, notes),
                Ok(Pdf { notes: None, .. }) => redirect(&format!("/{}/cv.pdf", self.token)),
                Err(page) => failed(page),
            },
            _ => status(StatusCode::NOT_FOUND),
        }
    }

    fn takes_ticket(&self, word: &str) -> bool {
        let mut ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        ticket.take_if(|ticket| is_same(word, ticket)).is_some()
    }

    /// The PDF, made once after a change however many ask. A change may alter it and not the page. What failed
    /// is tried again: the time may have been too short, or the memory too small.
    async fn pdf(&self) -> Result<Pdf, Bytes> {
        let mut known = self.pdf.lock().await;
        let changed = self.changed.load(Ordering::Acquire);
        if let Some((_, made)) = known.as_ref().filter(|(made_after, _)| *made_after == changed) {
            return Ok(made.clone());
        }
        let (answer, answered) = oneshot::channel();
        let _ = self.events.send(Event::Pdf(answer));
        let made = answered.await.unwrap_or_else(|_| Err(Bytes::new()))?;
        *known = Some((changed, made.clone()));
        Ok(made)
    }
}

/// Compares in a time that depends on the lengths alone.
fn is_same(word: &str, secret: &str) -> bool {
    word.as_bytes().ct_eq(secret.as_bytes()).into()
}

/// Server-sent events: the version of the page, now and after each change.
fn changes(pages: watch::Receiver<Page>) -> impl Stream<Item = Result<Frame<Bytes>, Infallible>> + Send {
    stream::unfold((pages, false), |(mut pages, has_begun)| async move {
        let changed = if has_begun { timeout(HEARTBEAT, pages.changed()).await } else { Ok(Ok(())) };
        let text = match changed {
            Ok(Ok(())) => format!("event: change\ndata: {}\n\n", pages.borrow_and_update().version),
            // The thread that makes pages has ended.
            Ok(Err(_)) => return None,
            Err(_) => ":\n\n".to_owned(),
        };
        Some((Ok(Frame::data(text.into())), (pages, true)))
    })
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = full("text/plain; charset=utf-8", PAGE_POLICY, format!("{status}\n"));
    *response.status_mut() = status;
    response
}

/// A page about a mistake.
fn failed(page: Bytes) -> Response<Body> {
    let mut response = full("text/html; charset=utf-8", PAGE_POLICY, page);
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = status(StatusCode::SEE_OTHER);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn full(content_type: &'static str, policy: &'static str, bytes: impl Into<Bytes>) -> Response<Body> {
    response(content_type, policy, Full::new(bytes.into()).boxed_unsync())
}

fn response(content_type: &'static str, policy: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers: [(HeaderName, &'static str); 7] = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
