//! Texts that `build.rs` packs, because few starts of the program look at them.

use std::collections::BTreeMap;

/// The texts by their paths below the folder they come from.
pub type Texts = BTreeMap<String, String>;

/// The texts of a file that `build.rs` packed.
#[expect(clippy::expect_used, reason = "build.rs of this very program wrote it")]
pub fn texts(packed: &[u8]) -> Texts {
    let bytes = miniz_oxide::inflate::decompress_to_vec(packed).expect("build.rs of this very program packed it");
    let files: Vec<(String, String)> = postcard::from_bytes(&bytes).expect("build.rs of this very program wrote it");
    files.into_iter().collect()
}
