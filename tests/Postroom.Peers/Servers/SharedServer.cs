namespace Postroom.Peers.Servers;

/// <summary>The one server under test of a whole suite, started when the first test asks for it, ended with the test process.</summary>
/// <remarks>
/// Normally Postroom. The suites themselves are proven on another server: POSTROOM_TEST_SERVER=dovecot starts Dovecot instead,
/// POSTROOM_TEST_IMAP=host:port takes one that is running.
/// </remarks>
public static class SharedServer
{
    private static readonly Lazy<Task<MailServer>> Started = new(StartAsync);

    public static Task<MailServer> GetAsync() => Started.Value;

    private static async Task<MailServer> StartAsync()
    {
        MailServer server =
            Environment.GetEnvironmentVariable("POSTROOM_TEST_IMAP") is { Length: > 0 } address ? new ExternalServer(address)
            : Environment.GetEnvironmentVariable("POSTROOM_TEST_SERVER") == "dovecot" ? await DovecotServer.StartAsync()
            : await PostroomServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }
}
