//! Servers that store each row slowly, or are far away.

use serde_json::json;

use crate::support::Home;
use crate::support::postgres::Server;
use crate::support::proxied::database;
use crate::support::proxy::{Fault, Place, Proxy};

#[test]
fn what_takes_too_long_at_once_is_stored_in_parts() {
    const RECORDS: usize = 120;
    let database = database();
    // Two and a half seconds for all of them, where one answer may take one.
    database.sql(
        "CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS
           $$BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END$$;
         CREATE TRIGGER wait BEFORE INSERT ON resume.experiences FOR EACH ROW EXECUTE FUNCTION public.wait()",
    );
    let home = Home::new()
        .with("RESUME_DATABASE_URL", &database.url(&database.owner()))
        .with("RESUME_SYNC", "manual")
        .with("RESUME_TIMEOUT", "1");
    let work: Vec<_> =
        (0..RECORDS).map(|n| json!({"name": "Ærø", "position": format!("one of {n}")})).collect();
    let file = home.write("work.json", json!({"work": work}).to_string());
    let _ = home.run(["--offline", "import", file.to_str().unwrap()]).any_output();
    assert_eq!(home.json(["--offline", "status"])["pending"], RECORDS);
    let synced = home.json(["sync"]);
    assert_eq!((&synced["pushed"], &synced["pending"]), (&RECORDS.into(), &0.into()), "{synced}");
    assert_eq!(database.ask("SELECT count(*) FROM resume.experience_revisions"), RECORDS.to_string());
}

/// Three of them are the login, with a password that is not sent. The state of the rows is found out with who we are.
#[test]
fn a_sync_that_finds_nothing_new_takes_four_round_trips() {
    let database = database();
    let server = Server::shared();
    let ada = server.role("ada");
    let owner = Home::new().with("RESUME_DATABASE_URL", &database.url(&database.owner()));
    let _ = owner.run(["db", "init", "--role", &ada.name]).code(0).any_output();
    for port in [server.address().1, server.pooled_address().1] {
        let proxy = Proxy::to(Place::Port(port));
        let at = format!("127.0.0.1:{}", server.address().1);
        let url = database.url(&ada).replace(&at, &format!("127.0.0.1:{}", proxy.port()));
        let home = Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_SYNC", "manual");
        let _ = home.run(["add", "Baker"]).id();
        let _ = home.run(["sync"]).code(0).any_output();
        proxy.set(Fault::None);
        let synced = home.json(["sync"]);
        assert_eq!((&synced["pulled"], &synced["pushed"]), (&0.into(), &0.into()), "{synced}");
        assert_eq!(proxy.round_trips(), 4);
    }
}

/// A role may act as another one, whose rows it then has. Once that is known, no question more is asked.
#[test]
fn a_role_that_acts_as_another_one_takes_four_round_trips_too() {
    let database = database();
    let server = Server::shared();
    let (ada, owner) = (server.role("ada"), database.owner());
    database.sql(&format!("GRANT {} TO {}", owner.name, ada.name));
    let proxy = Proxy::to(Place::Port(server.address().1));
    let at = format!("127.0.0.1:{}", server.address().1);
    let url = database.url(&ada).replace(&at, &format!("127.0.0.1:{}", proxy.port()));
    let sign = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{sign}options=-c%20role%3D{}", owner.name);
    let home = Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_SYNC", "manual");
    let _ = home.run(["add", "Baker"]).id();
    let _ = home.run(["sync"]).code(0).any_output();
    assert_eq!(database.ask("SELECT string_agg(user_id, ',') FROM resume.experiences"), owner.name);
    proxy.set(Fault::None);
    let _ = home.json(["sync"]);
    assert_eq!(proxy.round_trips(), 4);
}

/// A pull is one transaction. If another device changed a record twice, a second one asks for the states between.
#[test]
fn a_pull_takes_four_round_trips_and_what_it_skipped_four_more() {
    let database = database();
    let server = Server::shared();
    let url = database.url(&database.owner());
    let proxy = Proxy::to(Place::Port(server.address().1));
    let near = format!("127.0.0.1:{}", server.address().1);
    let far = url.replace(&near, &format!("127.0.0.1:{}", proxy.port()));
    let home = |url: &str| Home::new().with("RESUME_DATABASE_URL", url).with("RESUME_SYNC", "manual");
    let (here, there) = (home(&far), home(&url));
    let id = there.run(["add", "Baker"]).id();
    for home in [&there, &here] {
        let _ = home.run(["sync"]).code(0).any_output();
    }
    for (titles, trips) in [(&["Cook"][..], 8), (&["Chef", "Owner"], 12)] {
        for title in titles {
            let _ = there.run(["edit", id.as_str(), "--title", title]).code(0).any_output();
            let _ = there.run(["sync"]).code(0).any_output();
        }
        proxy.set(Fault::None);
        let synced = here.json(["sync"]);
        assert_eq!(synced["pulled"], 1, "{synced}");
        assert_eq!(proxy.round_trips(), trips, "{titles:?}");
    }
}
