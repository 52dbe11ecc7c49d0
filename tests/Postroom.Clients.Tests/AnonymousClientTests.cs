using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>ANONYMOUS (RFC 4505) by programs that others wrote: gsasl proves that it comes in, imaplib reads what is shared and can do no more.</summary>
public sealed class AnonymousClientTests
{
    private const string Script = """
        import imaplib, sys
        imap = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]))
        imap.authenticate("ANONYMOUS", lambda challenge: b"imaplib")
        print([line.decode() for line in imap.list()[1]])
        print(imap.select('"Other Users/%s/INBOX"' % sys.argv[2], readonly=True))
        print(imap.store("1", "+FLAGS", "(\\Seen)")[0], imap.create("mine")[0], imap.append("INBOX", None, None, b"x")[0])
        imap.logout()
        """;

    [ClientFact]
    public async Task Gsasl_and_imaplib_come_in_and_read_what_is_shared()
    {
        await using PostroomServer server = await PostroomServer.StartAsync("Auth:Anonymous=true");
        using var home = new ClientHome(nameof(AnonymousClientTests));
        string user = await server.NewAccountAsync();
        (await home.RunAsync("gsasl", "--imap", "--no-starttls", "-m", "ANONYMOUS", "--anonymous-token=sirhc", "localhost", $"{server.Imap.Port}")).MustSucceed();
        await server.WhenLoggedAsync("\"sirhc\" as anonymous logged in by ANONYMOUS from");

        (await ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, "acl", "set", "--account", user, "INBOX", "anonymous", "lrswit", "--data", server.Data], null)).MustSucceed();
        string said = (await home.RunAsync("python3", "-c", Script, $"{server.Imap.Port}", user)).MustSucceed().Output;
        Assert.Contains($"(\\HasNoChildren) \"/\" \"Other Users/{user}/INBOX\"", said.Replace("\\\\", "\\", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("\"/\" INBOX", said, StringComparison.Ordinal);
        Assert.Contains("('OK', [b'0'])", said, StringComparison.Ordinal);
        Assert.Contains("NO NO NO", said, StringComparison.Ordinal);
    }
}
