//! What `README.md` says against what happens.
//!
//! Every ```` ```console ```` block is run, in order, in one home, each command by a bash of its own;
//! what it prints must be what stands below it. Ids and times differ from run to run: they are
//! masked on both sides, and an id in a command stands for the one that the program gave out in its place.
//! What needs a server of PostgreSQL is in [`server`], what needs an AI in [`ai`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod ai;
mod server;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use support::terminal::ENTER;
use support::{Program, Terminal};

/// How the README calls the home directory and the device.
const HOME: &str = "/home/ada";
const DEVICE: &str = "laptop";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The part of the README under a title.
fn section_of<'a>(readme: &'a str, title: &str) -> &'a str {
    let start = readme.find(&format!("## {title}\n")).unwrap();
    let length = readme[start..].find("\n## ").unwrap();
    &readme[start..start + length]
}

/// The lines of the fenced blocks of one language.
fn blocks(text: &str, language: &str) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == format!("```{language}") {
            blocks.push(lines.by_ref().take_while(|line| *line != "```").map(str::to_owned).collect());
        }
    }
    blocks
}

/// A command and what is said to come of it.
#[derive(Debug)]
struct Step {
    command: String,
    printed: String,
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in blocks(text, "console") {
        let mut open = false;
        for line in block {
            match line.strip_prefix("$ ") {
                Some(command) => steps.push(Step { command: command.to_owned(), printed: String::new() }),
                None if open => {
                    let step = steps.last_mut().expect("a block begins with a command");
                    step.command.push('\n');
                    step.command.push_str(&line);
                }
                None => {
                    let step = steps.last_mut().expect("a block begins with a command");
                    step.printed.push_str(&line);
                    step.printed.push('\n');
                }
            }
            open = (open || line.starts_with("$ ")) && line.ends_with('\\');
        }
    }
    steps
}

/// Ids in the order in which they appeared: on one side as written, on the other as given out.
#[derive(Debug, Default)]
struct Ids(Vec<String>);

impl Ids {
    /// Replaces ids, whole or in their short form, by their numbers.
    fn mask(&mut self, text: &str) -> String {
        let mut masked = String::new();
        for word in words(text) {
            match (word.len(), is_id(word)) {
                (8 | 36, true) => masked.push_str(&format!("[{}:{}]", self.number(word), word.len())),
                _ => masked.push_str(word),
            }
        }
        masked
    }

    fn number(&mut self, id: &str) -> usize {
        let known = self.0.iter().position(|known| known.starts_with(id) || id.starts_with(known.as_str()));
        let number = known.unwrap_or(self.0.len());
        match self.0.get_mut(number) {
            Some(known) if known.len() < id.len() => id.clone_into(known),
            Some(_) => {}
            None => self.0.push(id.to_owned()),
        }
        number
    }

    /// Puts the ids of `other` into a text that names these.
    fn translate(&self, text: &str, other: &Self) -> String {
        let translated = words(text).into_iter().map(|word| {
            let number =
                self.0.iter().position(|known| word.len() >= 4 && is_id(word) && known.starts_with(word));
            let id = number.and_then(|number| other.0.get(number));
            id.and_then(|id| id.get(..word.len().max(8))).unwrap_or(word).to_owned()
        });
        translated.collect()
    }
}

fn is_id(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
        && word.bytes().take(4).all(|byte| byte != b'-')
}

/// Cuts a text into words of letters, digits and hyphens, and what stands between them.
fn words(text: &str) -> Vec<&str> {
    let inside = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c| inside(c) != inside(first)).unwrap_or(rest.len());
        words.push(&rest[..length]);
        rest = &rest[length..];
    }
    words
}

/// Replaces times: `2024-03-15 09:30`, `2024-03-15T09:30:00.25Z` and `20240315T093000Z`.
fn mask_times(text: &str) -> String {
    const SHAPES: [&str; 3] = ["0000-00-00T00:00:00", "0000-00-00 00:00", "00000000T000000Z"];
    let fits = |shape: &str, text: &[u8]| {
        text.len() >= shape.len()
            && shape.bytes().zip(text).all(|(shape, byte)| match shape {
                b'0' => byte.is_ascii_digit(),
                _ => shape == *byte,
            })
    };
    let mut masked = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(shape) = SHAPES.iter().find(|shape| fits(shape, rest.as_bytes())) {
            masked.push_str("[time]");
            rest = &rest[shape.len()..];
            if shape.contains('T') {
                rest = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
            }
        } else {
            masked.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    masked
}

/// Where the name of a device stands, columns have other widths.
fn squeeze(text: &str, device: &str) -> String {
    if !text.split_whitespace().any(|word| word == device) {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n");
    lines.collect::<String>().replace(&format!(" {device} "), &format!(" {DEVICE} "))
}

/// Whether a text is the one that is shown, where a line `…` stands for any lines.
fn agree(shown: &str, found: &str) -> bool {
    let mut parts = shown.split("…\n");
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let mut open = false;
    for part in parts {
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
        open = part.is_empty();
    }
    open || rest.is_empty()
}

/// Somebody who does what the README says.
struct Reader {
    home: PathBuf,
    variables: Vec<(String, String)>,
    /// What the README calls things, and what they are called here: where they are typed, and where
    /// they are printed.
    typed: Vec<(String, String)>,
    printed: Vec<(String, String)>,
}

impl Reader {
    fn new(home: &Path) -> Self {
        let home = home.canonicalize().unwrap();
        let programs = Path::new(env!("CARGO_BIN_EXE_resume")).parent().unwrap();
        let called = (HOME.to_owned(), home.to_string_lossy().into_owned());
        let variables = [
            ("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display())),
            ("HOME", called.1.clone()),
            ("LANG", "C.UTF-8".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Self { home, variables, typed: vec![called.clone()], printed: vec![called] }
    }

    #[track_caller]
    fn follow(&self, steps: Vec<Step>) {
        let device = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let (mut written, mut given) = (Ids::default(), Ids::default());
        for Step { command, printed } in steps {
            let mut real = written.translate(&command, &given);
            for (shown, meant) in &self.typed {
                real = real.replace(shown, meant);
            }
            let mut got = self.run(&real);
            for (shown, meant) in &self.printed {
                got = got.replace(meant, shown);
            }
            let expected = squeeze(&mask_times(&written.mask(&printed)), DEVICE);
            let found = squeeze(&mask_times(&given.mask(&got)), &device);
            let shown = given.translate(&got, &written);
            assert!(
                agree(&expected, &found),
                "$ {command}\n--- the README says\n{printed}--- it printed\n{shown}"
            );
        }
    }

    /// Runs a command; one with `# paste TEXT` after it at a terminal, where the text is pasted.
    fn run(&self, command: &str) -> String {
        let line = format!("exec 2>&1; {command}");
        let mut program = Program::new(&self.home, ["--norc", "--noprofile", "-c", &line]);
        program.binary = "bash".into();
        for (name, value) in &self.variables {
            program.env(name, value);
        }
        let Some((_, pasted)) = command.split_once("# paste ") else {
            let output = program.command().stdin(Stdio::null()).output().unwrap();
            return String::from_utf8(output.stdout).unwrap();
        };
        let mut terminal = Terminal::sized(&program, 24, 250);
        terminal.wait_for("it is not shown");
        terminal.wait_for_secrecy();
        terminal.send(&format!("{pasted}{ENTER}"));
        assert!(terminal.end().success(), "{}", terminal.screen());
        terminal.screen() + "\n"
    }
}

#[test]
fn the_commands_print_what_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    let mut reader = Reader::new(directory.path());
    reader.variables.push(("RESUME_USER".to_owned(), "ada".to_owned()));
    let readme = readme();
    let steps = steps(&readme.replace(server::section(&readme), "").replace(ai::section(&readme), ""));
    assert!(steps.len() > 10, "the README shows commands");
    reader.follow(steps);
}

#[test]
fn the_commands_that_set_up_are_those_that_ci_runs() {
    let lines: Vec<String> = blocks(&readme(), "sh").into_iter().flatten().collect();
    let command = |line: &String| line.split("  #").next().unwrap_or_default().trim().to_owned();
    let commands: Vec<_> = lines.iter().map(command).collect();
    assert!(commands.iter().any(|command| command.starts_with("cargo install --locked --path .")));
    assert!(commands.contains(&"tests/run".to_owned()));
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.contains("tests/run"), "`.ci/run` runs what the README names");
    for word in commands.iter().flat_map(|command| command.split_whitespace()) {
        let named =
            ["tests/", "benches/", "completions/", "docs/"].iter().any(|start| word.starts_with(start));
        assert!(!named || root().join(word).exists(), "`{word}` does not exist");
    }
}

#[test]
fn the_files_it_links_to_exist() {
    for link in readme().split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(link.starts_with("https:") || root().join(link).exists(), "`{link}` does not exist");
    }
}

#[test]
fn every_variable_is_explained_and_no_other() {
    fn variables(text: &str) -> BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_uppercase() && c != '_')
            .filter(|word| word.starts_with("RESUME_") && word.len() > 7)
            .map(str::to_owned)
            .collect()
    }
    let read = fs::read_to_string(root().join("src/config/environment.rs")).unwrap();
    assert_eq!(variables(&readme()), variables(&read));
}

/// The messages that the tables of troubles list.
fn messages(readme: &str) -> Vec<&str> {
    let part = readme.split("## When something goes wrong").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap().trim_start_matches("| "));
    cells.flat_map(|cell| cell.split("`, `")).map(|message| message.trim_matches('`').trim()).collect()
}

/// Whether a text says what a message says, whose `…` stands for anything.
fn says(text: &str, message: &str) -> bool {
    let mut rest = text;
    message.split('…').map(str::trim).all(|part| match rest.find(part) {
        Some(place) => {
            rest = &rest[place + part.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn the_messages_it_explains_are_those_of_the_program() {
    let readme = readme();
    let messages = messages(&readme);
    assert!(messages.len() > 25, "{messages:?}");
    let sources = sources(&root().join("src"));
    for message in messages {
        assert!(sources.lines().any(|line| says(line, message)), "no line of the sources says `{message}`");
    }
}

fn sources(directory: &Path) -> String {
    let entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    let texts = entries
        .iter()
        .map(|path| if path.is_dir() { sources(path) } else { fs::read_to_string(path).unwrap() });
    texts.collect()
}
