//! Several processes that write the log at once, while it begins anew.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::proxy::Refusing;

const PROCESSES: usize = 8;
/// So many that the log is full once while they write, and not twice.
const LINES: usize = 500;
/// The size at which the log begins anew.
const FULL: u64 = 1 << 20;

#[test]
fn eight_processes_write_whole_lines_across_a_rotation() {
    let refusing = Refusing::new();
    let home = Home::in_memory().with(
        "RESUME_DATABASE_URL",
        &format!("postgres://ada@127.0.0.1:{}/cv?sslmode=disable", refusing.port()),
    );
    let work: Vec<_> =
        (0..LINES).map(|n| json!({"name": "Company", "position": format!("Engineer {n}")})).collect();
    let file = home.write("resume.json", json!({ "work": work }).to_string());
    let _ = home.run(["--offline", "import", file.to_str().unwrap()]).any_output();
    assert!(!home.files().contains(&"resume.log".to_owned()));
    // Each of them logs its failure to save every one of them.
    thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| home.run(["sync"]).code(5).any_output());
        }
    });
    let mut seen = BTreeMap::<String, usize>::new();
    let mut names = Vec::new();
    for name in home.files().into_iter().filter(|name| name.starts_with("resume.log")) {
        let bytes = fs::read(home.path().join(&name)).unwrap();
        // A process that looked at the size before another wrote adds its lines all the same: 16 KiB of them.
        assert!(bytes.len() as u64 <= FULL + PROCESSES as u64 * 17 * 1024, "{name}: {} bytes", bytes.len());
        assert_eq!(bytes.last(), Some(&b'\n'), "{name}");
        for line in std::str::from_utf8(&bytes).unwrap().lines() {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{name}: {line}"));
            // A session that was never loaded fails to be that, too.
            let experience = value["experience"].as_str().unwrap_or("none");
            *seen.entry(experience.to_owned()).or_default() += 1;
        }
        names.push(name);
    }
    assert_eq!(names, ["resume.log", "resume.log.1"]);
    assert_eq!(seen.len(), LINES + 1);
    assert!(seen.values().all(|count| *count == PROCESSES), "lines are missing: {seen:?}");
    assert_eq!(home.json(["log"]).as_array().unwrap().len(), (LINES + 1) * PROCESSES);
}
