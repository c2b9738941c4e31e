//! Lines of the audit log and beginnings of events, read by the layout in which firebell writes them: the same parts in the same
//! order, and no escapes in a text. That takes a third of what reading JSON takes. Whatever is laid out otherwise is read as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use memchr::memchr2;

/// What is still to be read.
pub(crate) struct AsWritten<'a>(&'a [u8]);

impl<'a> AsWritten<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> AsWritten<'a> {
        AsWritten(bytes)
    }

    /// Goes past what is to stand here, and says whether it does. Its length is known where this is compiled: such short texts
    /// are compared in place.
    pub(crate) fn goes_past<const LENGTH: usize>(&mut self, expected: &[u8; LENGTH]) -> bool {
        match self.0.split_first_chunk() {
            Some((first, rest)) if first == expected => {
                self.0 = rest;
                true
            }
            Some(_) | None => false,
        }
    }

    /// The same where nothing else may stand here.
    pub(crate) fn past<const LENGTH: usize>(&mut self, expected: &[u8; LENGTH]) -> Option<()> {
        self.goes_past(expected).then_some(())
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// A text, up to and with its closing quotation mark.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let (text, rest) = self.0.split_at(memchr2(b'"', b'\\', self.0)?);
        self.0 = rest.strip_prefix(b"\"")?;
        // JSON has no control characters in a text.
        let is_text = text.iter().fold(true, |is_text, byte| is_text & (*byte >= b' '));
        std::str::from_utf8(text).ok().filter(|_| is_text)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        // JSON has no zero before other digits.
        let usual = length > 0 && length < 19 && (digits[0] != b'0' || length == 1);
        usual.then(|| value(digits))
    }

    /// A moment in UTC, to the second or the millisecond, up to and with its closing quotation mark.
    pub(crate) fn moment(&mut self) -> Option<DateTime<Utc>> {
        let text = self.text()?.as_bytes();
        let number = |from: usize, until: usize| {
            let digits = text.get(from..until)?;
            digits.iter().all(u8::is_ascii_digit).then(|| value(digits))
        };
        let part = |from, until| number(from, until).and_then(|part| u32::try_from(part).ok());
        let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        let milliseconds = match text.get(19..)? {
            [b'Z'] => 0,
            [b'.', _, _, _, b'Z'] => part(20, 23)?,
            _ => return None,
        };
        if signs.iter().any(|(at, sign)| text[*at] != *sign) {
            return None;
        }
        let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, part(5, 7)?, part(8, 10)?)?;
        // A leap second is left to whoever reads all that JSON may have.
        let moment = day.and_hms_milli_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?, milliseconds)?;
        Some(moment.and_utc())
    }
}

fn value(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_the_one_that_chrono_reads_or_none() {
        for text in [
            "2026-11-30T11:38:23.075Z",
            "2026-01-01T00:01:00Z",
            "0001-12-31T23:59:59.999Z",
            "2024-02-29T00:00:00Z",
        ] {
            let quoted = format!("{text}\"");
            let expected: DateTime<Utc> = text.parse().unwrap();
            assert_eq!(AsWritten::of(quoted.as_bytes()).moment(), Some(expected), "{text}");
        }
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-11-30T24:00:00Z",
            "2026-11-30T23:59:60Z",
            "2026-11-30 11:38:23Z",
            "2026-11-30T11:38:23.75Z",
            "2026-11-30T11:38:23+00:00",
            "2026-11-3xT11:38:23Z",
            "",
        ] {
            assert_eq!(AsWritten::of(format!("{text}\"").as_bytes()).moment(), None, "{text}");
        }
    }

    #[test]
    fn texts_and_numbers_are_those_of_json_or_none() {
        let text = |bytes: &'static [u8]| AsWritten::of(bytes).text();
        assert_eq!(text("Zoë\",".as_bytes()), Some("Zoë"));
        for bytes in [&b"a\\\"b\""[..], b"a\nb\"", b"\xff\"", b"without an end"] {
            assert_eq!(text(bytes), None);
        }
        let number = |bytes: &'static [u8]| AsWritten::of(bytes).number();
        assert_eq!((number(b"0,"), number(b"502511,")), (Some(0), Some(502_511)));
        for bytes in [&b"01"[..], b"-1", b"", b"12345678901234567890"] {
            assert_eq!(number(bytes), None);
        }
    }
}
