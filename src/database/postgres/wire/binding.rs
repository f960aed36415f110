//! What ties a login to the TLS session that it is sent through.

use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, MD_5_WITH_RSA_ENCRYPTION,
    SHA_1_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
};

/// The hash that stands for a server's certificate (`tls-server-end-point`, RFC 5929, 4.1): the one that
/// the certificate was signed with, or SHA-256 instead of one that is broken. A signature like that of
/// Ed25519 has none of its own; that of RSASSA-PSS is in its parameters, where older servers do not look.
pub(super) fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let signature = Certificate::from_der(certificate).ok()?.signature_algorithm;
    match signature.oid {
        MD_5_WITH_RSA_ENCRYPTION
        | SHA_1_WITH_RSA_ENCRYPTION
        | SHA_256_WITH_RSA_ENCRYPTION
        | ECDSA_WITH_SHA_256 => Some(Sha256::digest(certificate).to_vec()),
        SHA_384_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_384 => Some(Sha384::digest(certificate).to_vec()),
        SHA_512_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_512 => Some(Sha512::digest(certificate).to_vec()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use x509_cert::der::Encode;
    use x509_cert::der::oid::db::{rfc5912::ID_RSASSA_PSS, rfc8410::ID_ED_25519};

    use super::*;

    #[test]
    fn a_certificate_is_hashed_as_it_was_signed() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let hash = |algorithm| {
            let mut certificate = Certificate::from_der(made.cert.der()).unwrap();
            certificate.signature_algorithm.oid = algorithm;
            let der = certificate.to_der().unwrap();
            let hash = end_point(&der);
            let known =
                [Sha256::digest(&der).to_vec(), Sha384::digest(&der).to_vec(), Sha512::digest(&der).to_vec()];
            hash.map(|hash| [256, 384, 512][known.iter().position(|known| *known == hash).unwrap()])
        };
        for (algorithm, bits) in [
            (MD_5_WITH_RSA_ENCRYPTION, Some(256)),
            (SHA_1_WITH_RSA_ENCRYPTION, Some(256)),
            (SHA_256_WITH_RSA_ENCRYPTION, Some(256)),
            (SHA_384_WITH_RSA_ENCRYPTION, Some(384)),
            (SHA_512_WITH_RSA_ENCRYPTION, Some(512)),
            (ECDSA_WITH_SHA_256, Some(256)),
            (ECDSA_WITH_SHA_384, Some(384)),
            (ECDSA_WITH_SHA_512, Some(512)),
            (ID_ED_25519, None),
            (ID_RSASSA_PSS, None),
        ] {
            assert_eq!(hash(algorithm), bits, "{algorithm}");
        }
        assert_eq!(end_point(b"no certificate"), None);
    }
}
