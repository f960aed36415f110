//! A server that stores each row slowly.

use serde_json::json;

use crate::support::Home;
use crate::support::proxied::database;

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
