//! The lines of the protocol: one JSON object each, on two pipes.
//!
//! The invariants: a line that is too long or no JSON costs an answer and never the connection; no more of a line is
//! kept than the bound; after the end of the input every request that was read is answered before the server ends; of
//! a client that asks faster than it can be answered, no more is read than the bound.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use memchr::memmem;
use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ClientRequest, JsonRpcMessage, ServerJsonRpcMessage, ServerResult};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Notify, watch};

use super::params;

/// The longest line that is read.
const LONGEST: usize = 8 << 20;

/// How many lines wait in each direction.
const WAITING: usize = 64;

/// How many messages a batch may have.
const MOST_IN_BATCH: usize = 100;

/// How many requests are worked on at once.
const MOST_OPEN: usize = 256;

/// Which requests have no answer yet, by their IDs as JSON.
#[derive(Debug, Default)]
struct Open {
    ids: Mutex<HashSet<String>>,
    fewer: Notify,
}

impl Open {
    fn add(&self, id: &Value) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_string());
    }

    fn remove(&self, id: &Value) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).remove(&id.to_string());
        self.fewer.notify_one();
    }

    fn count(&self) -> usize {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits until there are no more than so many.
    async fn fewer_than(&self, bound: usize) {
        while self.count() >= bound {
            self.fewer.notified().await;
        }
    }
}

/// The two pipes.
#[derive(Debug)]
pub(super) struct Wire {
    lines: Receiver<Line>,
    /// The messages of a batch that are still to be read. Each gets an answer of its own.
    batch: VecDeque<Vec<u8>>,
    out: Sender<Vec<u8>>,
    open: Arc<Open>,
    /// An answer to what was no message, until there is room for it.
    refusal: Option<Vec<u8>>,
    /// Told when the input has ended.
    end: watch::Sender<bool>,
    /// Whether the client has said which protocol it speaks: what comes before is not for us.
    begun: bool,
}

#[derive(Debug)]
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

impl Wire {
    /// Reads and writes on threads of their own. The writer ends when all was written.
    pub(super) fn start(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        end: watch::Sender<bool>,
    ) -> io::Result<(Self, JoinHandle<()>)> {
        let (to_us, lines) = channel(WAITING);
        let (out, from_us) = channel(WAITING);
        thread::Builder::new().name("input".to_owned()).spawn(move || read_all(input, &to_us))?;
        let writer =
            thread::Builder::new().name("output".to_owned()).spawn(move || write_all(output, from_us))?;
        let batch = VecDeque::new();
        Ok((Self { lines, batch, out, open: Arc::default(), refusal: None, end, begun: false }, writer))
    }

    fn refuse(&mut self, id: &Value, code: i32, message: &str) {
        self.refusal =
            Some(line(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})));
    }

    /// Sends the answer that waits. It stays until there is room: the future may be dropped before.
    async fn send_refusal(&mut self) {
        if self.refusal.is_some() {
            // A client that no longer reads needs no answer.
            let permit = self.out.reserve().await;
            let refusal = self.refusal.take();
            if let (Ok(permit), Some(refusal)) = (permit, refusal) {
                permit.send(refusal);
            }
        }
    }

    /// The message of a line, or an answer to what is none.
    fn understand(&mut self, text: &[u8]) -> Option<ClientJsonRpcMessage> {
        let Ok(value) = serde_json::from_slice::<Value>(text) else {
            self.refuse(&Value::Null, -32700, "the line is no JSON");
            return None;
        };
        match value {
            Value::Object(_) => {}
            // Version 2025-03-26 of the protocol has batches.
            Value::Array(messages) if (1..=MOST_IN_BATCH).contains(&messages.len()) => {
                // One within another is no message.
                let message = |one: &Value| if one.is_array() { Value::Null } else { one.clone() };
                self.batch.extend(messages.iter().map(|one| message(one).to_string().into_bytes()));
                return None;
            }
            Value::Array(messages) => {
                let many = format!("a batch has 1 to {MOST_IN_BATCH} messages, not {}", messages.len());
                self.refuse(&Value::Null, -32600, &many);
                return None;
            }
            _ => {
                self.refuse(&Value::Null, -32600, "the message is not an object");
                return None;
            }
        }
        let is_answer = value.get("result").or_else(|| value.get("error")).is_some();
        let (id, method) = (value.get("id").cloned(), value.get("method").cloned());
        let names_version = value["params"]["_meta"].get("io.modelcontextprotocol/protocolVersion").is_some();
        let cancelled = value["params"].get("requestId").cloned();
        // Parameters in a list are no request of the protocol at all.
        let odd = value.get("params").filter(|params| !params.is_object()).cloned();
        let odd_meta = value["params"].get("_meta").is_some_and(|meta| !meta.is_object());
        let Ok(message) = serde_json::from_value::<ClientJsonRpcMessage>(value) else {
            // A notification gets no answer, whatever is wrong with it.
            if !is_answer && (id.is_some() || method.is_none()) {
                let method = method.as_ref().and_then(Value::as_str).unwrap_or_default();
                let wrong = odd.as_ref().and_then(|odd| params::wrong(method, Some(odd)));
                let wrong = wrong.or_else(|| odd_meta.then(|| "`_meta` is not an object".to_owned()));
                let id = id.unwrap_or_default();
                match wrong {
                    Some(wrong) => self.refuse(&id, -32602, &format!("Invalid params: {wrong}")),
                    None => self.refuse(&id, -32600, "the request is not valid"),
                }
            }
            return None;
        };
        if let (JsonRpcMessage::Request(request), Some(id)) = (&message, &id)
            && let ClientRequest::CustomRequest(custom) = &request.request
            && let Some(wrong) = params::wrong(&custom.method, custom.params.as_ref())
        {
            self.refuse(id, -32602, &format!("Invalid params: {wrong}"));
            return None;
        }
        match (&message, id) {
            (JsonRpcMessage::Request(_), Some(id)) => {
                self.begun |= names_version || method == Some("initialize".into());
                self.open.add(&id);
            }
            _ if !self.begun => return None,
            (JsonRpcMessage::Notification(_), _) if method == Some("notifications/cancelled".into()) => {
                // It gets no answer any more.
                cancelled.iter().for_each(|id| self.open.remove(id));
            }
            _ => {}
        }
        Some(message)
    }
}

impl Transport<RoleServer> for Wire {
    type Error = Infallible;

    fn send(
        &mut self,
        item: ServerJsonRpcMessage,
    ) -> impl Future<Output = Result<(), Infallible>> + Send + 'static {
        let (out, open) = (self.out.clone(), Arc::clone(&self.open));
        async move {
            let id = match &item {
                JsonRpcMessage::Response(response) => serde_json::to_value(&response.id).ok(),
                JsonRpcMessage::Error(error) => serde_json::to_value(&error.id).ok(),
                JsonRpcMessage::Request(_) | JsonRpcMessage::Notification(_) => None,
            };
            // A client that no longer reads needs no answer.
            let _ = out.send(line_of(&item)).await;
            id.iter().for_each(|id| open.remove(id));
            Ok(())
        }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        loop {
            self.send_refusal().await;
            self.open.fewer_than(MOST_OPEN).await;
            let next = match self.batch.pop_front() {
                Some(message) => Some(Line::Whole(message)),
                None => self.lines.recv().await,
            };
            match next {
                Some(Line::Whole(text)) => {
                    if let Some(message) = self.understand(&text) {
                        return Some(message);
                    }
                }
                Some(Line::TooLong) => {
                    let message = format!("a line may have at most {LONGEST} bytes");
                    self.refuse(&Value::Null, -32700, &message);
                }
                None => {
                    self.end.send_replace(true);
                    self.open.fewer_than(1).await;
                    return None;
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), Infallible> {
        self.lines.close();
        Ok(())
    }
}

/// Stands for the structured content that is the last text of its answer.
///
/// The bar: a call that lists 50 takes at most a fifth of `list --json`. Half of its processor time went into building a
/// tree of the answer, and most of the rest into writing that twice.
pub(super) fn same_as_text() -> Value {
    json!({})
}

/// How that is written, which no text contains: a quotation mark within one has a backslash before it.
const SAME: &[u8] = b"\"structuredContent\":{}";

/// A message as a line, with the structured content of an answer.
fn line_of(message: &ServerJsonRpcMessage) -> Vec<u8> {
    let bytes = line(message);
    let JsonRpcMessage::Response(response) = message else { return bytes };
    let ServerResult::CallToolResult(result) = &response.result else { return bytes };
    let text = result.content.last().and_then(|block| block.as_text());
    let is_same = result.structured_content == Some(same_as_text());
    match (text.filter(|_| is_same), memmem::rfind(&bytes, SAME)) {
        (Some(text), Some(start)) => {
            let (before, after) = (&bytes[..start + SAME.len() - 2], &bytes[start + SAME.len()..]);
            [before, text.text.as_bytes(), after].concat()
        }
        _ => bytes,
    }
}

fn line(message: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(message).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads until the end. The part of a line that has no end is none.
fn read_all(input: impl Read, lines: &Sender<Line>) {
    let mut input = BufReader::new(input);
    loop {
        let mut text = Vec::new();
        match input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut text) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let line = if text.last() == Some(&b'\n') {
            Line::Whole(text)
        } else if text.len() > LONGEST {
            if !skip(&mut input) {
                return;
            }
            Line::TooLong
        } else {
            return;
        };
        let is_blank = matches!(&line, Line::Whole(text) if text.trim_ascii().is_empty());
        if !is_blank && lines.blocking_send(line).is_err() {
            return;
        }
    }
}

/// Passes over the rest of a line. Returns whether it ended.
fn skip(input: &mut impl BufRead) -> bool {
    loop {
        let Ok(buffer) = input.fill_buf() else { return false };
        if buffer.is_empty() {
            return false;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return true;
        }
    }
}

fn write_all(mut output: impl Write, mut lines: Receiver<Vec<u8>>) {
    while let Some(line) = lines.blocking_recv() {
        if output.write_all(&line).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
