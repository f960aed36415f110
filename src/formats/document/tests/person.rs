//! What becomes of the lines about the person.

use serde_json::{Value, json};

use super::word::document;
use super::{Run, reading, run};

fn basics(lines: &[&str]) -> (Value, Value) {
    let profile = json!(document(lines).incoming.content().0);
    (profile["basics"].clone(), profile["document"].clone())
}

#[test]
fn a_person_in_a_table_has_labels_without_colons() {
    let (about, others) = basics(&[
        "! Lebenslauf",
        "# Persönliche Daten",
        "|Name|Ada Beispiel|",
        "|Geburtsdatum|14. März 1989|",
        "|Personalausweis|1.020.345.678|",
        "|Telefon|+49 341 5550123|",
        "|E-Mail|ada@mail.example|",
        "|Anschrift|Lindenstr. 12, 04109 Leipzig|",
        "|Sprachen|Deutsch, Englisch|",
        "|Zahl der Kinder im Haus|2|",
    ]);
    let place = json!({"address": "Lindenstr. 12", "postalCode": "04109", "city": "Leipzig"});
    assert_eq!(
        about,
        json!({"name": "Ada Beispiel", "phone": "+49 341 5550123", "email": "ada@mail.example", "location": place})
    );
    assert_eq!(
        others,
        json!({
            "geburtsdatum": "14. März 1989",
            "personalausweis": "1.020.345.678",
            "sprachen": "Deutsch, Englisch",
            "zahl_der_kinder_im_haus": "2"
        })
    );
}

#[test]
fn numbers_that_are_no_telephone_are_none() {
    for (line, key, value) in [
        ("Né le 12/04/1992", "né_le", "12/04/1992"),
        ("ORCID: 0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
        ("DNI: 12.345.678", "dni", "12.345.678"),
    ] {
        let (about, others) =
            basics(&["! Ada Example", "Baker", &format!("a@x.example | {line}"), "# Skills", "Bread"]);
        assert_eq!((about.get("phone"), &others[key]), (None, &json!(value)), "{line}");
    }
}

#[test]
fn the_name_is_found_below_what_the_document_calls_itself() {
    for lines in [
        &["! RESUME", "Ada Example", "a@x.example"][..],
        &["! Lebenslauf Ada Example", "a@x.example"],
        &["! Lebenslauf", "! Ada Example", "a@x.example"],
        &["# Curriculum Vitae", "Ada Example", "a@x.example"],
        &["! HOJA DE VIDA", "# Datos personales", "Ada Example", "a@x.example"],
        &["! Curriculum Vitae of Ada Example", "a@x.example"],
        &["! Lebenslauf – Ada Example", "a@x.example"],
        &["! Ada", "! Example", "a@x.example"],
    ] {
        let (about, others) = basics(&[lines, &["# Skills", "Bread"]].concat());
        assert_eq!(
            (about, others),
            (json!({"name": "Ada Example", "email": "a@x.example"}), Value::Null),
            "{lines:?}"
        );
    }
    let (about, _) = basics(&["! Ada", "! Example Lovelace", "Baker", "# Skills", "Bread"]);
    assert_eq!(about, json!({"name": "Ada Example Lovelace", "label": "Baker"}));
}

#[test]
fn the_parts_of_an_address_are_told_from_one_another() {
    let place = |address: &str, code: &str, city: &str, region: &str| {
        let all = [("address", address), ("postalCode", code), ("city", city), ("region", region)];
        let said = all.into_iter().filter(|(_, part)| !part.is_empty());
        Value::Object(said.map(|(key, part)| (key.to_owned(), json!(part))).collect())
    };
    for (line, expected) in [
        ("4567 Main Street, Buffalo, NY 98052", place("4567 Main Street", "98052", "Buffalo", "NY")),
        ("12345 Main Street, Buffalo, NY 14201", place("12345 Main Street", "14201", "Buffalo", "NY")),
        ("4567 Main Street, Buffalo", place("4567 Main Street, Buffalo", "", "", "")),
        (
            "Flat 4, 22 Hanover Road, London NW10 3DL",
            place("Flat 4, 22 Hanover Road", "NW10 3DL", "London", ""),
        ),
        ("Prinsengracht 100, 1015 EA Amsterdam", place("Prinsengracht 100", "1015 EA", "Amsterdam", "")),
        ("Kungsgatan 14, 753 32 Uppsala", place("Kungsgatan 14", "753 32", "Uppsala", "")),
        (
            "12 King Street West, Toronto, ON M5V 2T6",
            place("12 King Street West", "M5V 2T6", "Toronto", "ON"),
        ),
        ("Agra, India", place("", "", "Agra", "India")),
        ("Elm Street 102 – 616 00 Brno", place("Elm Street 102", "616 00", "Brno", "")),
        ("Headington, Oxford", place("", "", "Headington", "Oxford")),
    ] {
        let (about, _) = basics(&["! Ada Example", line, "a@x.example", "# Skills", "Bread"]);
        assert_eq!((&about["location"], about.get("label")), (&expected, None), "{line}");
    }
    for line in [
        "Project Accountant, ACCA",
        "Senior Consultant, Data Analytics",
        "Department of History, Example University",
    ] {
        let (about, _) = basics(&["! Ada Example", line, "a@x.example", "# Skills", "Bread"]);
        assert_eq!((about.get("location"), &about["label"]), (None, &json!(line)));
    }
}

#[test]
fn a_house_may_stand_on_a_line_of_its_own() {
    for lines in [
        &["12 Elm Street", "Cambridge, MA 02138"][..],
        &["12 Elm Street | Cambridge, MA 02138"],
        &["Cambridge, MA 02138", "12 Elm Street"],
    ] {
        let (about, _) = basics(&[&["! Ada Example", "Baker"], lines, &["# Skills", "Bread"]].concat());
        let place =
            json!({"address": "12 Elm Street", "city": "Cambridge", "region": "MA", "postalCode": "02138"});
        assert_eq!((&about["location"], &about["label"]), (&place, &json!("Baker")), "{lines:?}");
    }
}

#[test]
fn no_value_of_a_table_replaces_another() {
    let (_, others) = basics(&[
        "! Ada Example",
        "# Personal Details",
        "|Nationality|British|",
        "|Marital Status|Single|",
        "|Nationality|Irish|",
    ]);
    assert_eq!(
        others,
        json!({"nationality": "British", "marital_status": "Single", "unread": ["Nationality: Irish"]})
    );
}

#[test]
fn the_name_is_the_largest_line_and_a_broken_address_is_whole() {
    let runs = vec![
        run(50.0, 40.0, "Universitätsstraße 31"),
        Run { size: 26.0, right: 250.0, ..run(50.0, 58.0, "Ada Example") },
        run(50.0, 90.0, "Builds things for people | Ex-Initech | Writes about audio for all of us and"),
        run(50.0, 103.0, "everyone, everywhere"),
        run(50.0, 130.0, "www.linkedin.com/in/ada-"),
        run(50.0, 143.0, "example-8a1b2c (LinkedIn)"),
        run(50.0, 170.0, "SKILLS"),
        run(50.0, 183.0, "Bread, Rolls"),
    ];
    let about = json!(reading(vec![runs]).incoming.content().0)["basics"].clone();
    assert_eq!(about["name"], "Ada Example");
    assert_eq!(
        about["label"],
        "Builds things for people | Ex-Initech | Writes about audio for all of us and everyone, everywhere"
    );
    assert_eq!(about["profiles"][0]["username"], "ada-example-8a1b2c");
}

#[test]
fn the_consent_to_the_use_of_data_is_no_interest() {
    let reading = document(&[
        "! Ada Example",
        "# Zainteresowania",
        "Teatr, szachy",
        "Wyrażam zgodę na przetwarzanie moich danych osobowych w procesie rekrutacji (RODO).",
    ]);
    assert_eq!(super::entries(&reading, "title"), [json!(["Teatr"]), json!(["szachy"])]);
    assert_eq!(reading.doubtful.unwrap().unread.len(), 1);
}

#[test]
fn a_telephone_number_has_any_label_but_that_of_another() {
    for label in [
        "Ph:", "Ph.", "Tlf.:", "Puh.", "Portable :", "Fixe :", "Cep:", "Direct:", "Home:", "Work:", "Natel:",
        "Tfno.:", "Rufnummer:", "Nr.", "N° :", "Number:", "Call:", "Tlph", "Port. :", "Ph (M):",
    ] {
        let (about, _) = basics(&[
            "! Ada Example",
            "Baker",
            &format!("a@x.example | {label} 0532 123 45 67"),
            "# Skills",
            "Bread",
        ]);
        assert_eq!(about["phone"], "0532 123 45 67", "{label} {about}");
    }
    for label in [
        "Passport", "ID", "NIF", "Steuernummer", "Tax No.", "Licence", "Insurance No.", "IBAN",
        "Registration", "Geboren", "Née", "Matrikelnummer",
    ] {
        let line = format!("a@x.example | {label}: 0532 123 45 67");
        let (about, _) = basics(&["! Ada Example", "Baker", &line, "# Skills", "Bread"]);
        assert_eq!(about.get("phone"), None, "{label}");
    }
    let (about, _) = basics(&["! Ada Example", "Baker", "a@x.example | CEP: 01304-001", "# Skills", "Bread"]);
    assert_eq!(about.get("phone"), None);
}

#[test]
fn a_house_is_no_city() {
    for (line, address) in
        [("25 avenue Jean Jaurès, 31000", "25 avenue Jean Jaurès"), ("12 Elm Street, 62704", "12 Elm Street")]
    {
        let (about, _) = basics(&["! Ada Example", "Baker", line, "a@x.example", "# Skills", "Bread"]);
        assert_eq!(about["location"].get("city"), None, "{about}");
        assert_eq!(about["location"]["address"], address, "{about}");
    }
    let lines =
        ["! Ada Example", "a@x.example", "25 avenue Jean Jaurès, 31000", "Toulouse", "# Skills", "Bread"];
    assert_eq!(basics(&lines).0["location"]["city"], "Toulouse");
}

#[test]
fn dates_countries_and_civil_states_are_no_place_and_no_profession() {
    for line in ["21 Sep 1995", "29 ans, célibataire", "British, 34 years old"] {
        let (about, others) = basics(&["! Ada Example", line, "Baker", "a@x.example", "# Skills", "Bread"]);
        assert_eq!((about.get("location"), &about["label"]), (None, &json!("Baker")), "{line}");
        assert_eq!(others["unread"], json!([line]));
    }
    let lines =
        ["! Ada Example", "Hauptstr. 5", "10115 Berlin", "Deutschland", "a@x.example", "# Skills", "Bread"];
    let (about, others) = basics(&lines);
    let place =
        json!({"address": "Hauptstr. 5", "postalCode": "10115", "city": "Berlin", "countryCode": "DE"});
    assert_eq!((&about["location"], about.get("label"), others), (&place, None, json!(null)));
    let (about, _) = basics(&["! Ada Example", "# Contact", "a@x.example", "Singapore", "# Skills", "Bread"]);
    assert_eq!(about["location"], json!({"city": "Singapore"}));
}

#[test]
fn a_colon_may_have_a_cell_of_its_own() {
    for [day, place] in [
        ["|Date of Birth|:|21 Sep 1995|", "|Address|:|12 High Street, Pune 411038|"],
        ["Date of Birth\t: 21 Sep 1995", "Address\t: 12 High Street, Pune 411038"],
    ] {
        let (about, others) =
            basics(&["! Ada Example", "# Personal Details", day, place, "# Skills", "Bread"]);
        let expected = json!({"address": "12 High Street", "postalCode": "411038", "city": "Pune"});
        assert_eq!(
            (&about["location"], others),
            (&expected, json!({"date_of_birth": "21 Sep 1995"})),
            "{day}"
        );
    }
}

#[test]
fn a_city_has_its_district() {
    let place = |line: &str| {
        let about = basics(&["! Ada Example", line, "a@x.example", "# Skills", "Bread"]).0;
        json!([about["label"], about["location"]["city"], about["location"]["postalCode"]])
    };
    for (line, expected) in [
        ("Dundee DD3", json!([null, "Dundee", "DD3"])),
        ("London SE15", json!([null, "London", "SE15"])),
        ("Office Manager, Oxford OX4", json!(["Office Manager", "Oxford", "OX4"])),
        ("Aarhus C", json!([null, "Aarhus C", null])),
        ("C/ Ada Example de la Cruz, 14, 30008 Murcia", json!([null, "Murcia", "30008"])),
        ("Lakcím: 9024 Győr, Kálvária utca 33.", json!([null, "Győr", "9024"])),
        // A level is no district.
        ("English B2", json!(["English B2", null, null])),
        ("Engineer, Level E5", json!(["Engineer, Level E5", null, null])),
    ] {
        assert_eq!(place(line), expected, "{line}");
    }
}

#[test]
fn the_label_of_a_name_is_no_name() {
    for lines in [
        &["! Önéletrajz", "|Név|Ada Example|", "|Lakcím|9024 Győr|"][..],
        &["! Lebenslauf", "|Name|Ada Example|", "|Anschrift|Lindenstr. 12, 04109 Leipzig|"],
        &["|Name|Ada Example|", "|E-Mail|a@x.example|"],
    ] {
        let lines: Vec<&str> = lines.iter().chain(&["# Skills", "Bread"]).copied().collect();
        let about = basics(&lines).0;
        assert_eq!((&about["name"], about.get("label")), (&json!("Ada Example"), None), "{lines:?}");
    }
}

#[test]
fn what_is_left_of_contacts_is_not_what_a_person_is() {
    for line in [
        "12 Elm Street, Leeds LS2 9JT | 98 Oak Road, York YO1 7HH",
        "412 Quincy House",
        "a@y.example | ORCID 0000-0002-1825-0097",
        "Numéro préféré:",
        "Permis B, véhicule",
        "Führerschein Klasse B",
        "+44 20 7946 0018 (Mobile) | Old Mill Quarter (Home)",
    ] {
        let (about, _) = basics(&["! Ada Example", "a@x.example", line, "Sous chef", "# Skills", "Bread"]);
        assert_eq!(about["label"], "Sous chef", "{line}");
    }
    for (line, label) in [
        ("Senior House Officer 2", "Senior House Officer 2"),
        ("3D artist, 10 years in games", "3D artist, 10 years in games"),
        ("a@y.example • Sous chef •", "Sous chef"),
        ("Driving licence examiner", "Driving licence examiner"),
        ("Care assistant (Home)", "Care assistant (Home)"),
    ] {
        let (about, _) = basics(&["! Ada Example", "a@x.example", line, "Likes wind", "# Skills", "Bread"]);
        assert_eq!(about["label"], label, "{line}");
    }
}

#[test]
fn addresses_of_more_lands_are_read() {
    for (line, place) in [
        (
            "Via delle Acacie 7, 40121 Bologna",
            json!({"address": "Via delle Acacie 7", "postalCode": "40121", "city": "Bologna"}),
        ),
        (
            "18 Banksia Court, Corio VIC 3214",
            json!({"address": "18 Banksia Court", "postalCode": "3214", "city": "Corio", "region": "VIC"}),
        ),
        (
            "3-15-8 Hiyoshi, Kohoku-ku, Yokohama 223-0061, Japan",
            json!({"address": "3-15-8 Hiyoshi, Kohoku-ku", "postalCode": "223-0061", "city": "Yokohama", "region": "Japan"}),
        ),
        (
            "Rua das Mangueiras, 210, Savassi – Contagem/MG",
            json!({"address": "Rua das Mangueiras, 210, Savassi", "city": "Contagem", "region": "MG"}),
        ),
        (
            "C/ Olmo 14, 3.º B, 50002 Teruel",
            json!({"address": "C/ Olmo 14, 3.º B", "postalCode": "50002", "city": "Teruel"}),
        ),
        (
            "7 Ballincar Heights, Sligo, F91 X2Y3",
            json!({"address": "7 Ballincar Heights", "postalCode": "F91 X2Y3", "city": "Sligo"}),
        ),
        ("Nantes (44)", json!({"city": "Nantes", "region": "44"})),
        ("Contagem/MG", json!({"city": "Contagem", "region": "MG"})),
    ] {
        let (about, _) = basics(&["! Ada Example", line, "a@x.example", "# Skills", "Bread"]);
        let expected = json!({"name": "Ada Example", "email": "a@x.example", "location": place});
        assert_eq!(about, expected, "{line}");
    }
}

#[test]
fn contacts_beside_a_name_of_two_weights_are_no_part_of_it() {
    let reading = reading(vec![vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada ") },
        Run { size: 20.0, bold: true, ..run(72.0, 50.0, "Lovelace") },
        run(400.0, 50.0, "ada@mail.example"),
        run(400.0, 63.0, "+44 7700 900123"),
        Run { size: 14.0, ..run(50.0, 90.0, "EXPERIENCE") },
        run(50.0, 110.0, "Engineer, Initech Ltd, 2019 – 2021"),
    ]]);
    let about = Value::from(reading.incoming.content().0)["basics"].clone();
    let expected = json!({"name": "Ada Lovelace", "email": "ada@mail.example", "phone": "+44 7700 900123"});
    assert_eq!(about, expected);
}

#[test]
fn labels_stand_above_their_values() {
    let (about, others) = basics(&[
        "! Ada Example",
        "# Persoonlijke gegevens",
        "Telefoon",
        "+31 6 12345678",
        "E-mail",
        "ada@mail.example",
        "Geboortedatum:",
        "14-05-1991",
    ]);
    let expected = json!({"name": "Ada Example", "phone": "+31 6 12345678", "email": "ada@mail.example"});
    assert_eq!((about, others), (expected, json!({"geboortedatum": "14-05-1991"})));
}
