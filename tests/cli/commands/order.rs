//! The order of experiences in their section, and of bullets.

use serde_json::{Value, json};

use crate::support::Home;

/// Three jobs, newest first, and a school.
fn home() -> (Home, [String; 3], String) {
    let home = Home::new();
    let job = |title: &str, start: &str| {
        let added = home.json(["add", title, "--organization", title, "--start", start, "--end", start]);
        added["id"].as_str().unwrap().to_owned()
    };
    let jobs = [job("Chief", "2020"), job("Engineer", "2015"), job("Intern", "2010")];
    let school = home.json(["add", "Physics", "--kind", "education"])["id"].as_str().unwrap().to_owned();
    (home, jobs, school)
}

/// The titles in the order of exports.
fn titles(home: &Home) -> Vec<String> {
    let document = home.json(["export", "--format", "json-resume"]);
    let work = document["work"].as_array().unwrap();
    let exported: Vec<_> = work.iter().map(|one| one["position"].as_str().unwrap().to_owned()).collect();
    let listed = home.json(["list", "--sort", "place", "--kind", "work"]);
    let listed: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(exported, listed, "one rule for both");
    exported
}

#[test]
fn a_moved_experience_stands_where_it_was_put() {
    let (home, [chief, engineer, intern], _) = home();
    home.run(["move", &intern, "--before", &engineer[..8]]).stdout(format!("{intern}\n"));
    assert_eq!(titles(&home), ["Chief", "Intern", "Engineer"]);
    assert_eq!(home.json(["move", &engineer, "--first"])["title"], "Engineer");
    assert_eq!(titles(&home), ["Engineer", "Chief", "Intern"]);
    home.run(["move", &engineer, "--last"]).any_output();
    assert_eq!(titles(&home), ["Chief", "Intern", "Engineer"]);
    home.run(["move", &chief, "--after", &intern]).any_output();
    assert_eq!(titles(&home), ["Intern", "Chief", "Engineer"]);
    // A list keeps to dates, whichever it is.
    let listed = home.json(["list", "--kind", "work"]);
    assert_eq!(listed[0]["title"], "Chief");
    home.run(["export", "cv.txt"]).any_output();
    let text = std::fs::read_to_string(home.work().join("cv.txt")).unwrap();
    assert!(text.find("Intern") < text.find("Chief") && text.find("Chief") < text.find("Engineer"), "{text}");
    let history = home.json(["history", &engineer]);
    assert_eq!(history[1]["changes"], json!(["moved in its section"]));
}

#[test]
fn files_that_list_the_newest_first_become_one_such_list_and_undo_leaves_no_trace() {
    let home = Home::new();
    let import = |name: &str, years: &[u16]| {
        let work = years.iter().map(|year| {
            let dates = (format!("{year}-01"), format!("{year}-12"));
            json!({"name": name, "position": format!("{name} {year}"), "startDate": dates.0, "endDate": dates.1})
        });
        let file = home.write(name, json!({"work": work.collect::<Vec<_>>()}).to_string());
        home.run(["import", file.to_str().unwrap()]).code(0).any_output();
    };
    import("Acme", &[2020, 2018, 2016]);
    import("Bolt", &[2008, 2006]);
    import("Cog", &[2022]);
    home.run(["add", "Now", "--organization", "Dia", "--start", "2023"]).any_output();
    home.run(["add", "First", "--organization", "Dia", "--start", "2001", "--end", "2002"]).any_output();
    let before =
        ["Now", "Cog 2022", "Acme 2020", "Acme 2018", "Acme 2016", "Bolt 2008", "Bolt 2006", "First"];
    assert_eq!(titles(&home), before);
    // One that lists the oldest first keeps its order, and is gone with it.
    import("Edge", &[1990, 1995]);
    let oldest_first = titles(&home);
    assert!(
        oldest_first.iter().position(|one| one == "Edge 1990")
            < oldest_first.iter().position(|one| one == "Edge 1995")
    );
    home.run(["undo"]).code(0).any_output();
    assert_eq!(titles(&home), before);
}

#[test]
fn what_was_put_beside_a_deleted_one_stays_there() {
    let (home, [chief, engineer, intern], _) = home();
    home.run(["move", &intern, "--before", &chief]).any_output();
    home.run(["move", &engineer, "--after", &intern]).any_output();
    assert_eq!(titles(&home), ["Intern", "Engineer", "Chief"]);
    home.run(["delete", &intern, "--yes"]).any_output();
    assert_eq!(titles(&home), ["Engineer", "Chief"]);
    home.run(["add", "Director", "--organization", "Acme", "--start", "2024"]).any_output();
    assert_eq!(titles(&home), ["Director", "Engineer", "Chief"]);
    home.run(["restore", &intern]).any_output();
    assert_eq!(titles(&home), ["Director", "Intern", "Engineer", "Chief"]);
}

#[test]
fn a_choice_of_entries_keeps_the_order_of_all() {
    let (home, [chief, engineer, intern], _) = home();
    home.run(["move", &intern, "--before", &engineer]).any_output();
    home.run(["move", &engineer, "--before", &chief]).any_output();
    home.run(["edit", &intern, "--tag", "x"]).any_output();
    home.run(["edit", &engineer, "--tag", "x"]).any_output();
    // The anchor of the second is not in the file.
    let document = home.json(["export", "--format", "json-resume", "--tag", "x"]);
    assert_eq!([&document["work"][0]["position"], &document["work"][1]["position"]], ["Engineer", "Intern"]);
}

#[test]
fn a_file_that_is_imported_again_leaves_moves() {
    let home = Home::new();
    let file = json!({"work": [{"position": "A"}, {"position": "B"}, {"position": "C"}]});
    home.write("cv.json", file.to_string());
    let ids = home.json(["import", "cv.json"])["ids"].clone();
    assert_eq!(home.json(["export", "--format", "json-resume"]), file);
    home.run(["move", ids[2].as_str().unwrap(), "--first"]).any_output();
    assert_eq!(titles(&home), ["C", "A", "B"]);
    let again = home.json(["import", "cv.json"]);
    assert_eq!(
        (&again["unchanged"], titles(&home)),
        (&json!(3), ["C", "A", "B"].map(str::to_owned).to_vec())
    );
    // The file changes; the moved one stands where it was put.
    let longer =
        json!({"work": [{"position": "New"}, {"position": "B"}, {"position": "A"}, {"position": "C"}]});
    home.write("cv.json", longer.to_string());
    home.json(["import", "cv.json"]);
    assert_eq!(titles(&home), ["C", "New", "B", "A"]);
    let moved = home.json(["export", "--format", "json-resume"]);
    home.write("moved.json", moved.to_string());
    let back = home.json(["import", "moved.json"]);
    assert_eq!(back["unchanged"], 4, "{back}");
    assert_eq!(home.json(["export", "--format", "json-resume"]), moved);
}

#[test]
fn what_cannot_be_moved_is_refused() {
    let (home, [chief, engineer, _], school) = home();
    let (short, of_school) = (&chief[..8], &school[..8]);
    home.run(["move", &chief, "--after", &chief])
        .code(2)
        .stderr(format!("error: `{short}` (Chief) cannot be moved beside itself\n"));
    home.run(["move", &chief, "--after", &school]).code(2).stderr(format!(
        "error: `{of_school}` (Physics) is of the kind `education`, not `work`\n\
         hint: an experience moves within its section: `resume list --kind work`\n"
    ));
    home.run(["delete", &engineer, "--yes"]).any_output();
    home.run(["move", &chief, "--before", &engineer]).code(3).stderr_contains("(Engineer) is deleted");
    home.run(["move", &engineer, "--first"]).code(3).stderr_contains("(Engineer) is deleted");
    home.run(["move", &chief, "--before", "00000000"]).code(3).stderr_contains("no experience matches");
    home.run(["move", &chief]).code(2).stderr_contains("--before");
    home.run(["move", &chief, "--first", "--last"]).code(2).stderr_contains("cannot be used with");
    home.run(["move", &chief, "--bullet", "1"]).code(2).stderr_contains("--to");
    home.run(["move", &chief, "--first", "--to", "1"]).code(2).stderr_contains("--to");
    let before = home.session_bytes();
    home.run(["move", &chief, "--bullet", "1", "--to", "1"]).code(2).stderr(
        "error: the experience has no bullet 1; there are 0\nhint: `resume show` counts them from 1\n",
    );
    assert_eq!(home.session_bytes(), before);
}

#[test]
fn lists_choose_and_sort() {
    let home = Home::new();
    for (title, dates) in [
        ("Long ago", &["--start", "2001", "--end", "2019"][..]),
        ("Short", &["--start", "2010", "--end", "2011-06", "--tag", "Old"]),
        ("Now", &["--start", "2005"]),
        ("Prize", &["--kind", "award", "--start", "2015"]),
        ("Undated", &["--kind", "skill"]),
    ] {
        home.json([&["add", title][..], dates].concat());
    }
    let list = |args: &[&str]| {
        let listed = home.json([&["list"][..], args].concat());
        let titles = listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned());
        titles.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(list(&[]), "Now, Prize, Short, Long ago, Undated");
    assert_eq!(list(&["--sort", "end"]), "Now, Long ago, Prize, Short, Undated");
    assert_eq!(list(&["--sort", "place"]), "Now, Short, Long ago, Prize, Undated");
    assert_eq!(list(&["--kind", "award", "--kind", "skill"]), "Prize, Undated");
    assert_eq!(list(&["--without-tag", "old"]), "Now, Prize, Long ago, Undated");
    assert_eq!(list(&["--until", "2005-03"]), "Now, Long ago");
    assert_eq!(list(&["--since", "2011", "--until", "2010"]), "Now, Short, Long ago");
}

#[test]
fn what_ties_stands_in_the_order_of_its_file() {
    let home = Home::new();
    let skills = ["zz", "bb", "mm", "aa", "kk"].map(|name| json!({ "name": name }));
    let jobs = ["w1", "w2"].map(|name| json!({ "name": name, "position": name }));
    home.write("cv.json", json!({ "work": jobs, "skills": skills }).to_string());
    home.json(["import", "cv.json"]);
    for order in ["start", "end", "created", "updated"] {
        let listed = home.json(["list", "--sort", order]);
        let titles: Vec<_> =
            listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["w1", "w2", "zz", "bb", "mm", "aa", "kk"], "{order}");
    }
}

#[test]
fn a_bullet_gets_another_number() {
    let home = Home::new();
    let id = home.json(["add", "Cook", "--bullet", "a", "--bullet", "b", "--bullet", "c"])["id"].clone();
    let id = id.as_str().unwrap();
    let bullets =
        |from: &str, to: &str| home.json(["move", id, "--bullet", from, "--to", to])["bullets"].clone();
    assert_eq!(bullets("3", "1"), json!(["c", "a", "b"]));
    assert_eq!(bullets("1", "2"), json!(["a", "c", "b"]));
    assert_eq!(bullets("2", "2"), json!(["a", "c", "b"]));
    home.run(["move", id, "--bullet", "2", "--to", "4"]).code(2).stderr_contains("no bullet 4; there are 3");
    home.run(["move", id, "--bullet", "0", "--to", "1"]).code(2).stderr_contains("no bullet 0; there are 3");
    assert_eq!(home.json(["history", id])[1]["changes"], json!(["bullet “c”: 3 → 1"]));
}

/// Devices of one user that share a database.
fn devices() -> [Home; 2] {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = |_| {
        Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada").with("RESUME_SYNC", "manual")
    };
    std::mem::forget(place);
    [0, 1].map(device)
}

#[test]
fn two_devices_move_entries_of_one_section() {
    for first in [0, 1] {
        let devices = devices();
        let ids: Vec<_> = (0..5)
            .map(|n| {
                let (title, start) = (n.to_string(), format!("20{}", 20 - n));
                let added = devices[0].json(["add", &title, "--organization", "Acme", "--start", &start]);
                added["id"].as_str().unwrap().to_owned()
            })
            .collect();
        for device in &devices {
            let _: Value = device.json(["sync"]);
        }
        devices[0].json(["move", &ids[4], "--first"]);
        devices[0].json(["move", &ids[3], "--after", &ids[0]]);
        devices[1].json(["move", &ids[0], "--last"]);
        devices[1].json(["move", &ids[1], "--after", &ids[2]]);
        for device in [first, 1 - first, first] {
            let synced = devices[device].json(["sync"]);
            assert_eq!(synced["pending"], 0);
        }
        for device in &devices {
            assert_eq!(device.json(["status"])["conflicts"], json!([]));
            assert_eq!(titles(device), ["4", "3", "2", "1", "0"]);
        }
    }
}
