//! The names by which firebell finds columns, in lower case and without punctuation.

pub(super) const STATE: [&str; 17] = [
    "state",
    "province",
    "region",
    "stateprovince",
    "bundesland",
    "usstate",
    "statecode",
    "residencestate",
    "mailingstate",
    "mailingstateprovince",
    "homestate",
    "billingstate",
    "billingstateprovince",
    "shippingstate",
    "addressstate",
    "provincecode",
    "st",
];
pub(super) const COUNTRY: [&str; 13] = [
    "country",
    "countrycode",
    "countryname",
    "countryregion",
    "land",
    "pays",
    "pais",
    "país",
    "nation",
    "mailingcountry",
    "homecountry",
    "billingcountry",
    "shippingcountry",
];
pub(super) const POSTAL: [&str; 18] = [
    "zip",
    "zipcode",
    "zip5",
    "zippostalcode",
    "postalcode",
    "postcode",
    "postal",
    "plz",
    "postleitzahl",
    "codepostal",
    "codigopostal",
    "códigopostal",
    "mailingzip",
    "mailingzipcode",
    "mailingpostalcode",
    "billingzip",
    "billingpostalcode",
    "homezip",
];
pub(super) const EMAIL: [&str; 5] = ["email", "emailaddress", "mail", "courriel", "correo"];
pub(super) const NUMBER: [&str; 9] = [
    "customerid",
    "customernumber",
    "customerno",
    "personid",
    "userid",
    "memberid",
    "patientid",
    "kundennummer",
    "id",
];
pub(super) const CITY: [&str; 7] = ["city", "town", "mailingcity", "homecity", "billingcity", "ort", "stadt"];
pub(super) const NAME: [&str; 18] = [
    "name",
    "fullname",
    "customername",
    "firstname",
    "givenname",
    "forename",
    "middlename",
    "lastname",
    "surname",
    "familyname",
    "vorname",
    "nachname",
    "nom",
    "prenom",
    "prénom",
    "nombre",
    "apellido",
    "apellidos",
];

/// Letters and digits in lower case, so that `E-Mail`, `e_mail` and `email` are one name.
pub(super) fn bare(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether a name, in lower case and without punctuation, is that of a column firebell reads.
pub(super) fn is_known(bare: &str) -> bool {
    let all = [&STATE[..], &COUNTRY, &POSTAL, &EMAIL, &NUMBER];
    all.iter().any(|names| names.contains(&bare))
}
