//! A network that fails as it is told to, between the program and a real server.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use super::PATIENCE;

/// Where a server is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Its Unix socket, which asks for no password.
    Socket(PathBuf),
    Port(u16),
    Nowhere,
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// In order, as when a process ends.
    Close,
    /// By a reset, as when a machine comes back that knows nothing any more.
    Reset,
    /// Not at all: nothing passes any longer.
    Silence,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Connections are accepted, and nothing ever answers.
    Silent,
    /// Everything is late by so much, each piece anew.
    Late(Duration),
    /// Ends after so many bytes one way, counted from the moment at which the fault was set.
    After(Way, u64, End),
    /// One byte on the way to the client, after so many others, is combined with this one.
    Garbled(u64, u8),
    /// The same, and all is well with every later connection.
    Once(Way, u64, End),
    /// Ends when the client sends the second text, after the first: before the server sees it, or after
    /// it, without an answer.
    At([&'static str; 2], Side),
    /// When the client sends the text, it is answered this in place of what the server says, and nothing passes any
    /// longer; all is well with every later connection.
    Instead(&'static str, &'static [u8]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

#[derive(Debug)]
struct State {
    fault: Fault,
    connections: usize,
    to_server: u64,
    to_client: u64,
    /// Whether the client has said something that nothing has come after, and how often something came.
    asked: bool,
    round_trips: usize,
}

/// A port that leads to a server.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Proxy {
    pub(crate) fn to(server: Place) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State {
            fault: Fault::None,
            connections: 0,
            to_server: 0,
            to_client: 0,
            asked: false,
            round_trips: 0,
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, shared) = (server.clone(), Arc::clone(&shared));
                thread::spawn(move || serve(client, &server, &shared));
            }
        });
        Self { port, state }
    }

    /// Leads nowhere: accepts, and never says a word.
    pub(crate) fn silent() -> Self {
        let proxy = Self::to(Place::Nowhere);
        proxy.set(Fault::Silent);
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Fails like this from now on; what was counted begins at nothing again.
    pub(crate) fn set(&self, fault: Fault) {
        let mut state = lock(&self.state);
        (state.fault, state.to_server, state.to_client, state.round_trips) = (fault, 0, 0, 0);
    }

    /// How many connections were ever made.
    pub(crate) fn connections(&self) -> usize {
        lock(&self.state).connections
    }

    /// How often the server answered since the fault was set: however much the client had said before.
    pub(crate) fn round_trips(&self) -> usize {
        lock(&self.state).round_trips
    }

    /// How many bytes have passed since the fault was set.
    pub(crate) fn bytes(&self, way: Way) -> u64 {
        let state = lock(&self.state);
        match way {
            Way::ToServer => state.to_server,
            Way::ToClient => state.to_client,
        }
    }
}

/// A port that refuses: it is taken, and nothing listens.
#[derive(Debug)]
pub(crate) struct Refusing {
    port: u16,
    _taken: (TcpListener, TcpStream),
}

impl Refusing {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Self { port: client.local_addr().unwrap().port(), _taken: (listener, client) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap()
}

/// A connection to a server, of either sort.
#[derive(Debug)]
enum Stream {
    Socket(UnixStream),
    Port(TcpStream),
}

impl Stream {
    fn connect(place: &Place) -> io::Result<Self> {
        match place {
            Place::Socket(path) => UnixStream::connect(path).map(Self::Socket),
            Place::Port(port) => TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).map(Self::Port),
            Place::Nowhere => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn shutdown(&self) {
        let _ = match self {
            Self::Socket(stream) => stream.shutdown(Shutdown::Both),
            Self::Port(stream) => stream.shutdown(Shutdown::Both),
        };
    }

    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Socket(stream) => (&mut &*stream).read(buffer),
            Self::Port(stream) => (&mut &*stream).read(buffer),
        }
    }

    fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Socket(stream) => (&mut &*stream).write_all(bytes),
            Self::Port(stream) => (&mut &*stream).write_all(bytes),
        }
    }
}

fn serve(client: TcpStream, server: &Place, state: &Arc<Mutex<State>>) {
    let silent = {
        let mut state = lock(state);
        state.connections += 1;
        state.fault == Fault::Silent
    };
    if silent {
        // Reads what comes, so that the client is not told by a full buffer either.
        let _ = io::copy(&mut &client, &mut io::sink());
        return;
    }
    let Ok(server) = Stream::connect(server) else { return };
    let _ = client.set_nodelay(true);
    let pair = Arc::new((client, server));
    let (back, shared) = (Arc::clone(&pair), Arc::clone(state));
    let answers = thread::spawn(move || pump(Way::ToClient, &shared, &back));
    pump(Way::ToServer, state, &pair);
    let _ = answers.join();
}

type Pair = (TcpStream, Stream);

fn read(way: Way, pair: &Pair, buffer: &mut [u8]) -> io::Result<usize> {
    match way {
        Way::ToServer => (&pair.0).read(buffer),
        Way::ToClient => pair.1.read(buffer),
    }
}

fn pump(way: Way, state: &Mutex<State>, pair: &Pair) {
    let mut buffer = [0; 16 << 10];
    loop {
        let count = match read(way, pair, &mut buffer) {
            Ok(0) | Err(_) => return end(pair, End::Close),
            Ok(count) => count,
        };
        let bytes = &mut buffer[..count];
        garble(way, bytes, &lock(state));
        if let Some(answer) = instead(way, bytes, &mut lock(state)) {
            let _ = (&pair.0).write_all(answer);
            while matches!(read(way, pair, &mut buffer), Ok(1..)) {}
            return end(pair, End::Close);
        }
        let (passes, ending, late) = judge(way, bytes, &mut lock(state));
        if !late.is_zero() {
            wait(late);
        }
        let passed = match way {
            Way::ToServer => pair.1.write_all(&bytes[..passes]),
            Way::ToClient => (&pair.0).write_all(&bytes[..passes]),
        };
        match (passed, ending) {
            (Err(_), _) => return end(pair, End::Close),
            (Ok(()), Some(End::Silence)) => {
                while matches!(read(way, pair, &mut buffer), Ok(1..)) {}
                return end(pair, End::Close);
            }
            (Ok(()), Some(ending)) => return end(pair, ending),
            (Ok(()), None) => {}
        }
    }
}

/// Changes the byte that is to be changed, if it is among these.
fn garble(way: Way, bytes: &mut [u8], state: &State) {
    let Fault::Garbled(place, pattern) = state.fault else { return };
    let byte =
        place.checked_sub(state.to_client).and_then(|place| bytes.get_mut(usize::try_from(place).ok()?));
    if let (Way::ToClient, Some(byte)) = (way, byte) {
        *byte ^= pattern;
    }
}

/// What these are answered in place of the server's answer.
fn instead(way: Way, bytes: &[u8], state: &mut State) -> Option<&'static [u8]> {
    let Fault::Instead(text, answer) = state.fault else { return None };
    if way == Way::ToClient || !holds(bytes, text) {
        return None;
    }
    state.fault = Fault::None;
    Some(answer)
}

/// How many of the bytes pass, whether the connection ends then, and how late they are.
fn judge(way: Way, bytes: &[u8], state: &mut State) -> (usize, Option<End>, Duration) {
    state.round_trips += usize::from(way == Way::ToClient && state.asked);
    state.asked = way == Way::ToServer;
    let counter = if way == Way::ToServer { &mut state.to_server } else { &mut state.to_client };
    let before = *counter;
    *counter += bytes.len() as u64;
    let whole = (bytes.len(), None, Duration::ZERO);
    match state.fault {
        Fault::Late(late) => (bytes.len(), None, late),
        Fault::After(which, limit, ending) if which == way && *counter > limit => {
            *counter = before.max(limit);
            (usize::try_from(limit.saturating_sub(before)).unwrap(), Some(ending), Duration::ZERO)
        }
        Fault::Once(which, limit, ending) if which == way && *counter > limit => {
            state.fault = Fault::None;
            (usize::try_from(limit.saturating_sub(before)).unwrap(), Some(ending), Duration::ZERO)
        }
        Fault::At([first, then], side) if way == Way::ToServer && first != then && holds(bytes, first) => {
            state.fault = Fault::At([then, then], side);
            whole
        }
        Fault::At([first, then], side) if way == Way::ToServer && first == then && holds(bytes, then) => {
            match side {
                Side::Before => (0, Some(End::Close), Duration::ZERO),
                Side::After => {
                    // The answer is what must not arrive.
                    state.fault = Fault::After(Way::ToClient, 0, End::Reset);
                    state.to_client = 0;
                    whole
                }
            }
        }
        Fault::None
        | Fault::Silent
        | Fault::Garbled(..)
        | Fault::After(..)
        | Fault::Once(..)
        | Fault::At(..)
        | Fault::Instead(..) => whole,
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn end((client, server): &Pair, ending: End) {
    if ending == End::Reset {
        let _ = rustix::net::sockopt::set_socket_linger(client, Some(Duration::ZERO));
    }
    server.shutdown();
    let _ = client.shutdown(Shutdown::Both);
}

#[expect(clippy::disallowed_methods, reason = "being late is what is asked for")]
fn wait(late: Duration) {
    thread::sleep(late.min(PATIENCE));
}
