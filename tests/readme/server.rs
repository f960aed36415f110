//! Runs the commands for servers in the README and in `docs/servers.md`, against a private cluster
//! of PostgreSQL.
//!
//! Each page gets a cluster, each part of a page a device. This file replaces the hosts, Supabase's
//! too, by the cluster's own, and `sudo` by the cluster's superuser.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;

use resume::database::postgres::statements;

use crate::support::Home;
use crate::support::postgres::{Server, Shown, wait_until};
use crate::{Reader, messages, page, readme, root, says, section_of, steps};

const HOST: &str = "db.example.org";
const SUPABASE: &str = "aws-0-eu-central-1.pooler.supabase.com";
const PROJECT: &str = "postgres.abcdefghijklmnopqrst";

pub(crate) fn section(readme: &str) -> &str {
    section_of(readme, "PostgreSQL and Supabase")
}

/// A person on a new device, with the program in `PATH` and the cluster as the network.
fn reader(server: &Server, home: &std::path::Path) -> Reader {
    let mut reader = Reader::new(home);
    let port = server.address().1;
    let (address, name) = (format!("127.0.0.1:{port}"), format!("localhost:{port}"));
    let pair = |shown: &str, meant: &str| (shown.to_owned(), meant.to_owned());
    reader.typed.extend([
        pair("sudo -u postgres ", ""),
        pair(HOST, &address),
        pair(&format!("{SUPABASE}:5432"), &name),
    ]);
    reader.printed.extend([pair(HOST, &address), pair(SUPABASE, &name)]);
    let socket = server.socket_directory().to_string_lossy().into_owned();
    let patient = ("RESUME_TIMEOUT", "60".to_owned());
    let superuser = ("PGUSER", "postgres".to_owned());
    for (name, value) in [("PGHOST", socket), ("PGPORT", port.to_string()), superuser, patient] {
        reader.variables.push((name.to_owned(), value));
    }
    reader
}

#[test]
fn the_commands_for_a_server_print_what_is_shown() {
    let readme = readme();
    follow(section(&readme).split("\n### "), 7);
    follow(page("docs/servers.md").split("\n## "), 12);
}

/// Runs the commands of each part: more than `least`.
fn follow<'a>(parts: impl Iterator<Item = &'a str>, least: usize) {
    let server = Server::start();
    let role = format!(
        "CREATE ROLE \"{PROJECT}\" LOGIN PASSWORD 'secret'; GRANT CREATE ON DATABASE postgres TO \"{PROJECT}\""
    );
    server.superuser("postgres").batch_execute(&role).unwrap();
    let mut told = 0;
    for part in parts.skip(1) {
        let device = tempfile::tempdir().unwrap();
        let reader = reader(&server, device.path());
        if !part.starts_with("Another device") {
            reader.run("resume add 'My first job'");
        }
        fs::create_dir(device.path().join("Downloads")).unwrap();
        let downloaded = device.path().join("Downloads/prod-ca-2021.crt");
        fs::copy(server.certificates().authority(), downloaded).unwrap();
        let steps = steps(part);
        told += steps.len();
        reader.follow(steps);
    }
    assert!(told > least, "{told} commands for a server");
}

#[test]
fn the_parameters_that_are_honoured_are_explained_and_no_others() {
    let text = page("docs/servers.md");
    let table = text.split("| parameter | value |").nth(1).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap().trim_start_matches("| "));
    let named: BTreeSet<_> =
        cells.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`')).collect();
    let source = fs::read_to_string(root().join("src/database/url/parameters.rs")).unwrap();
    let list = source.split("const KNOWN: &[&str] = &[").nth(1).unwrap().split("];").next().unwrap();
    assert_eq!(named, list.split('"').skip(1).step_by(2).collect());
}

/// What `resume sync` says where it fails.
fn failure(url: &str) -> String {
    failure_in(&Home::new(), url)
}

fn failure_in(home: &Home, url: &str) -> String {
    let home = home.clone_settings().with("RESUME_DATABASE_URL", url);
    let error = home.run(["--json", "sync"]).code(5).json_error();
    error["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn the_messages_of_a_server_are_explained() {
    let server = Server::start();
    let (database, empty) = (server.database_with(&statements()), server.database());
    let ada = server.role("ada");
    let (address, other) = (server.address().1, server.certificates().other_authority());
    let at = |port: u16, login: &str, rest: &str| format!("postgresql://{login}@127.0.0.1:{port}/{rest}");
    let login = format!("{}:{}", ada.name, ada.password);
    let verified = |authority: &std::path::Path| {
        at(
            address,
            &login,
            &format!("{}?sslmode=verify-full&sslrootcert={}", database.name, authority.display()),
        )
    };
    let owner = database.url(&database.owner());
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let soon = Home::new().with("RESUME_TIMEOUT", "0.5");
    let silent_url = at(silent.local_addr().unwrap().port(), "ada", "resume?sslmode=require");
    let mut told = vec![
        failure("postgresql://ada@no-such-name.invalid/resume"),
        failure(&at(nobody, "ada", "resume")),
        failure_in(&soon, &silent_url),
        failure(&verified(&other)),
        failure(&at(address, &format!("{}:wrong", ada.name), &database.name)),
        failure(&at(address, &ada.name, &database.name)),
        failure(&at(address, &login, "nothing")),
        failure(&database.url(&ada)),
        failure(&empty.url(&empty.owner())),
    ];
    let own = verified(&server.certificates().authority());
    server.show(Shown::WrongHost);
    told.push(failure(&own));
    server.show(Shown::Expired);
    told.push(failure(&own));
    let home = Home::new().with("RESUME_DATABASE_URL", &owner);
    let _ = home.run(["sync"]).any_output();
    database.sql("UPDATE resume.meta SET identity = gen_random_uuid()");
    told.push(failure_in(&home, &owner));
    database.sql("UPDATE resume.meta SET schema_version = 1000");
    told.push(failure(&owner));
    database.sql(&format!("ALTER ROLE \"{}\" CONNECTION LIMIT 0", ada.name));
    told.push(failure(&database.url(&ada)));
    server.speak_tls(false);
    wait_until("the server is back", || std::net::TcpStream::connect(("127.0.0.1", address)).is_ok());
    told.push(failure(&own));

    let failures = page("docs/failures.md");
    let rows = messages(&failures);
    for message in &told {
        assert!(rows.iter().any(|row| says(message, row)), "no page explains `{message}`");
    }
    let met = rows.iter().filter(|row| told.iter().any(|message| says(message, row))).count();
    assert_eq!(met, told.len(), "each of these is explained once: {told:#?}");
}
