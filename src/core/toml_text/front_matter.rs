//! The front matter of playbooks, letters and other Markdown files: TOML between two lines of `+++`.

use super::reader::Problem;

/// The line around a front matter.
const FENCE: &str = "+++";

/// A file with a front matter, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// The TOML. An empty line takes the place of the fence, so that its lines are those of the file.
    pub toml: String,
    /// What follows the second fence, with line feeds alone.
    pub body: String,
    /// How many lines of the file are above the body.
    pub lines_above: usize,
}

/// Takes a file apart. Line ends may be those of Windows.
///
/// # Errors
/// The one problem that there is no front matter, worded for this kind of file ("a template", "a playbook").
pub fn split(file: &str, text: &str, what: &str) -> Result<FrontMatter, Problem> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let fence = |line: &&str| line.trim_end() == FENCE;
    let second = lines.iter().skip(1).position(fence).map(|at| at + 1);
    match (lines.first().filter(|line| fence(line)), second) {
        (Some(_), Some(second)) => Ok(FrontMatter {
            toml: format!("\n{}", lines[1..second].concat()),
            body: lines[second + 1..].concat(),
            lines_above: second + 1,
        }),
        (None, _) | (_, None) => Err(Problem {
            file: file.to_owned(),
            line: 1,
            column: 1,
            message: "no front matter".to_owned(),
            hint: Some(format!("{what} begins with TOML between two lines `{FENCE}`")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn line_ends_of_windows_make_no_difference() {
        let unix = "+++\nid = \"a\"\n+++\n\nBody.\n";
        let windows = unix.replace('\n', "\r\n");
        assert_eq!(split("f", unix, "a letter"), split("f", &windows, "a letter"));
        let found = split("f", &windows, "a letter").unwrap();
        assert_eq!(
            (found.toml.as_str(), found.body.as_str()),
            ("\nid = \"a\"\n", "\nBody.\n")
        );
        assert_eq!(found.lines_above, 3);
    }

    #[test]
    fn a_file_without_an_end_of_its_front_matter_has_none() {
        for text in ["", "id = 1\n", "+++\nid = 1\n", "++++\nid = 1\n++++\n"] {
            let problem = split("f", text, "a letter").unwrap_err();
            assert_eq!(problem.message, "no front matter", "{text:?}");
        }
    }
}
