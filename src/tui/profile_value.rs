//! What a form of the organization says, on its way into the profile.

/// A value of the profile as somebody left it in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileValue {
    pub key: String,
    /// `None`: it was emptied.
    pub value: Option<Given>,
}

/// A value as a TOML literal, or the file whose picture is taken into the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Literal(String),
    PictureIn(String),
}
