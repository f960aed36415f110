//! The line editor in the questions of `add` and `profile set`: what was typed is shown once, and nothing is scattered or lost.

use std::fs;

use serde_json::{Value, json};

use crate::support::terminal::{CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE};
use crate::support::{Home, Terminal};

const PASTE: &str = "\u{1b}[200~";
const PASTED: &str = "\u{1b}[201~";

/// Starts the questions for one kind, at the first after the kind.
fn asked(home: &Home, kind: &str, columns: u16) -> Terminal {
    Terminal::sized(&home.program(["add", "--kind", kind]), 24, columns)
}

#[track_caller]
fn answer(terminal: &mut Terminal, answers: &[(&str, &str)]) {
    for (question, keys) in answers {
        terminal.wait_for(question);
        terminal.send(keys);
    }
}

#[track_caller]
fn saved(home: &Home, terminal: &mut Terminal) -> Value {
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    home.json(["list"])[0].clone()
}

/// The screen without its line breaks, which a narrow terminal adds.
fn flat(terminal: &Terminal) -> String {
    terminal.screen().replace('\n', "")
}

#[test]
fn keys_edit_a_line_that_is_longer_than_the_terminal_and_show_it_once() {
    for columns in [40, 80, 132] {
        let home = Home::new();
        let mut terminal = asked(&home, "work", columns);
        let long = "東京 ".repeat(30);
        terminal.wait_for("Position:");
        // Ctrl-A, Ctrl-E, Ctrl-W, Home, End and Ctrl-U, with wide characters over several rows.
        let keys = format!("wrong\u{15}{long}nightshift lead\u{17}chief\u{1}The \u{5}!\u{1b}[H> \u{1b}[F!\r");
        terminal.send(&keys);
        let title = format!("> The {long}nightshift chief!!");
        terminal.wait_for("Employer:");
        assert_eq!(flat(&terminal).matches("chief!!").count(), 1, "at {columns}:\n{}", terminal.screen());
        assert_eq!(flat(&terminal).matches("東").count(), 30, "at {columns}:\n{}", terminal.screen());
        terminal.send(CTRL_D);
        assert_eq!(saved(&home, &mut terminal)["title"], json!(title), "at {columns}");
    }
}

#[test]
fn a_pasted_paragraph_is_one_answer() {
    let home = Home::new();
    let mut terminal = asked(&home, "award", 80);
    answer(
        &mut terminal,
        &[
            ("Title:", &format!("{PASTE}Best\r\nbread  \rof Graz\r{PASTED}\r")),
            ("Awarded by:", ENTER),
            ("Date", "2024\r"),
            ("Text:", &format!("{PASTE}First line\rsecond line{PASTED}\r")),
        ],
    );
    let award = saved(&home, &mut terminal);
    assert_eq!(
        (&award["title"], &award["text"]),
        (&json!("Best bread of Graz"), &json!("First line\nsecond line"))
    );
}

#[test]
fn what_is_typed_ahead_goes_to_the_questions_in_their_order() {
    let home = Home::new();
    let mut terminal = asked(&home, "skill", 80);
    terminal.wait_for("Skill:");
    terminal.send("Rust\rExpert\rFor years\rcargo, serde\r");
    let skill = saved(&home, &mut terminal);
    assert_eq!((&skill["title"], &skill["metadata"]["level"]), (&json!("Rust"), &json!("Expert")));
    assert_eq!((&skill["text"], &skill["skills"]), (&json!("For years"), &json!(["cargo", "serde"])));
}

/// Of a Ctrl-D between two questions, the terminal would else make an end of file that comes as a zero byte.
#[test]
fn keys_that_come_between_two_questions_are_the_next_ones() {
    let home = Home::new();
    let mut terminal = asked(&home, "work", 80);
    terminal.wait_for("Position:");
    terminal.send("Baker\r\r\r\r\r");
    let bullets: Vec<_> = (0..100).map(|number| format!("Bullet {number}")).collect();
    for bullet in &bullets {
        terminal.send(&format!("x{bullet}\u{1}{CTRL_D}\r"));
        assert!((0..20).all(|_| terminal.takes_keys()), "the terminal would take a key itself");
    }
    terminal.send(CTRL_D);
    assert_eq!(saved(&home, &mut terminal)["bullets"], json!(bullets), "{}", terminal.screen());
    assert!(terminal.is_as_before());
}

#[test]
fn a_pasted_list_is_a_bullet_a_line() {
    let home = Home::new();
    let mut terminal = asked(&home, "work", 80);
    terminal.wait_for("Position:");
    terminal.send("Baker\r\r\r\r\r");
    let pasted = format!("{PASTE}- Cut the load\r\r- Built an oven\r  of clay\r* Baked{PASTED}\r");
    answer(
        &mut terminal,
        &[("Bullet", &pasted), ("Bullet", "- Sold\r"), ("Bullet", "1 - 2 a day\r"), ("Bullet", CTRL_D)],
    );
    let bullets = json!(["Cut the load", "Built an oven of clay", "Baked", "Sold", "1 - 2 a day"]);
    assert_eq!(saved(&home, &mut terminal)["bullets"], bullets, "{}", terminal.screen());
}

#[test]
fn each_kind_is_asked_for_what_it_has() {
    let home = Home::new();
    let mut terminal = asked(&home, "education", 80);
    answer(
        &mut terminal,
        &[
            ("Degree:", "B.Sc. Physics\r"),
            ("Subject: Physics", ENTER),
            ("Grade:", "1.3\r"),
            ("School or university:", "TU Graz\r"),
            ("Start", CTRL_D),
        ],
    );
    let degree = saved(&home, &mut terminal);
    assert_eq!(degree["title"], "B.Sc.");
    assert_eq!(degree["metadata"], json!({"area": "Physics", "score": "1.3"}));
    assert_eq!(degree["organization"], "TU Graz");
    assert!(terminal.screen().contains("added `B.Sc.` at TU Graz (id "), "{}", terminal.screen());
    let shown = home.run(["show", "B.Sc."]).out().to_owned();
    for (label, value) in [("Subject", "Physics"), ("Grade", "1.3")] {
        assert!(shown.lines().any(|line| line.split_whitespace().eq([label, value])), "{shown}");
    }

    // At an answer as it was offered, Ctrl-D ends; within one it takes a letter.
    let home = Home::new();
    let mut terminal = asked(&home, "education", 80);
    let keys = format!("\u{1}{CTRL_D}\u{5}");
    answer(&mut terminal, &[("Degree:", &format!("xM.Sc. Physics{keys}\r")), ("Subject: Physics", CTRL_D)]);
    let degree = saved(&home, &mut terminal);
    assert_eq!((&degree["title"], &degree["metadata"]), (&json!("M.Sc. Physics"), &json!({})));

    let home = Home::new();
    let mut terminal = asked(&home, "language", 80);
    answer(&mut terminal, &[("Language:", "Dutch\r"), ("Fluency", "B2\r"), ("Text:", ENTER)]);
    assert_eq!(saved(&home, &mut terminal)["metadata"], json!({"fluency": "B2"}));
}

#[test]
fn ctrl_d_at_the_title_saves_nothing() {
    for columns in [40, 80, 132] {
        let home = Home::new();
        let mut terminal = asked(&home, "skill", columns);
        terminal.wait_for("Skill:");
        terminal.send(CTRL_D);
        assert_eq!(terminal.code(), Some(130));
        assert!(terminal.is_as_before() && !home.session_path().exists(), "at {columns}");
    }
}

#[test]
fn a_dumb_terminal_gets_no_escape_sequence() {
    for term in ["dumb", "cons25", "EMACS"] {
        let home = Home::new();
        let mut program = home.program(["add"]);
        let mut terminal = Terminal::start(program.env("TERM", term));
        answer(
            &mut terminal,
            &[("Kind [1]", "language\r"), ("Language:", "Dutch\r"), ("Fluency", "\r"), ("Text:", "\r")],
        );
        assert_eq!(saved(&home, &mut terminal)["kind"], "language");
        let mut program = home.program(["delete", "Dutch"]);
        let mut deletion = Terminal::start(program.env("TERM", term));
        answer(&mut deletion, &[("Delete Dutch? [y/N]", "y\r")]);
        assert_eq!(deletion.code(), Some(0), "{}", deletion.screen());
        for terminal in [terminal, deletion] {
            assert!(!terminal.transcript().contains('\u{1b}'), "{:?}", terminal.transcript());
        }
    }
}

#[test]
fn a_flag_of_another_kind_is_refused() {
    let home = Home::new();
    home.run(["add", "Baker", "--fluency", "B2"]).code(2).stderr(
        "error: `--fluency` is for the kind `language`, not `work`\nhint: `--kind language`, or `--meta` for a key of your own\n",
    );
    let _ = home
        .run(["add", "Oven", "--kind", "project", "--role", "Lead", "--role", "Mason", "--type", "kit"])
        .id();
    assert_eq!(home.json(["list"])[0]["metadata"], json!({"roles": ["Lead", "Mason"], "type": "kit"}));
    let id = home.run(["add", "Dutch", "--kind", "language", "--fluency", "B2"]).id();
    let _ = home.run(["edit", &id, "--fluency", ""]).any_stderr().id();
    assert_eq!(home.json(["show", &id])["metadata"], json!({}));
}

#[test]
fn a_title_of_several_is_chosen_from_a_list() {
    let home = Home::new();
    let first =
        home.run(["add", "Barista", "--organization", "Café", "--start", "2020", "--end", "2021"]).id();
    let _ = home.run(["add", "Barista", "--organization", "Kiosk", "--start", "2022"]).id();
    for (keys, code) in [(ESCAPE, 130), (CTRL_C, 130), ("\r", 0)] {
        let mut terminal = Terminal::sized(&home.program(["show", "Barista"]), 24, 80);
        terminal.wait_for("Which one is `Barista`?");
        terminal.wait_for("Kiosk · 2022 – present");
        terminal.send(keys);
        assert_eq!(terminal.code(), Some(code), "{}", terminal.screen());
        assert_eq!(terminal.screen().contains(&first), code == 0, "{}", terminal.screen());
    }
    let mut terminal = Terminal::start(&home.program(["--no-input", "show", "Barista"]));
    assert_eq!(terminal.code(), Some(3));
    let _ = home.run(["show", "Barista"]).code(3).stderr_contains("matches 2 experiences");
}

#[test]
fn a_kept_text_is_offered_again() {
    let script = "if [ -e crashed ]; then exit 0; fi; touch crashed; sed -i 's/^Title:.*/Title: Typed/' \"$1\"; exit 3";
    let home = Home::with_editor(script);
    let id = home.add("Baker");
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    assert_eq!(terminal.code(), Some(1), "{}", terminal.screen());
    let mut terminal = Terminal::start(&home.program(["edit", &id]));
    terminal.wait_for("was not saved");
    terminal.wait_for("go on with it");
    terminal.send(ENTER);
    assert_eq!(saved(&home, &mut terminal)["title"], "Typed");
    assert_eq!(fs::read_dir(home.path().join("drafts")).unwrap().count(), 0);
}

#[test]
fn the_profile_is_words_on_a_terminal() {
    let home = Home::new();
    let _ = home.run(["profile", "set", "name=Ada", "location.city=Graz", "meta.language=en"]).any();
    let mut terminal = Terminal::sized(&home.program(["profile"]), 24, 40);
    assert_eq!(terminal.code(), Some(0));
    let screen = terminal.screen();
    let lines: Vec<_> = screen.lines().map(str::trim_end).collect();
    assert_eq!(lines[0], "KEY            VALUE");
    for line in ["name           Ada", "location.city  Graz", "meta.language  en"] {
        assert!(lines.contains(&line), "{screen}");
    }
}

/// Answers every question about the profile, one of them twice.
fn fill_in_the_profile(home: &Home, columns: u16) {
    let mut terminal = Terminal::sized(&home.program(["profile", "set"]), 24, columns);
    answer(
        &mut terminal,
        &[
            ("Name:", &format!("{PASTE}Ada\rLovelace{PASTED}\r")),
            ("Profession", ENTER),
            ("E-mail:", "nope\r"),
        ],
    );
    terminal.wait_for("`email` is no e-mail address");
    // The question comes back after that.
    terminal.wait_for_secrecy();
    terminal.send("\u{15}ada@example.org\r");
    answer(
        &mut terminal,
        &[
            ("Telephone:", ENTER),
            ("Website:", "example.org\r"),
            ("City:", "東京\r"),
            ("Country", "jp\r"),
            ("Summary:", &format!("{PASTE}First\rsecond{PASTED}\r")),
        ],
    );
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    let location = json!({"city": "東京", "countryCode": "JP"});
    let basics = json!({
        "name": "Ada Lovelace", "email": "ada@example.org", "url": "https://example.org",
        "location": location, "summary": "First\nsecond",
    });
    assert_eq!(home.json(["profile"]), json!({"basics": basics}));
    assert!(terminal.is_as_before(), "at {columns}");
    for typed in ["E-mail: ada@example.org", "City: 東京"] {
        assert_eq!(flat(&terminal).matches(typed).count(), 1, "{}", terminal.screen());
    }
}

#[test]
fn the_profile_is_asked_for_and_what_stands_stays() {
    let home = Home::new();
    for columns in [40, 80, 132] {
        drop(home.run(["profile", "unset", "basics"]).any_output());
        fill_in_the_profile(&home, columns);
    }

    // An imported text that would act on the terminal, a wrong address that is not touched, and a line break.
    let odd = json!({"basics": {"label": "a\u{1b}[31mb", "url": "nope", "phone": "12\n34"}});
    home.write("odd.json", odd.to_string());
    home.run(["import", "odd.json"]).any();
    let session = home.session_bytes();
    let questions = ["Name", "E-mail", "Telephone", "Website", "City", "Country", "Summary"];
    for term in ["xterm", "dumb"] {
        let mut terminal = Terminal::sized(home.program(["profile", "set"]).env("TERM", term), 24, 80);
        answer(&mut terminal, &questions.map(|question| (question, ENTER)));
        assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
        assert!(!terminal.transcript().contains("[31m"), "{:?}", terminal.transcript());
        assert!(terminal.screen().contains("nothing was changed"), "{}", terminal.screen());
        assert_eq!(home.session_bytes(), session, "{term}");
    }
    let mut terminal = Terminal::sized(&home.program(["profile", "set"]), 24, 80);
    answer(&mut terminal, &[("Name: Ada Lovelace", "\u{15}\r"), ("E-mail", CTRL_C)]);
    assert_eq!(terminal.code(), Some(130));
    assert_eq!(home.session_bytes(), session, "cancelled");
    let mut terminal = Terminal::sized(&home.program(["profile", "set"]), 24, 80);
    answer(&mut terminal, &[("Name: Ada Lovelace", CTRL_D)]);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert_eq!(home.session_bytes(), session, "ended");
    let mut terminal = Terminal::sized(&home.program(["profile", "set"]), 24, 80);
    answer(&mut terminal, &[("Name: Ada Lovelace", "\u{15}\r"), ("E-mail", "\u{15}\u{4}")]);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert_eq!(home.json(["profile"])["basics"].get("name"), None);
    let mut terminal = Terminal::start(home.program(["profile", "set"]).env("TERM", "dumb"));
    let emptied = ("E-mail [ada@example.org]", "-\r");
    answer(&mut terminal, &[("Enter keeps, - empties, Ctrl-D ends", ""), ("Name", ENTER), emptied]);
    answer(&mut terminal, &[("Telephone", CTRL_D)]);
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
    assert_eq!(home.json(["profile"])["basics"].get("email"), None);
}

#[test]
fn what_the_form_of_the_profile_changes_is_checked() {
    let home = Home::new();
    home.write("odd.json", r#"{"basics": {"name": "Ada", "url": "nope"}}"#);
    home.json(["import", "odd.json"]);
    let home = home.edited_by(r#"sed -i 's/"Ada"/"Bea"/; s/"email": ""/"email": "bea"/' "$1""#);
    let mut terminal = Terminal::start(&home.program(["profile", "edit"]));
    terminal.wait_for("`email` is no e-mail address");
    terminal.wait_for("Edit again?");
    terminal.send("n");
    terminal.end();
    assert_eq!(home.json(["profile"])["basics"]["name"], "Ada");
    let home = home.edited_by(r#"sed -i 's/"Ada"/"Bea"/' "$1""#);
    let mut terminal = Terminal::start(&home.program(["profile", "edit"]));
    terminal.wait_for("go on with it");
    terminal.send(DOWN);
    terminal.send(ENTER);
    terminal.end();
    let basics = json!({"name": "Bea", "url": "nope"});
    assert_eq!(home.json(["profile"]), json!({"basics": basics}), "{}", terminal.screen());
}

#[test]
fn add_opens_the_form() {
    let home = Home::new();
    let home = home.edited_by("sed -i 's/^Title:.*/Title: Baker/' \"$1\"");
    let mut terminal = Terminal::start(&home.program(["add", "--edit", "--location", "Graz"]));
    let baker = saved(&home, &mut terminal);
    assert_eq!((&baker["title"], &baker["location"]), (&json!("Baker"), &json!("Graz")));
    home.run(["add", "--edit"])
        .code(2)
        .stderr("error: an editor needs a terminal\nhint: `resume add TITLE`\n");
}

#[test]
fn a_long_answer_goes_to_the_pager() {
    let home = Home::new();
    let id = home.run(["add", "Baker", "--text", &"line\n".repeat(40)]).id();
    let shown = |pager: &str, rows: u16, args: &[&str]| {
        let mut program = home.program(args);
        let mut terminal = Terminal::sized(program.env("PAGER", pager), rows, 80);
        assert_eq!(terminal.code(), Some(0), "{pager}: {}", terminal.screen());
        terminal.transcript()
    };
    let paged = "sed 's/^/paged: /'";
    assert!(shown(paged, 24, &["show", &id]).contains("paged: "));
    assert!(!shown(paged, 100, &["show", &id]).contains("paged"), "it fits");
    for args in [&["status"][..], &["check"], &["log"], &["config"], &["list", "--columns", "id,title"]] {
        assert!(shown(paged, 2, args).contains("paged: "), "{args:?}");
    }
    assert!(!shown(paged, 24, &["--json", "show", &id]).contains("paged"));
    assert!(!shown(paged, 24, &["--no-input", "show", &id]).contains("paged"));
    // One that is closed at once, and one that does not exist.
    assert!(shown("head -n 1", 24, &["show", &id]).contains("Baker"));
    assert!(shown("no-such-pager", 24, &["show", &id]).contains(&id));
    let _ = home.program(["show", &id]).env("PAGER", paged).run().stdout_contains("\nline\n");
}

#[test]
fn ctrl_c_gives_the_terminal_back_as_it_was() {
    let home = Home::new();
    let mut terminal = asked(&home, "work", 80);
    terminal.wait_for("Position:");
    terminal.send("Typed");
    terminal.wait_for("Position: Typed");
    assert!(!terminal.is_as_before());
    terminal.send(CTRL_C);
    assert_eq!(terminal.code(), Some(130));
    assert!(terminal.is_as_before() && !terminal.hides_the_cursor());
    assert!(!home.session_path().exists());
}
