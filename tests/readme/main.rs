//! Runs the commands of `README.md` and of the pages in `docs/`, and compares their output.
//!
//! The ```` ```console ```` blocks of a page are typed in order, in one home, into a bash on a terminal, and compared
//! with what the terminal shows. The tour of the README starts in an empty home with the experience that its set-up
//! saves. IDs and times differ between runs: both sides are masked, and an ID in a command is replaced by the one
//! that the program printed in its place. [`server`] runs the parts that need PostgreSQL, [`ai`] those that need an AI.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod ai;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod undo;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use support::terminal::ENTER;
use support::{Program, Shell};

/// The home directory and the device in the pages.
const HOME: &str = "/home/ada";
const DEVICE: &str = "laptop";

/// The width of the terminal.
const COLUMNS: u16 = 120;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    page("README.md")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The names of the README and of the pages in `docs/`.
fn pages() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut pages: Vec<_> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    pages.sort();
    pages.push("README.md".to_owned());
    pages
}

/// The part of a page under a title.
fn section_of<'a>(page: &'a str, title: &str) -> &'a str {
    let start = page.find(&format!("## {title}\n")).unwrap();
    let length = page[start..].find("\n## ").unwrap_or(page.len() - start);
    &page[start..start + length]
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

/// A person who types the commands of a page.
struct Reader {
    home: PathBuf,
    variables: Vec<(String, String)>,
    /// Names in the pages and their counterparts here: in commands, and in output.
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
        self.follow_and(steps, |_, _| {});
    }

    /// Calls `look` with each command once it is done.
    #[track_caller]
    fn follow_and(&self, steps: Vec<Step>, mut look: impl FnMut(&Self, &str)) {
        let device = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let (mut written, mut given) = (Ids::default(), Ids::default());
        let mut shell = self.shell();
        for Step { command, printed } in steps {
            let mut real = written.translate(&command, &given);
            for (shown, meant) in &self.typed {
                real = real.replace(shown, meant);
            }
            let got = enter(&mut shell, &real);
            // Pages have no blanks at the end of a line, where a question has one.
            let mut got: String = got.split_inclusive('\n').map(|line| line.replace(" \n", "\n")).collect();
            for (shown, meant) in &self.printed {
                got = got.replace(meant, shown);
            }
            let expected = squeeze(&mask_times(&written.mask(&printed)), DEVICE);
            let found = squeeze(&mask_times(&given.mask(&got)), &device);
            let shown = given.translate(&got, &written);
            assert!(
                agree(&expected, &found),
                "$ {command}\n--- the page says\n{printed}--- it printed\n{shown}"
            );
            look(self, &command);
        }
    }

    fn program(&self, command: &str) -> Program {
        let mut program = Program::new(&self.home, ["--norc", "--noprofile", "-c", command]);
        program.binary = "bash".into();
        for (name, value) in &self.variables {
            program.env(name, value);
        }
        program
    }

    fn shell(&self) -> Shell {
        Shell::start(&self.program(""), COLUMNS)
    }

    /// Runs a command in a pipe.
    fn run(&self, command: &str) -> String {
        let program = self.program(&format!("exec 2>&1; {command}"));
        let output = program.command().stdin(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Types a command, and then what the comment behind it tells.
fn enter(shell: &mut Shell, command: &str) -> String {
    shell.begin(command);
    if let Some((_, pasted)) = command.split_once("# paste ") {
        shell.answer("it is not shown", &format!("{pasted}{ENTER}"));
    } else if let Some((_, key)) = command.split_once("# press ") {
        shell.answer("›", if key == "Enter" { ENTER } else { key });
    }
    let shown = shell.finish();
    if shown.is_empty() { shown } else { shown + "\n" }
}

/// How the first experience is saved: the same by the command that builds the program, and after a package.
fn first_use(readme: &str) -> String {
    let lines = blocks(readme, "sh").into_iter().flatten();
    let mut lines = lines.filter(|line| line.starts_with("cargo install --locked --path . && "));
    let line = lines.next().expect("the set-up installs the program");
    let first = &line[line.find("resume add").expect("the set-up saves an experience")..];
    let add = first.split(" && ").next().unwrap();
    assert!(
        section_of(readme, "A tour").contains(&format!("`{add}`")),
        "the tour names `{add}` as the first command"
    );
    first.to_owned()
}

#[test]
fn the_commands_print_what_is_shown() {
    let readme = readme();
    let tour = readme.replace(server::section(&readme), "");
    for (text, first, least) in [
        (tour, Some(first_use(&readme)), 20),
        (page("docs/applications.md"), None, 4),
        (page("docs/failures.md"), None, 8),
        (page("docs/languages.md"), None, 6),
        (page("docs/themes.md"), None, 1),
        (page("docs/variants.md"), Some("resume add Engineer --organization Acme --tag data".to_owned()), 2),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let mut reader = Reader::new(directory.path());
        reader.variables.push(("RESUME_USER".to_owned(), "ada".to_owned()));
        if let Some(command) = first {
            let said = enter(&mut reader.shell(), &command);
            let is_bare = |line: &str| line.len() == 36 && is_id(line);
            assert!(!said.lines().any(is_bare), "the set-up shows a bare ID:\n{said}");
        }
        let steps = steps(&text);
        assert!(steps.len() > least, "the page shows {} commands", steps.len());
        reader.follow(steps);
    }
}

/// A page whose commands no test runs would rot.
#[test]
fn every_page_with_commands_is_run() {
    let run = [
        "README.md",
        "docs/ai.md",
        "docs/applications.md",
        "docs/failures.md",
        "docs/languages.md",
        "docs/servers.md",
        "docs/themes.md",
        "docs/variants.md",
    ];
    for name in pages().into_iter().filter(|name| !run.contains(&name.as_str())) {
        assert!(steps(&page(&name)).is_empty(), "no test runs the commands of `{name}`");
    }
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

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
}

#[test]
fn links_lead_to_files_and_headings() {
    for name in pages() {
        let text = page(&name);
        let directory = root().join(&name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https:") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root().join(&name) } else { directory.join(file) };
            assert!(target.exists(), "{name}: `{link}` does not exist");
            if !heading.is_empty() {
                let found = fs::read_to_string(target).unwrap();
                let mut headings = found.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|line| anchor(line) == heading), "{name}: `{link}` has no heading");
            }
        }
    }
}

/// The lists of files in `docs/contributing.md` stay true.
#[test]
fn the_paths_that_contributors_are_shown_exist() {
    let text = page("docs/contributing.md");
    let named: BTreeSet<_> = text.split('`').skip(1).step_by(2).filter(|word| is_path(word)).collect();
    assert!(named.len() > 30, "{named:?}");
    for path in named {
        assert!(root().join(path).exists(), "`{path}` does not exist");
    }
}

/// Whether a word in backticks is a path of the project. `NAME` stands for a new file.
fn is_path(word: &str) -> bool {
    let roots = ["src/", "tests/", "schema/", "docs/", "completions/", "benches/"];
    let files = ["README.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml"];
    (roots.iter().any(|root| word.starts_with(root)) || files.contains(&word)) && !word.contains("NAME")
}

#[test]
fn every_variable_is_explained_and_no_other() {
    fn variables(text: &str) -> BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_uppercase() && c != '_')
            .filter(|word| word.starts_with("RESUME_") && word.len() > 7)
            .map(str::to_owned)
            .collect()
    }
    let files = ["environment.rs", "setting.rs"].map(|file| root().join("src/config").join(file));
    let read = files.map(|file| fs::read_to_string(file).unwrap()).concat();
    assert_eq!(variables(&page("docs/configuration.md")), variables(&read));
}

/// The messages in the tables of `docs/failures.md`.
fn messages(page: &str) -> Vec<&str> {
    let rows = page.split("\n## Messages of ").skip(1).flat_map(str::lines);
    let rows = rows.filter(|line| line.starts_with("| `"));
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
    let failures = page("docs/failures.md");
    let messages = messages(&failures);
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
