use serde_json::{Value, json};

use crate::domain::{Kind, place};
use crate::formats::testing::{Store, brief, counting, now, taken};
use crate::formats::{InputFormat, Reading, Upload, plan, read};

const FIELDS: &str = "title organization start_date end_date text bullets";

fn imported(document: &Value) -> (Store, Reading) {
    taken(&Upload::from(document.to_string().as_bytes()))
}

fn five() -> Value {
    json!({
        "picture": {"hidden": false, "url": "https://p.example/me.jpg", "size": 80},
        "basics": {"name": "Rosa Lind", "headline": "Engineer", "email": "rosa@x.example", "phone": "+4670", "location": "Lund, Sweden",
            "website": {"url": "https://rosa.example", "label": ""},
            "customFields": [{"id": "c1", "icon": "cake", "text": "1990", "link": ""}]},
        "summary": {"title": "", "columns": 1, "hidden": false, "content": "<p>I <strong>build</strong>.</p>"},
        "sections": {
            "profiles": {"title": "", "hidden": false, "items": [
                {"id": "p1", "hidden": false, "icon": "github-logo", "network": "GitHub", "username": "rosa", "website": {"url": "https://github.com/rosa", "label": ""}}]},
            "experience": {"title": "", "hidden": false, "items": [
                {"id": "e1", "hidden": false, "company": "Verk AB", "position": "Lead", "location": "Lund", "period": "March 2022 - Present",
                 "website": {"url": "https://verk.example", "label": ""}, "description": "<p>Led.</p><ul><li><p>Built X</p></li></ul>", "roles": []},
                {"id": "e2", "hidden": true, "company": "Bolag", "position": "", "location": "", "period": "2014 - 2018",
                 "website": {"url": "", "label": ""}, "description": "<p>Shared.</p>", "roles": [
                    {"id": "r1", "position": "Senior", "period": "2016 - 2018", "description": "<p>More.</p>"},
                    {"id": "r2", "position": "Junior", "period": "2014 - 2016", "description": ""}]},
                {"id": "e3", "hidden": false, "company": "Kiosk", "position": "Clerk", "period": "a summer", "roles": []}]},
            "education": {"items": [{"id": "d1", "hidden": false, "school": "LU", "degree": "M.Sc.", "area": "Physics", "grade": "5", "location": "",
                 "period": "2009 - 2014", "website": {"url": "", "label": ""}, "description": ""}]},
            "skills": {"items": [{"id": "s1", "hidden": false, "icon": "", "name": "Rust", "proficiency": "Advanced", "level": 4, "keywords": ["tokio"]},
                {"id": "s2", "hidden": false, "name": "Go", "proficiency": "", "level": 2, "keywords": []}]},
            "languages": {"items": [{"id": "l1", "hidden": false, "language": "Swedish", "fluency": "Native", "level": 5}]},
            "awards": {"items": [{"id": "a1", "hidden": false, "title": "Best", "awarder": "Foo", "date": "April 2021", "website": {"url": "", "label": ""}, "description": ""}]},
            "volunteer": {"items": [{"id": "v1", "hidden": false, "organization": "Cross", "location": "", "period": "2020", "description": ""}]}
        },
        "customSections": [{"id": "x", "title": "Talks", "type": "publications", "items": [{"id": "t1", "hidden": false, "title": "On X", "publisher": "Conf", "date": "May 2020"}]}],
        "metadata": {"template": "onyx"}
    })
}

#[test]
fn version_5_arrives_whole() {
    let (store, reading) = imported(&five());
    let work: Vec<_> = store.of(Kind::Work).into_iter().map(|one| brief(one, FIELDS)).collect();
    assert_eq!(
        json!(work),
        json!([
            ["Lead", "Verk AB", "2022-03", null, "Led.", ["Built X"]],
            ["Senior", "Bolag", "2016", "2018", "Shared.\n\nMore.", []],
            ["Junior", "Bolag", "2014", "2016", null, []],
            ["Clerk", "Kiosk", null, null, null, []]
        ])
    );
    let work = store.of(Kind::Work);
    assert_eq!(
        (work[1].tags.clone(), work[3].metadata["period"].clone()),
        (vec!["hidden".to_owned()], json!("a summer"))
    );
    assert_eq!(
        (work[0].url.as_deref(), work[0].location.as_deref()),
        (Some("https://verk.example"), Some("Lund"))
    );
    let degree = store.of(Kind::Education)[0];
    assert_eq!(brief(degree, FIELDS), json!(["M.Sc.", "LU", "2009", "2014", null, []]));
    assert_eq!((&degree.metadata["area"], &degree.metadata["score"]), (&json!("Physics"), &json!("5")));
    let skills = store.of(Kind::Skill);
    assert_eq!(
        (skills[0].skills.clone(), &skills[0].metadata["level"]),
        (vec!["tokio".to_owned()], &json!("Advanced"))
    );
    assert_eq!((skills[1].metadata.get("level"), &skills[1].metadata["rating"]), (None, &json!("2")));
    assert_eq!(store.of(Kind::Language)[0].metadata["fluency"], "Native");
    assert_eq!(brief(store.of(Kind::Award)[0], FIELDS), json!(["Best", "Foo", "2021-04", null, null, []]));
    assert_eq!(brief(store.of(Kind::Volunteer)[0], FIELDS), json!(["", "Cross", "2020", "2020", null, []]));
    let talk = store.of(Kind::Publication)[0];
    assert_eq!(
        (brief(talk, FIELDS), &talk.metadata["section"]),
        (json!(["On X", "Conf", "2020-05", null, null, []]), &json!("Talks"))
    );
    assert_eq!(
        json!(store.document().unwrap()["basics"]),
        json!({"name": "Rosa Lind", "label": "Engineer", "email": "rosa@x.example", "phone": "+4670", "url": "https://rosa.example",
            "location": {"city": "Lund", "region": "Sweden"}, "summary": "I **build**.", "image": "https://p.example/me.jpg",
            "profiles": [{"network": "GitHub", "username": "rosa", "url": "https://github.com/rosa"}]})
    );
    assert_eq!(
        reading.notices,
        [
            "entries that are hidden there have the tag `hidden` here: 1",
            "3 values have no field here and went into the metadata: customfields (1), period (1), rating (1)"
        ]
    );
}

#[test]
fn version_4_arrives_whole() {
    let url = |href: &str| json!({"label": "", "href": href});
    let (store, _) = imported(&json!({
        "basics": {"name": "Rosa Lind", "headline": "", "email": "", "phone": "", "location": "", "url": url("https://rosa.example"),
            "customFields": [], "picture": {"url": "", "size": 64}},
        "sections": {
            "summary": {"name": "Summary", "columns": 1, "visible": true, "id": "summary", "content": "<p>Hi</p>"},
            "experience": {"name": "Experience", "id": "experience", "items": [
                {"id": "a", "visible": true, "company": "Verk", "position": "Dev", "location": "", "date": "January 2019 to Present",
                 "summary": "<ul><li><p>Did X</p></li></ul>", "url": url("")}]},
            "education": {"items": [{"id": "b", "visible": true, "institution": "LU", "studyType": "B.Sc.", "area": "Law", "score": "4",
                 "date": "2010 to 2013", "summary": "", "url": url("")}]},
            "languages": {"items": [{"id": "c", "visible": true, "name": "Swedish", "description": "Native Speaker", "level": 5}]},
            "skills": {"items": [{"id": "d", "visible": false, "name": "Web", "description": "Advanced", "level": 6, "keywords": ["Vue"]}]},
            "projects": {"items": [{"id": "e", "visible": true, "name": "Bot", "description": "A bot", "date": "", "summary": "<p>Runs.</p>", "keywords": ["x"], "url": url("https://b.example")}]},
            "references": {"items": [{"id": "f", "visible": true, "name": "Bo", "description": "", "summary": "<p>Good.</p>", "url": url("")}]},
            "publications": {"name": "Licences", "items": [{"id": "h", "visible": true, "name": "Driving licence B", "publisher": "", "date": "", "summary": "", "url": url("")}]},
            "custom": {"k2": {"name": "Honours", "id": "k2", "items": [{"id": "i", "visible": true, "name": "", "description": "", "date": "", "location": "", "summary": "<ul><li><p>Medal</p></li></ul>", "keywords": [], "url": url("")}]},
                "k1": {"name": "Hobbies", "id": "k1", "items": [{"id": "g", "visible": true, "name": "Chess", "description": "", "date": "", "location": "", "summary": "", "keywords": [], "url": url("")}]}}
        },
        "metadata": {"page": {}}
    }));
    assert_eq!(
        store.briefly(FIELDS),
        json!([
            ["Dev", "Verk", "2019-01", null, null, ["Did X"]],
            ["B.Sc.", "LU", "2010", "2013", null, []],
            ["Bot", null, null, null, "A bot\n\nRuns.", []],
            ["Honours", null, null, null, null, ["Medal"]],
            ["Driving licence B", null, null, null, null, []],
            ["Web", null, null, null, null, []],
            ["Swedish", null, null, null, null, []],
            ["Chess", null, null, null, null, []],
            ["Bo", null, null, null, "Good.", []]
        ])
    );
    assert_eq!(
        json!(store.document().unwrap()["basics"]),
        json!({"name": "Rosa Lind", "url": "https://rosa.example", "summary": "Hi"})
    );
    assert_eq!(store.of(Kind::Language)[0].metadata["fluency"], "Native Speaker");
    assert_eq!(store.of(Kind::Skill)[0].tags, ["hidden"]);
}

#[test]
fn an_item_is_found_again_by_its_id() {
    let (mut store, _) = imported(&five());
    let mut document = five();
    let item = &mut document["sections"]["experience"]["items"][0];
    item["company"] = json!("Something Else");
    item["position"] = json!("Chief");
    item["period"] = json!("May 2001 - June 2002");
    let reading = read(&Upload::from(document.to_string().as_bytes()), InputFormat::Auto).unwrap();
    let plan = plan(reading.incoming, &store.living(), store.profile.as_ref(), now(), &mut counting(99));
    store.carry_out(&plan);
    assert_eq!((plan.added(), plan.updated()), (0, 1));
    assert_eq!(store.of(Kind::Work)[0].title, "Chief");
}

#[test]
fn what_a_hidden_section_holds_is_hidden() {
    let url = |url: &str| json!({"url": url, "label": ""});
    let five = json!({
        "basics": {"name": "Rosa Lind"},
        "summary": {"hidden": true, "content": "<p>Looking.</p>"},
        "picture": {"hidden": true, "url": "https://p.example/me.jpg"},
        "sections": {
            "profiles": {"hidden": false, "items": [
                {"id": "p1", "hidden": true, "network": "X", "username": "rosa", "website": url("https://x.com/rosa")},
                {"id": "p2", "hidden": false, "network": "GitHub", "username": "rosa", "website": url("https://github.com/rosa")}]},
            "experience": {"hidden": true, "items": [
                {"id": "e1", "hidden": false, "company": "Verk", "position": "Lead"},
                {"id": "e2", "hidden": true, "company": "Bolag", "position": "Dev"}]},
            "skills": {"hidden": false, "items": [{"id": "s1", "hidden": false, "name": "Rust"}]}
        },
        "customSections": [
            {"type": "awards", "title": "Old", "hidden": true, "items": [{"id": "a1", "hidden": false, "title": "Best"}]}]
    });
    let (store, reading) = imported(&five);
    let tags = |kind| store.of(kind).into_iter().map(|one| one.tags.join(" ")).collect::<Vec<_>>();
    assert_eq!(
        [Kind::Work, Kind::Award, Kind::Skill].map(tags),
        [vec!["hidden", "hidden"], vec!["hidden"], vec![""]]
    );
    assert_eq!(
        json!(store.document().unwrap()),
        json!({
            "basics": {"name": "Rosa Lind", "profiles": [{"network": "GitHub", "username": "rosa", "url": "https://github.com/rosa"}]},
            "reactive_resume": {"summary": "Looking.", "image": "https://p.example/me.jpg"}
        })
    );
    assert_eq!(
        reading.notices,
        [
            "profiles that are hidden there were left out: 1",
            "entries that are hidden there have the tag `hidden` here: 3",
            "2 values have no field here and went into the metadata: summary (1), image (1)"
        ]
    );
    let four = json!({
        "basics": {"name": "Rosa Lind", "picture": {"url": "https://p.example/me.jpg", "effects": {"hidden": true}}},
        "sections": {
            "summary": {"visible": false, "content": "<p>Looking.</p>"},
            "profiles": {"visible": false, "items": [{"visible": true, "network": "X", "username": "rosa"}]},
            "experience": {"visible": false, "items": [{"id": "a", "visible": true, "company": "Verk", "position": "Dev"}]},
            "custom": {"k1": {"name": "Hobbies", "visible": false, "items": [{"id": "g", "visible": true, "name": "Chess"}]}}
        }
    });
    let (store, reading) = imported(&four);
    assert_eq!(store.of(Kind::Work)[0].tags, ["hidden"]);
    assert_eq!(store.of(Kind::Interest)[0].tags, ["hidden"]);
    assert_eq!(json!(store.document().unwrap()["basics"]), json!({"name": "Rosa Lind"}));
    assert_eq!(
        reading.notices[..2],
        [
            "profiles that are hidden there were left out: 1",
            "entries that are hidden there have the tag `hidden` here: 2"
        ]
    );
}

#[test]
fn the_layout_gives_the_sections_their_order() {
    let own = [Kind::Skill, Kind::Education, Kind::Work, Kind::Language];
    let pages = json!([
        {"fullWidth": true, "main": ["profiles", "summary", "skills"], "sidebar": ["languages"]},
        {"main": ["education", "0a1b", "experience"], "sidebar": []}]);
    for (layout, order) in [
        (json!({"sidebarWidth": 30, "pages": pages}), &own[..]),
        (
            json!([[["summary", "skills"], ["languages"]], [["education", "custom.x", "experience"]]]),
            &own[..],
        ),
        // Those of a new résumé are the wish of no one.
        (json!({"pages": [{"main": ["education", "experience"], "sidebar": ["skills", "languages"]}]}), &[]),
        (json!([[["experience", "education"], ["skills", "languages"]]]), &[]),
        (json!("none"), &[]),
    ] {
        let mut file = five();
        file["metadata"]["layout"] = layout;
        let (store, _) = imported(&file);
        let found = place::file_order(&store.experiences);
        assert_eq!(&found[..order.len()], order);
        assert_eq!(found.is_empty(), order.is_empty());
    }
}

#[test]
fn a_text_of_a_section_of_ones_own_is_no_entry() {
    let mut document = five();
    document["summary"]["content"] = json!("");
    document["customSections"] = json!([
        {"type": "summary", "title": "Objective", "items": [{"id": "a", "content": "<p>My <strong>aim</strong>.</p>"}]},
        {"type": "cover-letter", "title": "", "items": [{"id": "b", "recipient": "Acme", "content": "<p>Dear all</p>"}]}
    ]);
    let (store, _) = imported(&document);
    assert_eq!(store.of(Kind::Project).len(), 0);
    let profile = json!(store.document());
    assert_eq!(profile["basics"]["summary"], "My **aim**.");
    assert_eq!(
        profile["reactive_resume"]["cover_letter"],
        json!([{"content": "Dear all", "recipient": "Acme"}])
    );
}

#[test]
fn the_words_of_a_link_are_kept() {
    let (store, _) = imported(&json!({
        "basics": {"name": "Ada", "website": {"url": "https://a.example", "label": "My site"}},
        "sections": {"experience": {"items": [{"company": "Acme", "position": "Dev",
            "website": {"url": "https://b.example", "label": "Their site"}}]}}}));
    assert_eq!(store.document().unwrap()["reactive_resume"], json!({"website_label": "My site"}));
    assert_eq!(store.of(Kind::Work)[0].metadata["website_label"], "Their site");
}
