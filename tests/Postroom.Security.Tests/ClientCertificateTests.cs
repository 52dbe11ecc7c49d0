using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postroom-clients-").FullName;
    private readonly TestAuthority _authority = new("authority");
    private readonly TestAuthority _stranger = new("authority"); // the same name, another key
    private readonly ClientCertificates _certificates;

    public ClientCertificateTests()
    {
        string path = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(path, _authority.Certificate.ExportCertificatePem());
        _certificates = ClientCertificates.Load(new() { AuthoritiesPath = path }, TimeProvider.System);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(TestAuthority.ForClients)]
    [InlineData(null)]
    public void One_of_our_authority_is_of_its_address(string? use)
    {
        using X509Certificate2 certificate = _authority.Issue("ali@example.org", use: use);
        Assert.Equal(["ali@example.org"], _certificates.NamesOf(certificate));
    }

    [Fact]
    public void Of_several_addresses_each_is_a_name_and_not_of_endlessly_many()
    {
        using X509Certificate2 two = _authority.IssueFor("ali@example.org", "a.li@example.org");
        Assert.Equal(["ali@example.org", "a.li@example.org"], _certificates.NamesOf(two));
        using X509Certificate2 many = _authority.IssueFor([.. Enumerable.Range(0, 30).Select(static i => $"ali{i}@example.org")]);
        Assert.Equal(10, _certificates.NamesOf(many).Count);
        using X509Certificate2 none = _authority.Issue(null);
        Assert.Empty(_certificates.NamesOf(none));
    }

    [Theory]
    [InlineData(-20, -10, TestAuthority.ForClients)] // expired
    [InlineData(5, 10, TestAuthority.ForClients)] // not yet
    [InlineData(-1, 10, TestAuthority.ForServers)]
    public void One_that_is_not_good_now_or_for_this_is_nobodys(int fromDay, int toDay, string use)
    {
        using X509Certificate2 certificate = _authority.Issue("ali@example.org", fromDay, toDay, use);
        Assert.Empty(_certificates.NamesOf(certificate));
        using X509Certificate2 named = TestAuthority.SelfMade("ali@example.org", fromDay, toDay, use);
        Assert.Empty(Naming(named, "ali").NamesOf(named));
    }

    [Fact]
    public void One_that_nobody_or_somebody_else_vouches_for_is_nobodys()
    {
        using X509Certificate2 foreign = _stranger.Issue("ali@example.org"), own = TestAuthority.SelfMade("ali@example.org");
        Assert.Empty(_certificates.NamesOf(foreign));
        Assert.Empty(_certificates.NamesOf(own));
        Assert.Empty(ClientCertificates.Load(new(), TimeProvider.System).NamesOf(own));
    }

    [Fact]
    public void One_that_is_named_is_whose_it_is_said_to_be_whoever_made_it()
    {
        using X509Certificate2 own = TestAuthority.SelfMade("ali@example.org"), other = TestAuthority.SelfMade("ali@example.org");
        Assert.Equal(["bea"], Naming(own, "bea").NamesOf(own));
        Assert.Empty(Naming(own, "bea").NamesOf(other));
        using X509Certificate2 lost = _authority.Issue("ali@example.org");
        Assert.Empty(Naming(lost, "").NamesOf(lost));
    }

    /// <summary>In the authorities' file, or sent by a client before: what a resumed connection does not say again.</summary>
    [Fact]
    public void An_authority_in_between_is_known_from_the_file_or_from_the_handshake()
    {
        using var between = new TestAuthority("between", _authority);
        using X509Certificate2 certificate = between.Issue("ali@example.org");
        Assert.Empty(_certificates.NamesOf(certificate));

        string both = Path.Combine(_folder, "both.pem");
        File.WriteAllText(both, $"{between.Certificate.ExportCertificatePem()}\n{_authority.Certificate.ExportCertificatePem()}");
        Assert.Equal(["ali@example.org"], ClientCertificates.Load(new() { AuthoritiesPath = both }, TimeProvider.System).NamesOf(certificate));

        using var chain = new X509Chain();
        chain.ChainPolicy = _certificates.ChainPolicy();
        chain.ChainPolicy.ExtraStore.Add(between.Certificate);
        Assert.True(chain.Build(certificate));
        Assert.True(_certificates.Note(this, certificate, chain, System.Net.Security.SslPolicyErrors.None));
        Assert.Equal(["ali@example.org"], _certificates.NamesOf(certificate));
    }

    /// <summary>Whoever connects could have the server ask any address within its network.</summary>
    [Fact]
    public void Nothing_is_fetched_from_where_a_certificate_points_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var between = new TestAuthority("between", _authority);
        using X509Certificate2 certificate = between.IssuePointingTo($"http://{listener.LocalEndpoint}/between.crt", "ali@example.org");
        Assert.Empty(_certificates.NamesOf(certificate));
        Assert.False(listener.Pending());
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_said_in_one_sentence()
    {
        string path = Path.Combine(_folder, "some.pem");
        Assert.Contains("does not exist", Message(path), StringComparison.Ordinal);
        File.WriteAllText(path, "nothing");
        Assert.Contains("holds no PEM certificate", Message(path), StringComparison.Ordinal);
        File.WriteAllText(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Contains("is damaged", Message(path), StringComparison.Ordinal);
        File.WriteAllText(path, $"{_authority.Certificate.ExportCertificatePem()}\n{_stranger.Certificate.ExportCertificatePem()[..200]}"); // somebody is writing it
        Assert.Contains("is damaged", Message(path), StringComparison.Ordinal);
        using var between = new TestAuthority("between", _authority);
        File.WriteAllText(path, between.Certificate.ExportCertificatePem());
        Assert.Contains("holds no root certificate", Message(path), StringComparison.Ordinal);
    }

    private ClientCertificates Naming(X509Certificate2 certificate, string account) => ClientCertificates.Load(
        new()
        {
            AuthoritiesPath = Path.Combine(_folder, "authority.pem"),
            Accounts = new Dictionary<string, string> { [certificate.GetCertHashString(HashAlgorithmName.SHA256)] = account },
        },
        TimeProvider.System);

    private static string Message(string path) =>
        Assert.Throws<TlsMaterialException>(() => ClientCertificates.Load(new() { AuthoritiesPath = path }, TimeProvider.System)).Message;
}
