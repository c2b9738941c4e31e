//! The people of a record: who they are, by which keys they are known, what they may do, and what was lent to them for
//! a while. All of it is told by events of the record's own stream, so that what somebody might do at a moment can be
//! found out later.

pub mod acting_rights;
pub mod admit;
pub mod event;
pub mod fold;
pub mod needs;
pub mod permissions_by_role;
pub mod public_key;

pub use self::admit::{NotAdmitted, admitted};
pub use self::event::MemberEvent;
pub use self::fold::{Member, MemberState, Members};
pub use self::public_key::{GrantId, MemberId, RecipientKey, SignatureBytes, VerifyingKey};
pub use acting_rights::{Lack, Rights};
pub use permissions_by_role::{MemberRole, Permission};
