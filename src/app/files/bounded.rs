//! Small files that may be anything, pipes and devices included: read within bounds of size and time.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use zeroize::Zeroizing;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// What the system says.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// There is more than anybody would write by hand.
    #[error("it is larger than {} KB", .0 / 1024)]
    TooLarge(u64),
    /// Its end never came.
    #[error("it did not finish within {0} seconds")]
    TooSlow(u64),
}

/// Reads a file of at most so many bytes, whose end comes in time.
///
/// # Errors
/// [`ReadError`].
pub fn read(path: &Path, most: u64, limit: Duration) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let (send, receive) = channel();
    let path = path.to_owned();
    std::thread::spawn(move || {
        let read = File::open(path).and_then(|file| {
            // Room for all of it, so that no half-grown copy of a secret stays behind in memory.
            let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(most + 1).unwrap_or(0)));
            file.take(most + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        // Whoever stopped waiting wants no answer.
        let _ = send.send(read);
    });
    let bytes = receive
        .recv_timeout(limit)
        .map_err(|_| ReadError::TooSlow(limit.as_secs()))??;
    if u64::try_from(bytes.len()).map_or(true, |length| length > most) {
        return Err(ReadError::TooLarge(most));
    }
    Ok(bytes)
}
