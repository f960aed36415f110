use std::collections::HashSet;

use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::mark::Marks;
use super::*;
use crate::domain::{Bullet, Kind};

const ALL: Limits = Limits { experiences: 100, bullets: 100 };

fn experience(number: u8, title: &str, bullets: &[&str]) -> Experience {
    let mut value = Experience::new(Uuid::from_bytes([number; 16]), Kind::Work, title, Timestamp::UNIX_EPOCH);
    value.bullets = bullets.iter().map(|text| Bullet::new(*text)).collect();
    value
}

fn resume() -> Vec<Experience> {
    let mut engineer = experience(
        1,
        "Data Engineer",
        &["Moved reports to PostgreSQL", "Cooked for the team", "Tuned PostgreSQL queries and Kafka streams"],
    );
    engineer.skills = vec!["Kafka".to_owned()];
    let cook = experience(2, "Cook", &["Cooked for two hundred guests", "Wrote to chef@inn.example"]);
    let teacher = experience(3, "Teacher", &["Taught databases"]);
    vec![engineer, cook, teacher]
}

fn all(resume: &[Experience]) -> Vec<&Experience> {
    resume.iter().collect()
}

const JOB: &str =
    "We look for a data engineer who knows Kafka and PostgreSQL databases. Mail hr@corp.example.";

fn chosen(ranking: &Ranking) -> Vec<(u8, Vec<&str>)> {
    let texts = |chosen: &Chosen| (chosen.id.as_bytes()[0], Vec::new());
    let mut found: Vec<(u8, Vec<&str>)> = ranking.chosen.iter().map(texts).collect();
    for (item, chosen) in found.iter_mut().zip(&ranking.chosen) {
        item.1 = chosen.bullets.iter().map(|bullet| bullet.bullet.text.as_str()).collect();
    }
    found
}

#[test]
fn keywords_rank_what_fits_and_say_why() {
    let resume = resume();
    let ranking = keywords::rank(JOB, &all(&resume), ALL);
    assert_eq!(
        chosen(&ranking),
        [
            (1, vec!["Tuned PostgreSQL queries and Kafka streams", "Moved reports to PostgreSQL"]),
            (3, vec!["Taught databases"])
        ]
    );
    assert_eq!(ranking.chosen[1].reason, "shares databases");
    assert_eq!(ranking.chosen[0].bullets[0].reason, "shares Kafka, PostgreSQL");
    let few = keywords::rank(JOB, &all(&resume), Limits { experiences: 1, bullets: 1 });
    assert_eq!(chosen(&few), [(1, vec!["Tuned PostgreSQL queries and Kafka streams"])]);
    for job in ["", "the and of we you", "Zahnarzt", "2019 2020"] {
        assert_eq!(keywords::rank(job, &all(&resume), ALL), Ranking::default(), "{job}");
    }
}

#[test]
fn the_score_is_that_of_bm25() {
    // Two documents of two words each: idf = ln(1 + 1.5 / 1.5), tf = 3 · 2.2 / (3 + 1.2 · (¼ + ¾ · 6 / 4.5)).
    let one = experience(1, "kafka baker", &[]);
    let other = experience(2, "cook", &[]);
    let ranking = keywords::rank("kafka", &[&one, &other], ALL);
    let expected = 2.0_f64.ln() * (3.0 * 2.2) / (3.0 + 1.2 * (0.25 + 0.75 * 6.0 / 4.5));
    let score = ranking.chosen[0].score.unwrap();
    assert!((score - expected).abs() < 0.001, "{score} {expected}");
}

#[test]
fn writing_without_spaces_is_found_by_pairs() {
    let resume = [experience(1, "基盤担当", &["データ基盤を構築した"]), experience(2, "料理人", &[])];
    let ranking = keywords::rank("データ基盤の経験者", &all(&resume), ALL);
    assert_eq!(chosen(&ranking), [(1, vec!["データ基盤を構築した"])]);
}

#[test]
fn what_is_sent_has_keys_and_no_contacts() {
    let resume = resume();
    let request = Request::new(JOB, &all(&resume), &Own::default());
    let sent: Value = serde_json::from_str(&request.question.material).unwrap();
    assert_eq!(sent["experiences"][1]["bullets"][1], json!({"key": "e2b2", "text": "Wrote to [e-mail]"}));
    assert_eq!(sent["job"], JOB.replace("hr@corp.example", "[e-mail]"));
    assert_eq!((request.omitted, request.shortened), (0, false));
}

#[test]
fn an_address_at_the_place_of_the_cut_is_not_sent() {
    for length in 470..515 {
        let bullet = format!("{} ada.lovelace@example.com", "x".repeat(length));
        let resume = [experience(1, "Cook", &[&bullet])];
        let request = Request::new(JOB, &all(&resume), &Own::default());
        assert!(!request.question.material.contains("ada"), "{length}");
    }
}

#[test]
fn an_error_about_the_shape_quotes_nothing_of_the_answer() {
    let resume = resume();
    let experiences = all(&resume);
    let request = Request::new(JOB, &experiences, &Own::default());
    let error = request.read(json!({"experiences": [], "sk-secret": 1}), ALL).unwrap_err();
    assert!(!error.message.contains("secret"), "{}", error.message);
}

#[test]
fn of_a_long_resume_what_fits_is_sent() {
    let mut resume: Vec<_> =
        (1..=200).map(|number| experience(number, "Baker", &[&"bread ".repeat(600)])).collect();
    resume.push(experience(201, "Kafka engineer", &[]));
    for experience in &mut resume {
        experience.text = Some("bread ".repeat(2_000));
    }
    let request = Request::new("Kafka", &all(&resume), &Own::default());
    assert!(request.question.material.len() < MOST_SENT + 1024);
    assert!(request.omitted > 100 && request.shortened, "{}", request.omitted);
    assert_eq!(request.sent[0].title, "Kafka engineer");
}

#[test]
fn an_answer_refers_to_what_was_sent_and_to_nothing_else() {
    let resume = resume();
    let experiences = all(&resume);
    let request = Request::new(JOB, &experiences, &Own::default());
    let item = |key: &str, bullets: &[&str]| {
        let bullets: Vec<_> = bullets.iter().map(|key| json!({"key": key, "reason": "b"})).collect();
        json!({"key": key, "reason": "why\n\u{1b}[2J", "bullets": bullets})
    };
    let answer = json!({"experiences": [
        item("e3", &["e3b1", "e3b1", "e3b2", "e1b1", "b1", "e3b0", "e3b01", "e3b99999999999999999999"]),
        item("e9", &[]), item("", &[]), item("e0", &[]), item("3", &[]), item("e3", &[]),
        item("e1", &["e1b3"]), item("e2", &[]),
    ]});
    let ranking = request.read(answer.clone(), Limits { experiences: 2, bullets: 9 }).unwrap();
    assert_eq!(
        chosen(&ranking),
        [(3, vec!["Taught databases"]), (1, vec!["Tuned PostgreSQL queries and Kafka streams"])]
    );
    assert_eq!(ranking.ignored, 7 + 5);
    assert_eq!(request.read(answer, ALL).unwrap().chosen.len(), 3);
    for wrong in [
        json!(null),
        json!({"experiences": [{"key": "e1"}]}),
        json!({"experiences": [{"key": 1, "reason": "", "bullets": []}]}),
        json!({"experiences": [], "new_bullets": ["x"]}),
        json!({"experiences": [{"key": "e1", "reason": "", "bullets": [], "text": "new"}]}),
    ] {
        assert_eq!(request.read(wrong, ALL).unwrap_err().kind, "invalid_answer");
    }
}

#[test]
fn a_tag_stands_on_what_was_chosen_and_nowhere_else() {
    let mut resume = resume();
    let ranking = keywords::rank(JOB, &all(&resume), ALL);
    resume[1].tags = vec!["x".to_owned(), "kept".to_owned()];
    resume[0].bullets[1].tags = vec!["x".to_owned()];
    let kept = Marks::plan(&resume, &ranking, "x", false);
    assert_eq!((kept.experiences, kept.bullets, kept.others, kept.missing), (2, 3, 2, 0));
    assert_eq!(kept.changed.len(), 2, "what was not chosen stays as it is");
    let plan = Marks::plan(&resume, &ranking, "x", true);
    for changed in &plan.changed {
        let place = resume.iter().position(|experience| experience.id == changed.id).unwrap();
        resume[place] = changed.clone();
    }
    assert_eq!(resume[1].tags, ["kept"]);
    let tagged =
        |experience: &Experience| experience.bullets.iter().map(|one| one.tags.len()).collect::<Vec<_>>();
    assert_eq!(tagged(&resume[0]), [1, 0, 1]);
    assert_eq!(
        Marks::plan(&resume, &ranking, "x", true),
        Marks { changed: Vec::new(), others: 0, bearers: HashSet::new(), ..plan }
    );
}

#[test]
fn an_experience_of_which_only_unknown_bullets_are_named_is_not_chosen_whole() {
    let resume = resume();
    let experiences = all(&resume);
    let request = Request::new(JOB, &experiences, &Own::default());
    let answer = json!({"experiences": [
        {"key": "e1", "reason": "", "bullets": [{"key": "e1b99", "reason": ""}, {"key": "b1", "reason": ""}]},
        {"key": "e2", "reason": "", "bullets": []},
    ]});
    let ranking = request.read(answer, ALL).unwrap();
    assert_eq!((chosen(&ranking), ranking.ignored), (vec![(2, vec![])], 2));
}

#[test]
fn what_changed_meanwhile_is_not_marked() {
    let resume = resume();
    let ranking = keywords::rank(JOB, &all(&resume), ALL);
    let mut changed = resume;
    changed[0].bullets[0].text = "Something else".to_owned();
    changed[2].bullets.clear();
    let plan = Marks::plan(&changed, &ranking, "x", false);
    assert_eq!((plan.experiences, plan.bullets, plan.missing), (1, 1, 3));
    assert_eq!(Marks::plan(&changed[1..2], &ranking, "x", false).missing, 5);
}

/// An answer with keys that were sent, and others.
fn answers() -> impl Strategy<Value = Value> {
    let key = prop_oneof!["e[0-9]{1,2}", "e[1-3]b[1-4]", ".{0,6}"];
    let bullets = prop::collection::vec((key.clone(), ".{0,9}"), 0..5);
    prop::collection::vec((key, ".{0,20}", bullets), 0..6).prop_map(|items| {
        let bullet = |(key, reason): &(String, String)| json!({"key": key, "reason": reason});
        let item = |(key, reason, bullets): &(String, String, Vec<(String, String)>)| {
            json!({"key": key, "reason": reason, "bullets": bullets.iter().map(bullet).collect::<Vec<_>>()})
        };
        json!({"experiences": items.iter().map(item).collect::<Vec<_>>()})
    })
}

proptest! {
    /// Whatever is answered, the tags of one name change, and no text does.
    #[test]
    fn an_answer_changes_tags_and_nothing_else(answer in answers(), replace: bool) {
        let before = resume();
        let experiences = all(&before);
        let request = Request::new(JOB, &experiences, &Own::default());
        let ranking = request.read(answer, ALL).unwrap();
        let plan = Marks::plan(&before, &ranking, "x", replace);
        for mut changed in plan.changed {
            let old = before.iter().find(|old| old.id == changed.id).expect("no new experience");
            changed.tags.retain(|tag| tag != "x");
            changed.bullets.iter_mut().for_each(|bullet| bullet.tags.retain(|tag| tag != "x"));
            prop_assert_eq!(&changed, old);
        }
    }
}
