use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::domain::Kind;

fn record() -> Experience {
    let mut record = Experience::new(Uuid::nil(), Kind::Work, "Data Engineer", Timestamp::UNIX_EPOCH);
    record.organization = Some("Acme GmbH".to_owned());
    record.location = Some("Bonn".to_owned());
    record.url = Some("https://acme.example/team".to_owned());
    record.start_date = "2019-03".parse().ok();
    record.text = Some(
        "Moved nightly reports from Excel to PostgreSQL, which made them 40% faster. Wrote C++ and Node.js services \
         for 1,200 shops; it runs on K8s. Machine learning with the sales team. Ask ada@acme.example or +49 228 1234567."
            .to_owned(),
    );
    record.bullets = vec![Bullet::new("Planned the migration with two colleagues")];
    record.skills = vec!["SQL".to_owned(), "CI/CD".to_owned()];
    record
}

fn bullet(text: &str) -> Vec<String> {
    let read = Suggestion::read(json!({"bullets": [text], "skills": []}), &record(), &[]).unwrap();
    read.bullets.into_iter().next().expect("it is proposed").unsupported
}

fn skill(text: &str) -> Vec<String> {
    let read = Suggestion::read(json!({"bullets": [], "skills": [text]}), &record(), &[]).unwrap();
    read.skills.into_iter().next().expect("it is proposed").unsupported
}

#[test]
fn what_the_record_says_is_supported() {
    for text in [
        "Moved the nightly reports from Excel to PostgreSQL",
        "Made nightly reports 40 % faster, using PostgreSQL at Acme",
        "Built services in C++ and Node.js for 1200 shops, run on K8s",
        "Worked with 2 colleagues on planning the migration in 2019",
        "Wrote services for 1.2k shops since March 2019 in Bonn",
        "Used machine-learning for sales",
        "Ask https://acme.example/team",
        "CI/CD for PostgreSQL services, and SQL.",
    ] {
        assert_eq!(bullet(text), [""; 0], "{text}");
    }
    for text in
        ["PostgreSQL", "postgresql", "C++", "Node.js", "Machine Learning", "K8s", "Excel", "Data Engineer"]
    {
        assert_eq!(skill(text), [""; 0], "{text}");
    }
}

#[test]
fn what_it_does_not_say_is_marked() {
    for (text, unsupported) in [
        ("Moved reports to Kubernetes", &["Kubernetes"][..]),
        ("moved reports to kubernetes", &["kubernetes"]),
        ("Led 12 engineers", &["Led", "12"]),
        ("Made reports 45% faster", &["45%"]),
        ("Made reports faster for 40 shops", &["40"]),
        ("Wrote services for 1,200 % of shops", &["1,200 %"]),
        ("Wrote services for 1.2M shops and $40", &["1.2M", "$40"]),
        ("Reports in three years", &["three", "years"]),
        ("Services in C# and Node", &["C#", "Node"]),
        ("Migration in 2020, the 03", &["2020", "03"]),
        ("The reports, by IT", &["IT"]),
        ("Wrote 49 services for 228 shops", &["49", "228"]),
        ("Access for the team", &["Access"]),
        (
            "Ask eve@evil.example, with https://evil.example/x",
            &["eve@evil.example", "https://evil.example/x"],
        ),
        ("Call [phone] or [e-mail]", &["[e-mail]", "[phone]", "Call"]),
        ("Кubernetes moved", &["Кubernetes"]),
        ("データ reports", &["データ"]),
        ("Wrote 10+ services 24h", &["10+", "24h"]),
        ("Reports-Kafka", &["Reports-Kafka"]),
    ] {
        assert_eq!(bullet(text), unsupported, "{text}");
    }
    for text in
        ["Kubernetes", "Go", "Learning Machine", "C", "Node", "41", "IT", "Team leading", "★", "Python 3"]
    {
        assert_eq!(skill(text), [text], "{text}");
    }
}

/// What a record of one sentence does not support of a bullet and of a skill.
fn said(text: &str) -> Experience {
    let mut record = Experience::new(Uuid::nil(), Kind::Work, "Clerk", Timestamp::UNIX_EPOCH);
    record.text = Some(text.to_owned());
    record
}

fn read(answer: Value, text: &str) -> Suggestion {
    Suggestion::read(answer, &said(text), &[]).unwrap()
}

#[test]
fn what_is_put_together_from_pieces_of_the_record_is_marked() {
    for (record, bullet, unsupported) in [
        ("Led twenty services and five engineers", "Led twenty-five services", &["twenty-five"][..]),
        ("Led twenty services and five engineers", "Led twenty five services", &["twenty five"]),
        ("Cut 20 percent for five services", "Cut 5-percent for services", &["5-percent"]),
        ("Answers in 0.125 s", "Answers in 125 s", &["125"]),
        ("Two hundred and fifty services", "Built fifty services", &["fifty"]),
        ("Two hundred and fifty services", "Built two hundred services", &["two hundred"]),
        ("Half a million services", "Built a million services", &["million"]),
        ("Several million services", "Built one million services", &["million"]),
        ("Ran 5-10 million services", "Built a million services", &["million"]),
        ("Two dozen services", "Built two services", &["two"]),
        ("Ran 5 to 10 million services", "Built 5 services", &["5"]),
        ("Cut 20 to 30 % of services", "Cut 20 services", &["20"]),
        ("Dug 5m deep", "Dug 5 million deep", &["5 million"]),
        ("Dug 5 million deep", "Dug 5m deep", &["5m"]),
        ("Sent 5 billion", "Sent 5B", &["5B"]),
        ("Clerk from 03/2019 to 05/2021, engineers and teams", "5 engineers and 3 teams", &["5", "3"]),
        ("COVID-19 engineers", "19 engineers", &["19"]),
        ("Sold one million", "Sold millions", &["millions"]),
        ("Sold 5 million", "Sold a million", &["million"]),
        ("Cut at 5mm", "Cut at 5 million", &["5 million"]),
        ("Tools for the team", "Tools: Teams", &["Teams"]),
        ("Tools for the time window", "Tools: Windows", &["Windows"]),
        ("Tools for the team", "Teams tools", &["Teams"]),
        ("Met the target with a shell", "Met the Target", &["Target"]),
        ("Saved 20", "Saved ₺20", &["₺20"]),
        ("Saved 5", "Saved 5₺", &["5₺"]),
        ("Saved 5 with C", "Saved 5 with C ++", &["C ++"]),
        ("Saved 5 with C", "Saved 5 with C♯", &["C♯"]),
        ("Faster by 20", "Faster by 20×", &["20×"]),
        ("Faster by 5 or 20", "Faster by 5^20", &["5^20"]),
        ("Shop 1", "Shop #1", &["#1"]),
        (
            "Moved the nightly load from cron to Airflow, and cut it from 6 h to 20 min.",
            "Cut costs by 40 % with Kubernetes",
            &["costs", "40 %", "Kubernetes"],
        ),
    ] {
        let read = read(json!({"bullets": [bullet], "skills": []}), record);
        assert_eq!(read.bullets[0].unsupported, unsupported, "{record}: {bullet}");
    }
    for (record, skill) in [
        ("R&D", "R"),
        ("C-level talks", "C"),
        ("Objective-C", "C"),
        ("Go-to-market plans", "Go"),
        ("Twenty services, five engineers", "Twenty five"),
        ("Twenty services, five engineers", "Twenty-five"),
        ("COVID-19", "19"),
        ("Tuned React. Native apps", "React Native"),
        ("Tuned React, Native apps", "React Native"),
        ("Tuned React\nNative apps", "React Native"),
        ("Met the target in a shell", "Target"),
        ("Met the target in a shell", "Shell"),
        ("Wrote sql", "SQL"),
        ("Wrote C", "C♯"),
        ("Wrote C", "C ++"),
    ] {
        let read = read(json!({"bullets": [], "skills": [skill]}), record);
        assert_eq!(read.skills[0].unsupported, [skill], "{record}: {skill}");
    }
}

#[test]
fn what_restates_the_record_is_supported() {
    let load = "Moved the nightly load from cron to Airflow, and cut it from 6 h to 20 min.";
    for (record, bullet) in [
        (load, "Moved the nightly load to Airflow"),
        (load, "Cut the nightly load from 6 h to 20 min"),
        ("Twenty-five services", "Built 25 services"),
        ("Two hundred and fifty services", "Built 250 services"),
        ("Dug 5m deep", "Dug 5m deep"),
        ("Dug 5 m deep", "Dug 5m deep"),
        ("Saved $5m", "Saved $5 million"),
        ("Several million services", "Built several million services"),
        ("Ran 5 to 10 million services", "Built 5 to 10 million services"),
        ("Cut services 20–30 %", "Cut services by 20–30 %"),
        ("From 2019 to 40 % services", "Services since 2019"),
        ("Clerk from 03/2019 to 05/2021", "Clerk since 2019"),
        ("Made it 20× faster for ₺5", "Made it 20× faster, for ₺5"),
        ("R&D with a 24-hour shift", "Worked in R&D, with a 24-hour shift"),
        ("Shop #1", "Worked in shop #1"),
    ] {
        let read = read(json!({"bullets": [bullet], "skills": []}), record);
        assert_eq!(read.bullets[0].unsupported, [""; 0], "{record}: {bullet}");
    }
    for (record, skill) in [
        (load, "Airflow"),
        ("R&D", "R&D"),
        ("Objective-C", "Objective-C"),
        ("CI/CD", "CD"),
        ("Go/Rust", "Go"),
        ("React Native apps", "React Native"),
        ("Machine-learning", "Machine Learning"),
        ("Wrote sql", "sql"),
        ("Wrote SQL", "sql"),
    ] {
        let read = read(json!({"bullets": [], "skills": [skill]}), record);
        assert_eq!(read.skills[0].unsupported, [""; 0], "{record}: {skill}");
    }
}

#[test]
fn a_compound_inside_a_number_belongs_to_it() {
    let record = "Ran two hundred and twenty-five services";
    for (bullet, unsupported) in [
        ("Ran 225 services", &[][..]),
        ("Ran two hundred services", &["two hundred"]),
        ("Ran twenty-five services", &["twenty-five"]),
    ] {
        let read = read(json!({"bullets": [bullet], "skills": []}), record);
        assert_eq!(read.bullets[0].unsupported, unsupported, "{bullet}");
    }
}

#[test]
fn a_known_contact_vouches_for_no_skill_beside_it() {
    let answer = json!({"bullets": [], "skills": ["Kubernetes ada@acme.example", "ada@acme.example"]});
    let read = Suggestion::read(answer, &record(), &[]).unwrap();
    assert_eq!(read.skills[0].unsupported, ["Kubernetes ada@acme.example"]);
    assert!(read.skills[1].is_supported());
}

#[test]
fn what_the_user_vouches_for_is_supported() {
    let answer = json!({"bullets": ["Led 12 people; 45 % faster"], "skills": ["Kubernetes"]});
    let vouched = ["led", "12", "PEOPLE", "45%", "kubernetes"].map(str::to_owned);
    let read = Suggestion::read(answer, &record(), &vouched).unwrap();
    assert!(read.bullets[0].is_supported() && read.skills[0].is_supported(), "{read:?}");
}

#[test]
fn what_is_there_already_is_not_proposed() {
    let answer = json!({
        "bullets": ["planned the  migration with two colleagues.", "Wrote services", "- wrote services"],
        "skills": ["sql", "C++", "c++"],
    });
    let read = Suggestion::read(answer, &record(), &[]).unwrap();
    let texts = |items: &[Proposed]| items.iter().map(|item| item.text.clone()).collect::<Vec<_>>();
    assert_eq!(
        (texts(&read.bullets), texts(&read.skills)),
        (vec!["Wrote services".to_owned()], vec!["C++".to_owned()])
    );
    assert_eq!((read.known, read.left_out), (4, 0));
}

#[test]
fn what_cannot_be_shown_or_is_too_much_is_left_out() {
    let many: Vec<_> = (0..10_000).map(|number| format!("Wrote services {number}")).collect();
    let hidden = ["\u{1b}[2Jservices", "ser\u{202e}vices", "  ", "\u{0}"];
    let huge = "x".repeat(5_000_000);
    let answer =
        json!({"bullets": many, "skills": hidden.iter().copied().chain([huge.as_str()]).collect::<Vec<_>>()});
    let read = Suggestion::read(answer, &record(), &[]).unwrap();
    assert_eq!((read.bullets.len(), read.skills.len(), read.left_out), (MAX_BULLETS, 0, 9_992 + 5));
    let read =
        Suggestion::read(json!({"bullets": ["Wrote\n\tservices"], "skills": []}), &record(), &[]).unwrap();
    assert_eq!(read.bullets[0].text, "Wrote services");
    let read =
        Suggestion::read(json!({"bullets": ["-40% costs", "* Wrote it"], "skills": []}), &record(), &[])
            .unwrap();
    assert_eq!((&*read.bullets[0].text, &*read.bullets[1].text), ("-40% costs", "Wrote it"));
}

#[test]
fn another_shape_is_an_error() {
    for answer in [
        json!(null),
        json!([]),
        json!("text"),
        json!({}),
        json!({"bullets": []}),
        json!({"bullets": [], "skills": [1]}),
        json!({"bullets": "x", "skills": []}),
        json!({"bullets": [], "skills": [], "x".repeat(1_000_000): 1}),
        json!({"bullets": [{"text": "x"}], "skills": []}),
    ] {
        let error = Suggestion::read(answer, &record(), &[]).unwrap_err();
        assert_eq!(error.kind, "invalid_answer");
        assert!(error.message.len() < 400, "{}", error.message);
    }
    let secret = json!({"bullets": [], "skills": [], "sk-secret": 1});
    let error = Suggestion::read(secret, &record(), &[]).unwrap_err();
    assert!(!error.message.contains("secret"), "{}", error.message);
}

#[test]
fn an_address_at_the_place_of_the_cut_is_not_sent() {
    let mut record = record();
    for length in 980..1030 {
        record.title = format!("{} ada.lovelace@example.com", "x".repeat(length));
        record.text =
            Some(format!("{} ada.lovelace@example.com", "x".repeat(length + SENT_TEXT - SENT_LINE)));
        let sent = question(&record, &Own::default()).material;
        assert!(!sent.contains("ada"), "{length}");
    }
}

#[test]
fn what_is_sent_holds_no_contact_and_is_bounded() {
    let mut record = record();
    let sent = question(&record, &Own::default()).material;
    for secret in ["ada@", "1234567", "acme.example", "Bonn", "https"] {
        assert!(!sent.contains(secret), "{secret}: {sent}");
    }
    for said in ["Data Engineer", "Acme GmbH", "2019-03", "PostgreSQL", "CI/CD", "two colleagues"] {
        assert!(sent.contains(said), "{said}: {sent}");
    }
    record.text = Some("x\u{1f600}".repeat(500_000));
    record.bullets = vec![Bullet::new("y".repeat(100_000)); 5_000];
    assert!(question(&record, &Own::default()).material.len() < 512 * 1024);
}

#[test]
fn adding_overwrites_nothing() {
    let mut changed = record();
    changed.bullets.push(Bullet::new("Wrote services"));
    let before = changed.clone();
    let added = [
        (Sort::Bullet, "wrote services"),
        (Sort::Bullet, "Ran it"),
        (Sort::Skill, "sql"),
        (Sort::Skill, "Excel"),
    ]
    .map(|(sort, text)| add(&mut changed, sort, text));
    assert_eq!(added, [false, true, false, true]);
    assert_eq!(changed.bullets[..2], before.bullets);
    assert_eq!(changed.bullets[2..], [Bullet::new("Ran it")]);
    assert_eq!(changed.skills, ["SQL", "CI/CD", "Excel"]);
}

/// Words that the record has, in any case, and what may stand between words.
const SAID: [&str; 8] = ["reports", "PostgreSQL", "services", "40%", "K8s", "Acme", "team", "Moved"];

proptest! {
    /// Whatever is said around it, a name, a number or a technology from elsewhere is marked.
    #[test]
    fn nothing_foreign_is_ever_supported(
        before in prop::collection::vec(prop::sample::select(&SAID[..]), 0..6),
        after in prop::collection::vec(prop::sample::select(&SAID[..]), 0..6),
        foreign in prop_oneof!["[A-Z][qxzj]{2,8}", "[qxzj]{4,9}", "[3-9][0-9]{2,5}", "[QXZJ]{2,5}[0-9]", "[qxzj]{3}\\.js",
            "[5-9][0-9]%", "[qxzj]{3,8}@[qxzj]{3}\\.com", "[qxzj]{3,8}\\+\\+"],
        gap in prop::sample::select(&[" ", ", ", " (", "; ", ": ", " – ", ". ", "\u{a0}", "\"", "/ "][..]),
    ) {
        let text = format!("{}{gap}{foreign}{gap}{}", before.join(" "), after.join(" "));
        let read = Suggestion::read(json!({"bullets": [&text], "skills": [&foreign]}), &record(), &[]).unwrap();
        for item in read.bullets.iter().chain(&read.skills) {
            prop_assert!(!item.is_supported(), "{:?}", item);
        }
    }

    /// Whatever the answer, what may be applied holds no figures and no capitals that the record lacks.
    #[test]
    fn whatever_the_answer_what_is_supported_stands_in_the_record(texts in prop::collection::vec(".{0,60}", 0..12)) {
        let record = record();
        let said = serde_json::to_string(&record).unwrap().to_lowercase();
        let answer = json!({"bullets": texts, "skills": texts});
        let read = Suggestion::read(answer, &record, &[]).unwrap();
        for skill in read.skills.iter().filter(|skill| skill.is_supported()) {
            for word in skill.text.split(|c: char| !c.is_alphanumeric()) {
                prop_assert!(said.contains(&word.to_lowercase()), "{}", skill.text);
            }
        }
        for bullet in read.bullets.iter().filter(|bullet| bullet.is_supported()) {
            prop_assert!(!has_hidden(&bullet.text));
            for word in bullet.text.split_whitespace().filter(|word| word.chars().skip(1).any(char::is_uppercase)) {
                let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                prop_assert!(bare.split(|c: char| !c.is_alphanumeric()).all(|part| said.contains(part)), "{}", bullet.text);
            }
        }
    }

    #[test]
    fn no_address_of_the_record_is_sent(local in "[a-z0-9][a-z0-9._+-]{0,10}", around in "[ -~\n東]{0,30}") {
        let mail = format!("{local}@mail.example.org");
        let mut record = record();
        record.text = Some(format!("{around} {mail} {around}"));
        record.bullets = vec![Bullet::new(format!("write to {mail}."))];
        record.title = mail.clone();
        record.skills = vec![mail];
        prop_assert!(!question(&record, &Own::default()).material.contains("@mail.example"));
    }
}
