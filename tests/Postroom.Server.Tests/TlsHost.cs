using System.Net;
using Postroom.Peers;
using Postroom.Security.Tests;

namespace Postroom.Server.Tests;

/// <summary>A server in this process with two certificates, and openssl before its doors.</summary>
public sealed class TlsHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-tls-");

    internal AwaitedLog Log { get; } = new();

    public PostroomHost Host { get; private set; } = null!;

    public string Folder => _folder.FullName;

    public string Data => Path.Combine(Folder, "data");

    public string First => Path.Combine(Folder, "first.pem");

    public string Second => Path.Combine(Folder, "second.pem");

    public IPEndPoint Imap => Host.Doors.Single(static door => door.Key == "Imap:Listen").EndPoints[0];

    public IPEndPoint Imaps => Host.Doors.Single(static door => door.Key == "Imap:TlsListen").EndPoints[0];

    public async Task InitializeAsync()
    {
        TestPem.Write(First, "first", "mail.example.org");
        TestPem.Write(Second, "second", "*.example.net", "xn--bcher-kva.example");
        Host = await PostroomHost.StartAsync(
            Data,
            ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=127.0.0.1:0", TestPasswords.Setting, $"Tls:Certificate={First},{Second}"]),
            new ConsoleLog(Log, TimeProvider.System),
            isDemo: false);
        await Host.Store.AddAccountAsync("u0", "secret", CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>What `openssl s_client` says of a connection that it ends with LOGOUT.</summary>
    public Task<ToolResult> OpenSslAsync(params string[] arguments) =>
        ToolProcess.RunAsync("openssl", ["s_client", "-connect", Imaps.ToString(), "-ign_eof", .. arguments], "a LOGOUT\r\n");

    /// <summary>The same behind STARTTLS.</summary>
    public Task<ToolResult> OpenSslStartTlsAsync(params string[] arguments) =>
        ToolProcess.RunAsync("openssl", ["s_client", "-connect", Imap.ToString(), "-starttls", "imap", "-ign_eof", .. arguments], "a LOGOUT\r\n");
}
