//! What each part of a letter is, for those who hear it: the tree of tags of a PDF.
//!
//! The tree is grown while the letter is laid out; what was drawn is hung into it afterwards, page by page.

use std::collections::BTreeMap;

use super::mark::Stress;
use krilla::tagging::{Identifier, Node, Tag, TagGroup, TagKind, TagTree};

/// A node by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(usize);

/// Nodes deeper than this hang into the one above: readers lose their way there, and the writer of the PDF goes down
/// the tree by recursion.
const DEEPEST: usize = 60;

enum Child {
    Group(NodeId),
    Drawn(Identifier),
}

struct Group {
    tag: TagKind,
    depth: usize,
    children: Vec<Child>,
}

#[derive(Default)]
pub(super) struct Tags {
    top: Vec<NodeId>,
    groups: Vec<Group>,
    links: BTreeMap<(NodeId, u16), NodeId>,
    stresses: BTreeMap<(NodeId, Stress), NodeId>,
}

impl Tags {
    pub(super) fn add_top(&mut self, tag: impl Into<TagKind>) -> NodeId {
        let id = self.new_group(tag.into(), 0);
        self.top.push(id);
        id
    }

    pub(super) fn add(&mut self, parent: NodeId, tag: impl Into<TagKind>) -> NodeId {
        let depth = self.groups[parent.0].depth + 1;
        if depth > DEEPEST {
            return parent;
        }
        let id = self.new_group(tag.into(), depth);
        self.groups[parent.0].children.push(Child::Group(id));
        id
    }

    /// The node of a link in a text, by its number there. A link over two pages is one.
    pub(super) fn link(&mut self, text: NodeId, number: u16) -> NodeId {
        if let Some(node) = self.links.get(&(text, number)) {
            return *node;
        }
        let node = self.new_group(Tag::Link.into(), self.groups[text.0].depth + 1);
        self.groups[text.0].children.push(Child::Group(node));
        self.links.insert((text, number), node);
        node
    }

    /// The node of a stressed stretch in a text.
    pub(super) fn stress(&mut self, text: NodeId, stress: Stress) -> NodeId {
        if let Some(node) = self.stresses.get(&(text, stress)) {
            return *node;
        }
        let tag: TagKind = match stress {
            Stress::Strong(_) => Tag::Strong.into(),
            Stress::Emphasis(_) => Tag::Em.into(),
        };
        let node = self.new_group(tag, self.groups[text.0].depth + 1);
        self.groups[text.0].children.push(Child::Group(node));
        self.stresses.insert((text, stress), node);
        node
    }

    fn new_group(&mut self, tag: TagKind, depth: usize) -> NodeId {
        self.groups.push(Group {
            tag,
            depth,
            children: Vec::new(),
        });
        NodeId(self.groups.len() - 1)
    }

    pub(super) fn drawn(&mut self, node: NodeId, identifier: Identifier) {
        self.groups[node.0].children.push(Child::Drawn(identifier));
    }

    /// A node's children have higher numbers than it has, so the tree is put together from the last node to the first.
    pub(super) fn into_tree(self, language: &str) -> TagTree {
        let mut made: Vec<Option<TagGroup>> = Vec::new();
        made.resize_with(self.groups.len(), || None);
        for (number, group) in self.groups.into_iter().enumerate().rev() {
            let children = group.children.into_iter().filter_map(|child| match child {
                Child::Group(id) => made[id.0].take().map(Node::Group),
                Child::Drawn(identifier) => Some(Node::Leaf(identifier)),
            });
            made[number] = Some(TagGroup::with_children(group.tag, children.collect()));
        }
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for id in self.top {
            if let Some(group) = made[id.0].take() {
                tree.push(group);
            }
        }
        tree
    }
}
