//! A real server behind a proxy, and what has arrived there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use postgres::Client;
use resume::database::postgres::statements;
use resume::database::{DatabaseUrl, PostgresUrl};

use super::postgres::{Server, TestDatabase};
use super::proxy::{Fault, Place, Proxy, Way};

/// How many cases run at once: most of their time they wait.
const WORKERS: u64 = 6;

/// How many bytes lie between two cases, where `EVERY_BYTE=1` does not ask for all of them, which
/// takes minutes.
const STRIDE: u64 = 61;

#[expect(clippy::disallowed_methods, reason = "a variable of the tests' own")]
fn stride() -> u64 {
    if std::env::var_os("EVERY_BYTE").is_some() { 1 } else { STRIDE }
}

pub(crate) fn database() -> TestDatabase<'static> {
    Server::shared().database_with(&statements())
}

/// A way to the server that asks for no password, which would take most of the time.
pub(crate) fn socket(server: &Server) -> Place {
    let (directory, port) = (server.socket_directory().display(), server.address().1);
    Place::Socket(format!("{directory}/.s.PGSQL.{port}").into())
}

pub(crate) fn url(proxy: &Proxy, database: &TestDatabase<'_>) -> String {
    format!("postgres://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), database.name)
}

pub(crate) fn parsed(url: &str) -> PostgresUrl {
    match url.parse() {
        Ok(DatabaseUrl::Postgres(url)) => *url,
        other => panic!("{other:?}"),
    }
}

/// How many experiences and how many states of them a user has in the database.
pub(crate) fn stored(client: &mut Client, user: &str) -> (i64, i64) {
    let count = |client: &mut Client, table: &str| -> i64 {
        let select = format!("SELECT count(*) FROM resume.{table} WHERE user_id = $1");
        client.query_one(&select, &[&user]).unwrap().get(0)
    };
    (count(client, "experiences"), count(client, "experience_revisions"))
}

/// Calls `case` for every number of bytes after which something can go wrong, each way.
pub(crate) fn at_every_byte(
    database: &TestDatabase<'_>,
    clean: impl Fn(&Proxy),
    fault: impl Fn(Way, u64) -> Fault + Sync,
    case: impl Fn(&Proxy, &mut Client, Way, u64) + Sync,
) {
    let measure = Proxy::to(socket(database.server));
    clean(&measure);
    for way in [Way::ToServer, Way::ToClient] {
        let (total, next) = (measure.bytes(way), AtomicU64::new(0));
        assert!(total > 500, "{way:?}: {total} bytes");
        thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    let proxy = Proxy::to(socket(database.server));
                    let mut client = database.superuser();
                    loop {
                        let after = next.fetch_add(stride(), Ordering::SeqCst);
                        if after >= total {
                            break;
                        }
                        proxy.set(fault(way, after));
                        case(&proxy, &mut client, way, after);
                    }
                });
            }
        });
    }
}
