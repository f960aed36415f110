//! Certificates for the servers of the tests: a good one, and one for each way to be wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P384_SHA384, date_time_ymd,
};

/// A key that was made beforehand: `ring` makes none for RSA.
const RSA: &str = include_str!("fixed/rsa.key");

/// A certificate for that key, valid until 2200, by `openssl ca -selfsign` without extensions.
const VERSION_1: &str = include_str!("fixed/version-1.pem");

/// What a server shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// For `localhost` and the loopback addresses, by the authority that [`Certificates::authority`] is.
    Good,
    /// By the same authority, for `elsewhere.example`.
    WrongHost,
    /// By the same authority, until the year 2001.
    Expired,
    /// For the right names, by an authority that is not known.
    UnknownIssuer,
    /// For the right names, with a key for RSA, signed by itself with SHA-256.
    Rsa,
    /// For the right names, with a key for ECDSA, signed by itself with SHA-384.
    Sha384,
    /// With the right common name only, without any extension: `rcgen` makes none of these.
    Version1,
    /// With the right common name, but no `subjectAltName`.
    NoName,
    /// For the right names, and one that may sign others.
    Authority,
}

impl Shown {
    pub(crate) const ALL: [Self; 9] = [
        Self::Good,
        Self::WrongHost,
        Self::Expired,
        Self::UnknownIssuer,
        Self::Rsa,
        Self::Sha384,
        Self::Version1,
        Self::NoName,
        Self::Authority,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::WrongHost => "wrong-host",
            Self::Expired => "expired",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Rsa => "rsa",
            Self::Sha384 => "sha-384",
            Self::Version1 => "version-1",
            Self::NoName => "no-name",
            Self::Authority => "authority-itself",
        }
    }
}

/// Where the files are.
#[derive(Debug, Clone)]
pub(crate) struct Certificates {
    directory: PathBuf,
}

impl Certificates {
    /// Makes them in a directory, which everybody may read; the keys are for their owner only.
    pub(crate) fn make(directory: &Path) -> Self {
        fs::create_dir(directory).unwrap();
        fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
        let made = Self { directory: directory.to_owned() };
        let (known, unknown) = (issuer("Authority of the tests"), issuer("Authority of nobody"));
        fs::write(made.authority(), known.pem()).unwrap();
        fs::write(made.other_authority(), unknown.pem()).unwrap();
        for shown in Shown::ALL {
            let host = if shown == Shown::WrongHost { "elsewhere.example" } else { "localhost" };
            let names = match shown {
                Shown::WrongHost => vec![host],
                Shown::NoName => Vec::new(),
                _ => vec![host, "127.0.0.1", "::1"],
            };
            let names: Vec<_> = names.into_iter().map(str::to_owned).collect();
            let mut params = CertificateParams::new(names).unwrap();
            params.distinguished_name.push(DnType::CommonName, host);
            params.not_before = date_time_ymd(2000, 1, 1);
            params.not_after = date_time_ymd(if shown == Shown::Expired { 2001 } else { 2200 }, 1, 1);
            if shown == Shown::Authority {
                params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            }
            let key = match shown {
                Shown::Rsa | Shown::Version1 => KeyPair::from_pem(RSA),
                Shown::Sha384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
                _ => KeyPair::generate(),
            };
            let key = key.unwrap();
            let certificate = match shown {
                Shown::Rsa | Shown::Sha384 => params.self_signed(&key),
                Shown::UnknownIssuer => params.signed_by(&key, &unknown),
                _ => params.signed_by(&key, &known),
            };
            let pem = match shown {
                Shown::Version1 => VERSION_1.to_owned(),
                _ => certificate.unwrap().pem(),
            };
            fs::write(made.certificate(shown), pem).unwrap();
            fs::write(made.key(shown), key.serialize_pem()).unwrap();
            fs::set_permissions(made.key(shown), fs::Permissions::from_mode(0o600)).unwrap();
        }
        made
    }

    /// What a client that knows whom to trust names as its `sslrootcert`.
    pub(crate) fn authority(&self) -> PathBuf {
        self.directory.join("authority.pem")
    }

    /// An authority that signed nothing but [`Shown::UnknownIssuer`].
    pub(crate) fn other_authority(&self) -> PathBuf {
        self.directory.join("other-authority.pem")
    }

    pub(crate) fn certificate(&self, shown: Shown) -> PathBuf {
        self.directory.join(format!("{}.pem", shown.name()))
    }

    pub(crate) fn key(&self, shown: Shown) -> PathBuf {
        self.directory.join(format!("{}.key", shown.name()))
    }
}

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2200, 1, 1);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}
