//! Whole numbers as people group their digits.

/// A whole number in groups of three digits, whatever separates them; `None` for any other text.
pub fn whole_number(text: &str) -> Option<u64> {
    let mut groups = text.trim().split([',', '.', ' ', '\'', '’', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let threes = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    let digits = format!("{first}{}", rest.concat());
    (threes && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::whole_number;

    #[test]
    fn numbers_are_read_as_people_group_them() {
        for text in ["24600", "24,600", "24.600", "24 600", "24’600", " 24\u{202f}600 "] {
            assert_eq!(whole_number(text), Some(24_600), "{text}");
        }
        for text in ["about 24,600", "24,60", "2460,000", "", ",", "24-600", "1,234.5"] {
            assert_eq!(whole_number(text), None, "{text}");
        }
    }
}
