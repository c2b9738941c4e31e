//! The tree of RFC 6962 over a list that only grows: its root says everything that was in the list, and a path of some twenty
//! digests shows that one entry is part of it.

use sha2::{Digest as _, Sha256};

pub type Digest = [u8; 32];

/// The digest of an entry as a leaf. Leaves and nodes are hashed behind different bytes, so that no entry can be made
/// that passes for a node (RFC 6962, 2.1).
pub fn leaf(entry: &[u8]) -> Digest {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn node(left: &Digest, right: &Digest) -> Digest {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The tree as it grows: one digest for each whole part of it, the largest first.
#[derive(Debug, Clone, Default)]
pub struct Growing {
    size: u64,
    parts: Vec<Digest>,
}

impl Growing {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn push(&mut self, leaf: Digest) {
        let mut whole = leaf;
        let mut size = self.size;
        while size % 2 == 1 {
            if let Some(left) = self.parts.pop() {
                whole = node(&left, &whole);
            }
            size /= 2;
        }
        self.parts.push(whole);
        self.size += 1;
    }

    /// The root; that of nothing is the digest of nothing.
    pub fn root(&self) -> Digest {
        let mut parts = self.parts.iter().rev();
        match parts.next() {
            None => Sha256::digest([]).into(),
            Some(last) => parts.fold(*last, |right, left| node(left, &right)),
        }
    }
}

/// A tree with all that paths are made of.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The leaves, then the digests of each two that belong together, and so on.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    pub fn of(leaves: Vec<Digest>) -> Tree {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let above = below
                .chunks_exact(2)
                .filter_map(|pair| match pair {
                    [left, right] => Some(node(left, right)),
                    _ => None,
                })
                .collect();
            levels.push(above);
        }
        Tree { levels }
    }

    pub fn size(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    pub fn root(&self) -> Digest {
        match self.size() {
            0 => Sha256::digest([]).into(),
            size => self.part(0, size),
        }
    }

    /// The digest of the leaves from one on, `count` of them.
    fn part(&self, from: usize, count: usize) -> Digest {
        let level = usize::try_from(count.trailing_zeros()).unwrap_or_default();
        let whole = count.is_power_of_two() && from.is_multiple_of(count);
        let kept = self.levels.get(level).and_then(|level| level.get(from / count.max(1)));
        match kept.filter(|_| whole) {
            Some(digest) => *digest,
            None => {
                let left = split(count);
                node(&self.part(from, left), &self.part(from + left, count - left))
            }
        }
    }

    /// What shows that a leaf is part of the tree, from below; `None` where there is no such leaf.
    pub fn path(&self, index: usize) -> Option<Vec<Digest>> {
        let mut path = Vec::new();
        let (mut from, mut count) = (0, self.size());
        if index >= count {
            return None;
        }
        while count > 1 {
            let left = split(count);
            if index < from + left {
                path.push(self.part(from + left, count - left));
                count = left;
            } else {
                path.push(self.part(from, left));
                (from, count) = (from + left, count - left);
            }
        }
        path.reverse();
        Some(path)
    }
}

/// The leaves on the left: the largest power of two that is smaller.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// The root that a leaf and its path lead to; `None` where the path is none of a tree of that size. `at` and `last` are
/// the places of the digest and of the last one on each level: a last one without a right neighbour goes up unhashed
/// until it has a left one.
pub fn root_of(leaf: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut digest) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            digest = node(sibling, &digest);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            digest = node(&digest, sibling);
        }
        (at, last) = (at / 2, last / 2);
    }
    (last == 0).then_some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 6962's reference implementation: entries and the roots of their trees.
    const ENTRIES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn leaves(count: usize) -> Vec<Digest> {
        let entries = ENTRIES.iter().cycle().take(count).enumerate();
        entries
            .map(|(n, entry)| match n {
                0..8 => leaf(&hex::decode(entry).unwrap()),
                _ => leaf(&n.to_be_bytes()),
            })
            .collect()
    }

    #[test]
    fn roots_are_those_of_the_reference() {
        let mut growing = Growing::default();
        assert_eq!(
            hex::encode(growing.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (n, root) in ROOTS.iter().enumerate() {
            growing.push(leaves(n + 1)[n]);
            assert_eq!(hex::encode(growing.root()), *root, "{n}");
            assert_eq!(hex::encode(Tree::of(leaves(n + 1)).root()), *root, "{n}");
        }
    }

    #[test]
    fn every_path_leads_to_the_root_and_no_other_leaf_does() {
        for size in 1..40 {
            let tree = Tree::of(leaves(size));
            let mut growing = Growing::default();
            leaves(size).into_iter().for_each(|leaf| growing.push(leaf));
            assert_eq!(tree.root(), growing.root());
            for (index, leaf) in leaves(size).into_iter().enumerate() {
                let path = tree.path(index).unwrap();
                let (at, of) = (index as u64, size as u64);
                assert_eq!(root_of(leaf, at, of, &path), Some(tree.root()), "{index} of {size}");
                assert_ne!(root_of([7; 32], at, of, &path), Some(tree.root()));
                let other = (at + 1) % of;
                if other != at {
                    assert_ne!(root_of(leaf, other, of, &path), Some(tree.root()), "{index} of {size}");
                }
                let longer = [path.as_slice(), &[[0; 32]]].concat();
                assert_eq!(root_of(leaf, at, of, &longer), None);
            }
            assert_eq!(tree.path(size), None);
        }
    }
}
