//! A server that speaks the chat protocol over HTTP, and fails as it is told to. It is a proxy too: what
//! follows a `CONNECT` is for itself.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::PATIENCE;

/// What is sent back, and how the connection ends.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    bytes: Vec<u8>,
    manner: Manner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// The bytes, and then the end.
    Close,
    /// The bytes, and then nothing, while the connection stays.
    Hold,
    /// Byte by byte, for ever so long.
    Drip,
    /// The bytes, and then as much as is taken, up to so many mebibytes.
    Flood(u32),
}

impl Reply {
    /// A completion whose text is this JSON value.
    pub(crate) fn ok(answer: &Value) -> Self {
        Self::text(&answer.to_string())
    }

    /// A completion with this text.
    pub(crate) fn text(content: &str) -> Self {
        Self::json(&completion(content))
    }

    /// A success with this body.
    pub(crate) fn json(body: &Value) -> Self {
        Self::status(200, &[("Content-Type", "application/json")], body.to_string())
    }

    /// A failure in OpenAI's words.
    pub(crate) fn error(status: u16, message: &str, code: &str) -> Self {
        let body = json!({"error": {"message": message, "type": "x", "param": null, "code": code}});
        Self::status(status, &[("Content-Type", "application/json")], body.to_string())
    }

    pub(crate) fn status(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes =
            format!("HTTP/1.1 {status} As told\r\nContent-Length: {}\r\n", body.len()).into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(body);
        Self::raw(bytes)
    }

    /// Anything at all.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), manner: Manner::Close }
    }

    pub(crate) fn silent() -> Self {
        Self { bytes: Vec::new(), manner: Manner::Hold }
    }

    /// As many bytes of it, and then the end.
    pub(crate) fn cut(mut self, length: usize) -> Self {
        self.bytes.truncate(length);
        self
    }

    /// One byte at a time.
    pub(crate) fn dripping(self) -> Self {
        Self { manner: Manner::Drip, ..self }
    }

    /// A success with a body of so many mebibytes, of announced length or not.
    pub(crate) fn flood(mebibytes: u32, announced: bool) -> Self {
        let length = if announced {
            format!("Content-Length: {}\r\n", u64::from(mebibytes) << 20)
        } else {
            String::new()
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n");
        Self { bytes: head.into_bytes(), manner: Manner::Flood(mebibytes) }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// The body of a completion with this text.
pub(crate) fn completion(content: &str) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "tiny-1",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": content},
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    })
}

/// What was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// Method, target and version.
    pub(crate) line: String,
    /// With names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<Request>,
    connections: usize,
    sent: u64,
    /// What is said to who wants to connect elsewhere, instead of going ahead.
    connect: Option<Vec<u8>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
pub(crate) struct ChatServer {
    port: u16,
    shared: Arc<Shared>,
}

impl ChatServer {
    /// Answers with one reply after the other; a request for more is told off.
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::start(replies, None)
    }

    /// The same behind TLS.
    pub(crate) fn encrypted(config: ServerConfig, replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::start(replies, Some(Arc::new(config)))
    }

    /// A proxy that lets no request through.
    pub(crate) fn refusing_to_connect(status: u16) -> Self {
        Self::refusing_with(Reply::status(status, &[], "").bytes)
    }

    /// A proxy that says something else.
    pub(crate) fn refusing_with(bytes: impl Into<Vec<u8>>) -> Self {
        let server = Self::new([]);
        server.shared.state.lock().unwrap().connect = Some(bytes.into());
        server
    }

    fn start(replies: impl IntoIterator<Item = Reply>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        shared.state.lock().unwrap().replies.extend(replies);
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (shared, tls) = (Arc::clone(&served), tls.clone());
                // A client that goes away is none of the server's business.
                thread::spawn(move || drop(welcome(client, tls, &shared)));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The base URL of the API.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    pub(crate) fn push(&self, reply: Reply) {
        self.shared.state.lock().unwrap().replies.push_back(reply);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.state.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.state.lock().unwrap().connections
    }

    /// The bytes that were taken off it, less those on their way.
    pub(crate) fn sent(&self) -> u64 {
        self.shared.state.lock().unwrap().sent
    }

    /// Waits until so many requests have come in whole.
    #[track_caller]
    pub(crate) fn wait_for(&self, requests: usize) {
        let state = self.shared.state.lock().unwrap();
        let (state, waited) = self
            .shared
            .changed
            .wait_timeout_while(state, PATIENCE, |state| state.requests.len() < requests)
            .unwrap();
        assert!(!waited.timed_out(), "only {} requests came", state.requests.len());
    }
}

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

fn welcome(client: TcpStream, tls: Option<Arc<ServerConfig>>, shared: &Shared) -> io::Result<()> {
    shared.state.lock().unwrap().connections += 1;
    client.set_write_timeout(Some(PATIENCE))?;
    let end = client.try_clone()?;
    let stream: Box<dyn Stream> = match tls {
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            Box::new(StreamOwned::new(connection, client))
        }
        None => Box::new(client),
    };
    let mut stream = BufReader::new(stream);
    let served = serve(&mut stream, shared);
    let _ = stream.get_mut().flush();
    end.shutdown(Shutdown::Write)?;
    // Closing with unread bytes would be a reset.
    let _ = io::copy(&mut stream, &mut io::sink());
    served
}

fn serve(stream: &mut BufReader<Box<dyn Stream>>, shared: &Shared) -> io::Result<()> {
    let mut request = read(stream)?;
    if request.line.starts_with("CONNECT ") {
        let refused = {
            let mut state = shared.state.lock().unwrap();
            state.requests.push(request);
            state.connect.clone()
        };
        shared.changed.notify_all();
        if let Some(refused) = refused {
            return stream.get_mut().write_all(&refused);
        }
        stream.get_mut().write_all(b"HTTP/1.1 200 Go ahead\r\n\r\n")?;
        request = read(stream)?;
    }
    let reply = {
        let mut state = shared.state.lock().unwrap();
        state.requests.push(request);
        state.replies.pop_front()
    };
    shared.changed.notify_all();
    let reply = reply.unwrap_or_else(|| Reply::status(418, &[], "nobody expected this request"));
    let out = stream.get_mut();
    match reply.manner {
        Manner::Close => out.write_all(&reply.bytes),
        Manner::Hold => {
            out.write_all(&reply.bytes)?;
            out.flush()?;
            // Until the client has had enough.
            io::copy(stream, &mut io::sink()).map(drop)
        }
        Manner::Drip => reply.bytes.iter().try_for_each(|byte| {
            pass(Duration::from_millis(20));
            out.write_all(&[*byte])?;
            out.flush()
        }),
        Manner::Flood(mebibytes) => {
            out.write_all(&reply.bytes)?;
            for _ in 0..mebibytes {
                out.write_all(&vec![b'['; 1 << 20])?;
                shared.state.lock().unwrap().sent += 1 << 20;
            }
            Ok(())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a slow server is one that lets time pass")]
fn pass(length: Duration) {
    thread::sleep(length);
}

fn read(stream: &mut impl BufRead) -> io::Result<Request> {
    let mut request = Request::default();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        match line.split_once(": ") {
            _ if request.line.is_empty() => line.clone_into(&mut request.line),
            Some((name, value)) => request.headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None if line.is_empty() => break,
            None => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    stream.take(length).read_to_end(&mut request.body)?;
    Ok(request)
}
