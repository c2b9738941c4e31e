//! Small files that may be anything, pipes and devices included: read within bounds of size and time.

use std::fs::File;
use std::io::Read;
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
    /// Its first bytes are not those of such a file.
    #[error("it is another kind of file")]
    AnotherKind,
    /// Its end never came.
    #[error("it did not finish within {0} seconds")]
    TooSlow(u64),
}

/// Reads a file of at most so many bytes, whose end comes in time.
///
/// # Errors
/// [`ReadError`].
pub fn read(path: &Path, most: u64, limit: Duration) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    read_kind(path, (most, limit), |_| true)
}

/// The same of a file of one kind: a function looks at its first bytes before more is read.
///
/// # Errors
/// [`ReadError`].
pub fn read_kind(
    path: &Path,
    (most, limit): (u64, Duration),
    is_one: fn(&[u8]) -> bool,
) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let (send, receive) = channel();
    let path = path.to_owned();
    std::thread::spawn(move || {
        let read = File::open(path).map_err(ReadError::Io);
        // The receiver is gone when the time was up.
        let _ = send.send(read.and_then(|file| pieces(file, most, is_one)));
    });
    receive
        .recv_timeout(limit)
        .map_err(|_| ReadError::TooSlow(limit.as_secs()))?
}

/// The room that a file is given first.
const FIRST: usize = 64 << 10;

/// Reads piece by piece, so that a file takes no more room than it has bytes.
fn pieces(mut file: File, most: u64, is_one: fn(&[u8]) -> bool) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let entry = file.metadata()?;
    if entry.is_file() && entry.len() > most {
        return Err(ReadError::TooLarge(most));
    }
    let most_bytes = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = Zeroizing::new(Vec::with_capacity(FIRST.min(most_bytes.saturating_add(1))));
    loop {
        let room = bytes.capacity() - bytes.len();
        let room = u64::try_from(room).unwrap_or(u64::MAX);
        let before = bytes.len();
        // As much as there is room for, so that the vector never grows by itself and leaves a copy of a secret behind.
        Read::by_ref(&mut file).take(room).read_to_end(&mut bytes)?;
        if bytes.len() > most_bytes {
            return Err(ReadError::TooLarge(most));
        }
        if before == 0 && !is_one(&bytes) {
            return Err(ReadError::AnotherKind);
        }
        if bytes.len() < bytes.capacity() {
            return Ok(bytes);
        }
        let larger = bytes.capacity().saturating_mul(2).min(most_bytes.saturating_add(1));
        let mut grown = Zeroizing::new(Vec::with_capacity(larger));
        grown.extend_from_slice(&bytes);
        // The former one is wiped as it goes.
        bytes = grown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    #[test]
    fn a_file_takes_no_more_room_than_it_has_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows");
        for length in [0, 1, FIRST - 1, FIRST, FIRST + 1, 3 * FIRST + 7] {
            let text: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            std::fs::write(&file, &text).unwrap();
            let read = read(&file, 1 << 32, LIMIT).unwrap();
            assert!(*read == text, "{length}");
            assert!(
                read.capacity() <= 2 * length.max(FIRST),
                "{length}: {}",
                read.capacity()
            );
        }
    }

    #[test]
    fn a_file_of_another_kind_or_size_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows");
        File::create(&file).unwrap().set_len(1 << 40).unwrap();
        assert!(matches!(read(&file, 1 << 32, LIMIT), Err(ReadError::TooLarge(_))));
        let kind = read_kind(&file, (1 << 41, LIMIT), |bytes| bytes.starts_with(b"rows"));
        assert!(matches!(kind, Err(ReadError::AnotherKind)));
        // A device has no length that it tells.
        let zero = read(Path::new("/dev/zero"), 1 << 20, LIMIT);
        assert!(matches!(zero, Err(ReadError::TooLarge(_))));
    }
}
