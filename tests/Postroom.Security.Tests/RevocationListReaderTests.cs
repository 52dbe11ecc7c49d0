using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

/// <summary>What a list of revoked certificates must be to be taken (RFC 5280 §5).</summary>
public sealed class RevocationListReaderTests : IDisposable
{
    private static readonly byte[] Null = [5, 0];

    private readonly TestAuthority _authority = new("authority");
    private readonly TestAuthority _stranger = new("authority"); // the same name, another key

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    /// <summary>As .NET's own builder writes one: with its number and its authority's key identifier.</summary>
    [Fact]
    public void Who_is_on_it_is_revoked_and_nobody_else()
    {
        using X509Certificate2 lost = _authority.Issue("ali@example.org"), kept = _authority.Issue("ali@example.org");
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(lost, reason: X509RevocationReason.KeyCompromise);
        DateTimeOffset next = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);
        RevocationList list = RevocationListReader.Read(builder.Build(_authority.Certificate, 7, next, HashAlgorithmName.SHA256));
        Assert.True(list.IsBy(_authority.Certificate));
        Assert.False(list.IsBy(_stranger.Certificate));
        Assert.True(list.Revokes(lost));
        Assert.False(list.Revokes(kept));
        Assert.Equal((1, next), (list.Count, list.NextUpdate));
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)] // an INTEGER with a zero before it, which not all systems show
    [InlineData(0xFF)]
    public void A_number_is_known_whatever_it_begins_with(byte first)
    {
        byte[] serial = [first, .. Enumerable.Repeat((byte)0xAB, 18)];
        using X509Certificate2 lost = _authority.Issue("ali@example.org", serial: serial), kept = _authority.Issue("ali@example.org", serial: [.. serial[..^1], 1]);
        RevocationList list = Read(new() { Authority = _authority.Certificate, Serials = [first >= 0x80 ? [0, .. serial] : serial] });
        Assert.True(list.Revokes(lost));
        Assert.False(list.Revokes(kept));
    }

    [Fact]
    public void It_may_name_nobody_and_be_good_beyond_2049()
    {
        DateTimeOffset next = new(2051, 1, 2, 3, 4, 5, TimeSpan.Zero);
        RevocationList list = Read(new() { Authority = _authority.Certificate, NextUpdate = next });
        Assert.Equal((0, next), (list.Count, list.NextUpdate));
    }

    [Fact]
    public void Extensions_that_say_nothing_of_this_are_passed_over()
    {
        RevocationList list = Read(new()
        {
            Authority = _authority.Certificate,
            Serials = [[1]],
            Extensions = [("2.5.29.20", false, [2, 1, 7]), ("1.3.6.1.4.1.311.21.1", false, Null)],
            EntryExtensions = [("2.5.29.21", false, [10, 1, 6]), ("2.5.29.24", false, Null)],
        });
        Assert.Equal(1, list.Count);
    }

    [Theory]
    [InlineData("delta", "2.5.29.27", true)]
    [InlineData("delta", "2.5.29.27", false)]
    [InlineData("issuingDistributionPoint", "2.5.29.28", true)]
    [InlineData("issuingDistributionPoint", "2.5.29.28", false)]
    [InlineData("not known (1.2.3.4)", "1.2.3.4", true)]
    public void One_that_speaks_of_less_or_of_what_nobody_knows_is_refused(string why, string extension, bool isCritical) =>
        Assert.Contains(why, Refusal(new() { Authority = _authority.Certificate, Extensions = [(extension, isCritical, Null)] }), StringComparison.Ordinal);

    [Theory]
    [InlineData("certificateIssuer", "2.5.29.29", true, "30")]
    [InlineData("not known (1.2.3.4)", "1.2.3.4", true, "00")]
    [InlineData("removeFromCRL", "2.5.29.21", false, "0A0108")]
    [InlineData("damaged", "2.5.29.21", false, "0101FF")]
    public void So_it_is_with_an_entry(string why, string extension, bool isCritical, string value) => Assert.Contains(
        why,
        Refusal(new() { Authority = _authority.Certificate, Serials = [[1]], EntryExtensions = [(extension, isCritical, Convert.FromHexString(value))] }),
        StringComparison.Ordinal);

    [Fact]
    public void One_without_an_end_of_another_version_or_with_two_algorithms_is_refused()
    {
        Assert.Contains("nextUpdate", Refusal(new() { Authority = _authority.Certificate, NextUpdate = null }), StringComparison.Ordinal);
        Assert.Contains("version", Refusal(new() { Authority = _authority.Certificate, Version = 2 }), StringComparison.Ordinal);
        Assert.Contains("damaged", Refusal(new() { Authority = _authority.Certificate, SignedAlgorithm = "1.2.840.113549.1.1.11" }), StringComparison.Ordinal);
        Assert.Contains("longer number", Refusal(new() { Authority = _authority.Certificate, Serials = [[1, .. new byte[24]]] }), StringComparison.Ordinal);
    }

    /// <summary>Each octet but those that make no difference to what is read: the signature is over the rest.</summary>
    [Fact]
    public void No_octet_of_it_can_be_changed()
    {
        byte[] octets = new TestRevocationList { Authority = _authority.Certificate, Serials = [[1], [2]] }.Encode();
        for (int i = 0; i < octets.Length; i++)
        {
            byte[] changed = [.. octets];
            changed[i] ^= 1;
            Assert.False(IsTaken(changed), $"octet {i}");
            Assert.False(IsTaken(octets[..i]), $"the first {i}");
        }

        Assert.True(IsTaken(octets));
        Assert.False(IsTaken([.. octets, 0]));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void It_may_be_signed_with_rsa(string hash)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        RevocationList list = RevocationListReader.Read(
            new CertificateRevocationListBuilder().Build(authority, 1, now.AddDays(1), new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1));
        Assert.True(list.IsBy(authority));
        Assert.False(list.IsBy(_authority.Certificate));
    }

    [Theory]
    [InlineData("1.2.840.10045.4.1")] // ECDSA and RSA with SHA-1
    [InlineData("1.2.840.113549.1.1.5")]
    [InlineData("1.2.840.113549.1.1.10")] // RSASSA-PSS
    public void An_algorithm_that_does_not_hold_or_is_not_known_verifies_nothing(string algorithm)
    {
        RevocationList list = Read(new() { Authority = _authority.Certificate, Algorithm = algorithm });
        Assert.Equal((false, false), (list.Signature!.IsKnown, list.IsBy(_authority.Certificate)));
    }

    /// <summary>RFC 5280 §6.3.3 (f).</summary>
    [Theory]
    [InlineData(X509KeyUsageFlags.KeyCertSign, false)]
    [InlineData(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)]
    public void An_authority_that_may_not_sign_lists_has_none(X509KeyUsageFlags usage, bool isTaken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=usage", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Assert.Equal(isTaken, Read(new() { Authority = authority }).IsBy(authority));
    }

    private static RevocationList Read(TestRevocationList list) => RevocationListReader.Read(list.Encode());

    private static string Refusal(TestRevocationList list) => Assert.Throws<InvalidDataException>(() => Read(list)).Message;

    private bool IsTaken(byte[] octets)
    {
        try
        {
            return RevocationListReader.Read(octets).IsBy(_authority.Certificate);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
