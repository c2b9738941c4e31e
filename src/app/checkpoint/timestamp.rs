//! Time stamps of an authority (RFC 3161), as files that are carried there and back: firebell makes no network call.
//!
//! What is checked here: that the authority granted the request, that the stamp is over this checkpoint, that it answers this
//! request (its nonce), and that what the authority signed is what the stamp says. The authority's signature and certificate
//! are not checked here: that takes its root certificate and RSA, which `openssl ts -verify` has.

use chrono::{DateTime, NaiveDateTime, Utc};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::der::{self, INTEGER, OCTETS, OID, Reader, SEQUENCE, SET, TIME, ZERO};

/// 2.16.840.1.101.3.4.2.1
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// 2.16.840.1.101.3.4.2.2
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
/// 2.16.840.1.101.3.4.2.3
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.16.1.4
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
/// 1.2.840.113549.1.9.4
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const NONCE: usize = 16;

/// A time stamp that fits its checkpoint and its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When the authority says it saw the checkpoint.
    pub at: DateTime<Utc>,
    /// The authority's number of the stamp, hexadecimal.
    pub serial: String,
}

/// Why an answer is not a time stamp of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    #[error("it is not an RFC 3161 request")]
    Request,
    #[error("it is not an RFC 3161 answer: {0}")]
    Form(&'static str),
    #[error("the authority did not grant the request (status {0})")]
    NotGranted(u8),
    #[error("it is a time stamp of something else")]
    OtherImprint,
    #[error("it answers another request: its nonce is another one")]
    OtherNonce,
    #[error("the authority signed something else than what the stamp says")]
    NotSigned,
    #[error("the authority signed a digest of a kind that firebell does not know: SHA-256, SHA-384 and SHA-512 are")]
    OtherDigest,
}

/// The request for a stamp of a file, with a nonce of this once.
pub fn request(file: &[u8], nonce: &[u8; NONCE]) -> Vec<u8> {
    let algorithm = der::value(SEQUENCE, &[der::value(OID, SHA256), vec![5, 0]].concat());
    let imprint = [algorithm, der::value(OCTETS, &Sha256::digest(file))].concat();
    let parts = [
        der::integer(&[1]),
        der::value(SEQUENCE, &imprint),
        der::integer(nonce),
        // The certificate comes along, so that the stamp can be checked years later.
        vec![1, 1, 0xff],
    ];
    der::value(SEQUENCE, &parts.concat())
}

/// The digest that a request or a stamp is about, from where it stands.
fn imprint(reader: &mut Reader<'_>) -> Option<[u8; 32]> {
    let mut imprint = reader.inside(SEQUENCE)?;
    let algorithm = imprint.inside(SEQUENCE)?.expect(OID)?;
    let digest = imprint.expect(OCTETS)?;
    if algorithm != SHA256 {
        return None;
    }
    digest.try_into().ok()
}

/// Holds an answer against its request and the file that was to be stamped.
///
/// # Errors
/// [`StampError`]
pub fn accepted(answer: &[u8], request: &[u8], file: &[u8]) -> Result<Stamp, StampError> {
    let digest: [u8; 32] = Sha256::digest(file).into();
    let asked = asked(request).ok_or(StampError::Request)?;
    if asked.imprint != digest {
        return Err(StampError::OtherImprint);
    }
    let mut response = Reader::of(answer)
        .inside(SEQUENCE)
        .ok_or(StampError::Form("no sequence"))?;
    let status = response.inside(SEQUENCE).and_then(|mut status| status.expect(INTEGER));
    match status {
        // Granted, or granted with changes.
        Some([0 | 1]) => {}
        Some([status]) => return Err(StampError::NotGranted(*status)),
        Some(_) | None => return Err(StampError::Form("no status")),
    }
    let token = response.any().ok_or(StampError::Form("no token"))?;
    let signed = SignedData::read(token.whole).ok_or(StampError::Form("its token is not signed data"))?;
    let info = Info::read(signed.content).ok_or(StampError::Form("its content is not a time stamp"))?;
    if info.imprint != digest {
        return Err(StampError::OtherImprint);
    }
    if info.nonce != Some(asked.nonce) {
        return Err(StampError::OtherNonce);
    }
    let content = digest_by(signed.algorithm, signed.content).ok_or(StampError::OtherDigest)?;
    if signed.digest != content {
        return Err(StampError::NotSigned);
    }
    Ok(Stamp {
        at: info.at,
        serial: hex::encode(info.serial),
    })
}

/// The digest of what was signed, by the algorithm that the authority chose; `None` where that is none of these.
fn digest_by(algorithm: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        SHA256 => Some(Sha256::digest(content).to_vec()),
        SHA384 => Some(Sha384::digest(content).to_vec()),
        SHA512 => Some(Sha512::digest(content).to_vec()),
        _ => None,
    }
}

struct Asked<'a> {
    imprint: [u8; 32],
    nonce: &'a [u8],
}

fn asked(request: &[u8]) -> Option<Asked<'_>> {
    let mut request = Reader::of(request).inside(SEQUENCE)?;
    request.expect(INTEGER)?;
    let imprint = imprint(&mut request)?;
    // A policy may stand between.
    let _ = request.expect(OID);
    let nonce = request.expect(INTEGER)?;
    Some(Asked { imprint, nonce })
}

/// What the authority signed, and the digest of it that stands among what its signature is over.
struct SignedData<'a> {
    content: &'a [u8],
    /// The object identifier of what the digest was made with.
    algorithm: &'a [u8],
    digest: &'a [u8],
}

impl<'a> SignedData<'a> {
    fn read(token: &'a [u8]) -> Option<SignedData<'a>> {
        let mut info = Reader::of(token).inside(SEQUENCE)?;
        if info.expect(OID)? != SIGNED_DATA {
            return None;
        }
        let mut data = info.inside(ZERO)?.inside(SEQUENCE)?;
        data.expect(INTEGER)?;
        data.expect(SET)?;
        let mut encapsulated = data.inside(SEQUENCE)?;
        if encapsulated.expect(OID)? != TST_INFO {
            return None;
        }
        let content = encapsulated.inside(ZERO)?.expect(OCTETS)?;
        // Certificates and revocations may stand between.
        let mut signers = loop {
            let next = data.any()?;
            if next.tag == SET {
                break Reader::of(next.content);
            }
        };
        let mut signer = signers.inside(SEQUENCE)?;
        signer.expect(INTEGER)?;
        signer.any()?;
        let algorithm = signer.inside(SEQUENCE)?.expect(OID)?;
        let mut attributes = signer.inside(ZERO)?;
        let digest = std::iter::from_fn(|| attributes.inside(SEQUENCE)).find_map(|mut attribute| {
            let kind = attribute.expect(OID)?;
            let value = attribute.inside(SET)?.expect(OCTETS)?;
            (kind == MESSAGE_DIGEST).then_some(value)
        })?;
        Some(SignedData {
            content,
            algorithm,
            digest,
        })
    }
}

struct Info<'a> {
    imprint: [u8; 32],
    serial: &'a [u8],
    at: DateTime<Utc>,
    nonce: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    fn read(content: &'a [u8]) -> Option<Info<'a>> {
        let mut info = Reader::of(content).inside(SEQUENCE)?;
        info.expect(INTEGER)?;
        info.expect(OID)?;
        let imprint = imprint(&mut info)?;
        let serial = info.expect(INTEGER)?;
        let at = moment(info.expect(TIME)?)?;
        // How exact it is and whether stamps are ordered may stand between.
        let nonce = std::iter::from_fn(|| info.any()).find(|value| value.tag == INTEGER);
        Some(Info {
            imprint,
            serial,
            at,
            nonce: nonce.map(|value| value.content),
        })
    }
}

fn moment(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S%.f")
        .ok()
        .map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"a checkpoint";

    fn oid(oid: &[u8]) -> Vec<u8> {
        der::value(SEQUENCE, &[der::value(OID, oid), vec![5, 0]].concat())
    }

    /// What an authority answers whose signer uses a digest algorithm.
    fn answer(algorithm: &[u8], digest: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let imprint = [oid(SHA256), der::value(OCTETS, &Sha256::digest(FILE))].concat();
        let info = [
            der::integer(&[1]),
            der::value(OID, &[0x2a]),
            der::value(SEQUENCE, &imprint),
            der::integer(&[7]),
            der::value(TIME, b"20261130150000Z"),
            der::integer(&[9; NONCE]),
        ];
        let info = der::value(SEQUENCE, &info.concat());
        let value = der::value(SET, &der::value(OCTETS, &digest(&info)));
        let attribute = der::value(SEQUENCE, &[der::value(OID, MESSAGE_DIGEST), value].concat());
        let signer = [
            der::integer(&[1]),
            der::value(SEQUENCE, &[]),
            oid(algorithm),
            der::value(ZERO, &attribute),
        ];
        let content = der::value(ZERO, &der::value(OCTETS, &info));
        let data = [
            der::integer(&[3]),
            der::value(SET, &oid(algorithm)),
            der::value(SEQUENCE, &[der::value(OID, TST_INFO), content].concat()),
            der::value(SET, &der::value(SEQUENCE, &signer.concat())),
        ];
        let data = der::value(ZERO, &der::value(SEQUENCE, &data.concat()));
        let token = der::value(SEQUENCE, &[der::value(OID, SIGNED_DATA), data].concat());
        let status = der::value(SEQUENCE, &der::integer(&[0]));
        der::value(SEQUENCE, &[status, token].concat())
    }

    #[test]
    fn an_authority_may_sign_with_any_of_three_digests() {
        let request = request(FILE, &[9; NONCE]);
        let accepted = |answer: &[u8]| accepted(answer, &request, FILE);
        let by_256 = |content: &[u8]| Sha256::digest(content).to_vec();
        let stamp = accepted(&answer(SHA256, by_256)).unwrap();
        assert_eq!(stamp.serial, "07");
        assert_eq!(
            accepted(&answer(SHA384, |c| Sha384::digest(c).to_vec())),
            Ok(stamp.clone())
        );
        assert_eq!(accepted(&answer(SHA512, |c| Sha512::digest(c).to_vec())), Ok(stamp));
        assert_eq!(accepted(&answer(SHA384, by_256)), Err(StampError::NotSigned));
        assert_eq!(accepted(&answer(&[0x2a], by_256)), Err(StampError::OtherDigest));
    }
}
