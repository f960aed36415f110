//! Servers of the tests' own, which say what they like in PostgreSQL's protocol (its manual, 55.7).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::thread;

use tempfile::TempDir;

/// PostgreSQL's numbers of types.
pub(crate) const BOOL: u32 = 16;
pub(crate) const INT8: u32 = 20;
pub(crate) const INT4: u32 = 23;
pub(crate) const TEXT: u32 = 25;
pub(crate) const UUID: u32 = 2950;

pub(crate) trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

/// Where a server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Port,
    Socket,
}

/// A server that is there as long as the tests run.
pub(crate) struct Backend {
    pub(crate) url: String,
    /// As the program calls it.
    pub(crate) name: String,
    _directory: Option<TempDir>,
}

impl Backend {
    /// Has every connection served on a thread of its own.
    pub(crate) fn listen(
        place: Place,
        serve: impl Fn(&mut dyn Stream) -> Option<()> + Send + Sync + 'static,
    ) -> Self {
        let serve = Arc::new(serve);
        match place {
            Place::Port => {
                let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
                let name = listener.local_addr().unwrap().to_string();
                thread::spawn(move || listener.incoming().flatten().for_each(|stream| start(&serve, stream)));
                let url = format!("postgres://u:kestrel@{name}/cv?sslmode=disable");
                Self { url, name, _directory: None }
            }
            Place::Socket => {
                let directory = tempfile::tempdir().unwrap();
                let listener = UnixListener::bind(directory.path().join(".s.PGSQL.5432")).unwrap();
                thread::spawn(move || listener.incoming().flatten().for_each(|stream| start(&serve, stream)));
                let name = directory.path().display().to_string();
                let url = format!("postgres://u:kestrel@/cv?host={name}");
                Self { url, name, _directory: Some(directory) }
            }
        }
    }
}

fn start<F>(serve: &Arc<F>, mut stream: impl Stream + 'static)
where
    F: Fn(&mut dyn Stream) -> Option<()> + Send + Sync + 'static,
{
    let serve = Arc::clone(serve);
    thread::spawn(move || serve(&mut stream));
}

/// Reads one message of a client's; `None` where there will be none any more.
pub(crate) fn read(stream: &mut dyn Stream, has_kind: bool) -> Option<(u8, Vec<u8>)> {
    let mut header = [0; 5];
    stream.read_exact(&mut header[usize::from(!has_kind)..]).ok()?;
    let length = u32::from_be_bytes(*header.last_chunk()?) as usize;
    let mut body = vec![0; length.checked_sub(4)?];
    stream.read_exact(&mut body).ok()?;
    Some((header[0], body))
}

pub(crate) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[kind], &length[..], body].concat()
}

/// What lets everybody in.
pub(crate) fn welcome() -> Vec<u8> {
    message(b'R', &[0; 4])
}

pub(crate) fn ready() -> Vec<u8> {
    message(b'Z', b"I")
}

/// What every one of these statements is answered with, none of which has rows.
pub(crate) fn done(statements: &[u8]) -> Vec<u8> {
    let count = statements.split(|byte| *byte == b';').count();
    [message(b'C', b"OK\0").repeat(count), ready()].concat()
}

/// `RowDescription` of columns of these types, after what comes before it.
pub(crate) fn description(types: &[u32]) -> Vec<u8> {
    let mut body = u16::try_from(types.len()).unwrap().to_be_bytes().to_vec();
    for number in types {
        body.extend(b"column\0");
        body.extend([0; 6]);
        body.extend(number.to_be_bytes());
        // Of variable size, no modifier, binary.
        body.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 1]);
    }
    [message(b'1', &[]), message(b'2', &[]), message(b't', &[0, 0]), message(b'T', &body)].concat()
}

/// `DataRow` that says to have so many columns, and has these.
pub(crate) fn lying_row(count: u16, values: &[Option<&[u8]>]) -> Vec<u8> {
    let mut body = count.to_be_bytes().to_vec();
    for value in values {
        // A length of −1 stands for null.
        body.extend(value.map_or(u32::MAX, |value| u32::try_from(value.len()).unwrap()).to_be_bytes());
        body.extend(value.unwrap_or_default());
    }
    message(b'D', &body)
}

/// `DataRow`.
pub(crate) fn row(values: &[Option<&[u8]>]) -> Vec<u8> {
    lying_row(u16::try_from(values.len()).unwrap(), values)
}

pub(crate) fn answer(types: &[u32], rows: &[Vec<u8>]) -> Vec<u8> {
    [description(types), rows.concat(), message(b'C', b"SELECT 1\0"), ready()].concat()
}

/// Whether a statement asks for the role, the version, the encoding and the state at once, as every session does
/// first. A server that has no answer is asked for the first three alone.
pub(crate) fn asks_for_all(statement: &str) -> bool {
    statement.contains("resume.meta LEFT JOIN") && statement.contains("server_encoding")
}

/// `ErrorResponse`: the server cannot answer.
pub(crate) fn no_answer() -> Vec<u8> {
    let fields = b"SERROR\0VERROR\0C0A000\0Mnot here\0\0";
    [message(b'E', fields), ready()].concat()
}

/// Role, version and encoding alone.
pub(crate) fn role() -> Vec<u8> {
    answer(&[TEXT, INT4, TEXT], &[row(&[Some(b"u"), Some(&2_i32.to_be_bytes()), Some(b"UTF8")])])
}

/// The values of `Bind`, after the names of portal and statement and the formats; null is one of no bytes.
fn values(body: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = body;
    for _ in 0..2 {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = &rest[end + 1..];
    }
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let formats = u16::from_be_bytes(take(2)?.try_into().ok()?);
    take(2 * usize::from(formats))?;
    let count = u16::from_be_bytes(take(2)?.try_into().ok()?);
    let mut value = || {
        let length = i32::from_be_bytes(take(4)?.try_into().ok()?);
        take(usize::try_from(length).unwrap_or(0))
    };
    (0..count).map(|_| value()).collect()
}

/// Lets a client in, and answers each of its questions: a statement, with its values.
pub(crate) fn converse(
    stream: &mut dyn Stream,
    mut answered: impl FnMut(&str, &[&[u8]]) -> Vec<u8>,
) -> Option<()> {
    read(stream, false)?;
    stream.write_all(&[welcome(), ready()].concat()).ok()?;
    let (mut parsed, mut bound) = (Vec::new(), Vec::new());
    loop {
        match read(stream, true)? {
            (b'Q', statements) => stream.write_all(&done(&statements)).ok()?,
            (b'P', body) => parsed = body,
            (b'B', body) => bound = body,
            (b'S', _) => {
                // After the name of the statement, which has none.
                let statement = String::from_utf8_lossy(&parsed).into_owned();
                stream.write_all(&answered(&statement, &values(&bound)?)).ok()?;
            }
            _ => {}
        }
    }
}

pub(crate) fn number(value: &[u8]) -> i64 {
    i64::from_be_bytes(value.try_into().unwrap())
}

/// All of that at once, as a session asks for it first.
pub(crate) fn met(revision: i64) -> Vec<u8> {
    let (revision, version) = (revision.to_be_bytes(), 2_i32.to_be_bytes());
    let state = [Some([1; 16].as_slice()), None, Some(revision.as_slice()), None, PRIMARY];
    let who = [Some(b"u".as_slice()), Some(version.as_slice()), Some(b"UTF8".as_slice())];
    answer(&MET, &[row(&[&state[..], &who[..]].concat())])
}

pub(crate) const MET: [u32; 8] = [UUID, UUID, INT8, UUID, BOOL, TEXT, INT4, TEXT];

/// Whether the server is in recovery.
const PRIMARY: Option<&[u8]> = Some(&[0]);

pub(crate) const TIME: &[u8] = b"2024-01-01T00:00:00Z";

/// A row of `experiences`, or of its history where a time follows.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) id: u128,
    pub(crate) kind: Vec<u8>,
    pub(crate) bullets: Vec<u8>,
    pub(crate) metadata: Vec<u8>,
    pub(crate) revision: i64,
}

impl Columns {
    pub(crate) fn new(id: u128, revision: i64) -> Self {
        Self { id, kind: b"work".into(), bullets: b"[]".into(), metadata: b"{}".into(), revision }
    }

    fn row(&self, recorded_at: Option<&[u8]>) -> Vec<u8> {
        let (id, revision) = (self.id.to_be_bytes(), self.revision.to_be_bytes());
        let text = |text: &'static str| Some(text.as_bytes());
        let mut values = vec![Some(id.as_slice()), Some(&self.kind), text("one of many")];
        // Organization, location, URL, two dates and the text.
        values.extend([None; 6]);
        values.extend([
            Some(self.bullets.as_slice()),
            text("[]"),
            text("[]"),
            Some(&self.metadata),
            text("{}"),
        ]);
        values.extend([Some(TIME), Some(TIME), None, Some(revision.as_slice()), Some(&id), None]);
        values.extend(recorded_at.map(Some));
        row(&values)
    }
}

const EXPERIENCE: [u32; 20] = {
    let mut types = [TEXT; 20];
    (types[0], types[17], types[18]) = (UUID, INT8, UUID);
    types
};

pub(crate) fn experiences(rows: &[Columns]) -> Vec<u8> {
    let rows: Vec<_> = rows.iter().map(|columns| columns.row(PRIMARY)).collect();
    answer(&[&EXPERIENCE[..], &[BOOL]].concat(), &rows)
}

pub(crate) fn history(rows: &[Columns]) -> Vec<u8> {
    let rows: Vec<_> = rows.iter().map(|columns| columns.row(Some(TIME))).collect();
    answer(&[&EXPERIENCE[..], &[TEXT]].concat(), &rows)
}

/// What comes before the rows of a page: its end, and of which tables it has some.
pub(crate) fn frame(more: bool, total: i64, experiences: bool, documents: bool) -> Vec<u8> {
    let types = [INT8, BOOL, INT8, TEXT, BOOL, BOOL, BOOL, TEXT];
    let (last, total) = (i64::MAX.to_be_bytes(), total.to_be_bytes());
    let flags = [more, experiences, documents].map(|flag| [u8::from(flag)]);
    let [more, experiences, documents] = flags.each_ref().map(|flag| Some(flag.as_slice()));
    let values =
        [Some(&last[..]), more, Some(&total), Some(b"off"), PRIMARY, experiences, documents, Some(TIME)];
    answer(&types, &[row(&values)])
}

/// Variants without content, with ids and revisions.
pub(crate) fn documents(rows: &[(u128, i64)]) -> Vec<u8> {
    let types = [TEXT, TEXT, TEXT, TEXT, TEXT, INT8, UUID, TEXT, BOOL];
    let row = |(id, revision): &(u128, i64)| {
        let (name, change, revision) = (id.to_string(), id.to_be_bytes(), revision.to_be_bytes());
        let body = [Some(b"variant".as_slice()), Some(name.as_bytes()), Some(b"{}"), Some(TIME), None];
        row(&[&body[..], &[Some(&revision[..]), Some(&change), None, PRIMARY]].concat())
    };
    answer(&types, &rows.iter().map(row).collect::<Vec<_>>())
}
