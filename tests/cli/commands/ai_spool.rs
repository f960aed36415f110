//! AI calls on their way to the database: nothing is lost or doubled, whatever happens to those who carry
//! them on.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::ai_calls::{call, ids, logged, record, spool, spool_files, stored, url};
use crate::support::proxied;
use crate::support::tracer::{killed_at, third};
use crate::support::{Home, namespace, parallel};

/// `workers` processes record a hundred calls each while a synchronisation is killed again and again.
fn killed_again_and_again(home: &Home, workers: usize) -> BTreeSet<String> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let syncing = scope.spawn(|| {
            let mut kills = 0_u64;
            while !done.load(Ordering::SeqCst) {
                let mut command = home.program(["sync"]).command();
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                let mut child = command.spawn().unwrap();
                // Between its birth and its end: at a moment that differs each time.
                for _ in 0..(kills * 7919) % 2000 {
                    if child.try_wait().unwrap().is_some() {
                        break;
                    }
                    thread::yield_now();
                }
                let _ = child.kill();
                child.wait().unwrap();
                kills += 1;
            }
            kills
        });
        let recorders: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    for batch in 0..10 {
                        let lines: String =
                            (0..10).map(|n| call(&format!("{worker:02}-{batch}-{n}"))).collect();
                        record(home, &lines).stdout("10 AI calls logged\n");
                    }
                })
            })
            .collect();
        recorders.into_iter().for_each(|recorder| recorder.join().unwrap());
        done.store(true, Ordering::SeqCst);
        assert!(syncing.join().unwrap() > 0);
    });
    let calls =
        (0..workers).flat_map(|w| (0..10).flat_map(move |b| (0..10).map(move |n| format!("{w:02}-{b}-{n}"))));
    calls.collect()
}

#[test]
fn twenty_processes_record_while_a_synchronisation_is_killed() {
    let home = Home::in_memory().with("RESUME_SYNC", "manual");
    let expected = killed_again_and_again(&home, 20);
    assert_eq!(expected.len(), 2000);
    assert_eq!(logged(&home), expected);
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home), expected.into_iter().collect::<Vec<_>>());
    assert_eq!(home.json(["status"])["ai_pending"], 0);
    assert_eq!(spool_files(&home), Vec::<String>::new());
}

#[test]
fn twenty_processes_record_for_a_server_while_a_synchronisation_is_killed() {
    let database = proxied::database();
    let url = url(&database);
    let home = Home::in_memory().with("RESUME_SYNC", "manual").with("RESUME_DATABASE_URL", &url);
    let expected = killed_again_and_again(&home, 20);
    let _ = home.run(["sync"]).any_output();
    let rows: Vec<String> = database
        .superuser()
        .query("SELECT request_id FROM resume.ai_logs ORDER BY 1", &[])
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(rows, expected.into_iter().collect::<Vec<_>>());
    assert_eq!(home.json(["status"])["ai_pending"], 0);
}

#[test]
fn a_writer_that_was_killed_leaves_nothing_in_the_way() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    record(&home, &call("one")).stdout("one\n");
    let torn = &call("torn")[..30];
    let mut bytes = fs::read(spool(&home)).unwrap();
    bytes.extend(torn.as_bytes());
    fs::write(spool(&home), &bytes).unwrap();
    assert_eq!(ids(&home.json(["ai", "log"])), BTreeSet::from(["one".to_owned()]));
    record(&home, &call("two")).stdout("two\n");
    let kept = fs::read_to_string(home.path().join("ai-calls-damaged-1.jsonl")).unwrap();
    assert_eq!(kept, format!("{torn}\n"));
    // One that only lacks its line break is whole.
    let mut bytes = fs::read(spool(&home)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    bytes.extend(text.lines().last().unwrap().replace("two", "three").as_bytes());
    fs::write(spool(&home), &bytes).unwrap();
    record(&home, &call("four")).stdout("four\n");
    let expected: BTreeSet<_> = ["one", "two", "three", "four"].map(str::to_owned).into();
    assert_eq!(ids(&home.json(["ai", "log"])), expected);
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home).into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_kept() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    for id in ["one", "two", "three"] {
        record(&home, &call(id)).any_output();
    }
    let text = fs::read_to_string(spool(&home)).unwrap();
    let damaged = text.replace("\"two\"", "\"two");
    fs::write(spool(&home), &damaged).unwrap();
    let _ =
        home.run(["ai", "log"]).stderr_contains("unreadable in the log on this device: 1 line").any_output();
    let status = home.json(["status"]);
    assert_eq!((&status["ai_pending"], &status["ai_damaged"]), (&json!(2), &json!(0)));
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home), ["one", "three"]);
    let kept = fs::read_to_string(home.path().join("ai-calls-damaged-1.jsonl")).unwrap();
    assert_eq!(kept, format!("{}\n", damaged.lines().nth(1).unwrap()));
    home.run(["log"]).stdout_contains("Lines of the AI log could not be read").any_stderr();
    assert_eq!(home.json(["status"])["ai_damaged"], 1);
    home.run(["status"]).stdout_contains("1 file beside it (`ai-calls-damaged-…`) has them");
    assert_eq!(home.json(["status"])["ai_pending"], 0);
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    namespace::enter("commands::ai_spool::a_full_disk_loses_nothing_that_was_acknowledged", || {
        let home = Home::new().with("RESUME_DATABASE_URL", "none");
        namespace::mount_tmpfs(home.path(), "1m");
        let mut expected = BTreeSet::new();
        let failed = loop {
            let id = format!("call-{}", expected.len());
            let line = json!({"request_id": id, "operation": "x", "request": "x".repeat(40_000)}).to_string();
            let output = record(&home, &line).any();
            if output.exit_code() != Some(0) {
                break output;
            }
            expected.insert(id);
        };
        assert!(expected.len() > 3, "{}", expected.len());
        assert_eq!(failed.exit_code(), Some(4), "{failed:?}");
        assert!(failed.err().contains("free some space"), "{failed:?}");
        assert_eq!(ids(&home.json(["ai", "log"])), expected);
        let output =
            std::process::Command::new("mount").args(["-o", "remount,size=16m"]).arg(home.path()).output();
        assert!(output.unwrap().status.success());
        record(&home, &call("more")).stdout("more\n");
        expected.insert("more".to_owned());
        assert_eq!(ids(&home.json(["ai", "log"])), expected);
        namespace::unmount(home.path());
    });
}

#[test]
fn a_record_that_is_killed_is_there_or_not() {
    let home = Home::in_memory();
    record(&home, &call("before")).stdout("before\n");
    let lines: String = (0..3).map(|n| call(&format!("killed-{n}"))).collect();
    let file = home.write("calls", lines);
    let line = format!("exec \"$0\" ai record <'{}'", file.display());
    let killed = parallel::count_up(|at| {
        let home = home.copy();
        let mut program = home.program(["-c", &line, env!("CARGO_BIN_EXE_resume")]);
        program.binary = "/bin/sh".into();
        let traced = killed_at(&program, at);
        let found = logged(&home);
        let new = found.iter().filter(|id| id.starts_with("killed-")).count();
        assert!(found.contains("before") && (new == 0 || new == 3), "killed at call {at}: {found:?}");
        assert!(new == 3 || !traced.stdout.ends_with('\n'), "call {at}: acknowledged and gone");
        record(&home, &call("after")).stdout("after\n");
        let _ = home.run(["sync"]).any_output();
        let mut expected: Vec<_> = found.into_iter().chain(["after".to_owned()]).collect();
        expected.sort();
        assert_eq!(stored(&home), expected, "killed at call {at}");
        assert_eq!(spool_files(&home), Vec::<String>::new(), "killed at call {at}");
        traced.was_killed()
    });
    assert!(killed > 40, "{killed} calls only");
}

/// One call in the database, one that was refused, two that wait, the older ones in January.
fn filled() -> Home {
    let home = Home::in_memory().with("RESUME_SYNC", "manual");
    let at = |id: &str, month: &str| {
        json!({"request_id": id, "operation": id, "started_at": format!("2026-{month}-01T00:00:00Z")})
            .to_string()
            + "\n"
    };
    record(&home, &[at("stored-old", "01"), at("stored-new", "02")].concat()).any_output();
    let _ = home.run(["sync"]).any_output();
    let refusal = "CREATE TRIGGER mine BEFORE INSERT ON ai_logs WHEN NEW.operation = 'bad'
        BEGIN SELECT RAISE(ABORT, 'no'); END";
    Connection::open(home.database_path()).unwrap().execute_batch(refusal).unwrap();
    record(&home, &[at("waiting-old", "01"), at("bad", "02"), at("waiting-new", "02")].concat()).any_output();
    home
}

#[test]
fn an_upload_that_is_killed_goes_on_where_it_was() {
    let home = filled();
    let killed = parallel::count_up(|at| {
        let (at, home) = (third(at), home.copy());
        let traced = killed_at(&home.program(["sync"]), at);
        let all = ["bad", "stored-new", "stored-old", "waiting-new", "waiting-old"];
        assert_eq!(logged(&home).into_iter().collect::<Vec<_>>(), all, "killed at call {at}");
        let _ = home.run(["sync"]).any_output();
        assert_eq!(stored(&home), all[1..], "killed at call {at}");
        assert_eq!(spool_files(&home), ["ai-calls-refused.jsonl"], "killed at call {at}");
        assert_eq!(home.json(["status"])["ai_pending"], 1, "killed at call {at}");
        traced.was_killed()
    });
    assert!(killed > 12, "{killed} calls only");
}

#[test]
fn a_pruning_that_is_killed_is_done_by_the_next() {
    let home = filled();
    let prune = ["ai", "prune", "--before", "2026-01-15", "--yes"];
    let killed = parallel::count_up(|at| {
        let (at, home) = (third(at), home.copy());
        let traced = killed_at(&home.program(prune), at);
        let kept = ["bad", "stored-new", "waiting-new"].map(str::to_owned);
        let found = logged(&home);
        assert!(kept.iter().all(|id| found.contains(id)), "killed at call {at}: {found:?}");
        let _ = home.run(prune).any_output();
        assert_eq!(logged(&home), kept.into(), "killed at call {at}");
        let _ = home.run(["sync"]).any_output();
        assert_eq!(stored(&home), ["stored-new", "waiting-new"], "killed at call {at}");
        traced.was_killed()
    });
    assert!(killed > 12, "{killed} calls only");
}

#[test]
fn what_the_database_refuses_holds_up_nothing() {
    let database = proxied::database();
    let url = url(&database);
    database.sql("ALTER TABLE resume.ai_logs ADD CONSTRAINT mine CHECK (operation <> 'bad')");
    let home = Home::new().with("RESUME_SYNC", "manual").with("RESUME_DATABASE_URL", &url);
    let bad = r#"{"request_id": "bad-1", "operation": "bad"}"#;
    record(&home, &format!("{}{bad}\n{}", call("one"), call("two"))).any_output();
    let server = format!("127.0.0.1:{}", database.server.address().1);
    let reason = format!(
        "`{server}` refused: new row for relation \"ai_logs\" violates check constraint \"mine\" (23514)"
    );
    let refusal = format!("the database refused 1 AI call; it stays on this device: {reason}");
    home.run(["sync"]).stdout_contains("2 AI calls uploaded").stderr(format!("warning: {refusal}\n"));
    home.run(["--quiet", "--json", "sync"])
        .stderr(format!("{}\n", json!({ "warning": refusal })))
        .stdout_contains("pulled");
    home.run(["status"]).stdout_contains("1 on this device only, 1 of them refused by the database");
    let count = "SELECT string_agg(request_id, ' ' ORDER BY request_id) FROM resume.ai_logs";
    assert_eq!(database.ask(count), "one two");
    let status = home.json(["status"]);
    assert_eq!((&status["ai_pending"], &status["ai_refused"]), (&json!(1), &json!(1)));
    assert_eq!(home.json(["ai", "show", "bad-1"])["sync"], "pending");
    assert_eq!(logged(&home).len(), 3);
    home.run(["log"]).stdout_contains("An AI call was refused by the database").any_stderr();
    record(&home, &bad.replace("bad-1", "bad-2")).any_output();
    home.run(["sync"]).any().stderr_contains(&format!(
        "the database refused 2 AI calls; they stay on this device, and `resume log` says why; the first: {reason}"
    ));
    database.sql("ALTER TABLE resume.ai_logs DROP CONSTRAINT mine");
    let _ = home.run(["sync"]).any_output();
    assert_eq!(database.ask(count), "bad-1 bad-2 one two");
    assert_eq!(home.json(["status"])["ai_pending"], 0);
}

#[test]
fn a_log_that_cannot_be_written_holds_up_no_experience() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let _ = home.add("First");
    let _ = home.run(["sync"]).any_output();
    Connection::open(home.database_path()).unwrap().execute_batch("DROP TABLE ai_logs").unwrap();
    let _ = home.add("Second");
    record(&home, &call("one")).stdout("one\n");
    home.run(["sync"]).stdout_contains("1 pushed").stderr_contains("logged AI calls could not be uploaded");
    let status = home.json(["status"]);
    assert_eq!((&status["pending"], &status["ai_pending"]), (&json!(0), &json!(1)));
    assert_eq!(status["last_error"], Value::Null);
    assert!(status["ai_error"].as_str().unwrap().contains("ai_logs"), "{status}");
    let _ = home
        .run(["ai", "log"])
        .stderr_contains("warning: only the AI calls on this device")
        .stdout_contains("one");
}
