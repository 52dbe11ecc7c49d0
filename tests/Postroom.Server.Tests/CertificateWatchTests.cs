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
        await using var watch = new CertificateWatch(tls, new ConsoleLog(log, time), time);

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
}
