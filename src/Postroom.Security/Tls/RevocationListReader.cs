using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Reads lists of revoked certificates (RFC 5280 §5). Only those that speak of all certificates of the authority that signs them: no delta, no part, nobody else's.</summary>
internal static class RevocationListReader
{
    private const int V2 = 1;
    private const int RemoveFromCrl = 8;
    private const string CrlNumber = "2.5.29.20";
    private const string ReasonCode = "2.5.29.21";
    private const string DeltaCrlIndicator = "2.5.29.27";
    private const string IssuingDistributionPoint = "2.5.29.28";
    private const string CertificateIssuer = "2.5.29.29";
    private const string AuthorityKeyIdentifier = "2.5.29.35";

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    /// <summary>The list in DER; its signature is not looked at yet.</summary>
    /// <exception cref="InvalidDataException">It is none that can be used: the message goes on after "The list ...".</exception>
    public static RevocationList Read(ReadOnlyMemory<byte> octets)
    {
        try
        {
            // CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
            var whole = new AsnReader(octets, AsnEncodingRules.DER);
            AsnReader list = whole.ReadSequence();
            whole.ThrowIfNotEmpty();
            ReadOnlyMemory<byte> signed = list.PeekEncodedValue();
            AsnReader tbs = list.ReadSequence();
            ReadOnlyMemory<byte> algorithm = list.PeekEncodedValue();
            string identifier = list.ReadSequence().ReadObjectIdentifier();
            byte[] signature = list.ReadBitString(out int unusedBits);
            list.ThrowIfNotEmpty();
            return unusedBits == 0 ? ReadSigned(tbs, algorithm, new RevocationListSignature(identifier, signed, signature)) : throw new InvalidDataException("is damaged");
        }
        catch (Exception damaged) when (damaged is AsnContentException or CryptographicException)
        {
            throw new InvalidDataException("is damaged", damaged);
        }
    }

    // TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature AlgorithmIdentifier, issuer Name, thisUpdate Time, nextUpdate Time OPTIONAL,
    //     revokedCertificates SEQUENCE OF SEQUENCE { ... } OPTIONAL, crlExtensions [0] EXPLICIT Extensions OPTIONAL }
    private static RevocationList ReadSigned(AsnReader tbs, ReadOnlyMemory<byte> algorithm, RevocationListSignature signature)
    {
        if (tbs.PeekTag() == Asn1Tag.Integer && (!tbs.TryReadInt32(out int version) || version != V2))
            throw new InvalidDataException("is of a version that is not known");
        if (!tbs.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
            throw new InvalidDataException("is damaged"); // RFC 5280 §5.1.1.2: the same as outside, where it is not signed
        var issuer = new X500DistinguishedName(ReadName(tbs).Span);
        DateTimeOffset thisUpdate = ReadTime(tbs);
        if (!tbs.HasData || !IsTime(tbs.PeekTag()))
            throw new InvalidDataException("does not say until when it is good (nextUpdate)");
        DateTimeOffset nextUpdate = ReadTime(tbs);
        SerialNumber[] revoked = tbs.HasData && tbs.PeekTag() == Asn1Tag.Sequence ? ReadRevoked(tbs.ReadSequence()) : [];
        if (tbs.HasData)
        {
            AsnReader tagged = tbs.ReadSequence(Extensions);
            ReadExtensions(tagged.ReadSequence(), NoteListExtension);
            tagged.ThrowIfNotEmpty();
        }

        tbs.ThrowIfNotEmpty();
        return new(issuer, thisUpdate, nextUpdate, revoked, signature);
    }

    // Nothing is asked of it but that it is one: it is compared as it stands.
    private static ReadOnlyMemory<byte> ReadName(AsnReader tbs)
    {
        ReadOnlyMemory<byte> name = tbs.PeekEncodedValue();
        tbs.ReadSequence();
        return name;
    }

    // SEQUENCE { userCertificate CertificateSerialNumber, revocationDate Time, crlEntryExtensions Extensions OPTIONAL }
    private static SerialNumber[] ReadRevoked(AsnReader entries)
    {
        var revoked = new List<SerialNumber>();
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            if (!SerialNumber.TryRead(entry.ReadIntegerBytes().Span, out SerialNumber serial))
                throw new InvalidDataException("names a certificate by a longer number than there may be");
            revoked.Add(serial);
            ReadTime(entry);
            if (entry.HasData)
                ReadExtensions(entry.ReadSequence(), NoteEntryExtension);
            entry.ThrowIfNotEmpty();
        }

        return [.. revoked];
    }

    // Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
    private static void ReadExtensions(AsnReader extensions, Action<string, bool, byte[]> note)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string identifier = extension.ReadObjectIdentifier();
            bool isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            note(identifier, isCritical, extension.ReadOctetString());
            extension.ThrowIfNotEmpty();
        }
    }

    private static void NoteListExtension(string identifier, bool isCritical, byte[] value)
    {
        if (identifier == DeltaCrlIndicator)
            throw new InvalidDataException("is a delta, which says only what has changed since another one");
        if (identifier == IssuingDistributionPoint)
            throw new InvalidDataException("speaks of a part of an authority's certificates only, or of others' (issuingDistributionPoint)");
        if (isCritical && identifier is not (CrlNumber or AuthorityKeyIdentifier))
            throw new InvalidDataException($"has a critical extension that is not known ({identifier})");
    }

    private static void NoteEntryExtension(string identifier, bool isCritical, byte[] value)
    {
        if (identifier == CertificateIssuer)
            throw new InvalidDataException("speaks of other authorities' certificates (certificateIssuer)");
        if (identifier == ReasonCode)
        {
            var reason = new AsnReader(value, AsnEncodingRules.DER);
            if (reason.ReadEnumeratedBytes().Span is [RemoveFromCrl])
                throw new InvalidDataException("takes a certificate off another list (removeFromCRL), as only a delta may");
            reason.ThrowIfNotEmpty();
        }
        else if (isCritical)
        {
            throw new InvalidDataException($"has a critical extension that is not known ({identifier})");
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    // Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }; two digits are of 1950 to 2049 (RFC 5280 §4.1.2.5.1).
    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(2049) : reader.ReadGeneralizedTime();
}
