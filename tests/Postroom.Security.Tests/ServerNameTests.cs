namespace Postroom.Security.Tests;

/// <summary>Which certificate a client is shown (SNI, RFC 6066 §3).</summary>
public sealed class ServerNameTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("postroom-sni-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("mail.example.org", 0)]
    [InlineData("MAIL.example.ORG.", 0)]
    [InlineData("imap.example.net", 1)] // by wildcard
    [InlineData("special.example.net", 2)] // by name, although a wildcard comes before
    [InlineData("a.b.example.net", 0)] // a wildcard is one label
    [InlineData("example.net", 0)]
    [InlineData("*.example.net", 1)]
    [InlineData("bücher.example", 2)] // as .NET gives it
    [InlineData("xn--bcher-kva.example", 2)] // as it is on the wire
    [InlineData("xn--bcher-kva.example.net", 1)]
    [InlineData("other.example", 0)]
    [InlineData("", 0)]
    [InlineData(".", 0)]
    [InlineData("a..b", 0)]
    [InlineData("ü..b", 0)]
    [InlineData("\0", 0)]
    public void The_first_that_has_the_name_or_the_first(string asked, int expected)
    {
        string[] paths = [.. Enumerable.Range(0, 3).Select(n => Path.Combine(_directory, $"{n}.pem"))];
        TestPem.Write(paths[0], "first", "mail.example.org", "MAIL2.example.org");
        TestPem.Write(paths[1], "second", "*.example.net", "mail.example.org");
        TestPem.Write(paths[2], "third", "special.example.net", "xn--bcher-kva.example");
        TlsMaterial material = TlsMaterial.FromPem([.. paths.Select(static path => new CertificateFile(path))]);

        string subject = material.OptionsFor(asked).ServerCertificateContext!.TargetCertificate.Subject;

        Assert.Equal(new[] { "CN=first", "CN=second", "CN=third" }[expected], subject);
        Assert.Same(material.OptionsFor(asked), material.OptionsFor(asked)); // the tickets' keys are in it
    }

    [Fact]
    public void A_long_name_is_none()
    {
        string[] paths = [Path.Combine(_directory, "a.pem"), Path.Combine(_directory, "b.pem")];
        TestPem.Write(paths[0], "first");
        TestPem.Write(paths[1], "second", "b.example");
        TlsMaterial material = TlsMaterial.FromPem([.. paths.Select(static path => new CertificateFile(path))]);
        Assert.Same(material.Options, material.OptionsFor(new string('a', 60_000)));
        Assert.Same(material.Options, material.OptionsFor(new string('ü', 60_000)));
        Assert.NotSame(material.Options, material.OptionsFor("b.example"));
    }

    [Fact]
    public void One_broken_pair_of_several_keeps_what_it_was_and_the_others_are_renewed()
    {
        string[] paths = [Path.Combine(_directory, "a.pem"), Path.Combine(_directory, "b.pem")];
        string first = TestPem.Write(paths[0], "first", "a.example");
        TestPem.Write(paths[1], "second", "b.example");
        TlsMaterial material = TlsMaterial.FromPem([.. paths.Select(static path => new CertificateFile(path))]);
        Assert.Empty(material.ReloadChanged());

        File.WriteAllText(paths[0], "half a file");
        TestPem.Write(paths[1], "renewed", "b.example", "c.example");
        IReadOnlyList<CertificateReload> done = material.ReloadChanged();

        Assert.Equal([(paths[0], false, false), (paths[1], true, true)], done.Select(static one => (one.Name, one.IsNew, one.Problem is null)));
        Assert.Equal(first, material.Fingerprint);
        Assert.Equal("CN=renewed", material.OptionsFor("c.example").ServerCertificateContext!.TargetCertificate.Subject);
        Assert.Equal(paths[0], Assert.Single(material.ReloadChanged()).Name); // it is tried again as long as it is broken
        Assert.Equal([false, false], material.Reload().Select(static one => one.IsNew));

        File.Delete(paths[0]);
        Assert.Contains("does not exist", Assert.Single(material.ReloadChanged()).Problem, StringComparison.Ordinal);
        string anew = TestPem.Write(paths[0], "first again", "a.example");
        Assert.True(Assert.Single(material.ReloadChanged()).IsNew);
        Assert.Equal(anew, material.Fingerprint);
        Assert.Empty(material.ReloadChanged());
    }

    /// <summary>As certbot does it: the name stays, the link points elsewhere.</summary>
    [Fact]
    public void A_link_that_points_elsewhere_is_a_change()
    {
        if (OperatingSystem.IsWindows())
            return; // making links there is a privilege
        string link = Path.Combine(_directory, "live.pem"), one = Path.Combine(_directory, "one.pem"), two = Path.Combine(_directory, "two.pem");
        TestPem.Write(one, "one");
        string expected = TestPem.Write(two, "two");
        File.CreateSymbolicLink(link, one);
        TlsMaterial material = TlsMaterial.FromPem(link);
        File.Delete(link);
        File.CreateSymbolicLink(link, two);
        Assert.True(Assert.Single(material.ReloadChanged()).IsNew);
        Assert.Equal(expected, material.Fingerprint);
    }
}
