//! The Traffic Light Protocol 2.0 of FIRST: how far something may be passed on. It is no legal privilege: a privileged
//! note keeps its own mark whatever this says.

use super::coded::coded;

coded! {
    /// A marking; further down the list, fewer may read it.
    pub enum Tlp: "TLP marking" {
        Clear = "clear" => "TLP:CLEAR",
        Green = "green" => "TLP:GREEN",
        Amber = "amber" => "TLP:AMBER",
        AmberStrict = "amber_strict" => "TLP:AMBER+STRICT",
        Red = "red" => "TLP:RED",
    }
}

impl Tlp {
    /// The marking of a tag such as `tlp:amber+strict`; WHITE is the old name of CLEAR. A tag of the protocol with a
    /// word it does not know is taken for RED: passing on less is never wrong. `None`: no tag of the protocol.
    pub fn of_tag(tag: &str) -> Option<Tlp> {
        let small = tag.trim().to_lowercase();
        let word = small.strip_prefix("tlp:")?.trim().trim_matches('"').to_owned();
        Some(match word.as_str() {
            "clear" | "white" => Tlp::Clear,
            "green" => Tlp::Green,
            "amber" => Tlp::Amber,
            "amber+strict" | "amber-strict" => Tlp::AmberStrict,
            _other => Tlp::Red,
        })
    }

    /// The machine tag, as MISP and others write it.
    pub fn tag(self) -> String {
        self.words().to_lowercase()
    }

    /// The marking of a STIX marking definition, of the protocol's second edition or its first.
    pub fn of_stix_id(id: &str) -> Option<Tlp> {
        match id {
            "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9" => Some(Tlp::Clear),
            "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da" => Some(Tlp::Green),
            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82" => Some(Tlp::Amber),
            "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed" => Some(Tlp::Red),
            id => Tlp::ALL.into_iter().find(|tlp| tlp.stix_id() == id),
        }
    }

    /// The id of its STIX 2.1 marking definition, which is the same everywhere.
    pub fn stix_id(self) -> &'static str {
        match self {
            Tlp::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Tlp::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tlp;

    #[test]
    fn a_tag_never_widens() {
        assert_eq!(Tlp::of_tag("TLP:AMBER+STRICT"), Some(Tlp::AmberStrict));
        assert_eq!(Tlp::of_tag("tlp:white"), Some(Tlp::Clear));
        assert_eq!(Tlp::of_tag("tlp:ex:chr"), Some(Tlp::Red));
        assert_eq!(Tlp::of_tag("pap:red"), None);
        for tlp in Tlp::ALL {
            assert_eq!(Tlp::of_tag(&tlp.tag()), Some(tlp));
        }
    }
}
