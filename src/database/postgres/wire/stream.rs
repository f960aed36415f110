//! What comes from a server, measured before the driver keeps it.
//!
//! The driver collects a whole message of up to 2 GiB, and every row of an answer, before we see a byte
//! of it. The invariant here: what one answer can make it keep is bounded ([`budget::BYTES`]), whatever the
//! server sends. Nor does it ask about types, which no pooler could be relied
//! on to answer and of which each answer could make it ask once more.

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::types::Type;

use super::super::budget;
use super::super::explain::Excess;
use super::super::route::Track;

/// What one answer may cost.
const BUDGET: u64 = budget::BYTES as u64;

/// What any message costs beside its bytes.
const OVERHEAD: u64 = 128;

/// How much dearer than its length a message is that is rarely needed: a column that is described takes
/// the driver many times its bytes, and what comes unasked for is not read.
const DEAR: u64 = 16;

/// How many bytes are read at once, 64 KiB: the driver asks for 8 KiB at the most.
const READ: usize = 64 << 10;

/// A stream to a server, whatever it leads through.
pub(super) trait Bytes: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Bytes for T {}

/// A connection that gives up when a server sends too much.
pub(super) struct Guarded {
    inner: Box<dyn Bytes>,
    /// What was read and measured, and what of it the driver has not taken yet.
    read: Box<[u8]>,
    untaken: Range<usize>,
    meter: Meter,
    /// What a login can be tied to.
    end_point: Option<Vec<u8>>,
    track: Track,
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").field("meter", &self.meter).finish_non_exhaustive()
    }
}

/// Follows the messages (PostgreSQL's manual, 55.7, Message Formats): a letter, a length, a body.
#[derive(Debug, Default)]
struct Meter {
    header: [u8; 5],
    /// How many bytes of the header are there.
    known: usize,
    /// How many bytes of the body are still to come.
    body: u64,
    /// What the answer has cost by now, and what of that the driver keeps for as long as the connection lasts.
    spent: u64,
    kept: u64,
    /// The bytes of BackendKeyData that are known, which begins with the number of a process.
    process: Vec<u8>,
    in_key_data: bool,
    /// The bytes of RowDescription that are known, while there are more to come.
    description: Option<Vec<u8>>,
}

impl Guarded {
    pub(super) fn new(inner: impl Bytes + 'static, end_point: Option<Vec<u8>>, track: Track) -> Self {
        let (read, meter) = (vec![0; READ].into(), Meter::default());
        Self { inner: Box::new(inner), read, untaken: 0..0, meter, end_point, track }
    }

    /// Reads and measures what there is to be read.
    fn fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut buffer = ReadBuf::new(&mut self.read);
        ready!(Pin::new(&mut self.inner).poll_read(context, &mut buffer))?;
        let read = buffer.filled().len();
        self.take(read).map_err(io::Error::other)?;
        self.untaken = 0..read;
        Poll::Ready(Ok(()))
    }

    /// Measures what was read, and notes what is told by the way.
    fn take(&mut self, read: usize) -> Result<(), Excess> {
        let known = self.meter.process.len();
        self.meter.take(&self.read[..read])?;
        if known < size_of::<i32>()
            && let Some(process) = self.meter.process.first_chunk()
        {
            let process = i32::from_be_bytes(*process);
            self.track.note(|route| route.process = Some(process));
        }
        Ok(())
    }
}

impl Meter {
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), Excess> {
        while !bytes.is_empty() {
            if self.body > 0 {
                let skipped = bytes.len().min(usize::try_from(self.body).unwrap_or(usize::MAX));
                self.body -= skipped as u64;
                if let Some(description) = &mut self.description {
                    description.extend(&bytes[..skipped]);
                    if self.body == 0 {
                        described(description)?;
                        self.description = None;
                    }
                }
                if self.in_key_data {
                    let missing = size_of::<i32>() - self.process.len();
                    self.process.extend(bytes.iter().take(missing.min(skipped)));
                }
                bytes = &bytes[skipped..];
                continue;
            }
            let missing = self.header.len() - self.known;
            let (now, later) = bytes.split_at(missing.min(bytes.len()));
            self.header[self.known..self.known + now.len()].copy_from_slice(now);
            self.known += now.len();
            bytes = later;
            if self.known == self.header.len() {
                self.known = 0;
                self.message()?;
            }
        }
        Ok(())
    }

    fn message(&mut self) -> Result<(), Excess> {
        let [kind, length @ ..] = self.header;
        let length = u64::from(u32::from_be_bytes(length));
        // The length counts itself.
        self.body = length.checked_sub(4).ok_or(Excess("a message shorter than any can be"))?;
        self.in_key_data = kind == b'K' && self.process.len() < size_of::<i32>();
        self.description = (kind == b'T' && self.body > 0).then(Vec::new);
        let cost = length + OVERHEAD;
        match kind {
            // ReadyForQuery ends an answer.
            b'Z' => self.spent = self.kept,
            // ParameterStatus, of which the driver keeps the last of each name.
            b'S' => {
                self.kept += DEAR * cost;
                self.spent += DEAR * cost;
            }
            // NotificationResponse, NoticeResponse, RowDescription.
            b'A' | b'N' | b'T' => self.spent += DEAR * cost,
            _ => self.spent += cost,
        }
        if self.spent <= BUDGET {
            return Ok(());
        }
        Err(Excess(match kind {
            _ if length > BUDGET => "a single message of more than 256 MiB",
            b'S' | b'A' | b'N' => "more notices than anybody would read",
            b'T' => "a description of more columns than there are",
            _ => "an answer of more than 256 MiB",
        }))
    }
}

/// Makes sure that every column is of a type that PostgreSQL itself has. About any other the driver asks
/// the server, with statements that have names, and about the types in that answer in turn.
fn described(body: &[u8]) -> Result<(), Excess> {
    let mut rest = body.get(2..).unwrap_or_default();
    // What does not end as it should is left to the driver, which refuses it.
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        // After the name: table (4 bytes), column (2), type (4), size (2), modifier (4), format (2).
        let Some((field, next)) = rest[end + 1..].split_at_checked(18) else { break };
        let number = field[6..].first_chunk().map_or(0, |number| u32::from_be_bytes(*number));
        if Type::from_oid(number).is_none() {
            return Err(Excess("a column of a type that is not PostgreSQL's own"));
        }
        rest = next;
    }
    Ok(())
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.untaken.is_empty() {
            ready!(self.fill(context))?;
        }
        let taken = self.untaken.start..self.untaken.end.min(self.untaken.start + buffer.remaining());
        self.untaken.start = taken.end;
        buffer.put_slice(&self.read[taken]);
        Poll::Ready(Ok(()))
    }
}

/// What could not be sent is told by the read that follows: there the server may have said why.
impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.inner).poll_write(context, bytes));
        Poll::Ready(Ok(written.unwrap_or(bytes.len())))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context).map(|_| Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl TlsStream for Guarded {
    fn channel_binding(&self) -> ChannelBinding {
        self.end_point.clone().map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

/// Hands the driver a stream that is secured, or is not to be: it asks what a login can be tied to only of
/// what its TLS connector made.
#[derive(Debug)]
pub(super) struct AsItIs;

impl TlsConnect<Guarded> for AsItIs {
    type Stream = Guarded;
    type Error = Infallible;
    type Future = Ready<Result<Guarded, Infallible>>;

    fn connect(self, stream: Guarded) -> Self::Future {
        ready(Ok(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, length: u32) -> Vec<u8> {
        let [a, b, c, d] = length.to_be_bytes();
        vec![kind, a, b, c, d]
    }

    fn whole(kind: u8, body: usize) -> Vec<u8> {
        [message(kind, u32::try_from(body + 4).unwrap()), vec![0; body]].concat()
    }

    #[test]
    fn messages_are_followed_however_they_are_cut() {
        let key = [message(b'K', 12), vec![0, 0, 1, 2, 9, 9, 9, 9]].concat();
        let bytes = [key, whole(b'T', 10), whole(b'D', 0), whole(b'D', 1000), whole(b'Z', 1)].concat();
        for size in 1..40 {
            let mut meter = Meter::default();
            for piece in bytes.chunks(size) {
                assert_eq!(meter.take(piece), Ok(()));
            }
            assert_eq!((meter.known, meter.body, meter.spent), (0, 0, 0), "pieces of {size}");
            assert_eq!(meter.process, [0, 0, 1, 2], "pieces of {size}");
        }
    }

    #[test]
    fn only_types_that_need_not_be_asked_for_are_let_through() {
        let column = |number: u32| {
            let number = number.to_be_bytes();
            [b"name\0", &[0; 6][..], &number[..], &[0; 8][..]].concat()
        };
        let described = |numbers: &[u32]| {
            let columns: Vec<_> = numbers.iter().flat_map(|number| column(*number)).collect();
            let body = [&[0, 2], &columns[..]].concat();
            [message(b'T', u32::try_from(body.len() + 4).unwrap()), body].concat()
        };
        let refused = Err(Excess("a column of a type that is not PostgreSQL's own"));
        for size in 1..60 {
            let take = |numbers: &[u32]| {
                let mut meter = Meter::default();
                described(numbers).chunks(size).try_for_each(|piece| meter.take(piece))
            };
            assert_eq!(take(&[25, 2950]), Ok(()), "pieces of {size}");
            assert_eq!(take(&[25, 99_999]), refused, "pieces of {size}");
            assert_eq!(take(&[99_999, 25]), refused, "pieces of {size}");
        }
        let mut meter = Meter::default();
        let long = message(b'T', u32::try_from(BUDGET / DEAR).unwrap());
        assert_eq!(meter.take(&long), Err(Excess("a description of more columns than there are")));
    }

    #[test]
    fn too_much_is_refused() {
        let mut meter = Meter::default();
        assert_eq!(meter.take(&message(b'D', 3)), Err(Excess("a message shorter than any can be")));
        let mut meter = Meter::default();
        assert_eq!(
            meter.take(&message(b'D', u32::MAX)),
            Err(Excess("a single message of more than 256 MiB"))
        );
        for (kind, factor) in [(b'D', 1), (b'S', DEAR), (b'N', DEAR), (b'A', DEAR)] {
            let mut meter = Meter::default();
            // Each costs more than its bytes: a row without columns is kept too.
            let sent = (1_u64..).find(|_| meter.take(&whole(kind, 0)).is_err()).unwrap();
            assert_eq!(sent, BUDGET / factor / (4 + OVERHEAD) + 1, "{}", char::from(kind));
        }
        let mut meter = Meter::default();
        for _ in 0..10 {
            for _ in 0..100 {
                assert_eq!(meter.take(&whole(b'D', 1 << 20)), Ok(()));
            }
            assert_eq!(meter.take(&whole(b'Z', 1)), Ok(()));
        }
    }

    #[test]
    fn what_the_driver_keeps_is_counted_over_all_answers() {
        let answer = |kind| [whole(kind, 1 << 20), whole(b'Z', 1)].concat();
        let (mut kept, mut passing) = (Meter::default(), Meter::default());
        let most = usize::try_from(BUDGET / DEAR).unwrap() >> 20;
        assert_eq!((1..=most).find(|_| kept.take(&answer(b'S')).is_err()), Some(most));
        assert!((1..=most).all(|_| passing.take(&answer(b'N')).is_ok()));
    }
}
