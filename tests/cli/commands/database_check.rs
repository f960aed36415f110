//! `db check` against servers of PostgreSQL that are well, and against those that are not.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use resume::database::postgres::statements;

use crate::support::backend::message;
use crate::support::checks::{DECODED, SECRET, check, check_in, role};
use crate::support::home::shell;
use crate::support::namespace;
use crate::support::postgres::Server;
use crate::support::terminal::CTRL_C;
use crate::support::{Home, Terminal};

/// A server that does with each connection what a test wants.
fn listener(answer: impl Fn(std::net::TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap());
        }
    });
    port
}

#[test]
fn a_server_without_tables_is_reached_and_says_so() {
    let database = Server::shared().database();
    let ada = role(database.server, &database);
    let told = check(&database.tls_url(&ada));
    told.failed("schema", "the tables are not there").hints("schema", "`resume db init` makes them");
    assert_eq!(
        told.names(),
        ["configuration", "tcp", "tls", "authentication", "server", "pooler", "writable", "schema"]
    );
    let (status, detail, _) = told.step("tls");
    assert_eq!(status, "ok");
    assert!(detail.starts_with("TLS 1.3, verified, issuer `CN=Authority of the tests`"), "{detail}");
    assert!(detail.contains("valid until 2200-01-01T00:00:00Z"), "{detail}");
    assert_eq!(told.step("pooler").1, "none");
    let told = check(&database.pooled_url(&ada));
    told.failed("schema", "the tables are not there");
    assert!(told.step("pooler").1.starts_with("there is one"), "{told:?}");
    let plain = check(&database.url(&ada));
    assert_eq!(plain.step("tls").1, "not encrypted; the server is on this device");
}

#[test]
fn a_table_that_is_gone_is_named() {
    let database = Server::shared().database_with(&statements());
    let url = database.url(&database.owner());
    database.superuser().batch_execute("DROP TABLE resume.documents CASCADE").unwrap();
    let told = check(&url);
    told.failed("schema", "tables of the schema `resume` are missing: documents");
    told.hints("schema", "restore them from a backup");
    let home = Home::new().with("RESUME_DATABASE_URL", &url);
    let synced = home.run(["sync"]).any();
    assert!(synced.err().contains("not all tables are there"), "{synced:?}");
    assert!(synced.err().contains("`resume db check` names those that are missing"), "{synced:?}");
}

#[test]
fn a_socket_needs_no_network() {
    let database = Server::shared().database_with(&statements());
    let (socket, port) = (database.server.socket_directory().display(), database.server.address().1);
    let url = format!("postgres://postgres@/{}?host={socket}&port={port}", database.name);
    let home = Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_SYNC", "inline");
    // In there not even the device's own interface is up.
    let flags = namespace::flags(&["--net"]).join(" ");
    for line in ["db check", "add one", "sync"] {
        let _ = shell(&home, &format!("exec unshare {flags} $R {line}")).run().code(0).any_output();
    }
    assert_eq!(database.ask("SELECT title FROM resume.experiences"), "one");
}

#[test]
fn a_name_is_looked_up_and_a_socket_found() {
    let server = Server::shared();
    let database = server.database();
    let ada = role(server, &database);
    let port = server.address().1;
    let url = format!("postgres://{}:{SECRET}@localhost:{port}/{}", ada.name, database.name);
    let told = check(&url);
    assert!(told.step("name").1.starts_with("`localhost` is "), "{told:?}");
    assert!(told.step("tls").1.starts_with("TLS 1.3, not verified"), "`prefer` is the default: {told:?}");
    let socket = server.socket_directory().to_str().unwrap();
    let told = check(&format!("postgres://{}@/{}?host={socket}&port={port}", ada.name, database.name));
    told.failed("schema", "the tables are not there");
    assert_eq!(told.names()[1..5], ["socket", "authentication", "server", "pooler"]);
    assert_eq!(told.step("pooler").1, "none");
    check("postgres://u@/d?host=/nowhere").failed("socket", "there is no socket of PostgreSQL in `/nowhere`");
}

#[test]
fn a_login_that_is_refused_is_told_by_cause() {
    let server = Server::shared();
    let database = server.database();
    let ada = role(server, &database);
    let (port, pooled) = (server.address().1, server.pooled_address().1);
    let at = |port: u16, login: &str, name: &str| {
        format!("postgres://{login}@127.0.0.1:{port}/{name}?sslmode=disable")
    };
    let (user, name) = (&ada.name, &database.name);
    let wrong = check(&at(port, &format!("{user}:hunter2wrong"), name));
    wrong.failed("authentication", &format!("does not accept the password of `{user}`"));
    check(&at(port, user, name)).failed("authentication", "and the database URL holds none");
    check(&at(port, "nobody:hunter2", name))
        .failed("authentication", "does not accept the password of `nobody`");
    check(&at(port, &format!("{user}:{SECRET}"), "nothing"))
        .failed("authentication", "there is no database `nothing`")
        .hints("authentication", "`createdb nothing`");
    check(&at(pooled, &format!("{user}:hunter2wrong"), name)).failed("authentication", &format!("`{user}`"));
    check(&at(pooled, &format!("{user}:{SECRET}"), "nothing")).failed("authentication", "");
    database.sql(&format!("ALTER ROLE \"{user}\" CONNECTION LIMIT 0"));
    check(&at(port, &format!("{user}:{SECRET}"), name)).failed("authentication", "has no connection left");
    database.sql(&format!("ALTER ROLE \"{user}\" CONNECTION LIMIT -1 NOLOGIN"));
    check(&at(port, &format!("{user}:{SECRET}"), name))
        .failed("authentication", &format!("the role `{user}` may not log in"));
}

#[test]
fn who_is_not_there_or_not_postgresql_is_told_in_time() {
    let home = Home::new().with("RESUME_TIMEOUT", "0.5");
    let silent = listener(std::mem::forget);
    let url = |port: u16, parameters: &str| format!("postgres://u:hunter2@127.0.0.1:{port}/d?{parameters}");
    check_in(&home, &url(silent, "sslmode=require"))
        .failed("tls", "takes connections, but did not answer within 0.5 s");
    check_in(&home, &url(silent, "sslmode=disable"))
        .failed("authentication", "did not finish the login within 0.5 s");
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    check(&url(nobody, "")).failed("tcp", "refuses connections");
    check("postgres://u:hunter2@no-such-name.invalid/d").failed("name", "the name of `no-such-name.invalid`");
    let web = listener(|mut stream| {
        let _ = stream.read(&mut [0; 100]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    check(&url(web, "sslmode=require")).failed("tls", "not PostgreSQL's protocol");
    check(&url(web, "sslmode=disable")).failed("authentication", "");
    let closing = listener(drop);
    check(&url(closing, "sslmode=require")).failed("tls", "closed the connection when it was asked for TLS");
    check(&url(closing, "sslmode=disable"))
        .failed("authentication", "closed the connection during the login");
}

#[test]
fn a_server_cannot_make_the_password_known() {
    // It asks for the password as plain text, and repeats it in its refusal.
    let parrot = listener(|mut stream| {
        let mut bytes = [0; 1000];
        let _ = stream.read(&mut bytes);
        let _ = stream.write_all(&message(b'R', &3_u32.to_be_bytes()));
        let length = stream.read(&mut bytes).unwrap_or(0);
        let password = bytes.get(5..length.saturating_sub(1)).unwrap_or_default();
        assert_eq!(password, DECODED.as_bytes());
        let text = [b"SFATAL\0VFATAL\0C99999\0Mno \x1b[31m", password, b"\nno\0\0"].concat();
        let _ = stream.write_all(&message(b'E', &text));
    });
    let url = format!("postgres://u:{SECRET}@127.0.0.1:{parrot}/d?sslmode=disable");
    check(&url).failed("authentication", "no  [31m… no (99999)");
    let home = Home::new().with("RESUME_DATABASE_URL", &url);
    for args in
        [["-v", "db", "check"], ["-vv", "--json", "sync"], ["-v", "db", "adopt"], ["-v", "db", "init"]]
    {
        let output = home.run(args).any();
        let written = format!("{}{}", output.out(), output.err());
        assert!(!written.contains("hunter2") && !written.contains('\u{1b}'), "{written}");
        assert_eq!(output.exit_code(), Some(5), "{args:?}: {written}");
    }
    let log = fs::read_to_string(home.path().join("resume.log")).unwrap_or_default();
    let session = fs::read_to_string(home.session_path()).unwrap_or_default();
    assert!(!log.contains("hunter2") && !session.contains("hunter2"), "{log}{session}");
}

#[test]
fn a_server_that_sends_too_much_is_left() {
    let flood = listener(|mut stream| {
        let _ = stream.read(&mut [0; 1000]);
        let _ = stream.write_all(&message(b'R', &0_u32.to_be_bytes()));
        // A message of 2 GiB, of which the beginning comes.
        let _ = stream.write_all(&[b'S', 0x7f, 0xff, 0xff, 0xff]);
        while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
    });
    let url = format!("postgres://u:hunter2@127.0.0.1:{flood}/d?sslmode=disable");
    check(&url).failed("authentication", "the server sent a single message of more than 256 MiB");
    let endless = listener(|mut stream| {
        let _ = stream.read(&mut [0; 1000]);
        let _ = stream.write_all(&message(b'R', &0_u32.to_be_bytes()));
        let mut number = 0_u64;
        while stream.write_all(&message(b'S', format!("name-{number}\0value\0").as_bytes())).is_ok() {
            number += 1;
        }
    });
    let url = format!("postgres://u:hunter2@127.0.0.1:{endless}/d?sslmode=disable");
    check_in(&Home::new().with("RESUME_TIMEOUT", "60"), &url)
        .failed("authentication", "more notices than anybody would read");
}

#[test]
fn the_next_host_is_tried_only_where_nobody_answered() {
    let server = Server::shared();
    let database = server.database();
    let ada = role(server, &database);
    let port = server.address().1;
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let (user, name) = (&ada.name, &database.name);
    let url =
        format!("postgres://{user}:{SECRET}@127.0.0.1:{nobody},127.0.0.1:{port}/{name}?sslmode=disable");
    check(&url).failed("schema", "the tables");
    let both = format!("postgres://{user}:{SECRET}@127.0.0.1:{nobody},localhost:{nobody}/{name}");
    check(&both).failed(
        "tcp",
        &format!("`127.0.0.1:{nobody}` refuses connections; tried in vain too: `localhost:{nobody}`"),
    );
    let silent = listener(std::mem::forget);
    let url = url.replace(&nobody.to_string(), &silent.to_string());
    check_in(&Home::new().with("RESUME_TIMEOUT", "6"), &url).failed("schema", "the tables");
    for (target, detail) in
        [("primary", "the tables"), ("read-write", "the tables"), ("prefer-standby", "the tables")]
    {
        check(&format!("{}&target_session_attrs={target}", database.url(&ada))).failed("schema", detail);
    }
    check(&format!("{}&target_session_attrs=standby", database.url(&ada))).failed("server", "is not what");
    // What listens there is not to be tried after a wrong password.
    let (asked, tell) = std::sync::mpsc::channel();
    let second = listener(move |_| asked.send(()).unwrap());
    let wrong =
        format!("postgres://{user}:hunter2wrong@127.0.0.1:{port},127.0.0.1:{second}/{name}?sslmode=disable");
    check(&wrong).failed("authentication", "does not accept the password");
    assert!(tell.try_recv().is_err(), "the second host was tried");
}

#[test]
fn ctrl_c_ends_a_check_of_a_silent_server() {
    let silent = listener(std::mem::forget);
    let home = Home::new().with("RESUME_TIMEOUT", "600");
    let home = home.with("RESUME_DATABASE_URL", &format!("postgres://u:x@127.0.0.1:{silent}/d"));
    let mut terminal = Terminal::start(&home.program(["db", "check"]));
    terminal.wait_for("configuration");
    terminal.send(CTRL_C);
    assert!(!terminal.end().success());
}
