using System.Security.Cryptography.X509Certificates;
using Postroom.Imap.Server;
using Postroom.Net.Tests;
using Postroom.Security;
using Postroom.Security.Tests;

namespace Postroom.Server.Tests;

/// <summary>New certificates are taken into use without being told.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-watch-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_new_certificate_is_shown_within_a_minute_and_a_broken_one_is_told_of_once()
    {
        string path = Path.Combine(_folder.FullName, "mail.pem");
        TestPem.Write(path, "before");
        TlsMaterial tls = TlsMaterial.FromPem(path);
        var time = new ManualTime();
        using var log = new AwaitedLog();
        await using var watch = new CertificateWatch(tls, null, new ConsoleLog(log, time), time);

        string renewed = TestPem.Write(path, "renewed");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains($"info TLS shows the new certificate in {path}", await log.WaitForAsync("TLS shows"), StringComparison.Ordinal);
        Assert.Equal(renewed, tls.Fingerprint);

        File.WriteAllText(path, "half of it");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains($"warning TLS keeps the certificate that was in {path} before", await log.WaitForAsync("TLS keeps"), StringComparison.Ordinal);
        Assert.Equal(renewed, tls.Fingerprint);
        time.Advance(TimeSpan.FromSeconds(30)); // it says nothing new, ...
        watch.Reload(); // ... unless somebody asks
        Assert.Equal(2, log.Count("TLS keeps"));

        string whole = TestPem.Write(path, "whole");
        watch.Reload();
        Assert.Equal(whole, tls.Fingerprint);
        await log.WaitForAsync("TLS shows", 2); // whoever of the two was first
    }

    [Fact]
    public async Task What_is_known_of_clients_certificates_is_followed_and_a_list_that_is_out_of_date_is_told_of_once()
    {
        string server = Path.Combine(_folder.FullName, "mail.pem"), authorities = Path.Combine(_folder.FullName, "authorities.pem"), list = Path.Combine(_folder.FullName, "list.pem");
        TestPem.Write(server, "mail");
        using var authority = new TestAuthority("authority");
        using X509Certificate2 lost = authority.Issue("u0@example.org");
        File.WriteAllText(authorities, authority.Certificate.ExportCertificatePem());
        File.WriteAllText(list, authority.List(1));
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        PostroomSettings settings = ConfigurationLoader.Load(null, [$"Tls:ClientCertificates={authorities}", $"Tls:ClientRevocationLists={list}"]);
        ClientCertificates clients = ClientCertificates.Load(AuthSettings.ClientCertificates(settings), time);
        TlsMaterial tls = TlsMaterial.FromPem(server, null, new TlsSettings { ClientCertificates = clients });
        var ended = new List<SessionDismissal>();
        using var log = new AwaitedLog();
        var console = new ConsoleLog(log, time);
        var clientWatch = new ClientCertificateWatch(clients, tls, settings, () => settings, EndAsync, console);
        await using var watch = new CertificateWatch(tls, clientWatch, console, time);
        Assert.NotEmpty(clients.NamesOf(lost));

        File.WriteAllText(list, authority.List(2, lost));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("info Clients' certificates are judged by", await log.WaitForAsync("judged by the new"), StringComparison.Ordinal);
        Assert.Empty(clients.NamesOf(lost));

        File.WriteAllText(list, "half of it");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("warning Clients' certificates are judged as before: The list of revoked certificates in", await log.WaitForAsync("judged as before"), StringComparison.Ordinal);
        Assert.Empty(clients.NamesOf(lost));

        time.Advance(TimeSpan.FromDays(2)); // it says nothing new of that, ...
        Assert.Contains("warning The list of revoked certificates by CN=authority", await log.WaitForAsync("is out of date"), StringComparison.Ordinal);
        Assert.Equal(1, log.Count("judged as before"));
        watch.ReloadClients(); // ... unless somebody asks
        Assert.Equal((2, 2), (log.Count("judged as before"), log.Count("is out of date")));
        Assert.Equal([SessionDismissal.CertificateRefused], ended);

        Task EndAsync(SessionDismissal why)
        {
            ended.Add(why);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_list_that_is_out_of_date_when_the_server_starts_is_told_of_then()
    {
        string server = Path.Combine(_folder.FullName, "mail.pem"), authorities = Path.Combine(_folder.FullName, "authorities.pem"), list = Path.Combine(_folder.FullName, "list.pem");
        TestPem.Write(server, "mail");
        using var authority = new TestAuthority("authority");
        File.WriteAllText(authorities, authority.Certificate.ExportCertificatePem());
        File.WriteAllText(list, authority.List(-1));
        PostroomSettings settings = ConfigurationLoader.Load(null, [$"Tls:ClientCertificates={authorities}", $"Tls:ClientRevocationLists={list}"]);
        using var log = new AwaitedLog();
        var console = new ConsoleLog(log, TimeProvider.System);
        _ = new ClientCertificateWatch(AuthSettings.Certificates(settings)!, TlsMaterial.FromPem(server), settings, () => settings, static _ => Task.CompletedTask, console);
        Assert.Contains("warning The list of revoked certificates by CN=authority", log.Text, StringComparison.Ordinal);
        Assert.Contains("is out of date since", log.Text, StringComparison.Ordinal);
    }
}
