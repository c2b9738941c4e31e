//! The closed code lists shared by law files and facts files.

/// Data elements. The meaning of each is in docs/glossary.md.
pub const ELEMENTS: &[&str] = &[
    "ssn",
    "partial_ssn",
    "drivers_license",
    "state_id",
    "passport",
    "military_id",
    "tribal_id",
    "other_government_id",
    "taxpayer_id",
    "ip_pin",
    "financial_account",
    "financial_account_alone",
    "payment_card",
    "payment_card_alone",
    "medical",
    "health_insurance",
    "biometric",
    "genetic",
    "online_credentials",
    "dob",
    "mothers_maiden_name",
    "digital_signature",
    "electronic_signature",
    "birth_certificate",
    "marriage_certificate",
    "employer_id",
    "alpr",
    "precise_location",
    "work_related_evaluation",
    "private_key",
    "student_id",
    "any_personal_data",
    "access_code",
    "routing_code_with_access",
    "medical_id",
    "financial_other",
    "auth_token",
    "tax_information",
    "payroll_tax",
    "cpni",
    "geolocation",
];

/// Regulated data sets.
pub const SETS: &[&str] = &[
    "phi",
    "part2",
    "phr",
    "customer_information",
    "cpni",
    "cardholder",
    "fti",
    "cji",
    "covered_defense",
    "dhs",
    "federal_customer",
    "gse_loans",
    "student_aid",
    "tax_return",
    "insurance_nonpublic",
    "patient_records",
    "critical_system",
    "sci_system",
    "ot_system",
    "product_environment",
];

/// Marks of the data that some laws ask for.
pub const MARKS: &[&str] = &[
    "special_category",
    "minors",
    "minors_under_14",
    "elderly",
    "financial",
    "authentication",
    "professional_secrecy",
    "unique_id",
    "property_damage_possible",
    "identity_fraud_enabling",
    "malicious",
];

/// Kinds of incident.
pub const INCIDENT_KINDS: &[&str] = &[
    "personal_data",
    "service_disruption",
    "malicious_access",
    "ransomware_deployed",
    "ransom_paid",
    "exploited_vulnerability",
    "supply_chain",
];

/// Laws that may stand in for another.
pub const OTHER_LAWS: &[&str] = &[
    "glba",
    "hipaa",
    "interagency_guidance",
    "primary_regulator",
    "own_procedures",
    "federal_law",
    "stricter_law",
    "dora",
    "ok_hospital_act",
];

/// Who is told.
pub const RECIPIENTS: &[&str] = &[
    "individuals",
    "regulator",
    "consumer_reporting_agencies",
    "media",
    "data_owner",
    "law_enforcement",
    "market",
    "customers",
    "legislature",
    "card_brands",
    "csirt",
    "record",
    "other_controller",
    "contract_party",
];
