//! The kinds of identity numbers: what each is called, its shape and its check digits, as the state that gives it has published
//! them.

use super::arithmetic::{digits, is_day, luhn, mod_11_10, number, verhoeff, weighted};

/// A kind of identity number.
pub(super) struct Kind {
    /// What a person is told it looks like.
    pub what: &'static str,
    /// How many letters and digits it has.
    pub lengths: &'static [usize],
    /// What it is called, as phrases.
    pub names: &'static [&'static str],
    /// Whether its check digits tell it from any other number, without its name.
    pub telling: bool,
    pub shaped: fn(&[u8]) -> bool,
    pub checked: fn(&[u8]) -> bool,
}

/// What any of them may be called: then its check digits must be right.
pub(super) const ANY: &[&str] = &[
    "national|personal|citizen|civil identity|identification|id|identifier|insurance number|no|code",
    "identity|identification|id number|no",
    "personal code|number",
    "identifikationsnummer|ausweisnummer|personenkennzeichen|versicherungsnummer",
    "numéro d identité|identification|immatriculation",
    "número de identidad|identificación|identificação",
    "numero di identificazione|identità",
    "identificatienummer|persoonsnummer",
    "numer identyfikacyjny|identyfikacyjnego|ewidencyjny",
];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        what: "a Polish PESEL number",
        lengths: &[11],
        names: &["pesel"],
        telling: true,
        shaped: |signs| digits(signs).is_some(),
        checked: pesel,
    },
    Kind {
        what: "a Dutch citizen service number (BSN)",
        lengths: &[9],
        names: &["bsn", "burgerservicenummer", "citizen service number", "sofinummer"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| {
            of(signs, |d| {
                (weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * d[8]).is_multiple_of(11)
            })
        },
    },
    Kind {
        what: "a French social security number (NIR)",
        lengths: &[13, 15],
        names: &["nir", "insee", "sécurité sociale", "numéro de sécu"],
        telling: true,
        shaped: nir_shaped,
        checked: nir,
    },
    Kind {
        what: "a Spanish identity number (DNI or NIE)",
        lengths: &[9],
        names: &[
            "dni",
            "nie",
            "nif",
            "documento nacional de identidad",
            "identidad de extranjero",
        ],
        telling: true,
        shaped: dni_shaped,
        checked: dni,
    },
    Kind {
        what: "an Italian codice fiscale",
        lengths: &[16],
        names: &["codice fiscale"],
        telling: true,
        shaped: codice_shaped,
        checked: codice,
    },
    Kind {
        what: "a Portuguese taxpayer number (NIF)",
        lengths: &[9],
        names: &["nif", "contribuinte", "identificação fiscal"],
        telling: false,
        // From 5 on they are companies'.
        shaped: |signs| digits(signs).is_some_and(|d| (1..=3).contains(&d[0]) || d[..2] == [4, 5]),
        checked: |signs| {
            of(signs, |d| {
                (11 - weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == d[8]
            })
        },
    },
    Kind {
        what: "a German tax identification number",
        lengths: &[11],
        names: &[
            "steuer id|idnr|identifikationsnummer",
            "steueridentifikationsnummer|steueridnr|idnr|steuerid",
            "identifikationsnummer",
        ],
        telling: false,
        shaped: |signs| digits(signs).is_some_and(|d| d[0] != 0),
        checked: |signs| of(signs, mod_11_10),
    },
    Kind {
        what: "a German pension insurance number",
        lengths: &[12],
        names: &["sozialversicherungsnummer|rentenversicherungsnummer|versicherungsnummer|sv nummer|nr"],
        telling: true,
        shaped: pension_shaped,
        checked: pension,
    },
    Kind {
        what: "a British National Insurance number",
        lengths: &[9],
        names: &["national insurance", "nino", "ni number|no"],
        telling: true,
        shaped: nino_shaped,
        checked: nino,
    },
    Kind {
        what: "an Irish PPS number",
        lengths: &[8, 9],
        names: &["pps number|no", "ppsn|pps", "personal public service"],
        telling: false,
        shaped: pps_shaped,
        checked: pps,
    },
    Kind {
        what: "a Swiss AHV number",
        lengths: &[13],
        names: &["ahv|avs", "ahvn13"],
        telling: true,
        shaped: |signs| digits(signs).is_some_and(|d| d[..3] == [7, 5, 6]),
        checked: |signs| {
            of(signs, |d| {
                weighted(d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
            })
        },
    },
    Kind {
        what: "a Canadian Social Insurance Number",
        lengths: &[9],
        names: &["social insurance", "sin number|is|was", "assurance sociale"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| of(signs, luhn),
    },
    Kind {
        what: "an Australian tax file number",
        lengths: &[9],
        names: &["tax file number|no", "tfn"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| of(signs, |d| weighted(d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)),
    },
    Kind {
        what: "an NHS number",
        lengths: &[10],
        names: &["nhs number|no|nr"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| {
            of(signs, |d| {
                weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
            })
        },
    },
    Kind {
        what: "an Aadhaar number",
        lengths: &[12],
        names: &["aadhaar|aadhar"],
        telling: false,
        shaped: |signs| digits(signs).is_some_and(|d| d[0] >= 2),
        checked: |signs| of(signs, verhoeff),
    },
    Kind {
        what: "a Brazilian CPF number",
        lengths: &[11],
        names: &["cpf", "cadastro de pessoas físicas"],
        telling: true,
        shaped: |signs| digits(signs).is_some(),
        checked: cpf,
    },
    Kind {
        what: "a Belgian national number",
        lengths: &[11],
        names: &[
            "numéro national|registre_national",
            "rijksregisternummer|rijksregister",
            "insz|niss",
            "nationalnummer",
        ],
        telling: true,
        shaped: |signs| digits(signs).is_some(),
        checked: belgian,
    },
    Kind {
        what: "an Austrian social insurance number",
        lengths: &[10],
        names: &["sozialversicherungsnummer|svnr|sv nummer"],
        telling: false,
        shaped: |signs| digits(signs).is_some_and(|d| is_day(d[4] * 10 + d[5], d[6] * 10 + d[7])),
        checked: |signs| of(signs, |d| weighted(d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == d[3]),
    },
    Kind {
        what: "a Swedish or Danish personal number",
        lengths: &[10, 12],
        names: &["personnummer|personnumret", "cpr|cpr_nummer", "samordningsnummer"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| {
            of(signs, |d| {
                luhn(&d[d.len() - 10..])
                    && is_day(
                        d[d.len() - 6] * 10 + d[d.len() - 5],
                        d[d.len() - 8] * 10 + d[d.len() - 7],
                    )
            })
        },
    },
    Kind {
        what: "a Finnish personal identity code",
        lengths: &[10, 11],
        names: &["henkilötunnus|hetu|henkilötunnuksesi"],
        telling: true,
        shaped: finnish_shaped,
        checked: finnish,
    },
    Kind {
        what: "a Norwegian national identity number",
        lengths: &[11],
        names: &["fødselsnummer|fødselsnummeret"],
        telling: true,
        shaped: |signs| digits(signs).is_some(),
        checked: norwegian,
    },
    Kind {
        what: "a Czech or Slovak birth number",
        lengths: &[10],
        names: &["rodné číslo", "rodného čísla"],
        telling: false,
        shaped: |signs| digits(signs).is_some(),
        checked: |signs| number(signs).is_some_and(|number| number.is_multiple_of(11)),
    },
    Kind {
        what: "a Chinese resident identity number",
        lengths: &[18],
        names: &["resident identity|id"],
        telling: true,
        shaped: |signs| digits(&signs[..17]).is_some() && (signs[17].is_ascii_digit() || signs[17] == b'X'),
        checked: chinese,
    },
];

/// A test of digits, where all signs are some.
fn of(signs: &[u8], right: impl Fn(&[u32]) -> bool) -> bool {
    digits(signs).is_some_and(|digits| right(&digits) && digits.iter().any(|digit| *digit != digits[0]))
}

/// Ustawa o ewidencji ludności, art. 15 and 16: months of 2000 and later have 20 added.
fn pesel(signs: &[u8]) -> bool {
    of(signs, |d| {
        let month = d[2] * 10 + d[3];
        // The living were born after 1909, or as this century's have their months.
        let born = is_day(d[4] * 10 + d[5], if month > 20 { month - 20 } else { month }) && (month > 20 || d[0] > 0);
        born && weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
    })
}

/// Two Corsican departments have letters.
fn nir_plain(signs: &[u8]) -> Option<(Vec<u8>, u64)> {
    let mut plain = signs.to_vec();
    let less = match signs.get(5..7)? {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if less > 0 {
        plain[6] = b'0';
    }
    Some((plain, less))
}

fn nir_shaped(signs: &[u8]) -> bool {
    let plain = nir_plain(signs).and_then(|(plain, _)| digits(&plain));
    plain.is_some_and(|d| [1, 2, 3, 4, 7, 8].contains(&d[0]) && matches!(d[3] * 10 + d[4], 1..=12 | 20..=42 | 50..=99))
}

/// Décret n° 82-103: 97 less the rest of the number over 97.
fn nir(signs: &[u8]) -> bool {
    let right = || {
        let (plain, less) = nir_plain(signs)?;
        let (own, key) = (number(&plain[..13])?.checked_sub(less)?, number(plain.get(13..15)?)?);
        Some(97 - own % 97 == key)
    };
    right().unwrap_or(false)
}

const DNI: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// The number of a DNI, or of a NIE, whose first letter stands for a digit.
fn dni_number(signs: &[u8]) -> Option<u64> {
    match signs[0] {
        letter @ b'X'..=b'Z' => Some(u64::from(letter - b'X') * 10_000_000 + number(&signs[1..8])?),
        _ => number(&signs[..8]),
    }
}

fn dni_shaped(signs: &[u8]) -> bool {
    signs[8].is_ascii_uppercase() && dni_number(signs).is_some()
}

/// Real Decreto 1553/2005, art. 11.
fn dni(signs: &[u8]) -> bool {
    let rest = dni_number(signs).and_then(|number| usize::try_from(number % 23).ok());
    rest.is_some_and(|rest| DNI[rest] == signs[8])
}

/// Where digits stand; letters may stand for them where two people would have one code.
const CODICE_DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

fn codice_shaped(signs: &[u8]) -> bool {
    signs
        .iter()
        .enumerate()
        .all(|(at, sign)| match CODICE_DIGITS.contains(&at) {
            true => sign.is_ascii_digit() || b"LMNPQRSTUV".contains(sign),
            false => sign.is_ascii_uppercase(),
        })
        && b"ABCDEHLMPRST".contains(&signs[8])
}

/// Decreto ministeriale 23 dicembre 1976: values of the signs in odd places.
const CODICE_ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

fn codice(signs: &[u8]) -> bool {
    let place = |sign: u8| match sign.is_ascii_digit() {
        true => u32::from(sign - b'0'),
        false => u32::from(sign.saturating_sub(b'A')),
    };
    let value = |(at, sign): (usize, &u8)| match at % 2 {
        0 => usize::try_from(place(*sign))
            .ok()
            .and_then(|at| CODICE_ODD.get(at).copied())
            .unwrap_or_default(),
        _ => place(*sign),
    };
    let sum: u32 = signs[..15].iter().enumerate().map(value).sum();
    sum % 26 == place(signs[15])
}

/// VKVV § 2: an area, the day of birth, the first letter of the name, a serial number and a check digit.
fn pension_shaped(signs: &[u8]) -> bool {
    let numeric = digits(&signs[..8]).zip(digits(&signs[9..]));
    signs[8].is_ascii_uppercase()
        && numeric.is_some_and(|(d, _)| {
            // A number that is taken has 50 or more added to its day.
            let day = d[2] * 10 + d[3];
            is_day(if day > 50 { day - 50 } else { day }, d[4] * 10 + d[5])
        })
}

fn pension(signs: &[u8]) -> bool {
    let letter = u32::from(signs[8].saturating_sub(b'A')) + 1;
    let Some((first, last)) = digits(&signs[..8]).zip(digits(&signs[9..])) else {
        return false;
    };
    let all = [&first[..], &[letter / 10, letter % 10], &last[..2]].concat();
    let products = all.iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]);
    let sum: u32 = products
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    sum % 10 == last[2]
}

fn nino_shaped(signs: &[u8]) -> bool {
    let letters = signs[0].is_ascii_uppercase() && signs[1].is_ascii_uppercase();
    letters && digits(&signs[2..8]).is_some() && (b'A'..=b'D').contains(&signs[8])
}

/// HMRC, National Insurance Manual NIM39110.
fn nino(signs: &[u8]) -> bool {
    let first = !b"DFIQUV".contains(&signs[0]) && !b"DFIOQUV".contains(&signs[1]);
    let barred: [&[u8]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    nino_shaped(signs) && first && !barred.contains(&&signs[..2])
}

fn pps_shaped(signs: &[u8]) -> bool {
    digits(&signs[..7]).is_some()
        && (b'A'..=b'W').contains(&signs[7])
        && signs
            .get(8)
            .is_none_or(|last| (b'A'..=b'I').contains(last) || *last == b'W')
}

/// Social Welfare Consolidation Act 2005, s. 262: modulo 23 with W for nothing.
fn pps(signs: &[u8]) -> bool {
    let letter = |sign: u8| if sign == b'W' { 0 } else { u32::from(sign - b'A') + 1 };
    let Some(d) = digits(&signs[..7]) else { return false };
    let second = signs.get(8).map_or(0, |sign| letter(*sign) * 9);
    (weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + second) % 23 == letter(signs[7])
}

fn cpf(signs: &[u8]) -> bool {
    let check = |d: &[u32]| {
        let first = u32::try_from(d.len()).unwrap_or_default() + 1;
        let weights: Vec<u32> = (2..=first).rev().collect();
        weighted(d, &weights) * 10 % 11 % 10
    };
    of(signs, |d| check(&d[..9]) == d[9] && check(&d[..10]) == d[10])
}

/// Arrêté royal du 3 avril 1984: those born from 2000 on have a 2 put before the number.
fn belgian(signs: &[u8]) -> bool {
    let right = || {
        let (own, key) = (number(&signs[..9])?, number(&signs[9..])?);
        Some([own, own + 2_000_000_000].iter().any(|own| 97 - own % 97 == key))
    };
    of(signs, |d| d[2] * 10 + d[3] <= 12 && d[4] * 10 + d[5] <= 31) && right().unwrap_or(false)
}

/// `131052-308T`: of the century's sign a hyphen is left out here, a letter is not.
fn finnish_parts(signs: &[u8]) -> Option<(u64, u8)> {
    let own = match signs.len() {
        11 => [&signs[..6], &signs[7..10]].concat(),
        _ => signs[..9].to_vec(),
    };
    Some((number(&own)?, *signs.last()?))
}

fn finnish_shaped(signs: &[u8]) -> bool {
    let day = digits(&signs[..6]).is_some_and(|d| is_day(d[0] * 10 + d[1], d[2] * 10 + d[3]));
    let century = signs.len() == 10 || b"ABCDEFUVWXY".contains(&signs[6]);
    // With a digit for a check sign it is like any number with ten digits.
    day && century && finnish_parts(signs).is_some_and(|(_, check)| check.is_ascii_uppercase() || signs.len() == 11)
}

/// Valtioneuvoston asetus väestötietojärjestelmästä 128/2010, § 4.
fn finnish(signs: &[u8]) -> bool {
    const CHECKS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let rest = finnish_parts(signs).and_then(|(number, check)| Some((usize::try_from(number % 31).ok()?, check)));
    rest.is_some_and(|(rest, check)| CHECKS[rest] == check)
}

/// Forskrift om folkeregistrering, § 2-2-3.
fn norwegian(signs: &[u8]) -> bool {
    of(signs, |d| {
        is_day((d[0] * 10 + d[1]) % 40, d[2] * 10 + d[3])
            && weighted(d, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
            && weighted(d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    })
}

/// GB 11643-1999 (ISO 7064, MOD 11-2).
fn chinese(signs: &[u8]) -> bool {
    let Some(d) = digits(&signs[..17]) else { return false };
    let sum = weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let check = usize::try_from(sum % 11).ok().and_then(|rest| b"10X98765432".get(rest));
    check == Some(&signs[17])
}
