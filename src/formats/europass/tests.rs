use serde_json::json;

use crate::domain::Kind;
use crate::formats::testing::taken;
use crate::formats::{InputFormat, Upload, read};

const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9"
  xmlns:eures="http://www.europass_eures.eu/1.0" xmlns:hr="http://www.hr-xml.org/3">
  <CandidatePerson>
    <PersonName><oa:GivenName>Ana</oa:GivenName><hr:FamilyName>Novak</hr:FamilyName></PersonName>
    <Communication><ChannelCode>Email</ChannelCode><oa:URI>ana@x.example</oa:URI></Communication>
    <Communication><ChannelCode>Telephone</ChannelCode><UseCode>mobile</UseCode><CountryDialing>386</CountryDialing><oa:DialNumber>069984236</oa:DialNumber></Communication>
    <Communication><ChannelCode>Social Media</ChannelCode><UseCode>linkedin</UseCode><oa:URI>https://www.linkedin.com/in/ana</oa:URI></Communication>
    <Communication><UseCode>home</UseCode><Address><oa:AddressLine>Trg 1</oa:AddressLine><oa:CityName>Ljubljana</oa:CityName><CountryCode>si</CountryCode><oa:PostalCode>1000</oa:PostalCode></Address></Communication>
    <NationalityCode>si</NationalityCode><hr:BirthDate/>
    <PrimaryLanguageCode name="NORMAL">slv</PrimaryLanguageCode>
  </CandidatePerson>
  <CandidateProfile languageCode="en">
    <hr:ExecutiveSummary>&lt;p&gt;Calm.&lt;/p&gt;</hr:ExecutiveSummary>
    <EmploymentHistory><EmployerHistory>
      <hr:OrganizationName>Banka</hr:OrganizationName>
      <PositionHistory><PositionTitle typeCode="FREETEXT">Analyst</PositionTitle>
        <eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2021-10</hr:FormattedDateTime></eures:StartDate><hr:CurrentIndicator>true</hr:CurrentIndicator></eures:EmploymentPeriod>
        <oa:Description>&lt;ol&gt;&lt;li data-list="bullet"&gt;&lt;span class="ql-ui"&gt;&lt;/span&gt;Counts&lt;/li&gt;&lt;/ol&gt;</oa:Description>
        <City>Ljubljana</City><Country>si</Country></PositionHistory>
      <PositionHistory><PositionTitle>Intern</PositionTitle>
        <eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2020</hr:FormattedDateTime></eures:StartDate><eures:EndDate><hr:FormattedDateTime>2021-09-30</hr:FormattedDateTime></eures:EndDate></eures:EmploymentPeriod></PositionHistory>
    </EmployerHistory></EmploymentHistory>
    <EducationHistory><EducationOrganizationAttendance>
      <hr:OrganizationName>UL</hr:OrganizationName><EducationLevelCode>7</EducationLevelCode>
      <AttendancePeriod><StartDate><hr:FormattedDateTime>2018-10</hr:FormattedDateTime></StartDate><Ongoing>true</Ongoing></AttendancePeriod>
      <EducationDegree><hr:DegreeName>M.Sc.</hr:DegreeName><FinalGrade><hr:ScoreText>9</hr:ScoreText></FinalGrade></EducationDegree>
    </EducationOrganizationAttendance></EducationHistory>
    <PersonQualifications><PersonCompetency><CompetencyID>eng</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID>
      <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Listening</hr:CompetencyDimensionTypeCode><eures:Score><hr:ScoreText>C1</hr:ScoreText></eures:Score></eures:CompetencyDimension>
      <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Writing-Production</hr:CompetencyDimensionTypeCode><eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score></eures:CompetencyDimension>
    </PersonCompetency></PersonQualifications>
    <Others><Title>Hobbies and interests</Title><Other><Title>Chess</Title><Description>&lt;p&gt;Slow.&lt;/p&gt;</Description></Other></Others>
    <Skills/>
  </CandidateProfile>
</Candidate>
"#;

#[test]
fn a_file_arrives_whole() {
    let (store, _) = taken(&Upload::from(FILE.as_bytes()));
    assert_eq!(
        store.briefly("title organization location start_date end_date text bullets"),
        json!([
            ["Analyst", "Banka", "Ljubljana, SI", "2021-10", null, null, ["Counts"]],
            ["Intern", "Banka", null, "2020", "2021-09-30", null, []],
            ["M.Sc.", "UL", null, "2018-10", null, null, []],
            ["English", null, null, null, null, null, []],
            ["Slovenian", null, null, null, null, null, []],
            ["Chess", null, null, null, null, "Slow.", []]
        ])
    );
    let fluency: Vec<_> =
        store.of(Kind::Language).iter().map(|one| one.metadata["fluency"].clone()).collect();
    assert_eq!(fluency, ["B2–C1", "Native"]);
    assert_eq!(
        json!(store.document().unwrap()),
        json!({"basics": {"name": "Ana Novak", "email": "ana@x.example", "phone": "+386 69984236", "summary": "Calm.",
            "location": {"address": "Trg 1", "postalCode": "1000", "city": "Ljubljana", "countryCode": "SI"},
            "profiles": [{"network": "LinkedIn", "username": "ana", "url": "https://www.linkedin.com/in/ana"}]},
            "europass": {"nationality": "si"}})
    );
}

#[test]
fn every_list_of_the_editor_arrives_and_other_lists_are_kept() {
    let lists = r#"<EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>UL</hr:OrganizationName>
        <OrganizationContact><Communication><ChannelCode>Web</ChannelCode><oa:URI>https://ul.example</oa:URI></Communication></OrganizationContact>
      </EducationOrganizationAttendance></EducationHistory>
    <EmploymentHistory><EmployerHistory><hr:OrganizationName>Banka</hr:OrganizationName>
      <OrganizationContact><Communication><ChannelCode>Email</ChannelCode><oa:URI>hr@x.example</oa:URI></Communication>
        <Communication><ChannelCode>Web</ChannelCode><oa:URI>https://x.example</oa:URI></Communication></OrganizationContact>
      <PositionHistory><PositionTitle>Analyst</PositionTitle></PositionHistory></EmployerHistory></EmploymentHistory>
    <eures:Licenses><eures:License><hr:LicenseTypeCode>B</hr:LicenseTypeCode></eures:License></eures:Licenses>
    <Certifications/>
    <PublicationHistory><Publication><hr:FormattedPublicationDescription>&lt;p&gt;Short.&lt;/p&gt;</hr:FormattedPublicationDescription>
      <Title>On Rye</Title><Year>2019</Year><Authors>A. Novak</Authors><Journal>Bread</Journal><DOI><Link>https://doi.example/1</Link></DOI></Publication></PublicationHistory>
    <PublicationHistory><Publication><Title>On Oats</Title></Publication></PublicationHistory>
    <PersonQualifications><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID><hr:CompetencyName>Excel</hr:CompetencyName></PersonCompetency></PersonQualifications>
    <Projects><Project><Title>Oven</Title><Date><StartDate><hr:FormattedDateTime>2018</hr:FormattedDateTime></StartDate><Ongoing>true</Ongoing></Date>
      <Description>&lt;ul&gt;&lt;li&gt;Hot&lt;/li&gt;&lt;/ul&gt;</Description><Link>https://oven.example</Link></Project></Projects>
    <NetworksAndMemberships><NetworkAndMembership><Title>Bakers</Title></NetworkAndMembership></NetworksAndMemberships>
    <CourseCertifications><CourseCertification><Title>Hygiene</Title><Date><StartDate><hr:FormattedDateTime>2020-05</hr:FormattedDateTime></StartDate>
      <EndDate><hr:FormattedDateTime>2020-05</hr:FormattedDateTime></EndDate></Date></CourseCertification></CourseCertifications>
    <HobbiesAndInterests><HobbyOrInterest><Title>Chess</Title></HobbyOrInterest></HobbiesAndInterests>
    <Skills><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID><hr:CompetencyName>SQL</hr:CompetencyName></PersonCompetency>
      <SkillsGroup><Title>Code</Title><PersonCompetency><hr:CompetencyName>Java</hr:CompetencyName></PersonCompetency>
        <PersonCompetency><hr:CompetencyName>Rust</hr:CompetencyName></PersonCompetency><ICTSkill>Linux</ICTSkill>
        <SkillsGroup><Title>Office</Title><Description>Daily.</Description><Skill>Excel 365</Skill></SkillsGroup></SkillsGroup></Skills>
    <DigitalSkills><DigitalSkillsGroup><DigitalSkill>Word</DigitalSkill><DigitalSkill>Email</DigitalSkill></DigitalSkillsGroup></DigitalSkills>
    <OrganisationalSkills><OrganisationalSkill><Title>Order</Title><Description>Calm.</Description></OrganisationalSkill></OrganisationalSkills>
    <MilitaryHistory><Service><Title>Conscript</Title><Year>2001</Year></Service></MilitaryHistory>
    <MilitaryHistory><Service><Title>&lt;p&gt;Reserve&lt;/p&gt;</Title></Service></MilitaryHistory>
    <Projects><Project><Title>Mill</Title></Project></Projects>
    <eures:Attachment><oa:EmbeddedData>AAAA</oa:EmbeddedData></eures:Attachment>"#;
    let (head, rest) = FILE.split_once("<EmploymentHistory>").unwrap();
    let (_, end) = rest.split_once("<Skills/>").unwrap();
    let (store, reading) = taken(&Upload::from(format!("{head}{lists}{end}").as_bytes()));
    assert_eq!(
        store.briefly("kind title organization url start_date end_date text bullets skills"),
        json!([
            ["work", "Analyst", "Banka", "https://x.example", null, null, null, [], []],
            ["volunteer", "Bakers", null, null, null, null, null, [], []],
            ["education", "", "UL", "https://ul.example", null, null, null, [], []],
            ["project", "Oven", null, "https://oven.example", "2018", null, null, ["Hot"], []],
            ["project", "Mill", null, null, null, null, null, [], []],
            ["certificate", "Driving licence B", null, null, null, null, null, [], []],
            ["certificate", "Hygiene", null, null, "2020-05", null, null, [], []],
            ["publication", "On Rye", "Bread", "https://doi.example/1", "2019", null, "Short.", [], []],
            ["publication", "On Oats", null, null, null, null, null, [], []],
            ["skill", "Excel", null, null, null, null, null, [], []],
            ["skill", "SQL", null, null, null, null, null, [], []],
            ["skill", "Code", null, null, null, null, null, [], ["Java", "Rust", "Linux"]],
            ["skill", "Office", null, null, null, null, "Daily.", [], ["Excel 365"]],
            ["skill", "Word", null, null, null, null, null, [], []],
            ["skill", "Email", null, null, null, null, null, [], []],
            ["skill", "Order", null, null, null, null, "Calm.", [], []],
            ["language", "Slovenian", null, null, null, null, null, [], []],
            ["interest", "Chess", null, null, null, null, null, [], []]
        ])
    );
    assert_eq!(
        json!(store.document().unwrap()["europass"]),
        json!({"militaryhistory": ["Conscript", "2001", "Reserve"], "nationality": "si"})
    );
    let told = reading.notices.join("\n");
    assert!(told.contains("nationality (1), authors (1), MilitaryHistory (2)"), "{told}");
}

#[test]
fn what_no_field_takes_of_an_entry_is_kept() {
    let lists = r#"<EmploymentHistory><EmployerHistory><hr:OrganizationName>Clinic</hr:OrganizationName>
      <OrganizationContact><Communication><Address><oa:CityName>Bonn</oa:CityName><CountryCode>de</CountryCode></Address></Communication>
        <Communication><ChannelCode>Web</ChannelCode><oa:URI>https://x.example</oa:URI></Communication></OrganizationContact>
      <PositionHistory><PositionTitle>Nurse</PositionTitle></PositionHistory>
      <Department><Name>Intensive care</Name> <Floor>Third</Floor></Department><Link>https://x.example/team</Link></EmployerHistory></EmploymentHistory>
    <ConferencesAndSeminars><ConferenceAndSeminar><Title>Wounds</Title><Location>Graz</Location>
      <Link>https://a.example/1</Link><Link>https://a.example/2</Link></ConferenceAndSeminar></ConferencesAndSeminars>"#;
    let (head, rest) = FILE.split_once("<EmploymentHistory>").unwrap();
    let (_, end) = rest.split_once("<Skills/>").unwrap();
    let (store, reading) = taken(&Upload::from(format!("{head}{lists}{end}").as_bytes()));
    assert_eq!(
        store.briefly("title location url").as_array().unwrap()[..2],
        [json!(["Nurse", "Bonn, DE", "https://x.example"]), json!(["Wounds", "Graz", "https://a.example/1"])]
    );
    let (job, talk) = (&store.of(Kind::Work)[0].metadata, &store.of(Kind::Publication)[0].metadata);
    assert_eq!(
        [&job["department"], &job["link"], &talk["link"]],
        [
            &json!(["Intensive care", "Third"]),
            &json!(["https://x.example/team"]),
            &json!(["https://a.example/2"])
        ]
    );
    let told = reading.notices.join("\n");
    assert!(told.contains("department (2), link (2)"), "{told}");
}

#[test]
fn each_way_to_reach_a_person_stays_and_a_number_keeps_the_zero_that_belongs_to_it() {
    let way = |sort: &str, rest: &str| {
        format!("<Communication><ChannelCode>{sort}</ChannelCode>{rest}</Communication>")
    };
    let call = |country: &str, number: &str| {
        way(
            "Telephone",
            &format!("<CountryDialing>{country}</CountryDialing><oa:DialNumber>{number}</oa:DialNumber>"),
        )
    };
    let ways = [
        call("39", "0612345678"),
        call("+386", "069984236"),
        way("Email", "<oa:URI>ana@x.example</oa:URI>"),
        way("Email", "<oa:URI>ana@work.example</oa:URI>"),
    ];
    let (head, rest) = FILE.split_once("<Communication>").unwrap();
    let (_, end) = rest.split_once("<NationalityCode>").unwrap();
    let (store, _) =
        taken(&Upload::from(format!("{head}{}<NationalityCode>{end}", ways.concat()).as_bytes()));
    let profile = json!(store.document().unwrap());
    assert_eq!(
        [&profile["basics"]["phone"], &profile["basics"]["email"], &profile["europass"]],
        [
            &json!("+39 0612345678"),
            &json!("ana@x.example"),
            &json!({"emails": ["ana@work.example"], "nationality": "si", "phones": ["+386 69984236"]})
        ]
    );
}

#[test]
fn all_lines_of_an_address_are_kept() {
    let contact = "<OrganizationContact><Communication><Address><oa:AddressLine>S 1</oa:AddressLine><oa:CityName>Bled</oa:CityName><oa:PostalCode>4260</oa:PostalCode></Address></Communication></OrganizationContact>";
    let file = FILE
        .replace(
            "<oa:AddressLine>Trg 1</oa:AddressLine>",
            "<oa:AddressLine>Trg 1</oa:AddressLine><oa:AddressLine>B</oa:AddressLine>",
        )
        .replace(
            "<hr:OrganizationName>Banka</hr:OrganizationName>",
            &format!("<hr:OrganizationName>Banka</hr:OrganizationName>{contact}"),
        );
    let (store, _) = taken(&Upload::from(file.as_bytes()));
    assert_eq!(store.document().unwrap()["basics"]["location"]["address"], "Trg 1, B");
    let job = &store.of(Kind::Work)[1].metadata;
    assert_eq!((&job["street"], &job["postal_code"]), (&json!("S 1"), &json!("4260")));
}

#[test]
fn hostile_xml_is_refused_with_its_place() {
    let refused =
        |text: &str| read(&Upload::from(text.as_bytes()), InputFormat::Europass).unwrap_err().to_string();
    let entity =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<a>&x;</a>";
    assert!(refused(entity).starts_with("the text is not XML that can be read: "), "{}", refused(entity));
    assert!(refused("<a>\n<b></a>").ends_with(" at 2:4"), "{}", refused("<a>\n<b></a>"));
    assert_eq!(refused("<html/>"), "has `html` at its root, not Europass's `Candidate`");
    assert!(refused(&"<a>".repeat(600_000)).starts_with("the text is not XML that can be read: "));
    let wrong = FILE.replace("2021-10", "2021-13");
    let reading = read(&Upload::from(wrong.as_bytes()), InputFormat::Auto).unwrap();
    assert_eq!(
        reading.problems[0].to_string(),
        "`StartDate` is not a date such as `2024-03`: `2021-13` at 18:33"
    );
}
