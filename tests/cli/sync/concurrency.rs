//! Many terminals at once.

use std::collections::BTreeSet;
use std::thread;

use rusqlite::Connection;

use crate::support::Home;

/// `SAVES=N` sets how many experiences each of them saves: each save writes the whole session, so that
/// five times as many take 25 times as long.
#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn thirty_two_processes_save_at_once() {
    let each: usize = std::env::var("SAVES").map_or(12, |saves| saves.parse().unwrap());
    let home = Home::in_memory();
    let ids: BTreeSet<String> = thread::scope(|scope| {
        let one = |worker: usize| {
            let home = &home;
            move || (0..each).map(|n| home.run(["add", &format!("{worker}-{n}")]).id()).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..32).map(|worker| scope.spawn(one(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 32 * each);
    let synced = home.json(["sync"]);
    assert_eq!(synced["pending"], 0, "{synced}");
    let session = home.session();
    let in_session = session["experiences"].as_array().unwrap().iter();
    let in_session: BTreeSet<_> =
        in_session.map(|record| record["current"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(in_session, ids);
    let database = Connection::open(home.database_path()).unwrap();
    let mut statement = database.prepare("SELECT id FROM experiences").unwrap();
    let in_database: BTreeSet<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(in_database, ids);
    assert_eq!(home.set_aside(), Vec::<std::path::PathBuf>::new());
}
