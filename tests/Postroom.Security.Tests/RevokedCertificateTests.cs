using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

/// <summary>Clients' certificates where their authorities' lists of revoked ones are read, and what is read again while it is used.</summary>
public sealed class RevokedCertificateTests : IDisposable
{
    private const string Ali = "ali@example.org";

    private readonly string _folder = Directory.CreateTempSubdirectory("postroom-revoked-").FullName;
    private readonly TestAuthority _authority = new("authority");
    private readonly TestAuthority _stranger = new("authority"); // the same name, another key
    private readonly X509Certificate2 _kept;
    private readonly X509Certificate2 _lost;

    public RevokedCertificateTests()
    {
        (_kept, _lost) = (_authority.Issue(Ali), _authority.Issue(Ali));
        File.WriteAllText(Authorities, _authority.Certificate.ExportCertificatePem());
    }

    private string Authorities => Path.Combine(_folder, "authorities.pem");

    private string Lists => Path.Combine(_folder, "lists.pem");

    private ClientCertificateSettings Settings => new() { AuthoritiesPath = Authorities, RevocationListPaths = [Lists] };

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _kept.Dispose();
        _lost.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_is_revoked_is_nobody(bool isPem)
    {
        string pem = _authority.List(5, _lost);
        File.WriteAllBytes(Lists, isPem ? [.. "What openssl says of it before.\n"u8, .. System.Text.Encoding.ASCII.GetBytes(pem)] : Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^2])));
        ClientCertificates clients = Load();
        Assert.Equal([Ali], clients.NamesOf(_kept));
        Assert.Empty(clients.NamesOf(_lost));
        Assert.Empty(clients.Shortcomings());
    }

    /// <summary>One that is named by its fingerprint is believed whoever made it, but not against who made it.</summary>
    [Fact]
    public void Nor_does_being_named_help()
    {
        File.WriteAllText(Lists, _authority.List(5, _lost));
        using X509Certificate2 own = TestAuthority.SelfMade(Ali);
        ClientCertificates clients = ClientCertificates.Load(Settings with { Accounts = new[] { _lost, _kept, own }.ToDictionary(FingerprintOf, static _ => "bea") }, TimeProvider.System);
        Assert.Empty(clients.NamesOf(_lost));
        Assert.Equal(["bea"], clients.NamesOf(_kept));
        Assert.Equal(["bea"], clients.NamesOf(own)); // of nobody who has a list
    }

    /// <summary>Who was revoked since is not on it.</summary>
    [Fact]
    public void A_list_that_is_out_of_date_lets_nobody_in_and_is_told_of()
    {
        File.WriteAllText(Lists, _authority.List(5));
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        ClientCertificates clients = ClientCertificates.Load(Settings, time);
        Assert.Equal([Ali], clients.NamesOf(_kept));
        time.Advance(TimeSpan.FromDays(5.5));
        Assert.Empty(clients.NamesOf(_kept));
        Assert.Matches("^The list of revoked certificates by CN=authority in '.*lists.pem' is out of date since 20..-..-.. ..:.. UTC: ", Assert.Single(clients.Shortcomings()));

        File.AppendAllText(Lists, _authority.List(7)); // the newer of the two counts, and it does not matter which is the first
        Assert.True(clients.Reload(Settings).IsNew);
        Assert.Equal([Ali], clients.NamesOf(_kept));
        File.WriteAllText(Lists, new TestRevocationList { Authority = _authority.Certificate }.EncodePem() + _authority.List(-1, _kept));
        clients.Reload(Settings);
        Assert.Empty(clients.NamesOf(_kept));
    }

    /// <summary>An authority in between: its own certificate may be revoked, and it needs a list as the root does.</summary>
    [Fact]
    public void Each_authority_of_the_chain_needs_its_list()
    {
        using var between = new TestAuthority("between", _authority);
        using X509Certificate2 below = between.Issue(Ali);
        File.AppendAllText(Authorities, "\n" + between.Certificate.ExportCertificatePem());
        File.WriteAllText(Lists, _authority.List(5));
        ClientCertificates clients = Load();
        Assert.Empty(clients.NamesOf(below));
        Assert.Equal(
            ["There is no list of revoked certificates by CN=between: no client's certificate by it is believed."], clients.Shortcomings());

        string two = Path.Combine(_folder, "two.pem");
        File.WriteAllText(two, between.List(5));
        ClientCertificateSettings both = Settings with { RevocationListPaths = [Lists, two] };
        Assert.True(clients.Reload(both).IsNew);
        Assert.Equal([Ali], clients.NamesOf(below));
        File.WriteAllText(two, between.List(5, below));
        Assert.True(clients.Reload(both).IsNew);
        Assert.Empty(clients.NamesOf(below));
        File.WriteAllText(two, between.List(5));
        File.WriteAllText(Lists, _authority.List(5, between.Certificate));
        Assert.True(clients.Reload(both).IsNew);
        Assert.Empty(clients.NamesOf(below));
    }

    [Fact]
    public void A_list_that_cannot_be_used_is_said_in_one_sentence()
    {
        Assert.Contains("does not exist", Message(), StringComparison.Ordinal);
        File.WriteAllText(Lists, "nothing");
        Assert.Contains("is not there", Message(), StringComparison.Ordinal);
        File.WriteAllText(Lists, _authority.Certificate.ExportCertificatePem());
        Assert.Contains("is not there", Message(), StringComparison.Ordinal);
        File.WriteAllText(Lists, _stranger.List(5));
        Assert.Contains("signed by none of the authorities", Message(), StringComparison.Ordinal);
        File.WriteAllBytes(Lists, [0x30, 0x80, 0, 0]);
        Assert.Contains("is damaged", Message(), StringComparison.Ordinal);
        File.WriteAllBytes(Lists, new TestRevocationList { Authority = _authority.Certificate, Algorithm = "1.2.840.10045.4.1" }.Encode());
        Assert.Contains("not sound (1.2.840.10045.4.1)", Message(), StringComparison.Ordinal);
    }

    /// <summary>Of two lists in a file, somebody has written one and a half: the authority of the other would have none, or an old one.</summary>
    [Fact]
    public void Half_a_file_is_no_shorter_file()
    {
        string first = _authority.List(5), second = _authority.List(6, _lost);
        foreach (int octets in new[] { 10, 30, second.Length / 2, second.Length - 10 })
        {
            File.WriteAllText(Lists, first + second[..octets]);
            Assert.Contains("is damaged", Message(), StringComparison.Ordinal);
            File.WriteAllText(Lists, first[..^Math.Min(octets, first.Length / 2)] + second);
            Assert.Contains("is damaged", Message(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_of_a_hundred_megabytes_is_not_read()
    {
        File.WriteAllText(Lists, _authority.List(5));
        ClientCertificates clients = Load();
        using (FileStream file = File.OpenWrite(Lists))
            file.SetLength(100 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("is too large: 64 MiB", clients.Reload(Settings).Problem, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 << 20);
        Assert.Equal([Ali], clients.NamesOf(_kept));

        // Nor are several that are too large together.
        string[] several = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(_folder, $"{i}.pem"))];
        foreach (string path in several)
        {
            File.WriteAllText(path, _authority.List(5) + "\n");
            using FileStream file = File.Open(path, FileMode.Append);
            file.Write(new byte[30 << 20]);
        }

        Assert.Contains("2.pem' is too large", clients.Reload(Settings with { RevocationListPaths = several }).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_never_ends_is_not_read_to_its_end()
    {
        if (!File.Exists("/dev/zero"))
            return; // there is none here
        Assert.Contains(
            "is too large",
            Assert.Throws<TlsMaterialException>(() => ClientCertificates.Load(Settings with { RevocationListPaths = ["/dev/zero"] }, TimeProvider.System)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>24 octets for each are kept, and a certificate is looked for among them as in a book.</summary>
    [Fact]
    public void A_million_revoked_certificates_are_no_burden()
    {
        byte[][] serials = [.. Enumerable.Range(0, 1_000_000).Select(static i => (byte[])[1, .. BitConverter.GetBytes(i), 2, 3, 4, 5])];
        File.WriteAllBytes(Lists, new TestRevocationList { Authority = _authority.Certificate, Serials = [.. serials, _lost.SerialNumberBytes.ToArray()] }.Encode());
        Assert.Equal(24, Unsafe.SizeOf<SerialNumber>());
        ClientCertificates clients = Load();
        Assert.Equal([Ali], clients.NamesOf(_kept));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(clients.NamesOf(_lost));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void What_is_read_again_is_taken_whole_or_not_at_all()
    {
        File.WriteAllText(Lists, _authority.List(5));
        ClientCertificates clients = Load();
        Assert.Equal(new ClientCertificateReload(IsNew: false, HasNewAuthorities: false, null), clients.Reload(Settings));

        // A list is good and the authorities are not: nothing is taken.
        string authorities = File.ReadAllText(Authorities);
        File.WriteAllText(Lists, _authority.List(5, _lost));
        File.WriteAllText(Authorities, authorities[..^40]);
        ClientCertificateReload broken = clients.Reload(Settings);
        Assert.Equal((false, false), (broken.IsNew, broken.HasNewAuthorities));
        Assert.Contains("is damaged", broken.Problem, StringComparison.Ordinal);
        Assert.Equal([Ali], clients.NamesOf(_lost));

        File.WriteAllText(Authorities, authorities);
        Assert.Equal(new ClientCertificateReload(IsNew: true, HasNewAuthorities: false, null), clients.Reload(Settings));
        Assert.Empty(clients.NamesOf(_lost));
        Assert.Equal([Ali], clients.NamesOf(_kept));
    }

    [Fact]
    public void Authorities_and_accounts_are_others_when_they_are_read_again()
    {
        using X509Certificate2 foreign = _stranger.Issue(Ali);
        ClientCertificateSettings settings = new() { AuthoritiesPath = Authorities };
        ClientCertificates clients = ClientCertificates.Load(settings, TimeProvider.System);
        File.WriteAllText(Authorities, _stranger.Certificate.ExportCertificatePem());
        Assert.Equal(new ClientCertificateReload(IsNew: true, HasNewAuthorities: true, null), clients.Reload(settings));
        Assert.Equal([Ali], clients.NamesOf(foreign));
        Assert.Empty(clients.NamesOf(_kept));
        Assert.Equal(_stranger.Certificate.Thumbprint, Assert.Single(clients.ChainPolicy().CustomTrustStore).Thumbprint);

        settings = settings with { Accounts = new Dictionary<string, string> { [FingerprintOf(_kept)] = "bea" } };
        Assert.Equal(new ClientCertificateReload(IsNew: true, HasNewAuthorities: false, null), clients.Reload(settings));
        Assert.Equal(["bea"], clients.NamesOf(_kept));
    }

    /// <summary>It is what a session that came in by one is asked for when something has changed.</summary>
    [Fact]
    public void A_login_is_current_as_long_as_its_certificate_would_let_it_in()
    {
        File.WriteAllText(Lists, _authority.List(5));
        ClientCertificates clients = Load();
        var kept = new CertificateLogin(clients, _kept, Ali);
        var lost = new CertificateLogin(clients, _lost, Ali);
        Assert.True(kept.IsCurrent && lost.IsCurrent);
        Assert.NotEqual(kept.Identity, lost.Identity);
        File.WriteAllText(Lists, _authority.List(5, _lost));
        clients.Reload(Settings);
        Assert.True(kept.IsCurrent);
        Assert.False(lost.IsCurrent);
        clients.Reload(Settings with { Accounts = new Dictionary<string, string> { [FingerprintOf(_kept)] = "bea" } });
        Assert.False(kept.IsCurrent);
    }

    private static string FingerprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private ClientCertificates Load() => ClientCertificates.Load(Settings, TimeProvider.System);

    private string Message() => Assert.Throws<TlsMaterialException>(Load).Message;
}
