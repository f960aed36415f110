use std::io::{Cursor, Write};

use serde_json::json;
use zip::write::SimpleFileOptions;

use super::LinkedIn;
use crate::domain::{Bullet, Kind, Sections};
use crate::formats::Exporter as _;
use crate::formats::testing::{Store, brief, counting, now, taken};
use crate::formats::{FormatError, InputFormat, Reading, Upload, plan, read};

const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers
Ines,Okafor,,,Dec 10,Site Reliability Engineer,\"I keep things up.  Mostly.\",Computer Software,53111,\"Bonn, North Rhine-Westphalia, Germany\",[inesok],\"[PORTFOLIO:https://ines.example,OTHER:https://github.com/inesok,BLOG:https://blog.example/i]\",
";

const POSITIONS: &str = "Company Name,Title,Description,Location,Started On,Finished On
Acme GmbH,Lead SRE,\"Led the team.  • Built X, Y.  • Cut Z &amp; more.\",Bonn,Mar 2021,
Acme GmbH,SRE,,Bonn,Jan 2019,Feb 2021
,,,,,
Kiosk,Clerk,Sold papers.,,2014,2015
";

const EDUCATION: &str = "School Name,Start Date,End Date,Notes,Degree Name,Activities
Uni Bonn,2015,2018,With honours,\"Bachelor of Science - BS, Physics\",Choir
";

fn tables() -> Vec<(&'static str, &'static str)> {
    vec![
        ("Profile.csv", PROFILE),
        ("Positions.csv", POSITIONS),
        ("Education.csv", EDUCATION),
        ("Skills.csv", "Name\nRust\nLinux\n"),
        ("Languages.csv", "Name,Proficiency\nIgbo,Native or bilingual proficiency\nGerman,\n"),
        (
            "Certifications.csv",
            "Name,Url,Authority,Started On,Finished On,License Number\nCKA,https://cka.example,CNCF,Jan 2022,Jan 2025,K-1\n",
        ),
        (
            "Projects.csv",
            "Title,Description,Url,Started On,Finished On\nBot,A bot.,https://bot.example,Jun 2020,\n",
        ),
        (
            "Volunteering.csv",
            "Company Name,Role,Cause,Started On,Finished On,Description\nRed Cross,Driver,HEALTH,May 2016,,Drove.\n",
        ),
        ("Honors.csv", "Title,Description,Issued On\nBest talk,At FooConf.,Oct 2022\n"),
        (
            "Publications.csv",
            "Name,Published On,Description,Publisher,Url\nOn Pagers,\"Mar 5, 2020\",About pagers.,Foo Press,https://p.example\n",
        ),
        (
            "Organizations.csv",
            "Name,Description,Position,Started On,Finished On\nChaos Club,,Treasurer,2019,\n",
        ),
        ("Courses.csv", "Name,Number\nOptics,PH-2\n"),
        (
            "Online Job Postings.csv",
            "Company Name,Title,Job Description,Job State\nAcme GmbH,Baker,Bakes,CLOSED\n",
        ),
        (
            "Email Addresses.csv",
            "Email Address,Confirmed,Primary,Updated On\nold@x.example,Yes,No,1/1/20\nines@x.example,Yes,Yes,1/31/20\n",
        ),
        ("PhoneNumbers.csv", "Extension,Number,Type\n,+49 228 1,Home\n,+49 170 2,Mobile\n"),
        (
            "Recommendations_Received.csv",
            "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nBo,Li,Acme GmbH,CTO,\"Ines is great.\",\"10/1/20, 5:04 PM\",VISIBLE\nNo,One,X,Y,Hidden.,,HIDDEN\n",
        ),
        (
            "Recommendations_Given.csv",
            "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nAn,Other,X,Y,Mine.,,VISIBLE\n",
        ),
        ("Causes You Care About.csv", "Supported Cause\nEnvironment\n"),
        ("messages.csv", "CONVERSATION ID,FROM,CONTENT\n1,x,y\n"),
        ("Connections.csv", "Notes:\n\"When exporting …\"\n\nFirst Name,Last Name,URL\nA,B,c\n"),
    ]
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn archive() -> Upload {
    let tables = tables();
    let files: Vec<_> = tables.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    Upload::File(zipped(&files))
}

const FIELDS: &str = "title organization start_date end_date";

fn import(store: &mut Store, reading: &Reading) -> crate::formats::Plan {
    let plan =
        plan(reading.incoming.clone(), &store.living(), store.profile.as_ref(), now(), &mut counting(1));
    store.carry_out(&plan);
    plan
}

#[test]
fn an_export_arrives_whole() {
    let (store, reading) = taken(&archive());
    let work = store.of(Kind::Work);
    let briefly: Vec<_> = work.iter().map(|one| brief(one, FIELDS)).collect();
    assert_eq!(
        json!(briefly),
        json!([
            ["Lead SRE", "Acme GmbH", "2021-03", null],
            ["SRE", "Acme GmbH", "2019-01", "2021-02"],
            ["Clerk", "Kiosk", "2014", "2015"]
        ])
    );
    let bullets: Vec<_> = work[0].bullets.iter().map(|bullet| bullet.text.as_str()).collect();
    assert_eq!(
        (work[0].text.as_deref(), bullets),
        (Some("Led the team."), vec!["Built X, Y.", "Cut Z & more."])
    );
    assert_eq!((work[0].location.as_deref(), work[2].text.as_deref()), (Some("Bonn"), Some("Sold papers.")));

    let degree = store.of(Kind::Education)[0];
    assert_eq!(brief(degree, FIELDS), json!(["Bachelor of Science - BS", "Uni Bonn", "2015", "2018"]));
    assert_eq!(
        (&degree.metadata["area"], degree.text.as_deref()),
        (&json!("Physics"), Some("With honours\n\nChoir"))
    );
    let titles = |kind| store.of(kind).iter().map(|one| one.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(Kind::Skill), ["Rust", "Linux"]);
    assert_eq!(titles(Kind::Interest), ["Environment"]);
    assert_eq!(titles(Kind::Volunteer), ["Driver", "Treasurer"]);
    assert_eq!(store.of(Kind::Language)[0].metadata["fluency"], "Native or bilingual proficiency");
    assert_eq!(brief(store.of(Kind::Certificate)[0], FIELDS), json!(["CKA", "CNCF", "2022-01", "2025-01"]));
    assert_eq!(store.of(Kind::Certificate)[0].metadata["license_number"], "K-1");
    assert_eq!(brief(store.of(Kind::Project)[0], FIELDS), json!(["Bot", null, "2020-06", null]));
    assert_eq!(brief(store.of(Kind::Award)[0], FIELDS), json!(["Best talk", null, "2022-10", null]));
    assert_eq!(
        brief(store.of(Kind::Publication)[0], FIELDS),
        json!(["On Pagers", "Foo Press", "2020-03-05", null])
    );
    let reference = store.of(Kind::Reference);
    assert_eq!(
        (reference.len(), brief(reference[0], FIELDS)),
        (1, json!(["Bo Li", "Acme GmbH", null, null]))
    );
    assert_eq!(reference[0].text.as_deref(), Some("Ines is great."));

    assert_eq!(
        json!(store.document().unwrap()),
        json!({
            "basics": {
                "name": "Ines Okafor", "label": "Site Reliability Engineer", "summary": "I keep things up.  Mostly.",
                "email": "ines@x.example", "phone": "+49 170 2", "url": "https://ines.example",
                "location": {"city": "Bonn", "region": "North Rhine-Westphalia, Germany", "postalCode": "53111"},
                "profiles": [
                    {"network": "GitHub", "username": "inesok", "url": "https://github.com/inesok"},
                    {"network": "Blog", "url": "https://blog.example/i"},
                    {"network": "Twitter", "username": "inesok", "url": "https://twitter.com/inesok"}
                ]
            },
            "linkedin": {"birth_date": "Dec 10", "industry": "Computer Software", "further_email": ["old@x.example"], "further_phone": ["+49 228 1"], "courses": [{"name": "Optics", "number": "PH-2"}]}
        })
    );
    assert_eq!(
        reading.notices,
        [
            "a recommendation that is hidden at LinkedIn was left out",
            "8 values have no field here and went into the metadata: birth_date (1), industry (1), license_number (1), cause (1), courses (1), further_email (1), further_phone (1), creation_date (1)"
        ]
    );
}

#[test]
fn a_second_import_changes_nothing_and_a_local_edit_stays() {
    let (mut store, reading) = taken(&archive());
    assert!(import(&mut store, &reading).is_empty());
    let lead = store.experiences.iter_mut().find(|one| one.title == "Lead SRE").unwrap();
    lead.skills = vec!["Go".to_owned()];
    lead.text = Some("Led them.".to_owned());
    let plan = import(&mut store, &reading);
    assert!(plan.is_empty());
    assert_eq!(plan.kept.iter().map(|kept| kept.fields.clone()).collect::<Vec<_>>(), [["text"]]);
}

#[test]
fn the_folder_and_a_renamed_folder_in_a_zip_say_the_same() {
    let (store, _) = taken(&archive());
    let folder =
        tables().into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
    assert_eq!(taken(&Upload::Folder(folder)).0.experiences, store.experiences);
    let tables = tables();
    let names: Vec<_> = tables.iter().map(|(name, _)| format!("../../etc/{name}")).collect();
    let files: Vec<_> =
        names.iter().zip(&tables).map(|(name, (_, text))| (name.as_str(), text.as_bytes())).collect();
    assert_eq!(taken(&Upload::File(zipped(&files))).0.experiences, store.experiences);
}

#[test]
fn one_table_as_a_spreadsheet_saves_it() {
    let of_text = |bytes: Vec<u8>| {
        let (store, _) = taken(&Upload::File(bytes));
        store.experiences.iter().map(|one| brief(one, FIELDS)).collect::<Vec<_>>()
    };
    let plain =
        "Company Name,Title,Description,Location,Started On,Finished On\nCafé,Koch,\"A\nB\",,Mar 2021,\n";
    let expected = of_text(plain.into());
    assert_eq!(json!(expected), json!([["Koch", "Café", "2021-03", null]]));
    let semicolons = plain.replace(',', ";");
    let crlf = plain.replace('\n', "\r\n");
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(semicolons.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [
        format!("\u{feff}{crlf}").into_bytes(),
        semicolons.clone().into_bytes(),
        format!("sep=;\r\n{}", semicolons.replace('\n', "\r\n")).into_bytes(),
        plain.chars().map(|letter| letter as u8).collect(),
        utf16,
    ] {
        assert_eq!(of_text(bytes.clone()), expected, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_wrong_date_is_told_with_its_line() {
    let text = "Company Name,Title,Started On,Finished On\nA,B,Marhc 2021,\n\nC,\"D\nE\",Mar 2021,\nC,D,Mar 2021,soon\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("sep=,\r\n{text}")] {
        let reading = read(&Upload::from(text.as_bytes()), InputFormat::LinkedIn).unwrap();
        let told: Vec<_> = reading.problems.iter().map(FormatError::to_string).collect();
        let [first, second] = if text.starts_with("sep") { [3, 7] } else { [2, 6] };
        assert_eq!(
            told,
            [
                format!("`the table: started on` is not a date such as `2024-03`: `Marhc 2021` at {first}:1"),
                format!("`the table: finished on` is not a date such as `2024-03`: `soon` at {second}:1")
            ]
        );
        assert_eq!(reading.problems[0].hint.as_deref(), Some("did you mean `2021-03`?"));
    }
}

#[test]
fn further_addresses_and_numbers_are_kept() {
    let folder = Upload::Folder(vec![
        (
            "Email Addresses.csv".to_owned(),
            b"Email Address,Confirmed,Primary,Updated On\na@x.example,Yes,No,\nb@x.example,Yes,Yes,\nc@x.example,Yes,No,\n".to_vec(),
        ),
        ("PhoneNumbers.csv".to_owned(), b"Extension,Number,Type\n,12,Work\n,34,Mobile\n".to_vec()),
    ]);
    let (store, reading) = taken(&folder);
    assert_eq!(
        json!(store.document().unwrap()),
        json!({"basics": {"email": "b@x.example", "phone": "34"},
            "linkedin": {"further_email": ["a@x.example", "c@x.example"], "further_phone": ["12"]}})
    );
    assert_eq!(reading.notices.len(), 1);
}

#[test]
fn the_bullets_of_the_summary_are_a_list() {
    let text =
        "First Name,Last Name,Headline,Summary\nAda,Example,Cook,10 years.  • Built X.  • Cut Y by 30%.\n";
    let (store, _) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(store.document().unwrap()["basics"]["summary"], "10 years.\n\n- Built X.\n- Cut Y by 30%.");
}

#[test]
fn a_table_that_was_cut_off_within_a_cell_is_refused() {
    let header = "Company Name,Title,Description\n";
    let whole = format!("{header}A,B,C\n\"D\nE\",F,\"G \"\"H\"\", I\"");
    for end in ["", "\n", "\r\n\r\n"] {
        let text = format!("{whole}{end}");
        let (store, _) = taken(&Upload::from(text.as_bytes()));
        let texts: Vec<_> = store.experiences.iter().map(|one| one.text.as_deref()).collect();
        assert_eq!(texts, [Some("C"), Some("G \"H\", I")]);
    }
    for cut in ["I\"", ", I\"", "\"\", I\""] {
        let text = whole.strip_suffix(cut).unwrap();
        let reading = read(&Upload::from(text.as_bytes()), InputFormat::LinkedIn).unwrap();
        let told: Vec<_> = reading.problems.iter().map(FormatError::to_string).collect();
        assert_eq!(told, ["has a quote that is never closed at 3:1"], "{text}");
        // `--lenient` takes the rest.
        let mut store = Store::default();
        assert_eq!(import(&mut store, &reading).added(), 1);
    }
}

#[test]
fn hostile_archives_are_refused() {
    let refused = |bytes: Vec<u8>| read(&Upload::File(bytes), InputFormat::Auto).unwrap_err().to_string();
    let huge = [POSITIONS.as_bytes(), &vec![b'x'; 33 << 20]].concat();
    let bomb = zipped(&[("a.csv", b"x"), ("b.csv", &huge)]);
    assert_eq!(refused(bomb), "the tables of the archive unpack to more than 32 MiB");
    assert_eq!(refused(zipped(&[("word/document.xml", b"<x/>")])), "has no text");
    let deep = format!("{}{}", "<sdt>".repeat(100), "</sdt>".repeat(100));
    let deep = refused(zipped(&[("word/document.xml", deep.as_bytes())]));
    assert_eq!(deep, "the Word document nests its parts too deeply");
    assert_eq!(
        refused(zipped(&[("word/document.xml", &vec![b' '; 33 << 20])])),
        "the text of the Word document unpacks to more than 32 MiB"
    );
    assert!(refused(b"PK\x05\x06".to_vec()).starts_with("the archive is damaged"));
    let mut cut = zipped(&[("Positions.csv", POSITIONS.as_bytes())]);
    cut.truncate(60);
    assert!(refused(cut).starts_with("the archive is damaged"));
    let many = b"PK\x03\x04".iter().chain(b"PK\x01\x02".repeat(60_000).iter()).copied().collect();
    assert_eq!(refused(many), "the archive has more than 50000 entries");
    let wide = format!("Company Name,Title\n{}", ",".repeat(3_000_000));
    assert!(refused(wide.into_bytes()).contains("more than 2000000 cells"));
}

#[test]
fn the_fields_of_a_profile_are_written_to_be_pasted() {
    let (store, _) = taken(&archive());
    let file = LinkedIn.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(
        text.starts_with("Intro\n=====\nName: Ines Okafor\nHeadline: Site Reliability Engineer\n"),
        "{text}"
    );
    let job = "\nTitle: Lead SRE\nCompany: Acme GmbH\nLocation: Bonn\nStart date: Mar 2021\nEnd date: present\nDescription:\nLed the team.\n• Built X, Y.\n• Cut Z & more.\n";
    assert!(text.contains(job), "{text}");
    assert!(text.contains("\nSkills\n======\nSkill: Rust, Linux\n"), "{text}");
    assert_eq!(file.warnings, [] as [&str; 0]);
    let mut long = store.experiences[0].clone();
    long.text = Some("x".repeat(2001));
    let warnings = LinkedIn.write(None, &[long], &Sections::default()).unwrap().warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].ends_with("LinkedIn takes 2000"), "{warnings:?}");
}

#[test]
fn several_websites_lose_what_stands_before_them() {
    let file = "First Name,Last Name,Headline,Summary,Geo Location,Twitter Handles,Websites\nAda,E,,,,,\"PORTFOLIO:http://a.test, BLOG:https://b.test/x\"\n";
    let (store, _) = taken(&Upload::from(zipped(&[("Profile.csv", file.as_bytes())]).as_slice()));
    let basics = &store.document().unwrap()["basics"];
    assert_eq!(
        (&basics["url"], &basics["profiles"]),
        (&json!("http://a.test"), &json!([{"network": "Blog", "url": "https://b.test/x"}]))
    );
}

/// A version before read a list, and a heading as the rest of a bullet, where the text is whole now.
#[test]
fn what_was_changed_here_stays_where_a_text_has_its_bullets_now() {
    let description = "Ward A:  • Led  • Trained  Ward B:  • Ran";
    let file = format!(
        "Company Name,Title,Description,Location,Started On,Finished On\nWard,Nurse,\"{description}\",,Jan 2020,\n"
    );
    let upload = Upload::from(file.as_bytes());
    let reading = read(&upload, InputFormat::Auto).unwrap();
    let again = |store: &mut Store| {
        let plan = plan(reading.incoming.clone(), &store.living(), None, now(), &mut counting(99));
        store.carry_out(&plan);
        let one = &store.experiences[0];
        let bullets: Vec<_> = one.bullets.iter().map(|bullet| bullet.text.clone()).collect();
        (one.text.clone(), bullets)
    };
    let (mut store, _) = taken(&upload);
    let whole = store.experiences[0].text.clone();
    assert!(whole.as_deref().is_some_and(|text| text.contains("- Trained\n\nWard B:")), "{whole:?}");
    // Own bullets beside it.
    store.experiences[0].bullets = vec![Bullet::new("Own")];
    assert_eq!(again(&mut store), (whole, vec!["Own".to_owned()]));
    // As that version had it, with a bullet of one's own.
    let one = &mut store.experiences[0];
    one.text = Some("Ward A:".to_owned());
    one.bullets = ["Led", "Trained Ward B:", "Ran"].map(Bullet::new).to_vec();
    one.metadata.remove("_import");
    crate::formats::said::note(one, "linkedin", None);
    one.bullets.push(Bullet::new("Own"));
    let bullets = ["Led", "Trained Ward B:", "Ran", "Own"].map(str::to_owned).to_vec();
    assert_eq!(again(&mut store), (Some("Ward A:\n\nWard B:".to_owned()), bullets));
}
