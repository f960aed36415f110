//! Finding experiences: words, ranks, columns, and the nearest of what there is not.

use serde_json::json;

use crate::support::Home;

fn titles(home: &Home, args: &[&str]) -> Vec<String> {
    let listed = home.json([&["list"], args].concat());
    listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

fn home() -> Home {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let add = |args: &[&str]| drop(home.run([&["add"], args].concat()).id());
    add(&["Cook", "--text", "Ran a nightly job on Postgres", "--start", "2024", "--tag", "ops"]);
    add(&["Nightly Postgres operator", "--start", "2010", "--skill", "PostgreSQL"]);
    add(&["Ingénieure de données", "--start", "2020", "--bullet", "Moved Postgres"]);
    home
}

#[test]
fn all_words_in_any_order_find_and_the_best_match_comes_first() {
    let home = home();
    assert_eq!(titles(&home, &["--search", "postgres nightly"]), ["Nightly Postgres operator", "Cook"]);
    assert_eq!(titles(&home, &["postgres", "NIGHTLY"]), ["Nightly Postgres operator", "Cook"]);
    assert_eq!(
        titles(&home, &["postgres", "nightly", "--sort", "start"]),
        ["Cook", "Nightly Postgres operator"]
    );
    assert_eq!(titles(&home, &["--search", "donnees ingenieur"]), ["Ingénieure de données"]);
    assert_eq!(titles(&home, &["nightly", "oracle"]), [""; 0]);
    let found = home.json(["search", "nightly", "--limit", "1"]);
    assert_eq!(found[0]["title"], "Nightly Postgres operator");
    for alias in ["ls", "search"] {
        assert_eq!(home.json([alias]), home.json(["list"]), "{alias}");
    }
}

#[test]
fn several_are_shown_in_the_order_in_which_they_are_named() {
    let home = home();
    let titles = titles(&home, &[]);
    let [first, second] = [&titles[0], &titles[1]];
    let shown = home.json(["show", second, first]);
    assert_eq!([&shown[0]["title"], &shown[1]["title"]], [second, first]);
    assert_eq!(home.json(["show", first])["title"], **first);
    let text = home.run(["show", second, first]).out().to_owned();
    assert!(text.find(second.as_str()) < text.rfind(first.as_str()), "{text}");
    home.run(["show"]).code(2).stderr_contains("required");
}

#[test]
fn columns_are_chosen_in_every_format() {
    let home = home();
    let columns = ["--columns", "title,start_date,skills", "--sort", "title"];
    home.run([&["list", "--format", "csv"][..], &columns].concat()).stdout(
        "title,start_date,skills\nCook,2024,\nIngénieure de données,2020,\nNightly Postgres operator,2010,PostgreSQL\n",
    );
    home.run([&["list"][..], &columns].concat()).stdout(
        "TITLE                      START DATE  SKILLS\n\
         Cook                       2024\n\
         Ingénieure de données      2020\n\
         Nightly Postgres operator  2010        PostgreSQL\n",
    );
    let listed = home.json([&["list", "--limit", "1"][..], &columns].concat());
    assert_eq!(listed, json!([{"title": "Cook", "start_date": "2024", "skills": []}]));
    home.run(["list", "--columns", "titel"]).code(2).stderr_contains("'title'");
}

#[test]
fn a_tag_or_skill_that_nothing_has_is_answered_with_the_nearest() {
    let home = home();
    let told = |args: &[&str], what: &str| {
        let _ = home.run([&["list"], args].concat()).any().stderr_contains(what);
    };
    told(&["--tag", "opps"], "notice: no experience has the tag `opps`; did you mean `ops`?");
    told(
        &["--skill", "Postgres"],
        "notice: no experience has the skill `Postgres`; did you mean `PostgreSQL`?",
    );
    told(&["--without-tag", "opps"], "notice: no experience has the tag `opps`; did you mean `ops`?");
    let _ = home.run(["list", "--tag", "OPS"]).stdout_contains("Cook");
    home.run(["lsit"]).code(2).stderr_contains("'list'");
    home.run(["list", "--serach", "x"]).code(2).stderr_contains("'--search'");
}
