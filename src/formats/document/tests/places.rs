//! Places of a person and of a school, whatever their names and their lines.

use serde_json::{Value, json};

use super::word::{document, of_lines};

/// The title, the organization and the place of each entry.
fn names(heading: &str, lines: &[&str]) -> Vec<Value> {
    let all = of_lines("a@x.example", heading, lines).1;
    all.iter().map(|one| json!([one[0], one[1], one[2]])).collect()
}

#[test]
fn a_place_may_be_named_like_a_school() {
    let degree = |right: &str| {
        let first = format!("*Texas Tech University*\t{right}");
        names("Education", &[&first, "Master of Science\t2008"])[0].clone()
    };
    let school = "Texas Tech University";
    assert_eq!(degree("College Station, TX"), json!(["Master of Science", school, "College Station, TX"]));
    assert_eq!(degree("Austin, TX"), json!(["Master of Science", school, "Austin, TX"]));
    assert_eq!(
        names("Education", &["Bachelor of Arts\tBoston College, MA", "2004 – 2008"])[0][1],
        "Boston College, MA"
    );
}

#[test]
fn an_address_may_be_on_two_lines_or_have_a_remark() {
    let place = |lines: &[&str]| {
        let all: Vec<&str> = ["! Ada Example", "a@x.example"]
            .iter()
            .chain(lines)
            .chain(&["# Experience", "Cook, Mill\t2018 – 2020"])
            .copied()
            .collect();
        let basics = json!(document(&all).incoming.content().0)["basics"].clone();
        assert_eq!((&basics["phone"], &basics["label"]), (&json!(null), &json!(null)), "{lines:?}");
        basics["location"].clone()
    };
    let whole = |address: &str, code: &str, city: &str, region: Option<&str>| {
        let mut all = json!({"address": address, "postalCode": code, "city": city});
        region.into_iter().for_each(|region| all["region"] = json!(region));
        all
    };
    for (lines, expected) in [
        (
            &["Address: Rua do Souto 55, 4700-329, Braga, Portugal (Home)"][..],
            whole("Rua do Souto 55", "4700-329", "Braga", Some("Portugal")),
        ),
        (
            &["Strada Memorandumului 21,", "400114 Cluj-Napoca, Romania (Home)"],
            whole("Strada Memorandumului 21", "400114", "Cluj-Napoca", Some("Romania")),
        ),
        (&["Veveří 102", "616 00 Brno"], whole("Veveří 102", "616 00", "Brno", None)),
        (&["Veveří 102 – 616 00 Brno"], whole("Veveří 102", "616 00", "Brno", None)),
        (&["14 Cotham Brow, London"], json!({"address": "14 Cotham Brow", "city": "London"})),
        // A year is no house, and a house without a known city stays whole.
        (&["Born 1990", "10115 Berlin"], json!({"postalCode": "10115", "city": "Berlin"})),
        (&["Flat 2, 12 Elm House"], json!({"address": "Flat 2, 12 Elm House"})),
    ] {
        assert_eq!(place(lines), expected, "{lines:?}");
    }
    let line = "Data de nascimento: 09/11/1992 | Telefone:";
    let lines = [
        "! Ada Example",
        line,
        "(+351) 912 440 318 | E-mail: a@x.example",
        "# Experience",
        "Cook, Mill\t2018",
    ];
    assert_eq!(json!(document(&lines).incoming.content().0)["basics"]["phone"], "(+351) 912 440 318");
}
