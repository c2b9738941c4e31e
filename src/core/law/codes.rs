//! The closed lists of codes that law files and facts files share, each code with its plain meaning.

/// A closed list of codes, each with what it means.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The codes, in the order in which they are offered.
    pub codes: &'static [&'static str],
    /// What each means, in the same order.
    pub means: &'static [&'static str],
}

impl Words {
    /// Whether a word is one of the codes.
    pub fn has(&self, word: &str) -> bool {
        self.codes.contains(&word)
    }

    /// What a code means; the code itself where it is none of the list.
    pub fn meaning<'c>(&self, code: &'c str) -> &'c str {
        let found = self.iter().find(|(known, _)| *known == code);
        found.map_or(code, |(_, means)| means)
    }

    /// Each code with its meaning.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.codes.iter().copied().zip(self.means.iter().copied())
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($code:literal: $means:literal,)+ }) => {
        $(#[$doc])*
        pub const $name: Words = Words {
            codes: &[$($code),+],
            means: &[$($means),+],
        };
    };
}

words! {
    /// Data elements.
    ELEMENTS {
        "any_personal_data": "any information about an identifiable person; give the narrower elements too",
        "ssn": "complete social security number",
        "partial_ssn": "part of a social security number",
        "drivers_license": "driver's license number",
        "state_id": "state identification card number",
        "passport": "passport number",
        "military_id": "military identity number",
        "tribal_id": "tribal identity number",
        "other_government_id": "another number issued by a government",
        "taxpayer_id": "taxpayer identification number",
        "ip_pin": "the tax authority's identity protection PIN",
        "employer_id": "employer's or employee's identification number",
        "student_id": "student number",
        "financial_account": "account number together with the code, PIN or password that gives access to it",
        "financial_account_alone": "account number without a code",
        "access_code": "PIN, password or code of an account without its number",
        "routing_code_with_access": "bank routing code or unique identifier with what gives access to the account",
        "financial_other": "other financial identifiers that some states list",
        "payment_card": "card number together with expiry date, security code or PIN",
        "payment_card_alone": "card number by itself",
        "medical": "medical history, condition, treatment or diagnosis",
        "medical_id": "medical identification number",
        "health_insurance": "health insurance policy or subscriber number",
        "biometric": "data from measurements of a body, used to recognize a person",
        "genetic": "genetic data",
        "online_credentials": "user name or e-mail address with the password or security answer that gives access to the account",
        "auth_token": "authentication token",
        "private_key": "private key for signing or authentication",
        "digital_signature": "digital signature",
        "electronic_signature": "electronic signature",
        "dob": "date of birth",
        "mothers_maiden_name": "mother's maiden name",
        "birth_certificate": "birth certificate",
        "marriage_certificate": "marriage certificate",
        "tax_information": "tax returns and their contents",
        "payroll_tax": "taxpayer number with the tax withheld, as employers and payroll services hold it",
        "work_related_evaluation": "performance evaluations",
        "alpr": "data from license-plate readers",
        "precise_location": "precise location of a person",
        "geolocation": "location of a person or device, less precise",
        "cpni": "a telephone company's data about a customer's calls and services",
    }
}

words! {
    /// Regulated data sets.
    SETS {
        "phi": "protected health information under HIPAA",
        "part2": "records of substance use disorder treatment",
        "phr": "personal health records outside HIPAA",
        "patient_records": "patient records as defined by a state's hospital law",
        "customer_information": "customer information of a financial institution",
        "insurance_nonpublic": "an insurer's nonpublic information",
        "cpni": "customer proprietary network information of a carrier",
        "cardholder": "cardholder data",
        "gse_loans": "loan data of the secondary mortgage market's agencies",
        "student_aid": "data of federal student aid",
        "tax_return": "tax return information held by a preparer",
        "fti": "federal tax information held by an agency or its contractor",
        "cji": "criminal justice information",
        "covered_defense": "covered defense information",
        "dhs": "controlled information or systems of the Department of Homeland Security",
        "federal_customer": "data of federal agencies in a cloud service",
        "critical_system": "a system designated as critical",
        "sci_system": "a system under Regulation SCI",
        "ot_system": "operational technology",
        "product_environment": "the environment in which a product with digital elements is made",
    }
}

words! {
    /// Marks of the data that some laws ask for.
    MARKS {
        "special_category": "health, belief, origin, sex life and the like; criminal convictions",
        "minors": "data of minors",
        "minors_under_14": "data of minors under 14",
        "elderly": "data of elderly people",
        "financial": "financial data",
        "authentication": "authentication data",
        "professional_secrecy": "data under professional secrecy",
        "unique_id": "unique identification numbers as the law lists them",
        "property_damage_possible": "misuse could cost people their property",
        "identity_fraud_enabling": "data that allows someone to impersonate the person",
        "malicious": "the breach was intentional (`breach.malicious`)",
    }
}

words! {
    INCIDENT_KINDS {
        "personal_data": "personal data was accessed",
        "service_disruption": "a service was disrupted",
        "malicious_access": "someone gained access on purpose",
        "ransomware_deployed": "ransomware was deployed",
        "ransom_paid": "a ransom was paid",
        "exploited_vulnerability": "a vulnerability of a product is being exploited",
        "supply_chain": "it came through a supplier",
    }
}

words! {
    /// Laws that may stand in for another.
    OTHER_LAWS {
        "glba": "the Gramm-Leach-Bliley Act and its rules",
        "hipaa": "HIPAA and HITECH",
        "interagency_guidance": "the banking agencies' guidance on customer notice",
        "primary_regulator": "rules of the primary federal or state regulator",
        "own_procedures": "the organization's own notice procedures, where a state accepts them",
        "federal_law": "other federal law with notice procedures",
        "stricter_law": "a stricter law that is complied with",
        "dora": "the EU's Digital Operational Resilience Act",
        "ok_hospital_act": "Oklahoma's hospital cybersecurity act",
    }
}
