//! The connections.
//!
//! The invariants: each connection has one request; its head, its time and the number of connections are
//! bounded. Where there are too many, the oldest one of those that have not shown the token is closed, so that
//! strangers cannot keep the browser out.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::answer::Desk;

/// The most connections at once. A browser opens up to six.
const MOST: usize = 64;

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(5);

/// The longest head of a request: 16 KiB.
const LONGEST_HEAD: usize = 16 << 10;

/// How long a connection may last. A browser that listens for changes connects again by itself.
const LIFE: Duration = Duration::from_secs(600);

/// How long to wait where the process has no descriptor left for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// A connection.
struct Guest {
    /// Whether it has shown the token.
    is_known: Arc<AtomicBool>,
    task: AbortHandle,
}

/// Answers on a thread of its own until the process ends.
pub(super) fn start(desk: Desk, listener: TcpListener) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let answer = move || runtime.block_on(serve(desk, listener));
    thread::Builder::new().name("preview".to_owned()).spawn(answer)?;
    Ok(())
}

async fn serve(desk: Desk, listener: tokio::net::TcpListener) {
    let desk = Arc::new(desk);
    let mut tasks = JoinSet::new();
    let mut guests: Vec<Guest> = Vec::new();
    loop {
        let stream = loop {
            match listener.accept().await {
                Ok((stream, _)) => break stream,
                // The process may be out of descriptors, or the client gone.
                Err(_) => sleep(PAUSE).await,
            }
        };
        while tasks.try_join_next().is_some() {}
        guests.retain(|guest| !guest.task.is_finished());
        if guests.len() >= MOST {
            let oldest = guests.iter().position(|guest| !guest.is_known.load(Ordering::Relaxed));
            guests.remove(oldest.unwrap_or(0)).task.abort();
        }
        let is_known = Arc::new(AtomicBool::new(false));
        let task = tasks.spawn(timeout(LIFE, attend(stream, Arc::clone(&desk), Arc::clone(&is_known))));
        guests.push(Guest { is_known, task });
    }
}

/// Answers the one request of a connection.
async fn attend(stream: TcpStream, desk: Arc<Desk>, is_known: Arc<AtomicBool>) {
    let service = service_fn(move |request| {
        let (desk, is_known) = (Arc::clone(&desk), Arc::clone(&is_known));
        async move { desk.answer(&request, &is_known).await }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // A client that goes away or says nonsense is no failure of ours.
    let _ = connection.await;
}
