//! The library without a command line: in one process, for as long as that lasts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/mod.rs"]
mod support;

mod asking;
mod database;
mod undoing;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use jiff::tz::TimeZone;
use resume::config::{Environment, Flags, Settings};
use resume::domain::{Application, Experience, Kind};
use resume::formats::{Incoming, InputFormat, Upload, read};
use resume::library::{
    ApplicationOrder, ApplicationWords, CommandError, ErrorKind, Library, Listener, Notice, Opening,
    OutputFormat, PublishOrder, Thread,
};

use support::directory;
use support::postgres::{Server, wait_until};

/// Keeps what it hears.
#[derive(Debug, Default, Clone)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Listener for Heard {
    fn hear(&self, notice: Notice) {
        self.0.lock().unwrap().push(notice.text);
    }
}

fn open(home: &Path, variables: &[(&'static str, &str)]) -> (Library, Heard) {
    let heard = Heard::default();
    (listen(home, variables, Box::new(heard.clone())), heard)
}

fn listen(home: &Path, variables: &[(&'static str, &str)], listener: Box<dyn Listener>) -> Library {
    open_in(|| TimeZone::UTC, home, variables, listener)
}

fn open_in(
    zone: fn() -> TimeZone,
    home: &Path,
    variables: &[(&'static str, &str)],
    listener: Box<dyn Listener>,
) -> Library {
    let mut all = vec![("RESUME_HOME", home.to_str().unwrap())];
    all.extend(variables);
    let environment = Environment::of_variables(&all);
    Library::new(Opening {
        settings: Settings::find(&environment, &Flags::default()).unwrap(),
        zone,
        owner: "ada".to_owned(),
        offline: false,
        listener,
        scheduler: Box::<Thread>::default(),
    })
}

fn titles(library: &Library) -> Vec<String> {
    let titles = |session: &resume::session::Session| {
        session.experiences.iter().map(|record| record.current.title.clone()).collect()
    };
    library.read(titles).unwrap()
}

/// What a file brings that must be right.
fn incoming(file: &[u8]) -> Incoming {
    let reading = read(&Upload::from(file), InputFormat::Auto).unwrap();
    assert!(reading.problems.is_empty());
    reading.incoming
}

fn add(library: &Library, title: &str) -> uuid::Uuid {
    let experience = Experience::new(library.new_id(), Kind::Work, title, library.now());
    let id = library.add(experience).unwrap().current.id;
    library.settle();
    id
}

#[test]
fn everything_can_be_done_without_a_command_line() {
    let home = tempfile::tempdir().unwrap();
    let (library, heard) = open(home.path(), &[]);
    let id = add(&library, "Baker");
    let renamed = |experience: &mut Experience| {
        experience.title = " Head baker ".to_owned();
        Ok(())
    };
    assert_eq!(library.edit(id, renamed).unwrap().current.title, "Head baker");
    library.settle();

    let file = br#"{"basics": {"name": "Ada"}, "work": [{"name": "Acme", "position": "Engineer"}]}"#;
    let parsed = incoming(file);
    assert_eq!(library.import(parsed.clone(), true).unwrap().added(), 1);
    assert_eq!(titles(&library), ["Head baker"], "a dry run changes nothing");
    assert_eq!(library.import(parsed, false).unwrap().added(), 1);
    assert_eq!(library.sync(|_| {}).unwrap().pending, 0);

    assert_eq!(library.delete(&[id]).unwrap().len(), 1);
    assert!(!library.restore(id, None).unwrap().current.is_deleted());
    assert_eq!(library.restore(id, Some(1)).unwrap().current.title, "Baker");
    assert!(library.past(id).unwrap().states.len() >= 4);

    let exported = library.publish(&PublishOrder::default()).unwrap();
    assert_eq!((exported.experiences, exported.warnings), (2, Vec::new()));
    let exported: serde_json::Value = serde_json::from_slice(&exported.bytes).unwrap();
    assert_eq!(exported["basics"]["name"], "Ada");
    assert_eq!(exported["work"].as_array().unwrap().len(), 2);
    assert_eq!(*heard.0.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn no_time_zone_is_looked_for_where_no_day_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let library = open_in(|| panic!("a zone is looked for"), home.path(), &[], Box::new(Heard::default()));
    let one = Experience::new(library.new_id(), Kind::Work, "Cook", library.now());
    library.add(one).unwrap();
    assert_eq!(titles(&library), ["Cook"]);
}

#[test]
fn a_day_is_that_of_the_time_zone_it_is_opened_in() {
    let home = tempfile::tempdir().unwrap();
    let day = |zone: fn() -> TimeZone| {
        let library = open_in(zone, home.path(), &[], Box::new(Heard::default()));
        let words = ApplicationWords { company: Some("Acme".to_owned()), ..ApplicationWords::default() };
        let order = ApplicationOrder { words, file: None, order: PublishOrder::default(), format: None };
        let added = library.add_application(&order).unwrap();
        let today = library.now().to_zoned(zone()).date();
        (Application::of(&added.record.current).date.unwrap().to_string(), today.to_string())
    };
    // It is never the same day in both.
    let zones: [fn() -> TimeZone; 2] =
        [|| TimeZone::fixed(jiff::tz::offset(-12)), || TimeZone::fixed(jiff::tz::offset(12))];
    for zone in zones {
        let (noted, today) = day(zone);
        assert_eq!(noted, today);
    }
}

#[test]
fn a_file_holds_what_its_tags_choose_and_names_what_it_lacks() {
    let home = tempfile::tempdir().unwrap();
    let (library, heard) = open(home.path(), &[]);
    let file =
        br#"{"work": [{"position": "Engineer"}, {"position": "Baker"}], "awards": [{"date": "2021"}]}"#;
    library.import(incoming(file), false).unwrap();
    let baker = library.read(|session| session.experiences[1].current.id).unwrap();
    library
        .edit(baker, |experience| {
            experience.tags = vec!["craft".to_owned()];
            Ok(())
        })
        .unwrap();
    let publish = |format, tags: &[&str]| {
        let tags = tags.iter().map(|&tag| tag.to_owned()).collect();
        library.publish(&PublishOrder { format, tags, ..PublishOrder::default() })
    };
    let text = |bytes| String::from_utf8(bytes).unwrap();

    let whole = publish(OutputFormat::Markdown, &[]).unwrap();
    assert_eq!(text(whole.bytes), "## Experience\n\n### Engineer\n\n### Baker\n");
    assert_eq!(whole.experiences, 2, "one that says nothing does not count");
    assert_eq!(whole.warnings, ["left out an entry without a title or text: award (2021)"]);
    let chosen = publish(OutputFormat::Markdown, &["craft"]).unwrap();
    assert_eq!((text(chosen.bytes).as_str(), chosen.experiences), ("## Experience\n\n### Baker\n", 1));
    let backup = publish(OutputFormat::Resume, &["craft"]).unwrap();
    assert!(text(backup.bytes).contains("\"tags\": [\n"), "a backup keeps the tags");

    let error = publish(OutputFormat::JsonResume, &["crafts"]).unwrap_err();
    assert_eq!((error.kind, error.hint.as_deref()), (ErrorKind::NotFound, Some("did you mean `craft`?")));
    assert_eq!(*heard.0.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_not_valid_is_an_error_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (library, _) = open(home.path(), &[]);
    let untitled = Experience::new(library.new_id(), Kind::Work, "  ", library.now());
    let error: CommandError = library.add(untitled).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Usage, "the title is empty"));
    assert!(!home.path().join("session.json").exists());
    let id = add(&library, "Baker");
    let emptied = |experience: &mut Experience| {
        experience.end_date = Some("2019".parse().unwrap());
        experience.start_date = Some("2020".parse().unwrap());
        Ok(())
    };
    assert_eq!(library.edit(id, emptied).unwrap_err().kind, ErrorKind::Usage);
    assert_eq!(library.edit(uuid::Uuid::nil(), |_| Ok(())).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(titles(&library), ["Baker"]);
}

#[test]
fn two_that_are_open_at_once_see_and_keep_each_others_changes() {
    let home = tempfile::tempdir().unwrap();
    let (one, _) = open(home.path(), &[]);
    let (other, _) = open(home.path(), &[]);
    let id = add(&one, "Baker");
    assert_eq!(titles(&other), ["Baker"]);
    let text = |experience: &mut Experience| {
        experience.text = Some("Bread".to_owned());
        Ok(())
    };
    other.edit(id, text).unwrap();
    other.settle();
    assert_eq!(one.read(|session| session.find(id).unwrap().current.text.clone()).unwrap().unwrap(), "Bread");
    thread::scope(|scope| {
        for name in ["one", "two", "three", "four"] {
            let home = home.path();
            scope.spawn(move || {
                let (library, _) = open(home, &[]);
                for number in 0..10 {
                    add(&library, &format!("{name} {number}"));
                }
            });
        }
    });
    assert_eq!(titles(&one).len(), 41);
}

#[test]
fn a_thread_syncs_with_a_server_while_the_library_stays_open() {
    let database = Server::shared().database_with(&resume::database::postgres::statements());
    let url = database.url(&database.owner());
    let home = tempfile::tempdir().unwrap();
    let (library, heard) = open(home.path(), &[("RESUME_DATABASE_URL", &url)]);
    let pending = || library.status().unwrap().pending;
    assert_eq!(titles(&library), Vec::<String>::new(), "it is loaded once, empty");
    for number in 0..3 {
        let title = format!("Baker {number}");
        add(&library, &title);
        wait_until("the thread has stored it", || pending() == 0);
        let stored =
            database.ask(&format!("SELECT count(*) FROM resume.experiences WHERE title = '{title}'"));
        assert_eq!(stored, "1");
    }
    drop(library);
    assert_eq!(*heard.0.lock().unwrap(), Vec::<String>::new());
}

/// How many descriptors this process has, and how much memory, in KiB.
fn held() -> (usize, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let memory = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    (fs::read_dir("/proc/self/fd").unwrap().count(), memory)
}

/// Alone in its process: it counts what all of that has.
#[test]
#[ignore = "`ten_thousand_operations_leave_nothing_behind` runs it"]
fn ten_thousand_operations() {
    let home = directory::quick();
    let (library, _) = open(home.path(), &[]);
    let ids: Vec<_> = (0..20).map(|number| add(&library, &format!("Engineer {number}"))).collect();
    let mut before = (0, 0);
    for operation in 0..10_000_usize {
        let id = ids[operation % ids.len()];
        match operation % 10 {
            0 => drop(library.edit(id, |experience| {
                experience.text = Some(format!("Text {operation}"));
                Ok(())
            })),
            1 if operation % 100 == 1 => drop(library.delete(&[id])),
            2 if operation % 100 == 2 => drop(library.restore(ids[(operation - 1) % ids.len()], None)),
            3 if operation % 100 == 3 => drop(library.past(id).unwrap()),
            4 if operation % 100 == 4 => drop(library.profile().unwrap()),
            _ => assert_eq!(titles(&library).len(), 20),
        }
        library.settle();
        if operation == 2_000 {
            before = held();
        }
    }
    let after = held();
    assert_eq!(after.0, before.0, "descriptors");
    assert!(after.1 < before.1 + 8 * 1024, "{} KiB became {}", before.1, after.1);
}

#[test]
fn ten_thousand_operations_leave_nothing_behind() {
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "ten_thousand_operations"])
        .output()
        .unwrap();
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
}
