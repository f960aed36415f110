//! A server that is killed while it is spoken to.

use postgres::Client;

use crate::support::Home;
use crate::support::children::Children;
use crate::support::devices::inline;
use crate::support::devices::later;
use crate::support::postgres::{Server, TestDatabase, wait_until};
use crate::support::proxied::{socket, stored, url};
use crate::support::proxy::{Fault, Proxy, Side};

fn restart(server: &Server) {
    server.crash();
    server.start_again();
}

/// Waits until a transaction of another client stands before a table that `_held` has locked.
fn wait_for_waiting(database: &TestDatabase<'_>, table: &str, _held: &Client) {
    let mut looking = database.superuser();
    let select = format!(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'resume.{table}'::regclass
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    );
    wait_until("somebody waits for the table", || {
        looking.query_one(&select, &[]).unwrap().get::<_, i64>(0) == 1
    });
}

/// Reads until the background has brought everything over; nothing is written.
fn read_until_arrived(home: &Home, children: &Children<'_>) {
    wait_until("everything has arrived", || {
        children.wait_for_none();
        if home.session()["sync"]["next_attempt_at"].is_string() {
            later(home, -1);
        }
        let _ = home.run(["list"]).any_output();
        children.wait_for_none();
        home.json(["status"])["pending"] == 0
    });
}

#[test]
fn a_server_that_is_killed_in_the_middle_of_a_push_gets_everything_once() {
    let server = Server::start();
    let database = server.database_with(&resume::database::postgres::statements());
    let proxy = Proxy::to(socket(&server));
    // Before anything is stored, before the first row, and between the rows and their history.
    for table in ["accounts", "experiences", "experience_revisions"] {
        let home = inline(&url(&proxy, &database)).with("RESUME_USER", table);
        let home = home.with("RESUME_SYNC", "background");
        let children = Children::of(&home);
        let first = home.add("before");
        wait_until("it is stored", || stored(&mut database.superuser(), table) == (1, 1));
        children.wait_for_none();

        let mut other = database.superuser();
        other.batch_execute(&format!("BEGIN; LOCK TABLE resume.{table} IN EXCLUSIVE MODE")).unwrap();
        let _ = home.run(["edit", &first, "--title", "edited"]).any_stderr().id();
        wait_for_waiting(&database, table, &other);
        let _ = home.run(["add", "meanwhile"]).id();
        server.crash();
        children.wait_for_none();
        let _ = home.run(["add", "while it is down"]).id();
        let _ = home.run(["delete", &first, "--yes"]).any_output();
        children.wait_for_none();
        server.start_again();
        read_until_arrived(&home, &children);
        // Two more experiences, and of the first the edit and the deletion.
        assert_eq!(stored(&mut database.superuser(), table), (3, 5), "{table}");
        let titles = database.ask(&format!(
            "SELECT string_agg(title || CASE WHEN deleted_at IS NULL THEN '' ELSE '!' END, ', ' ORDER BY title)
             FROM resume.experiences WHERE user_id = '{table}'"
        ));
        assert_eq!(titles, "edited!, meanwhile, while it is down", "{table}");
    }

    // It had committed, and was killed before its client heard of it.
    let home = inline(&url(&proxy, &database)).with("RESUME_USER", "committed");
    let _ = home.run(["add", "one"]).id();
    proxy.set(Fault::At(["READ WRITE", "COMMIT"], Side::After));
    let _ = home.run(["add", "two"]).id();
    wait_until("it has committed", || stored(&mut database.superuser(), "committed") == (2, 2));
    assert_eq!(home.json(["status"])["pending"], 1);
    restart(&server);
    proxy.set(Fault::None);
    let _ = home.run(["list"]).stdout_contains("two");
    assert_eq!(home.json(["status"])["pending"], 0);
    assert_eq!(stored(&mut database.superuser(), "committed"), (2, 2));

    // In the middle of a first load.
    let home = inline(&url(&proxy, &database)).with("RESUME_USER", "committed");
    let home = home.with("RESUME_SYNC", "background");
    let children = Children::of(&home);
    let mut other = database.superuser();
    other.batch_execute("BEGIN; LOCK TABLE resume.documents IN ACCESS EXCLUSIVE MODE").unwrap();
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| home.run(["list"]));
        wait_for_waiting(&database, "documents", &other);
        server.crash();
        let output = reading.join().unwrap();
        assert!(output.err().starts_with("notice: your experiences could not be loaded"), "{output:?}");
        drop(output.code(0).stdout(""));
    });
    children.wait_for_none();
    server.start_again();
    read_until_arrived(&home, &children);
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), 2);
}
