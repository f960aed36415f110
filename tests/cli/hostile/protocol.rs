//! A server that speaks PostgreSQL's protocol, and speaks it to do harm.
//!
//! Whatever it says, and whenever: the command ends in its time and in bounded memory, with the code
//! that a failed database has, the session stays what it was, and the terminal is told nothing.

use crate::support::backend::{
    self, Backend, INT4, INT8, MET, Place, Stream, TEXT, UUID, answer, description, done, lying_row, message,
    read, ready, role, welcome,
};
use crate::support::limited::run;
use crate::support::{Home, parallel};

/// The number of a type that does not exist.
const UNKNOWN: u32 = 99_999;

/// When the harm is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Instead of a login, or once it has been granted.
    Login,
    Greeting,
    /// In answer to the first question, whether it is for all at once or for a part of it.
    First,
    /// In answer to the one after it, where the first could not be answered at once.
    Second,
}

#[derive(Debug, Clone)]
enum Harm {
    Once(Vec<u8>),
    /// The second over and over after the first, as long as it is read.
    Endless(Vec<u8>, Vec<u8>),
    /// To the question, and to every one that it makes the client ask.
    Always(Vec<u8>, Vec<u8>),
    /// A login that takes the client four thousand million steps.
    Iterations,
}

/// A message that says to be so long, and is not.
fn lie(kind: u8, length: u32) -> Vec<u8> {
    [&[kind], &length.to_be_bytes()[..], b"some of it"].concat()
}

fn refusal(kind: u8, code: &str, text: &str) -> Vec<u8> {
    message(kind, format!("SFATAL\0VFATAL\0C{code}\0M{text}\0D{text}\0H{text}\0\0").as_bytes())
}

/// `DataRow` that says to have so many columns, and has these.
fn row(count: u16, values: &[&[u8]]) -> Vec<u8> {
    let values: Vec<_> = values.iter().map(|value| Some(*value)).collect();
    lying_row(count, &values)
}

const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J \r\u{8}\u{9b}31m \u{202e}gnp.exe\u{2066}\n\n";

/// One thing that a server does, and what the user is told of it; nothing certain where it takes as long
/// as the client waits.
#[derive(Debug, Clone)]
struct Case {
    name: &'static str,
    moment: Moment,
    harm: Harm,
    told: &'static str,
}

fn cases() -> Vec<Case> {
    use Harm::{Endless, Iterations, Once};
    use Moment::{First, Greeting, Login, Second};
    const OTHER: &str = "does not speak PostgreSQL's protocol";
    const INVALID: &str = "is not valid: ";
    let mega = format!("{HOSTILE}{}", "long ".repeat(1 << 18));
    let beyond = [2_u16.to_be_bytes().as_slice(), &[0x7f, 0xff, 0xff, 0xff], b"x"].concat();
    let first = |row: Vec<u8>| Once(answer(&[TEXT, INT4, TEXT], &[row]));
    let one: [u8; 4] = 1_i32.to_be_bytes();
    let snapshot = |types: &[u32], row: Vec<u8>| Once(answer(types, &[row]));
    let uuids = [UUID, UUID, INT8, UUID];
    let mut cases = Vec::new();
    let mut add = |moment, told, harms: Vec<(&'static str, Harm)>| {
        cases.extend(harms.into_iter().map(|(name, harm)| Case { name, moment, harm, told }));
    };
    add(Login, "no way to log in on", vec![("a login of four thousand million steps", Iterations)]);
    add(
        Login,
        OTHER,
        vec![
            ("a way to log in that nobody knows", Once(message(b'R', &99_u32.to_be_bytes()))),
            ("an empty list of ways to log in", Once(message(b'R', &10_u32.to_be_bytes()))),
        ],
    );
    add(
        Login,
        "closed the connection during the login",
        vec![("a password hash without its salt", Once(message(b'R', &5_u32.to_be_bytes())))],
    );
    add(
        First,
        OTHER,
        vec![
            ("columns beyond those that are described", first(row(5, &[b"u".as_slice(); 5]))),
            ("fewer columns than are described", first(row(1, &[b"u"]))),
            ("no columns", first(row(0, &[]))),
            ("columns that are not there", first(row(u16::MAX, &[b"u"]))),
            ("a value longer than its row", first(message(b'D', &beyond))),
            ("rows without a description", Once([row(3, &[b"u", &one, b"UTF8"]), ready()].concat())),
            ("a description that breaks off", Once(message(b'T', &[0xff, 0xff]))),
            ("an unknown message", Once(message(b'?', HOSTILE.as_bytes()))),
            ("a copy that nobody asked for", Once(message(b'G', &[0, 0, 0]))),
            ("an end without a beginning", Once([ready(), ready(), ready()].concat())),
        ],
    );
    add(
        First,
        INVALID,
        vec![
            ("other types", Once(answer(&[INT8, UUID], &[row(2, &[&[0; 8], &[0; 16]])]))),
            ("integers of three bytes", first(row(3, &[b"u", &[0; 3], b"UTF8"]))),
            ("text that is none", first(row(3, &[&[0xff, 0xfe], &one, b"UTF8"]))),
        ],
    );
    add(
        First,
        "rows where one was asked for",
        vec![("two rows", first(row(3, &[b"u", &one, b"UTF8"]).repeat(2))), ("no row", first(Vec::new()))],
    );
    add(
        First,
        "",
        vec![
            ("rows without end", Endless(description(&[TEXT, INT4]), row(3, &[b"u", &one, b"UTF8"]))),
            (
                "notifications without end",
                Endless(Vec::new(), message(b'A', b"\0\0\0\x01channel\0payload\0")),
            ),
            ("beginnings without end", Endless(Vec::new(), message(b'1', &[]))),
            ("a message without end", Endless(lie(b'D', i32::MAX.cast_unsigned()), b"some of it".to_vec())),
        ],
    );
    add(
        Second,
        INVALID,
        vec![
            ("a negative revision", snapshot(&uuids, row(4, &[&[1; 16], &[0; 16], &[0xff; 8], &[2; 16]]))),
            ("a snapshot of other types", snapshot(&[TEXT; 4], row(4, &[HOSTILE.as_bytes(); 4]))),
            ("a snapshot of too few columns", snapshot(&[UUID, UUID], row(2, &[&[1; 16], &[0; 16]]))),
            ("a snapshot without columns", snapshot(&[], row(0, &[]))),
        ],
    );
    let state = |revision: i64, recovers: u8, role: &[u8], version: &[u8], encoding: &[u8]| {
        let (revision, recovers) = (revision.to_be_bytes(), [recovers]);
        let values: [&[u8]; 8] =
            [&[1; 16], &[0; 16], &revision, &[2; 16], &recovers, role, version, encoding];
        Once(answer(&MET, &[row(8, &values)]))
    };
    add(
        First,
        INVALID,
        vec![
            ("a negative revision at once", state(-1, 0, b"u", &one, b"UTF8")),
            ("a role that is none", state(1, 0, &[0xff, 0xfe], &one, b"UTF8")),
            ("a version of three bytes", state(1, 0, b"u", &[0; 3], b"UTF8")),
            ("an encoding that drives the terminal", state(1, 0, b"u", &one, HOSTILE.as_bytes())),
            ("a state that is no truth", state(1, 7, b"u", &one, b"UTF8")),
        ],
    );
    for moment in [Login, Greeting, First, Second] {
        let refused = |code, text: &str| {
            let end = if moment == Login { Vec::new() } else { ready() };
            Once([refusal(b'E', code, text), end].concat())
        };
        add(
            moment,
            "the server sent a",
            vec![
                ("a length of nothing", Once(lie(b'R', 0))),
                ("a length shorter than itself", Once(lie(b'D', 3))),
                ("a negative length", Once(lie(b'E', u32::MAX))),
                ("a length of 2 GiB", Once(lie(b'T', i32::MAX.cast_unsigned()))),
            ],
        );
        add(
            moment,
            "` refused:  ]0;owned  [2J ",
            vec![
                ("a refusal that drives the terminal", refused("XX000", HOSTILE)),
                ("a refusal of megabytes", refused("22000", &mega)),
                ("a code that drives the terminal", refused("\u{1b}[2J", HOSTILE)),
            ],
        );
        add(
            moment,
            "",
            vec![
                ("a refusal without an end", Once(message(b'E', b"SFATAL\0M\x1b[31mno"))),
                ("a refusal of nothing", Once(message(b'E', &[]))),
                ("notices without end", Endless(Vec::new(), refusal(b'N', "00000", HOSTILE))),
                ("parameters without end", Endless(Vec::new(), message(b'S', b"name\0\x1b[31m\0"))),
            ],
        );
    }
    cases
}

fn harm(stream: &mut dyn Stream, harm: &Harm) -> Option<()> {
    match harm {
        Harm::Once(bytes) | Harm::Always(bytes, _) => stream.write_all(bytes).ok()?,
        Harm::Endless(beginning, bytes) => {
            stream.write_all(beginning).ok()?;
            let many = bytes.repeat(1 + (1 << 14) / bytes.len());
            while stream.write_all(&many).is_ok() {}
        }
        Harm::Iterations => {
            stream.write_all(&message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0")).ok()?;
            let (_, body) = read(stream, true)?;
            let text = String::from_utf8_lossy(&body).into_owned();
            let nonce = text.split("r=").nth(1)?;
            let next = format!("r={nonce}x,s=c2FsdA==,i={}", u32::MAX);
            stream.write_all(&message(b'R', &[b"\0\0\0\x0b", next.as_bytes()].concat())).ok()?;
        }
    }
    Some(())
}

fn serve(stream: &mut dyn Stream, moment: Moment, harmful: &Harm) -> Option<()> {
    read(stream, false)?;
    if moment != Moment::Login {
        stream.write_all(&welcome()).ok()?;
    }
    if matches!(moment, Moment::Login | Moment::Greeting) {
        harm(stream, harmful)?;
    } else {
        stream.write_all(&ready()).ok()?;
    }
    let (mut questions, mut asks_for_all) = (0, false);
    loop {
        match read(stream, true)? {
            (b'Q', statements) => stream.write_all(&done(&statements)).ok()?,
            (b'P', body) => asks_for_all = backend::asks_for_all(&String::from_utf8_lossy(&body)),
            (b'S', _) if asks_for_all && moment == Moment::Second => {
                stream.write_all(&backend::no_answer()).ok()?;
            }
            (b'S', _) if asks_for_all => harm(stream, harmful)?,
            (b'S', _) => {
                questions += 1;
                match (moment, questions, harmful) {
                    (Moment::Second, 1, _) => stream.write_all(&role()).ok()?,
                    (Moment::First, 1, _) | (Moment::Second, 2, _) => harm(stream, harmful)?,
                    (_, _, Harm::Always(_, then)) => stream.write_all(then).ok()?,
                    // It has said all it had to say, and is silent from now on.
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn listen(place: Place, moment: Moment, harmful: Harm) -> Backend {
    Backend::listen(place, move |stream| serve(stream, moment, &harmful))
}

#[test]
fn whatever_a_server_says_costs_no_more_than_one_that_is_down() {
    let cases = cases();
    parallel::each_waiting(2 * cases.len(), |number| {
        let Case { name, moment, harm, told } = cases[number / 2].clone();
        let place = if number % 2 == 0 { Place::Port } else { Place::Socket };
        let what = format!("{name} ({moment:?}, {place:?})");
        let backend = listen(place, moment, harm);
        let home = Home::in_memory().with("RESUME_DATABASE_URL", &backend.url).with("RESUME_TIMEOUT", "0.2");
        let home = home.with("RESUME_SYNC", "inline");
        let patient =
            home.clone_settings().with("RESUME_TIMEOUT", if told.is_empty() { "0.2" } else { "20" });
        let first = run(&patient, "list", 0, &what);
        let notice =
            first.err().strip_prefix("notice: your experiences could not be loaded from the database yet: ");
        assert!(notice.is_some_and(|cause| cause.contains(told)), "{what}: {first:?}");
        let id = run(&home, "add mine", 0, &what).id();
        let lines = [("sync", 5), ("db check", 5), ("status", 0), ("log", 0), ("-v list", 0)];
        // On what the answer came makes no difference after that.
        let told_by = if number % 2 == 0 { &lines[..] } else { &lines[..1] };
        for (line, code) in told_by {
            let _ = run(&home, line, *code, &what);
        }
        let session = home.session();
        assert_eq!(session["loaded"], false, "{what}");
        assert_eq!(session["experiences"].as_array().unwrap().len(), 1, "{what}");
        let record = &session["experiences"][0];
        assert_eq!((&record["current"]["id"], &record["current"]["title"]), (&id.into(), &"mine".into()));
        assert!(record["pending"].is_object() && record["pending"]["refused"].is_null(), "{what}: {record}");
        assert!(home.session_bytes().len() < 4000, "{what}");
        assert_eq!(home.set_aside().len(), 0, "{what}");
    });
}

#[test]
fn what_a_type_is_is_not_asked() {
    // The driver asks in rows, which are of that type again, and calls itself once more with each answer.
    let unknown = answer(&[UNKNOWN], &[]);
    let prepared = [message(b'1', &[]), description(&[UNKNOWN])[5 + 5..].to_vec(), ready()].concat();
    let backend = listen(Place::Port, Moment::First, Harm::Always(unknown, prepared));
    let home = Home::in_memory().with("RESUME_DATABASE_URL", &backend.url).with("RESUME_TIMEOUT", "20");
    let output = run(&home, "sync", 5, "types without end");
    let expected = format!(
        "error: `{}`: the server sent a column of a type that is not PostgreSQL's own\n",
        backend.name
    );
    assert!(output.err().starts_with(&expected), "{output:?}");
}
