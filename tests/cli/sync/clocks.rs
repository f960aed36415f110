//! Clocks that are years apart: revisions order what happens, and no clock is asked.

use jiff::{SignedDuration, Timestamp};
use resume::clock::{self, Clock};
use resume::database::Database;
use resume::database::postgres::{Limits, PostgresDatabase};
use resume::domain::{Experience, Kind, Record};
use resume::session::SessionError;
use serde_json::json;
use uuid::Uuid;

use crate::support::PATIENCE;
use crate::support::children::Children;
use crate::support::devices::{Device, inline};
use crate::support::postgres::wait_until;
use crate::support::proxied::{database, parsed, socket, stored, url};
use crate::support::proxy::{Proxy, Refusing};

/// Ten years, about.
const DECADE: SignedDuration = SignedDuration::from_hours(87_660);

fn ahead() -> Timestamp {
    clock::system() + DECADE
}

fn behind() -> Timestamp {
    clock::system() - DECADE
}

impl Device {
    fn add(&self, title: &str) -> Uuid {
        let value = Experience::new(Uuid::new_v4(), Kind::Work, title, (self.around.clock)());
        let id = value.id;
        let saved: Result<(), SessionError> = self.store.update(|session| {
            session.experiences.add(value, Uuid::new_v4()).unwrap();
            Ok(())
        });
        saved.unwrap();
        id
    }

    /// Changes an experience as a command does.
    fn edit(&self, id: Uuid, change: impl FnOnce(&mut Experience, Timestamp)) {
        let now = (self.around.clock)();
        let saved: Result<(), SessionError> = self.store.update(|session| {
            let place = session.experiences.place(&id).unwrap();
            let mut value = session.experiences[place].current.clone();
            change(&mut value, now);
            value.updated_at = now;
            session.experiences.edit(place, value, Uuid::new_v4()).unwrap();
            Ok(())
        });
        saved.unwrap();
    }

    fn rename(&self, id: Uuid, title: &str) {
        self.edit(id, |value, _| value.title = title.to_owned());
    }

    fn delete(&self, id: Uuid) {
        self.edit(id, |value, now| value.deleted_at = Some(now));
    }

    fn restore(&self, id: Uuid) {
        self.edit(id, |value, _| value.deleted_at = None);
    }

    fn get(&self, id: Uuid) -> Experience {
        self.store.read(|session| session.find(id).unwrap().current.clone()).unwrap()
    }

    fn all(&self) -> Vec<Experience> {
        let all = |record: &Record<Experience>| record.current.clone();
        let mut all: Vec<_> =
            self.store.read(|session| session.experiences.iter().map(all).collect()).unwrap();
        all.sort_by_key(|value| value.id);
        all
    }
}

#[test]
fn what_comes_later_wins_whatever_the_clocks_say() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let url = parsed(&url(&proxy, &database));
    let clocks: [(&str, Clock, Clock); 3] =
        [("ahead", ahead, behind), ("behind", behind, ahead), ("one", behind, clock::system)];
    for (user, first, second) in clocks {
        let (first, second) = (Device::at(first), Device::at(second));
        let sync = |device: &Device| {
            let report = device.sync(&url, user).unwrap();
            assert_eq!(report.pending, 0, "{user}");
        };
        let settled = || {
            for device in [&first, &second, &first] {
                sync(device);
            }
            assert_eq!(first.all(), second.all(), "{user}");
        };
        let [title, edited, gone, back] = ["title", "edited", "gone", "back"].map(|text| first.add(text));
        sync(&first);
        sync(&second);

        // Both change the same, and neither knows of the other: the one that syncs last wins.
        first.rename(title, "by the first");
        sync(&first);
        second.rename(title, "by the second");
        // An edit wins over a deletion, whichever of them claims to be ten years newer.
        first.delete(edited);
        second.edit(edited, |value, _| value.location = Some("Paris".to_owned()));
        second.delete(gone);
        settled();
        assert_eq!(first.get(title).title, "by the second", "{user}");
        let value = first.get(edited);
        assert_eq!((value.is_deleted(), value.location.as_deref()), (false, Some("Paris")), "{user}");
        assert!(first.get(gone).is_deleted(), "{user}");

        // And in turns, each knowing of the one before.
        first.rename(title, "by the first again");
        first.delete(back);
        settled();
        assert!(second.get(back).is_deleted(), "{user}");
        second.rename(title, "by the second again");
        second.restore(back);
        first.restore(gone);
        settled();
        assert_eq!(first.get(title).title, "by the second again", "{user}");
        assert!(!first.get(back).is_deleted() && !second.get(gone).is_deleted(), "{user}");

        let limits = Limits { step: PATIENCE, until: None };
        let mut database = PostgresDatabase::open(&url, Some(user), limits).unwrap();
        let titles: Vec<_> =
            database.history(title).unwrap().into_iter().map(|state| state.row.value.title).collect();
        let expected =
            ["title", "by the first", "by the second", "by the first again", "by the second again"];
        assert_eq!(titles, expected, "{user}");
    }
}

#[test]
fn a_failure_that_lies_in_the_future_is_none_to_wait_for() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let refusing = Refusing::new();
    for apart in [DECADE, -DECADE] {
        let user = format!("{}", apart.as_hours());
        let home = inline(&url(&proxy, &database)).with("RESUME_USER", &user);
        let home = home.with("RESUME_SYNC", "background");
        let children = Children::of(&home);
        let down = home.clone_settings().with(
            "RESUME_DATABASE_URL",
            &url(&proxy, &database).replace(&proxy.port().to_string(), &refusing.port().to_string()),
        );
        let _ = down.run(["add", "Baker"]).id();
        wait_until("the failure is noted", || home.session()["sync"]["failures"] == 1);
        children.wait_for_none();
        // The clock was wrong then, and is right now.
        let mut session = home.session();
        let then = clock::system() + apart;
        let sync = &mut session["sync"];
        sync["last_error"]["at"] = json!(then);
        sync["next_attempt_at"] = json!(then + SignedDuration::from_secs(1));
        sync["last_sync_at"] = json!(then);
        sync["failures"] = json!(20);
        // The configuration of the failure is the one that is to be tried again.
        sync.as_object_mut().unwrap().remove("configuration");
        session["loaded"] = json!(true);
        home.write_session(session.to_string().as_bytes());
        let _ = home.run(["list"]).stdout_contains("Baker");
        let mut client = database.superuser();
        wait_until("it has arrived", || stored(&mut client, &user) == (1, 1));
        wait_until("that is noted", || home.session()["sync"]["failures"] == 0);
        children.wait_for_none();
        // Nor is the last success: the session is refreshed.
        let mut session = home.session();
        session["sync"]["last_sync_at"] = json!(then);
        home.write_session(session.to_string().as_bytes());
        database.sql(&format!("UPDATE resume.experiences SET title = 'Cook' WHERE user_id = '{user}'"));
        let _ = home.run(["list"]).stdout_contains("Baker");
        wait_until("the session is refreshed", || {
            home.session()["experiences"][0]["current"]["title"] == "Cook"
        });
    }
}
