//! Keys in memory that the system does not write to swap, as far as it lets a process lock any.
//!
//! A page is shared by many keys and is never unlocked again: what one of them unlocked would be unlocked for all. Where the
//! system locks no more (`ulimit -l`), keys lie in memory like any other.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use region::LockGuard;
use zeroize::Zeroize as _;

const LENGTH: usize = 32;
/// The least that any system locks.
const PAGE: usize = 4096;

/// The bytes of a key.
type Bytes = [u8; LENGTH];

/// A page of its own, so that nothing else is locked along with it.
#[repr(align(4096))]
struct Page([Bytes; PAGE / LENGTH]);

/// Places for keys.
struct Places {
    free: Vec<&'static mut Bytes>,
    /// Kept as long as the program runs: dropping one unlocks its page.
    locked: Vec<LockGuard>,
}

static PLACES: Mutex<Places> = Mutex::new(Places {
    free: Vec::new(),
    locked: Vec::new(),
});

/// A key of 32 bytes, in locked memory where the system has some. It is wiped when the last clone is dropped.
#[derive(Clone)]
pub struct LockedKey(Arc<Place>);

/// `None` only while it is being dropped, because the place goes back to the free ones then.
struct Place(Option<&'static mut Bytes>);

impl Places {
    fn take(&mut self) -> &'static mut Bytes {
        loop {
            match self.free.pop() {
                Some(place) => return place,
                None => self.grow(),
            }
        }
    }

    fn grow(&mut self) {
        let page = Box::leak(Box::new(Page([[0; LENGTH]; PAGE / LENGTH])));
        // Refused where the limit is reached: the keys of this page are not locked then.
        self.locked.extend(region::lock(page.0.as_ptr(), PAGE));
        self.free.extend(page.0.iter_mut());
    }
}

impl LockedKey {
    /// A key that is made where it stays.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn made<E>(make: impl FnOnce(&mut Bytes) -> Result<(), E>) -> Result<LockedKey, E> {
        let mut place = Place(Some(PLACES.lock().unwrap_or_else(PoisonError::into_inner).take()));
        if let Some(bytes) = place.0.as_deref_mut() {
            make(bytes)?;
        }
        Ok(LockedKey(Arc::new(place)))
    }
}

impl From<&Bytes> for LockedKey {
    fn from(bytes: &Bytes) -> LockedKey {
        let copied = LockedKey::made(|place| {
            place.copy_from_slice(bytes);
            Ok::<_, std::convert::Infallible>(())
        });
        let Ok(key) = copied;
        key
    }
}

impl TryFrom<&[u8]> for LockedKey {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<LockedKey, Self::Error> {
        <&Bytes>::try_from(bytes).map(LockedKey::from)
    }
}

impl Deref for LockedKey {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        const NONE: &Bytes = &[0; LENGTH];
        self.0.0.as_deref().unwrap_or(NONE)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.zeroize();
            PLACES.lock().unwrap_or_else(PoisonError::into_inner).free.push(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(key: &LockedKey) -> usize {
        key.as_ptr().addr()
    }

    #[test]
    fn a_key_is_kept_while_there_is_a_clone_and_wiped_afterwards() {
        let key = LockedKey::from(&[7; LENGTH]);
        let (place, other) = (address(&key), key.clone());
        drop(key);
        assert_eq!((*other, address(&other)), ([7; LENGTH], place));
        let third = LockedKey::from(&[9; LENGTH]);
        assert_ne!(address(&third), place);
        drop(other);
        let free = &PLACES.lock().unwrap().free;
        let wiped = free.iter().find(|free| free.as_ptr().addr() == place);
        assert!(wiped.is_none_or(|wiped| **wiped == [0; LENGTH]));
    }

    /// Looks at what the system says of the page that a key lies in.
    #[cfg(target_os = "linux")]
    #[expect(
        clippy::print_stdout,
        clippy::disallowed_methods,
        reason = "a test says what it skips, and asks the system"
    )]
    #[test]
    fn a_key_lies_in_a_locked_page() {
        use nix::sys::resource::{Resource, getrlimit};
        let (limit, _) = getrlimit(Resource::RLIMIT_MEMLOCK).unwrap();
        if limit < 64 * 1024 {
            println!("skipped: no more than {limit} bytes may be locked here");
            return;
        }
        let key = LockedKey::from(&[1; LENGTH]);
        let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
        let mut inside = false;
        let mut flags = None;
        for line in maps.lines() {
            let range = line.split(' ').next().and_then(|range| range.split_once('-'));
            let number = |text| usize::from_str_radix(text, 16).ok();
            if let Some((Some(from), Some(until))) = range.map(|(from, until)| (number(from), number(until))) {
                inside = (from..until).contains(&address(&key));
            } else if inside && let Some(of_it) = line.strip_prefix("VmFlags:") {
                flags = Some(of_it.to_owned());
            }
        }
        let flags = flags.unwrap();
        assert!(flags.split_whitespace().any(|flag| flag == "lo"), "{flags}");
    }
}
