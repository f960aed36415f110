//! What an export holds, in which order, and into which file it goes.

use serde_json::{Value, json};

use crate::support::Home;

/// A home with the file of someone who has written it in no order of dates.
fn imported() -> Home {
    let home = Home::new();
    let file = json!({
        "work": [
            {"name": "Mill", "position": "Miller", "startDate": "2015", "endDate": "2019"},
            {"name": "Bakery", "position": "Baker", "startDate": "2019-04"},
            {"name": "Kiosk", "position": "Seller", "startDate": "2008", "endDate": "2009"}
        ],
        "skills": (0..8).map(|n| json!({"name": format!("Skill {n}")})).collect::<Vec<_>>()
    });
    let path = home.write("file.json", file.to_string());
    home.run(["import", path.to_str().unwrap()]).stdout("11 added, 0 updated, 0 unchanged\n");
    home
}

fn texts(items: &Value, key: &str) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_added_stands_where_its_dates_belong() {
    let home = imported();
    home.run(["add", "Paper boy", "--start", "2010", "--end", "2011", "-q"]).any();
    home.run(["add", "Chef", "--start", "2023", "-q"]).any();
    home.run(["add", "Page", "--start", "2001", "--end", "2002", "-q"]).any();
    let expected = ["Chef", "Miller", "Baker", "Paper boy", "Seller", "Page"];
    assert_eq!(texts(&home.json(["export"])["work"], "position"), expected);
    let own = home.json(["export", "--format", "resume"]);
    assert_eq!(texts(&own["experiences"], "title")[..6], expected);
    let markdown = home.run(["export", "--format", "markdown"]).any().out().to_owned();
    let places: Vec<_> = expected.iter().map(|title| markdown.find(title).unwrap()).collect();
    assert!(places.is_sorted(), "{markdown}");
}

#[test]
fn the_undated_are_listed_in_the_order_of_their_file() {
    let home = imported();
    let skills: Vec<_> = (0..8).map(|n| format!("Skill {n}")).collect();
    assert_eq!(texts(&home.json(["list", "--kind", "skill"]), "title"), skills);
    let csv = home.run(["list", "--format", "csv"]).any().out().to_owned();
    let places: Vec<_> = skills.iter().map(|title| csv.find(title.as_str()).unwrap()).collect();
    assert!(places.is_sorted(), "{csv}");
    let mut jobs = texts(&home.json(["list"]), "title");
    jobs.truncate(3);
    assert_eq!(jobs, ["Baker", "Miller", "Seller"], "ongoing first, then the newest");
}
