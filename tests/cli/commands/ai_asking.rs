//! How any command asks an AI: with whose key, where, and how it is interrupted.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};

use crate::support::Home;
use crate::support::chat::{ChatServer, Reply};
use crate::support::postgres::{Certificates, Shown};

const KEY: &str = "sk-live-0123456789abcdef";

fn nothing() -> Reply {
    Reply::ok(&json!({"bullets": [], "skills": []}))
}

/// A home with an experience; nothing is configured but the model.
fn home() -> (Home, String) {
    let home = Home::new().with("RESUME_AI_MODEL", "tiny");
    let id = home.run(["add", "Baker", "--text", "Baked bread"]).id();
    (home, id)
}

fn configure(home: &Home, text: &str) {
    fs::write(home.path().join("config.toml"), text).unwrap();
}

fn logged(home: &Home) -> Value {
    home.program(["--json", "ai", "log"]).run().any_stderr().json()
}

/// Fails with every file below a directory that holds the key.
#[track_caller]
fn without_key(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            without_key(&path);
        } else {
            let bytes = fs::read(&path).unwrap();
            let held = bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes());
            assert!(!held, "{} holds the key", path.display());
        }
    }
}

/// Fails where a process of this machine was given the key as an argument.
#[track_caller]
fn no_process_shows_the_key() {
    for entry in fs::read_dir("/proc").unwrap() {
        // Processes end while one looks.
        let Ok(line) = fs::read(entry.unwrap().path().join("cmdline")) else { continue };
        assert!(!line.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
    }
}

#[test]
fn ctrl_c_ends_a_question_with_a_row_and_no_change() {
    let server = ChatServer::new([Reply::silent()]);
    let (home, id) = home();
    let keys = home.write("keys", format!("{KEY}\n"));
    configure(&home, &format!("[ai]\nurl = '{}'\nkey_command = 'cat {}'\n", server.url(), keys.display()));
    let before = home.json(["show", &id]);
    let mut command = home.program(["ai", "suggest", &id, "--apply"]).command();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    server.wait_for(1);
    no_process_shows_the_key();
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: interrupted; nothing was changed\n");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(130), &b""[..]));
    assert_eq!(home.json(["show", &id]), before);
    let rows = logged(&home).to_string();
    assert_eq!(rows.matches("\"error_type\":\"cancelled\"").count(), 1, "{rows}");
    assert_eq!(server.requests()[0].header("authorization"), Some(&*format!("Bearer {KEY}")));
    without_key(home.path());
}

#[test]
fn a_signal_to_end_waits_for_the_row_of_the_question() {
    let server = ChatServer::new([Reply::silent()]);
    let (home, id) = home();
    let home = home.with("RESUME_AI_URL", &server.url());
    let mut command = home.program(["ai", "suggest", &id, "--apply"]).command();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    server.wait_for(1);
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(Signal::SIGTERM as i32));
    let rows = logged(&home).to_string();
    assert_eq!(rows.matches("\"error_type\":\"cancelled\"").count(), 1, "{rows}");
}

#[test]
fn a_key_appears_nowhere_whatever_the_server_says() {
    let words = format!("Incorrect API key provided: {KEY}");
    let server = ChatServer::new([
        Reply::error(401, &words, KEY),
        Reply::error(400, &words, KEY),
        Reply::text(&words),
        nothing(),
    ]);
    let (home, id) = home();
    let home = home
        .with("RESUME_AI_URL", &server.url())
        .with("RESUME_AI_KEY", KEY)
        .with("RESUME_LOG", "trace")
        .with("RESUME_SYNC", "inline");
    for code in [1, 1, 1, 0] {
        let output = home.run(["-vv", "--json", "ai", "suggest", &id]).any();
        assert_eq!(output.exit_code(), Some(code), "{output:?}");
        assert!(!output.out().contains(KEY) && !output.err().contains(KEY), "{output:?}");
    }
    assert_eq!(server.requests().len(), 4);
    let _ = home.run(["sync"]).any_output();
    let rows = logged(&home).to_string();
    assert_eq!(rows.matches("\"request_id\"").count(), 4, "{rows}");
    for args in
        [&["ai", "log"][..], &["status"], &["--json", "ai", "log"], &["ai", "suggest", &id, "--dry-run"]]
    {
        let output = home.run(args).any();
        assert!(!output.out().contains(KEY) && !output.err().contains(KEY), "{output:?}");
    }
    without_key(home.path());
}

#[test]
fn a_key_command_that_fails_asks_nobody() {
    let server = ChatServer::new([nothing()]);
    let (home, id) = home();
    let config = |command: &str| {
        configure(&home, &format!("[ai]\nurl = '{}'\nkey_command = \"{command}\"\n", server.url()));
    };
    config("echo not signed in >&2; exit 3");
    home.run(["ai", "suggest", &id]).code(1).stderr(
        "error: the `ai.key_command` of `config.toml` failed with exit code 3
hint: run it by hand to see what it says: its first line must be the key, and nothing else
",
    );
    assert_eq!(server.connections(), 0);
    config("echo sk-1; echo expires soon >&2");
    home.run(["ai", "suggest", &id]).any().stderr_contains("notice: `ai.key_command` says: expires soon\n");
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer sk-1"));
    let marker = home.work().join("ran");
    config(&format!("touch {}; echo sk-1", marker.display()));
    let _ = home.run(["ai", "suggest", &id, "--dry-run"]).any_output();
    assert!(!marker.exists(), "nothing is run for a look");
}

#[test]
fn a_strangers_file_neither_leads_elsewhere_nor_brings_a_key() {
    let (own, theirs) = (ChatServer::new([nothing(), nothing()]), ChatServer::new([]));
    let (home, id) = home();
    configure(&home, &format!("ai.url = '{}'\n", own.url()));
    let path = home.write(
        ".env",
        format!("RESUME_AI_URL={}\nRESUME_AI_KEY=sk-evil\nOPENAI_API_KEY=sk-evil\n", theirs.url()),
    );
    let told = |name: &str| {
        format!(
            "notice: `{}`: `{name}` is not accepted from the `.env` of the current directory; it is ignored\n",
            path.display()
        )
    };
    let all = told("RESUME_AI_URL") + &told("RESUME_AI_KEY") + &told("OPENAI_API_KEY");
    home.run(["ai", "suggest", &id]).any().stderr_contains(&all);
    assert_eq!(theirs.connections(), 0);
    assert_eq!(own.requests()[0].header("authorization"), None);
    let _ = home.run(["list"]).stdout_contains("Baker").stderr("");
    theirs.push(nothing());
    let _ = home.run(["--env-file", ".env", "ai", "suggest", &id]).any();
    assert_eq!(theirs.requests()[0].header("authorization"), Some("Bearer sk-evil"));
}

#[test]
fn what_is_missing_or_unsafe_is_told_before_anything_is_sent() {
    let (home, id) = home();
    let none = home.clone_settings().with("RESUME_AI_MODEL", "");
    none.run(["ai", "suggest", &id]).code(2).stderr(
        "error: no model is configured for `https://api.openai.com/v1`
hint: set `RESUME_AI_MODEL`, or write `model` below `[ai]` in `config.toml`
",
    );
    home.run(["ai", "suggest", &id])
        .code(2)
        .stderr_contains("error: no key is configured, and OpenAI wants one\nhint: set `RESUME_AI_KEY`");
    let clear =
        home.clone_settings().with("RESUME_AI_URL", "http://api.example/v1").with("RESUME_AI_KEY", KEY);
    clear.run(["ai", "suggest", &id]).code(2).stderr(
        "error: the key of the environment would be sent to `http://api.example/v1` unencrypted
hint: use an `https://` URL, or write `allow_http = true` below `[ai]` in `config.toml`
",
    );
    let wrong = home.clone_settings().with("RESUME_AI_URL", "https://ada:secret@api.example/v1");
    let output = wrong.run(["ai", "suggest", &id]).code(2).stderr_contains("`RESUME_AI_URL` is not valid");
    assert!(!output.err().contains("secret"), "{output:?}");
    let near = home.with("RESUME_AI_URL", "http://127.0.0.1:9/v1");
    near.run(["--offline", "ai", "suggest", &id])
        .code(2)
        .stderr_contains("`--offline` cannot be used with a command that asks an AI");
}

#[test]
fn the_authorities_and_the_proxy_of_the_environment_are_those_that_count() {
    let directory = tempfile::tempdir().unwrap();
    let certificates = Certificates::make(&directory.path().join("certificates"));
    let chain = vec![CertificateDer::from_pem_file(certificates.certificate(Shown::Good)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(certificates.key(Shown::Good)).unwrap();
    let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let server = ChatServer::encrypted(config, [nothing()]);
    let (home, id) = home();
    let home = home.with("RESUME_AI_URL", &format!("https://localhost:{}/v1", server.port()));
    let trusting = |authority: &Path| {
        home.clone_settings().with("SSL_CERT_FILE", authority.to_str().unwrap()).with("RESUME_AI_KEY", KEY)
    };
    let wary = trusting(&certificates.other_authority());
    wary.run(["ai", "suggest", &id]).code(1).stderr_contains("is not to be trusted");
    assert!(server.requests().is_empty());
    let output = trusting(&certificates.authority()).run(["ai", "suggest", &id]).any();
    assert_eq!(output.exit_code(), Some(0), "{output:?}");
    let proxy = ChatServer::new([nothing()]);
    let behind = home
        .with("RESUME_AI_URL", "http://api.example/v1")
        .with("HTTP_PROXY", &format!("http://127.0.0.1:{}", proxy.port()));
    let output = behind.run(["ai", "suggest", &id]).any();
    assert_eq!(output.exit_code(), Some(0), "{output:?}");
    assert_eq!(proxy.requests()[0].line, "CONNECT api.example:80 HTTP/1.1");
}

#[test]
fn without_log_content_the_log_has_no_word_of_it() {
    let server = ChatServer::new([
        nothing(),
        Reply::error(400, "what is: Baked bread", "x"),
        Reply::text("Baked bread"),
        Reply::ok(&json!({"baked bread": true})),
    ]);
    let (home, id) = home();
    configure(&home, &format!("[ai]\nurl = '{}'\nlog_content = false\n", server.url()));
    for _ in 0..4 {
        let _ = home.run(["ai", "suggest", &id]).any();
    }
    let log = logged(&home).to_string();
    assert_eq!(log.matches("\"request_id\"").count(), 4, "{log}");
    assert_eq!(log.matches("invalid_answer").count(), 2, "{log}");
    let spool = fs::read_to_string(home.path().join("ai-calls.jsonl")).unwrap_or_default();
    assert!(!log.contains("bread") && !spool.contains("bread"), "{log}{spool}");
    for row in spool.lines() {
        assert!(row.contains("\"request\":null") && row.contains("\"response\":null"), "{row}");
    }
}
