//! Status, syncs that are asked for, and setting up the database.

use resume::config::{Environment, Flags, Settings};
use resume::database::CheckStatus;
use resume::library::{ErrorKind, choose_database};

use crate::{add, open};

#[test]
fn the_status_tells_what_is_here_and_what_waits() {
    let home = tempfile::tempdir().unwrap();
    let (library, _) = open(home.path(), &[("RESUME_SYNC", "manual")]);
    let fresh = library.status().unwrap();
    assert_eq!((fresh.experiences, fresh.pending, fresh.loaded, fresh.last_sync_at), (0, 0, false, None));
    let id = add(&library, "Baker");
    add(&library, "Cook");
    library.delete(&[id]).unwrap();
    let status = library.status().unwrap();
    assert_eq!((status.experiences, status.deleted, status.pending), (1, 1, 2));
    assert_eq!((status.database.kind.as_str(), status.source.as_str()), ("sqlite", "the default"));

    let would = library.preview_sync().unwrap();
    assert_eq!((would.pushed, would.pending), (2, 2));
    assert_eq!(library.status().unwrap().pending, 2, "a preview changes nothing");
    let synced = library.sync(|_| {}).unwrap();
    assert_eq!((synced.pushed, synced.pending, synced.refused), (2, 0, 0));
    let status = library.status().unwrap();
    assert_eq!((status.pending, status.loaded, status.last_sync_at.is_some()), (0, true, true));
    library.dismiss().unwrap();
}

#[test]
fn a_check_tries_each_step_and_tells_it_at_once() {
    let home = tempfile::tempdir().unwrap();
    let (library, _) = open(home.path(), &[]);
    let mut told = Vec::new();
    let checked = library.check_database(|check| told.push(check.name.clone())).unwrap();
    assert!(checked.ok && told.contains(&"database".to_owned()), "{checked:?}");
    add(&library, "Baker");
    let names: Vec<_> =
        library.check_database(|_| {}).unwrap().checks.into_iter().map(|check| check.name).collect();
    assert!(names.len() > told.len(), "what is there is tried: {names:?}");

    let other = home.path().join("other.db").display().to_string();
    let (elsewhere, _) = open(home.path(), &[("RESUME_DATABASE_URL", &format!("sqlite:{other}"))]);
    let checked = elsewhere.check_database(|_| {}).unwrap();
    assert!(
        !checked.ok && checked.checks.iter().any(|check| check.status == CheckStatus::Fail),
        "{checked:?}"
    );
    assert!(elsewhere.initialise(None).unwrap(), "it is created");
    assert!(!elsewhere.initialise(None).unwrap(), "it is there");
    assert_eq!(elsewhere.adopt(|_| {}).unwrap().pushed, 1);
    assert!(elsewhere.statements(None).unwrap().contains("CREATE TABLE"));
    assert_eq!(elsewhere.initialise(Some("ada")).unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn a_chosen_database_is_the_next_librarys() {
    let home = tempfile::tempdir().unwrap();
    let environment = Environment::of_variables(&[("RESUME_HOME", home.path().to_str().unwrap())]);
    let url = format!("sqlite:{}", home.path().join("mine.db").display());
    let chosen = choose_database(&environment, &url, Ok).unwrap();
    assert_eq!((chosen.database.kind.as_str(), chosen.overruled), ("sqlite", None));
    let settings = Settings::find(&environment, &Flags::default()).unwrap();
    assert_eq!(settings.database.url.name(), chosen.database);
    let error = choose_database(&environment, "mysql://host/db", Ok).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
}
