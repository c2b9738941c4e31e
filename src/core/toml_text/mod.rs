//! TOML as people write it: a tree with places, a reader that lists every problem, the depth of nesting, front matter.

pub mod front_matter;
pub(super) mod nesting;
pub mod reader;
pub mod tree;
