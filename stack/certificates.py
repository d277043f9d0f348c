"""A small certificate authority: one key that signs the certificates of our own servers and clients."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

OF_AN_AUTHORITY = timedelta(days=3650)
OF_A_MEMBER = timedelta(days=397)
"""How long certificates hold: the authority's, and those that it signs."""
BACKDATED = timedelta(hours=1)
"""So that a machine whose clock is behind takes a new certificate."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key, as PEM."""

    certificate: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's own certificate and key, as PEM."""

    certificate: str
    key: str = field(repr=False)

    @classmethod
    def made(cls, name: str) -> Self:
        """A new authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _certificate(_named(name), _named(name), key.public_key(), OF_AN_AUTHORITY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
        return cls(_pem(builder.sign(key, SHA256())), _key_pem(key))

    @classmethod
    def read(cls, key: str, certificate: str) -> Self:
        """The authority that was made before."""
        return cls(certificate, key)

    def issue(self, name: str, *, server: bool, client: bool) -> Issued:
        """A certificate for what is reached under a name and `localhost`, or shows itself by that name, or both."""
        own, signer = x509.load_pem_x509_certificate(self.certificate.encode()), self._signer()
        key = ec.generate_private_key(ec.SECP256R1())
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH] * server + [ExtendedKeyUsageOID.CLIENT_AUTH] * client
        names = x509.SubjectAlternativeName([x509.DNSName(each) for each in (name, *(["localhost"] if server else []))])
        builder = _certificate(_named(name), own.subject, key.public_key(), OF_A_MEMBER)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        builder = builder.add_extension(names, critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(issuer, critical=False)
        return Issued(_pem(builder.sign(signer, SHA256())), _key_pem(key))

    def _signer(self) -> ec.EllipticCurvePrivateKey:
        signer = load_pem_private_key(self.key.encode(), password=None)
        if not isinstance(signer, ec.EllipticCurvePrivateKey):
            raise ValueError("the authority's key is not one that was made here")
        return signer


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    return builder.not_valid_before(now - BACKDATED).not_valid_after(now + lasts)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
