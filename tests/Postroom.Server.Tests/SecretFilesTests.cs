using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>Files with secrets that others could read.</summary>
public sealed class SecretFilesTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-secrets-");
    private readonly AwaitedLog _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Each_that_is_open_to_others_is_named()
    {
        if (OperatingSystem.IsWindows())
            return; // no modes there
        string open = Write("open", 0b110_100_100), group = Write("group", 0b110_100_000), own = Write("own", 0b110_000_000), written = Write("written", 0b110_010_000);
        Write("server.db", 0b110_100_000);
        Write("secret", 0b110_000_000);
        Check($"Tls:Certificate={own}", $"Tls:Key={open},{group}", $"Ldap:BindPasswordFile={written}", $"OAuth:ClientSecretFile={own}");
        Assert.Equal(
            [
                $"{Path.Combine(_folder.FullName, "server.db")} holds a secret and is open to others on this machine (mode 640): `chmod 600 {Path.Combine(_folder.FullName, "server.db")}` closes it.",
                $"{open} holds a secret and is open to others on this machine (mode 644): `chmod 600 {open}` closes it.",
                $"{written} holds a secret and is open to others on this machine (mode 620): `chmod 600 {written}` closes it.",
            ],
            _log.Text.Split('\n').Select(static line => line[(line.IndexOf("warning ", StringComparison.Ordinal) + 8)..]));
    }

    /// <summary>Where no key is named, it stands in the certificate's file.</summary>
    [Fact]
    public void A_certificate_with_its_key_is_a_secret_too()
    {
        if (OperatingSystem.IsWindows())
            return; // no modes there
        string both = Write("both", 0b110_100_100);
        Check($"Tls:Certificate={both}");
        Assert.Contains(both, _log.Text, StringComparison.Ordinal);
    }

    /// <summary>Without it, what was kept for CRAM-MD5 is lost: it is not made anew in silence.</summary>
    [Theory]
    [InlineData(0, null)] // of a first start that crashed
    [InlineData(31, "has 31 octets and not 32: put it back from a copy, or remove it.")]
    [InlineData(33, "has 33 octets and not 32: put it back from a copy, or remove it.")]
    public void A_damaged_secret_ends_the_start_with_what_to_do(int octets, string? sentence)
    {
        string path = Path.Combine(_folder.FullName, "secret");
        File.WriteAllBytes(path, new byte[octets]);
        File.WriteAllBytes(path + ".new", new byte[10]); // what a crash left while it was written
        if (sentence is null)
        {
            byte[] made = ServerSecret.LoadOrMake(_folder.FullName);
            Assert.Equal(32, made.Length);
            Assert.Equal(made, File.ReadAllBytes(path));
            Assert.Equal(made, ServerSecret.LoadOrMake(_folder.FullName));
            Assert.Equal(["secret"], _folder.GetFiles().Select(static file => file.Name));
        }
        else
        {
            Assert.Contains(sentence, Assert.Throws<ConfigurationException>(() => ServerSecret.LoadOrMake(_folder.FullName)).Message, StringComparison.Ordinal);
            Assert.Equal(octets, File.ReadAllBytes(path).Length);
        }
    }

    /// <summary>Whatever the folder's own rights and the process's mask: what a server makes is its owner's alone, the control socket included.</summary>
    [Fact]
    public async Task What_a_server_makes_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return; // no modes there
        await using (PostroomHost host = await PostroomHost.StartAsync(
            _folder.FullName, ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", TestPasswords.Setting]), new ConsoleLog(_log, TimeProvider.System), isDemo: false))
        {
            await host.Store.AddAccountAsync("u0", "secret", CancellationToken.None);
            string[] secrets = [.. Directory.EnumerateFiles(_folder.FullName, "server.db*"), Path.Combine(_folder.FullName, "secret"), ControlSocket.PathIn(_folder.FullName)];
            Assert.True(secrets.Length >= 3);
            foreach (string file in secrets)
                Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
            foreach (string name in (string[])["accounts", "stage"])
                Assert.Equal((name, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), (name, File.GetUnixFileMode(Path.Combine(_folder.FullName, name))));
        }

        Assert.DoesNotContain("holds a secret", _log.Text, StringComparison.Ordinal);
    }

    private void Check(params string[] settings) => SecretFiles.Check(ConfigurationLoader.Load(null, settings), _folder.FullName, new ConsoleLog(_log, TimeProvider.System));

    private string Write(string name, int mode)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, "x");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        return path;
    }
}
