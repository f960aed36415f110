//! What the process may use.

use std::io;

use resume::render::pdf::order::{MEMORY, SECONDS};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Limits the memory that the process can write to. What the system only reserves, such as an arena per thread,
/// is not counted. A process that asks for more is ended by its allocator.
///
/// No image of the memory is left behind either: it would hold the résumé.
pub(crate) fn set() -> io::Result<()> {
    limit(Resource::Data, MEMORY)?;
    limit(Resource::Core, 0)
}

/// Limits the time that one thread computes, too: a file is read by one call of a library, which nothing else could
/// stop. The system ends the process by itself.
pub(crate) fn set_for_reading() -> io::Result<()> {
    set()?;
    limit(Resource::Cpu, SECONDS)
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let maximum = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
    let limit = Rlimit { current: Some(maximum), maximum: Some(maximum) };
    Ok(setrlimit(resource, limit)?)
}
