use crate::ai::claims::ClaimKind::{Name, Number, Technology};
use crate::ai::claims::{ClaimKind, Evidence};

const RECORD: &[&str] = &[
    "Data Engineer",
    "Acme GmbH",
    "Bonn",
    "2019-03",
    "2021-06",
    "Moved the nightly reports from Excel to PostgreSQL, which made them 40% faster. Wrote C++ and Node.js services \
     for 1,200 shops; they run on K8s.",
    "Saved 2 million dollars in 2020, with three colleagues of José Müller.",
    "SQL",
    "go",
    "B.Sc. in Computer Science",
];

fn found(field: &str, evidence: &[&str]) -> Vec<(String, ClaimKind)> {
    Evidence::new(evidence)
        .unsupported(&[field], RECORD)
        .into_iter()
        .map(|claim| (claim.word, claim.kind))
        .collect()
}

#[test]
fn inventions_are_named() {
    for (field, claims) in [
        ("Cut costs by 20 %", &[("20 %", Number)][..]),
        ("Cut costs by twenty percent", &[("twenty percent", Number)]),
        ("Cut the costs by ２０％", &[("20%", Number)]),
        ("Cut the costs by ٢٠٪", &[("20٪", Number)]),
        ("Served 1.000 shops and 1k users", &[("1.000", Number), ("1k", Number)]),
        ("Saved $3M", &[("$3M", Number)]),
        ("Doubled the revenue, and halved the costs", &[("Doubled", Number), ("halved", Number)]),
        ("Wrote dozens of services", &[("dozens", Number)]),
        ("Worked there from 2015–2018", &[("2015", Number), ("2018", Number)]),
        ("2018-03", &[("2018-03", Number)]),
        ("Ran it since March 2018", &[("2018", Number)]),
        ("Moved the reports to Snowflake", &[("Snowflake", Technology)]),
        ("Globex", &[("Globex", Name)]),
        ("Globex reports were moved", &[("Globex", Name)]),
        ("Moved the reports for Globex and IBM", &[("Globex", Name), ("IBM", Technology)]),
        ("Wrote services with McKinsey", &[("McKinsey", Name)]),
        (
            "wrote services in rust, kubernetes and c#",
            &[("rust", Technology), ("kubernetes", Technology), ("c#", Technology)],
        ),
        (
            "wrote services in .net and vue.js on ec2",
            &[(".net", Technology), ("vue.js", Technology), ("ec2", Technology)],
        ),
        ("zigbee", &[("zigbee", Technology)]),
        ("deep learning", &[("deep", Technology), ("learning", Technology)]),
        ("spring", &[("spring", Technology)]),
        ("Has a phd and an MBA", &[("phd", Name), ("MBA", Name)]),
        ("Has a baccalaureate", &[("baccalaureate", Name)]),
        ("moved it to kuber\u{200b}netes", &[("kubernetes", Technology)]),
        ("moved it to k\u{301}ubernetes", &[("kubernetes", Technology)]),
        ("moved it to 𝐤𝐮𝐛𝐞𝐫𝐧𝐞𝐭𝐞𝐬", &[("kubernetes", Technology)]),
        ("moved it to kubernеtes", &[("kubernеtes", Name)]),
        ("moved it to јаvа", &[("јаvа", Name)]),
        // Each letter is Cyrillic.
        ("moved it to ѕаѕѕ", &[("ѕаѕѕ", Technology)]),
        ("Работал над отчетами в Яндекс", &[("Яндекс", Name)]),
        ("東京で働いた", &[("東京で働いた", Name)]),
        ("Write to eve@evil.example", &[("eve@evil.example", Name)]),
        ("Made the reports 40 faster", &[("40", Number)]),
        ("Ran it with IT", &[("IT", Name)]),
    ] {
        let claims: Vec<_> = claims.iter().map(|(word, kind)| ((*word).to_owned(), *kind)).collect();
        assert_eq!(found(field, &[]), claims, "{field}");
    }
}

#[test]
fn honest_changes_pass() {
    for field in [
        "Sped the nightly reports up by 40 percent",
        "Migrated nightly reports to PostgreSQL from Excel",
        "Built C++ services, and others in node.js, for 1200 shops",
        "Served 1.2k shops on k8s",
        "Saved $2M in 2020 with 3 colleagues",
        "Reporting and analysing: the service of a shop",
        "Worked with Jose Muller at ACME since March 2019",
        "Ended in June 2021 (06/2021)",
        "2019-03",
        "Data engineers",
        "Go",
        "Improved what the team already had, carefully and with patience",
        "Responsible for reports. Led a small team; mentored juniors",
        "Développé des services pour la boutique",
        "",
    ] {
        assert_eq!(found(field, &[]), [], "{field}");
    }
}

#[test]
fn evidence_supports_in_any_case() {
    let said = [
        "i was staff engineer at globex from jan 2022, used rust and react there, and cut costs by 30 percent",
    ];
    for field in ["Staff Engineer", "Globex", "2022-01", "Rust", "React", "Cut the costs by 30%"] {
        assert_ne!(found(field, &[]), [], "{field}");
        assert_eq!(found(field, &said), [], "{field}");
    }
    assert_eq!(found("Cut the costs by 31%", &said), [("31%".to_owned(), Number)]);
    assert_eq!(found("2022-02", &said), [("2022-02".to_owned(), Number)]);
}

#[test]
fn each_claim_is_named_once_and_a_flood_is_cut() {
    assert_eq!(Evidence::new(&[]).unsupported(&["Globex", "globex, 5", "5"], RECORD).len(), 2);
    let flood: String = (10_000..20_000).map(|number| format!("x{number} ")).collect();
    assert_eq!(Evidence::new(&[]).unsupported(&[&flood], &[&flood.replace('1', "2")]).len(), 100);
}
