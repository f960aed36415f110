//! The guard against claims that an agent invents.

pub use crate::ai::claims::{Claim, ClaimKind, Evidence};
