using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postroom.Security;
using Postroom.Security.Tests;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Files with lists of revoked certificates: only what the authority signed as it is counts as its own.</summary>
/// <remarks>The authority's key is a new one in each process: a seed gives a list that differs in its signature only.</remarks>
internal sealed class RevokedTarget : FuzzTarget
{
    private static readonly X509Certificate2 Authority = MakeAuthority();
    private readonly HashSet<string> _signed = [];

    public override string Name => "revoked";

    public override string Attacks => "lists of revoked certificates, DER and PEM";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\x30\x80", "\x30\x82", "\x30\x84\x7F\xFF\xFF\xFF", "\x02\x01\x01", "\x02\x01\x80", "\x06\x03\x55\x1D\x1B", "\x06\x03\x55\x1D\x1C", "\x06\x03\x55\x1D\x1D", "\x06\x03\x55\x1D\x15", "\x0A\x01\x08", "\x01\x01\xFF", "\xA0\x02\x30\x00", "\x04\x00", "\x05\x00", "\x03\x01\x00", "\x03\x02\x07\x00", "\x17\x0D" + "491231235959Z", "\x18\x0F" + "20510102030405Z", "0000000000Z", "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02", "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B",
        "-----BEGIN X509 CRL-----\n", "-----END X509 CRL-----\n", "-----BEGIN", "-----", "====", "MII",
    ];

    public override byte[] Make(Maker maker)
    {
        byte[] list = MakeList(maker);
        if (maker.OneIn(2))
            return list;
        string pem = maker.Maybe(() => "Certificate Revocation List (CRL):\n") + PemEncoding.WriteString("X509 CRL", list) + "\n";
        return Encoding.ASCII.GetBytes(maker.OneIn(2) ? pem : pem + PemEncoding.WriteString("X509 CRL", MakeList(maker)) + "\n");
    }

    public override ValueTask CheckAsync(FuzzInput input)
    {
        try
        {
            foreach (RevocationList list in RevocationListFile.Read("list", input.Octets))
            {
                bool isOurs = list.IsBy(Authority);
                Demand(isOurs || !input.IsValid, "A list is nobody's.");
                Demand(!isOurs || _signed.Contains(Digest(list)), "A list that nobody signed is taken.");
                Demand(list.Issuer.Name is not null && list.Count >= 0, "A list of nobody.");
                list.Revokes(Authority);
            }
        }
        catch (TlsMaterialException refused)
        {
            Demand(!input.IsValid, $"A list is refused: {refused.Message}");
        }

        return ValueTask.CompletedTask;
    }

    private static string Digest(RevocationList list) => Convert.ToHexString(SHA256.HashData(list.Signature!.Signed.Span));

    private byte[] MakeList(Maker maker)
    {
        DateTimeOffset start = new(1990 + maker.Below(60), 1, 2, 3, 4, 5, TimeSpan.Zero);
        byte[] octets = new TestRevocationList
        {
            Authority = Authority,
            ThisUpdate = start,
            NextUpdate = start.AddDays(maker.Below(10_000)),
            Serials = [.. Enumerable.Range(0, maker.Below(6)).Select(_ => (byte[])[1, .. maker.Random(maker.Below(20))])],
            Extensions = maker.OneIn(2) ? [] : [("2.5.29.20", false, [2, 1, 7]), ("1.2.3.4", false, maker.Random(maker.Below(9)))],
            EntryExtensions = maker.OneIn(2) ? [] : [("2.5.29.21", false, [10, 1, (byte)maker.Below(7)])],
        }.Encode();
        _signed.Add(Digest(RevocationListReader.Read(octets)));
        return octets;
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
