//! Ctrl-C.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::getpid;
use resume::Watch;
use resume::ai::Chat as _;
use resume::ai::client::{Around, Cancel, Client, kind};
use resume::clock;
use resume::library::{CommandError, ErrorKind};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Asked, ask_logging, ask_watched, question, setup};
use crate::support::chat::{ChatServer, Reply};

/// Asks, and gives up once so many requests have come in.
fn given_up(server: &ChatServer, after: usize) -> Asked {
    thread::scope(|scope| {
        let watch = |cancel: Cancel| -> io::Result<Box<dyn Any>> {
            scope.spawn(move || {
                server.wait_for(after);
                cancel.cancel();
            });
            Ok(Box::new(()))
        };
        ask_watched(setup(&server.url()), &watch)
    })
}

#[test]
fn an_attempt_that_is_given_up_is_a_row() {
    for reply in [Reply::silent(), Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{").dripping()] {
        let server = ChatServer::new([reply]);
        let asked = given_up(&server, 1);
        assert_eq!((asked.error().kind, asked.rows.len()), (kind::CANCELLED, 1));
        let error = CommandError::from(asked.error().clone());
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::Interrupted, "interrupted; nothing was changed")
        );
    }
    let server = ChatServer::new([Reply::silent()]);
    assert_eq!(given_up(&server, 1).kinds(), [kind::CANCELLED]);
}

#[test]
fn a_pause_ends_when_it_is_given_up() {
    let server = ChatServer::new([Reply::status(429, &[("Retry-After", "30")], "")]);
    let (cancel, told) = (RefCell::new(None), Cell::new(Duration::ZERO));
    let watch = |given: Cancel| -> io::Result<Box<dyn Any>> {
        cancel.replace(Some(given));
        Ok(Box::new(()))
    };
    let waits = |pause: Duration| {
        told.set(pause);
        cancel.borrow().as_ref().unwrap().cancel();
    };
    let around =
        Around { clock: clock::system, ids: Uuid::new_v4, log: &|_| {}, waits: &waits, watch: &watch };
    let error = Client::new(setup(&server.url()), around).unwrap().ask(&question()).unwrap_err();
    assert_eq!((error.kind, server.requests().len()), (kind::CANCELLED, 1));
    assert_eq!(told.get(), Duration::from_secs(30));
}

#[test]
fn nothing_is_tried_again_once_it_is_given_up() {
    let cancel = RefCell::new(None);
    let watch = |given: Cancel| -> io::Result<Box<dyn Any>> {
        cancel.replace(Some(given));
        Ok(Box::new(()))
    };
    // In the moment in which the row is written.
    let logged = |_: usize| cancel.borrow().as_ref().unwrap().cancel();
    for (reply, row) in [
        (Reply::error(500, "oops", "x"), kind::SERVER_ERROR),
        (Reply::error(400, "response_format", "x"), kind::UNSUPPORTED),
        (Reply::ok(&json!({})), "ok"),
    ] {
        let server = ChatServer::new([reply, Reply::ok(&json!({}))]);
        let asked = ask_logging(setup(&server.url()), &watch, &logged);
        assert_eq!((asked.error().kind, asked.kinds()), (kind::CANCELLED, vec![row]));
        assert_eq!(server.requests().len(), 1);
    }
}

/// The only test of this program that sends signals to it.
#[test]
fn ctrl_c_gives_a_question_up_and_leaves_the_program_running() {
    for signal in [Signal::SIGINT, Signal::SIGQUIT] {
        let server = ChatServer::new([Reply::silent()]);
        let watch = |cancel: Cancel| -> io::Result<Box<dyn Any>> {
            Ok(Box::new(Watch::new(move || cancel.cancel())?))
        };
        let asked = thread::scope(|scope| {
            scope.spawn(|| {
                server.wait_for(1);
                kill(getpid(), signal).unwrap();
            });
            let mut setup = setup(&server.url());
            setup.pace.attempt = Duration::from_secs(600);
            ask_watched(setup, &watch)
        });
        assert_eq!((asked.error().kind, asked.kinds()), (kind::CANCELLED, vec![kind::CANCELLED]));
    }
}
