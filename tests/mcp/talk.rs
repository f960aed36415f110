//! What the tests of `resume mcp` share: the messages, and a server to talk to.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const OLD: &str = "2024-11-05";
pub(crate) const NEW: &str = "2026-07-28";

/// Everything is allowed.
pub(crate) const ALL: [&str; 2] = ["--allow-claims", "--allow-delete"];

/// How long an answer may take before the server counts as hung.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn resume(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
    command.env_clear().env("RESUME_HOME", home).env("USER", "ada").current_dir(home).args(args);
    command
}

pub(crate) fn printed(home: &Path, args: &[&str]) -> String {
    let output = resume(home, args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn shown(home: &Path, args: &[&str]) -> Value {
    let args = [args, &["--json"]].concat();
    serde_json::from_str(&printed(home, &args)).unwrap()
}

/// Sends all at once, and reads until the server has ended.
pub(crate) fn raw(home: &Path, flags: &[&str], input: Vec<u8>) -> (Output, Vec<Value>) {
    let mut command = resume(home, &[&["mcp"], flags].concat());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    let lines =
        lines.lines().map(|line| serde_json::from_str(line).expect("nothing but the protocol")).collect();
    (output, lines)
}

pub(crate) fn lines(messages: &[Value]) -> Vec<u8> {
    messages.iter().flat_map(|message| format!("{message}\n").into_bytes()).collect()
}

pub(crate) fn hello() -> Vec<Value> {
    let client = json!({"name": "tester", "version": "1.0"});
    vec![
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize",
            "params": {"protocolVersion": OLD, "capabilities": {}, "clientInfo": client}}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
    ]
}

pub(crate) fn tool(id: usize, name: &str, arguments: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call",
        "params": {"name": name, "arguments": arguments}})
}

/// Calls tools one after another, and returns their results.
pub(crate) fn calls(home: &Path, flags: &[&str], calls: &[(&str, Value)]) -> Vec<Value> {
    let mut messages = hello();
    messages.extend(calls.iter().enumerate().map(|(index, (name, said))| tool(index + 1, name, said)));
    let (output, answers) = raw(home, flags, lines(&messages));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let of = |id: usize| answers.iter().find(|answer| answer["id"] == id).unwrap()["result"].clone();
    (1..=calls.len()).map(of).collect()
}

/// What a failed call says.
pub(crate) fn failure(result: &Value) -> Value {
    let text = result["content"][1]["text"].as_str().unwrap();
    serde_json::from_str::<Value>(text).unwrap()["error"].clone()
}

/// A message of the newest protocol, which has no beginning.
pub(crate) fn new_style(id: usize, method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({"io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "newer", "version": "2"},
        "io.modelcontextprotocol/clientCapabilities": {}});
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

pub(crate) fn request(id: usize, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

/// A server that is asked one thing after another.
pub(crate) struct Talk {
    pub(crate) child: Child,
    answers: Receiver<String>,
}

impl Talk {
    /// One that has not been spoken to.
    pub(crate) fn silent(home: &Path, flags: &[&str]) -> Self {
        let mut command = resume(home, &[&["mcp"], flags].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, answers) = channel();
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, answers }
    }

    pub(crate) fn start(home: &Path, flags: &[&str]) -> Self {
        let mut talk = Self::silent(home, flags);
        talk.ask(&hello());
        talk
    }

    pub(crate) fn say(&mut self, messages: &[Value]) {
        self.child.stdin.as_mut().unwrap().write_all(&lines(messages)).unwrap();
    }

    /// The next message of the server.
    pub(crate) fn hear(&mut self) -> Value {
        let line = self.answers.recv_timeout(PATIENCE).expect("the server says something");
        serde_json::from_str(&line).expect("nothing but the protocol")
    }

    /// Sends messages, and reads one answer.
    pub(crate) fn ask(&mut self, messages: &[Value]) -> Value {
        self.say(messages);
        self.hear()
    }

    /// The answer to a call of a tool, and what else was said before it.
    pub(crate) fn call(&mut self, id: usize, name: &str, arguments: &Value) -> (Value, Vec<Value>) {
        self.say(&[tool(id, name, arguments)]);
        let mut others = Vec::new();
        loop {
            let said = self.hear();
            if said["id"] == id {
                return (said["result"].clone(), others);
            }
            others.push(said);
        }
    }

    /// Ends the input, and returns what was still said.
    pub(crate) fn end(mut self) -> Vec<Value> {
        drop(self.child.stdin.take());
        let mut rest = Vec::new();
        while let Ok(line) = self.answers.recv_timeout(PATIENCE) {
            rest.push(serde_json::from_str(&line).unwrap());
        }
        assert!(self.child.wait().unwrap().success());
        rest
    }

    /// The descriptors of the server, and its memory in KiB.
    pub(crate) fn held(&self) -> (usize, usize) {
        let of = |name: &str| format!("/proc/{}/{name}", self.child.id());
        let status = std::fs::read_to_string(of("status")).unwrap();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let memory = memory.trim().trim_end_matches(" kB").parse().unwrap();
        (std::fs::read_dir(of("fd")).unwrap().count(), memory)
    }
}
