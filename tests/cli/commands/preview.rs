//! `resume preview`, seen from its sockets.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use nix::sys::signal::Signal;

use crate::support::postgres::wait_until;
use crate::support::program::receive;
use crate::support::terminal::CTRL_C;
use crate::support::{Home, PATIENCE, Program, Terminal};

/// A preview that is being served, until the value is dropped.
struct Served {
    child: Child,
    port: u16,
    token: String,
    told: Receiver<String>,
}

impl Served {
    fn start(home: &Home, flags: &[&str]) -> Self {
        let mut program = home.program(["preview"]);
        program.args(flags);
        let (child, printed, told) = started(&program);
        let url = receive(&printed, Instant::now() + PATIENCE).expect("the address is printed");
        let (port, token) = taken_apart(&url);
        Self { child, port, token, told }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The whole answer to a request for a path below the token.
    fn get(&self, path: &str) -> String {
        self.ask(&format!("/{}/{path}", self.token), &format!("127.0.0.1:{}", self.port))
    }

    fn ask(&self, path: &str, host: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    }

    /// The body of the answer with the PDF, or with the page about the mistake.
    fn pdf(&self) -> Vec<u8> {
        let mut stream = self.connect();
        let Self { port, token, .. } = self;
        write!(stream, "GET /{token}/cv.pdf HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        answer.split_off(head + 4)
    }

    /// Listens for changes; the version that is there already is the first.
    fn events(&self) -> Events {
        let mut stream = self.connect();
        let Self { port, token, .. } = self;
        write!(stream, "GET /{token}/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        let mut events = Events(BufReader::new(stream));
        events.next();
        events
    }

    fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// Waits for the next change.
    fn next(&mut self) {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream of changes goes on");
            if line.starts_with("data: ") {
                return;
            }
        }
    }
}

/// Starts a program that stays, with the lines of its stdout and its stderr.
fn started(program: &Program) -> (Child, Receiver<String>, Receiver<String>) {
    let mut command = program.command();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (printed, told) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
    (child, printed, told)
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The port and the token in an address.
fn taken_apart(url: &str) -> (u16, String) {
    let rest = url.strip_prefix("http://127.0.0.1:").expect(url);
    let (port, token) = rest.trim_end_matches('/').split_once('/').expect(url);
    assert_eq!(token.len(), 32, "{url}");
    (port.parse().unwrap(), token.to_owned())
}

fn next(lines: &Receiver<String>) -> String {
    receive(lines, Instant::now() + PATIENCE).expect("one more line")
}

#[test]
fn the_page_is_served_under_its_token_alone() {
    let home = Home::new();
    home.add("Miller of <rye>");
    let served = Served::start(&home, &[]);
    let page = served.get("page");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("Miller of &lt;rye&gt;"), "{page}");
    let lower = page.to_lowercase();
    for header in ["cache-control: no-store", "default-src 'none'", "sandbox", "nosniff", "no-referrer"] {
        assert!(lower.contains(header), "{header}: {page}");
    }
    for (path, holds) in [("", "<iframe"), ("preview.js", "EventSource"), ("preview.css", "iframe")] {
        assert!(served.get(path).contains(holds), "{path}");
    }
    let host = format!("localhost:{}", served.port);
    let other_token = if served.token.starts_with('0') { "1" } else { "0" }.to_owned() + &served.token[1..];
    for path in ["/", "/page", "//page", &format!("/{other_token}/page"), &format!("/{}", served.token)] {
        let answer = served.ask(path, &host);
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(!answer.contains("Miller"), "{path}: {answer}");
    }
    assert!(served.get("elsewhere").starts_with("HTTP/1.1 404"));
    let page = format!("/{}/page", served.token);
    for host in ["evil.example", &format!("evil.example:{}", served.port), "127.0.0.1", "localhost:1", ""] {
        let answer = served.ask(&page, host);
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
        assert!(!answer.contains("Miller"), "{host}: {answer}");
    }
    assert!(served.ask(&page, &host).starts_with("HTTP/1.1 200"));
}

#[test]
fn a_change_by_another_command_is_reported() {
    let home = Home::new();
    home.add("First");
    let served = Served::start(&home, &[]);
    let mut events = served.events();
    home.add("Second");
    events.next();
    assert!(served.get("page").contains("Second"));
}

#[test]
fn a_mistake_in_a_theme_shows_until_it_is_mended() {
    let home = Home::new();
    home.add("Miller");
    home.run(["theme", "copy", "classic", "mine"]).any();
    let served = Served::start(&home, &["--theme", "mine"]);
    let mut events = served.events();
    let file = home.path().join("themes/mine/page.html");
    let sound = fs::read_to_string(&file).unwrap();
    let before = served.get("page");
    fs::write(&file, "<p>\n  {{ <script> }}").unwrap();
    let page = wait_for_page(&served, &mut events, "could not be made");
    assert!(page.contains("page.html:2:"), "{page}");
    assert!(!page.contains("<script>"), "{page}");
    assert!(next(&served.told).contains("page.html:2:"));
    fs::write(&file, sound).unwrap();
    wait_for_page(&served, &mut events, "Miller");
    assert_eq!(body(&served.get("page")), body(&before));
}

#[test]
#[cfg(feature = "pdf")]
fn the_pdf_is_made_of_the_theme_as_it_is_now() {
    let home = Home::new();
    home.add("Miller");
    home.run(["theme", "copy", "classic", "mine"]).any();
    let served = Served::start(&home, &["--theme", "mine"]);
    let page = served.get("page");
    let first = served.pdf();
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(served.pdf(), first);
    let file = home.path().join("themes/mine/cv.typ");
    let sound = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{sound}\nOne more line\n")).unwrap();
    wait_until("the PDF has the new line", || {
        let pdf = served.pdf();
        pdf.starts_with(b"%PDF-") && pdf != first
    });
    fs::write(&file, format!("{sound}\n#nothing\n")).unwrap();
    wait_until("the mistake shows", || String::from_utf8_lossy(&served.pdf()).contains("cv.typ:"));
    fs::write(&file, sound).unwrap();
    wait_until("the mistake is gone", || served.pdf() == first);
    assert_eq!(body(&served.get("page")), body(&page), "the page is not made of `cv.typ`");
}

#[test]
#[cfg(feature = "pdf")]
fn what_the_pdf_lacks_is_told() {
    let home = Home::new();
    let bullets: Vec<_> = (1..=90).map(|number| format!("Milled <rye> {number}")).collect();
    let args = bullets.iter().flat_map(|bullet| ["--bullet", bullet]);
    home.run(["add", "Miller", "--text", "Bread \u{378}"].into_iter().chain(args)).any();
    let served = Served::start(&home, &["--pages", "1"]);
    let page = served.get("pdf");
    let exported = home.run(["export", "cv.pdf", "--pages", "1"]);
    let (wrote, lacks) =
        exported.err().trim_end().rsplit_once('\n').map(|(rest, last)| (last, rest)).unwrap();
    assert_eq!(wrote, "wrote 1 experience to `cv.pdf`");
    assert!(lacks.contains("no room for bullet 90 of `Miller`: Milled <rye> 90"), "{lacks}");
    assert!(lacks.contains("U+0378"), "{lacks}");
    for line in lacks.lines() {
        assert_eq!(next(&served.told), line);
        let sentence = line.strip_prefix("warning: ").unwrap();
        let sentence = sentence.replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&format!("<li>{sentence}</li>")), "{sentence}: {page}");
    }
    assert!(page.contains("<a href=\"cv.pdf\">"), "{page}");
    assert_eq!(served.pdf(), fs::read(home.work().join("cv.pdf")).unwrap());
}

#[test]
#[cfg(feature = "pdf")]
fn a_whole_pdf_opens_at_once() {
    let home = Home::new();
    home.add("Miller");
    let served = Served::start(&home, &[]);
    let answer = served.get("pdf");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(answer.contains(&format!("location: /{}/cv.pdf\r\n", served.token)), "{answer}");
    assert!(served.get("").contains("href=\"pdf\""));
}

/// A file that is written in two steps may be seen between them.
fn wait_for_page(served: &Served, events: &mut Events, text: &str) -> String {
    loop {
        events.next();
        let page = served.get("page");
        if page.contains(text) {
            return page;
        }
    }
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn a_theme_that_is_copied_later_is_seen() {
    let home = Home::new();
    home.add("Miller");
    let served = Served::start(&home, &[]);
    let mut events = served.events();
    home.run(["theme", "copy", "classic"]).any();
    let file = home.path().join("themes/classic/page.html");
    let page = fs::read_to_string(&file).unwrap();
    fs::write(&file, page.replace("{% block style %}", "{% block style %}/* mine */")).unwrap();
    wait_for_page(&served, &mut events, "/* mine */");
}

#[test]
fn hostile_clients_keep_nobody_out() {
    let home = Home::new();
    home.add("Miller");
    let served = Served::start(&home, &[]);
    let mut events = served.events();
    let silent: Vec<_> = (0..300).map(|_| served.connect()).collect();
    let mut half = served.connect();
    half.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
    let mut long = served.connect();
    let _ = long.write_all(b"GET / HTTP/1.1\r\nA: ").and_then(|()| long.write_all(&vec![b'a'; 1 << 20]));
    let mut nonsense = served.connect();
    nonsense.write_all(b"\0\xff\r\n\r\n").unwrap();
    assert!(served.get("page").contains("Miller"));
    wait_until("the oldest strangers are closed", || served.descriptors() < 100);
    home.add("Second");
    events.next();
    assert!(served.get("page").contains("Second"), "the browser that listens was not closed");
    drop((silent, half, long, nonsense));
}

#[test]
fn a_thousand_requests_leave_no_descriptor() {
    let home = Home::new();
    home.add("Miller");
    let served = Served::start(&home, &[]);
    served.get("page");
    let before = served.descriptors();
    for _ in 0..1000 {
        served.get("preview.css");
    }
    wait_until("all connections are closed", || served.descriptors() <= before);
}

#[test]
fn ctrl_c_ends_it() {
    let home = Home::new();
    let opened = home.work().join("opened");
    let opener = home.write(
        "xdg-open",
        format!("#!/bin/sh\necho \"$1\" > '{0}.new'; mv '{0}.new' '{0}'\n", opened.display()),
    );
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let mut program = home.program(["preview"]);
    program.env("PATH", format!("{}:/usr/bin:/bin", home.work().display()));
    let mut terminal = Terminal::start(&program);
    wait_until("the browser is opened", || opened.exists());
    terminal.wait_for("http://127.0.0.1:");
    let (port, ticket) = taken_apart(fs::read_to_string(&opened).unwrap().trim());
    let transcript = terminal.transcript();
    assert!(!transcript.contains(&ticket), "the ticket is not the token");
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET /{ticket}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(ask().starts_with("HTTP/1.1 303"));
    assert!(ask().starts_with("HTTP/1.1 404"), "a ticket is taken once");
    terminal.send(CTRL_C);
    assert_eq!(terminal.end().signal(), Some(Signal::SIGINT as i32));
    TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
}

#[test]
fn what_cannot_be_served_is_said() {
    let home = Home::new();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    home.run(["preview", "--port", &port]).code(1).stderr(format!(
        "error: cannot listen on 127.0.0.1:{port}: Address already in use (os error 98)\n\
             hint: another program listens there; without `--port` a free port is used\n"
    ));
    home.run(["preview", "--theme", "clasic"])
        .code(2)
        .stderr("error: there is no theme `clasic`\nhint: did you mean `classic`?\n");
}

#[test]
fn a_watched_export_is_written_after_each_change() {
    let home = Home::new();
    home.add("First");
    let (mut child, _, told) = started(&home.program(["export", "cv.html", "--watch"]));
    let file = home.work().join("cv.html");
    assert_eq!(next(&told), "wrote 1 experience to `cv.html`");
    let second = home.add("Second");
    assert_eq!(next(&told), "wrote 2 experiences to `cv.html`");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("Second"), "{text}");
    home.run(["theme", "copy", "classic"]).any();
    let page = home.path().join("themes/classic/page.html");
    let sound = fs::read_to_string(&page).unwrap();
    fs::write(&page, "{{ ").unwrap();
    assert!(next(&told).starts_with("error: "));
    assert_eq!(fs::read_to_string(&file).unwrap(), text, "the old file stays");
    fs::write(&page, sound).unwrap();
    home.run(["delete", &second, "--yes"]).any();
    loop {
        if next(&told) == "wrote 1 experience to `cv.html`" {
            break;
        }
    }
    assert!(!fs::read_to_string(&file).unwrap().contains("Second"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_change_of_the_variant_reaches_a_watched_export_and_a_preview() {
    let home = Home::new();
    home.add("First");
    home.run(["variant", "set", "acme", "--headline", "One"]).any();
    let (mut child, _, told) = started(&home.program(["export", "cv.html", "--watch", "--variant", "acme"]));
    assert_eq!(next(&told), "wrote 1 experience to `cv.html`");
    let served = Served::start(&home, &["--variant", "acme"]);
    assert!(served.get("page").contains("One"));
    home.run(["variant", "set", "acme", "--headline", "Another"]).any();
    assert_eq!(next(&told), "wrote 1 experience to `cv.html`");
    assert!(fs::read_to_string(home.work().join("cv.html")).unwrap().contains("Another"));
    wait_until("the page is new", || served.get("page").contains("Another"));
    home.run(["variant", "rename", "acme", "globex"]).any();
    home.run(["variant", "set", "globex", "--headline", "Third"]).any();
    assert_eq!(next(&told), "wrote 1 experience to `cv.html`");
    wait_until("the page is new", || served.get("page").contains("Third"));
    home.run(["variant", "delete", "globex", "--yes"]).any();
    assert_eq!(next(&told), "error: the variant `globex` is deleted");
    assert_eq!(next(&served.told), "error: the variant `globex` is deleted");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn standard_output_cannot_be_watched() {
    let home = Home::new();
    home.run(["export", "--watch"])
        .code(2)
        .stderr("error: cannot watch standard output\nhint: name a file\n");
}
