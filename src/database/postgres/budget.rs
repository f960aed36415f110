//! What one answer may cost, whatever a server sends.
//!
//! These are the only bounds. Bytes are counted twice: as they arrive, before the driver keeps any of them
//! ([`super::wire`]), and as the values that they become, for JSON can take a hundred times its length.

/// The most bytes of one answer, all its messages together: 256 MiB. A page is far smaller; a history
/// may grow to it.
pub(super) const BYTES: usize = 256 << 20;

/// The most rows of one answer, where the question itself has no lower number.
pub(super) const ROWS: usize = 1 << 20;
