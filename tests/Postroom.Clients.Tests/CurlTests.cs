using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>curl: every IMAP thing that its URLs can say, one connection each.</summary>
public sealed class CurlTests : ClientTest
{
    private string Url => $"imap://127.0.0.1:{Port}/";

    [ClientFact]
    public async Task Lists_fetches_and_searches()
    {
        Letter rich = Letter.Rich("needle");
        await FillAsync("INBOX", Letter.Plain("first"), rich, Letter.Plain("third"));
        await FillAsync("Some Box/with child");

        string list = (await CurlAsync(Url)).Output;
        Assert.Contains("INBOX", list, StringComparison.Ordinal);
        Assert.Contains("Some Box/with child", list, StringComparison.Ordinal);
        Assert.Equal("* SEARCH 2\r\n", (await CurlAsync(Url + "INBOX?SUBJECT%20needle")).Output);
        Assert.Equal(Text(rich), (await CurlAsync(Url + "INBOX;MAILINDEX=2")).Output);
        uint uid = (await ReadAsync())["needle"].Uid;
        Assert.Equal(Text(rich), (await CurlAsync($"{Url}INBOX;UID={uid}")).Output);
        Assert.Equal("plain", (await CurlAsync($"{Url}INBOX;UID={uid};SECTION=2.1")).Output.TrimEnd('\r', '\n'));
        Assert.Equal("From: nested@example.org\r\n\r\n", (await CurlAsync($"{Url}INBOX;UID={uid};SECTION=2.HEADER.FIELDS%20(From)")).Output);
        Assert.Contains("UIDNEXT", (await CurlAsync(Url, "-X", "STATUS INBOX (MESSAGES UIDNEXT)")).Output, StringComparison.Ordinal);

        // 78: the mailbox, and 8: the message is not there. Both must be an answer, not a hang.
        (await TryAsync(Url + "Nowhere;MAILINDEX=1")).MustSucceed(78, 67, 9);
        (await TryAsync(Url + "INBOX;MAILINDEX=99")).MustSucceed(8, 78, 21, 56);
    }

    [ClientFact]
    public async Task Creates_uploads_flags_copies_and_deletes()
    {
        Letter letter = Letter.Large("uploaded", 3000);
        Home.Write("letter.eml", Text(letter));

        await CurlAsync(Url, "-X", "CREATE Uploads");
        await CurlAsync(Url + "Uploads", "-T", "letter.eml");
        Assert.Equal(letter.Octets, (await ReadAsync("Uploads"))["uploaded"].Octets);

        await CurlAsync(Url + "Uploads", "-X", "STORE 1 +FLAGS (\\Flagged)");
        Assert.True((await ReadAsync("Uploads"))["uploaded"].Has("\\Flagged"));
        await CurlAsync(Url + "Uploads", "-X", "COPY 1 INBOX");
        Assert.Equal(letter.Octets, (await ReadAsync())["uploaded"].Octets);
        Assert.True((await ReadAsync())["uploaded"].Has("\\Flagged"));
        await CurlAsync(Url + "Uploads", ["-X", "STORE 1 +FLAGS \\Deleted", "--next", .. Login, Url + "Uploads", "-X", "EXPUNGE"]);
        Assert.Empty((await ReadAsync("Uploads")).Messages);
        await CurlAsync(Url, "-X", "DELETE Uploads");
        Assert.DoesNotContain("Uploads", (await CurlAsync(Url)).Output, StringComparison.Ordinal);
    }

    [ClientFact]
    public async Task Logs_in_each_way_and_is_refused_with_a_wrong_password()
    {
        await FillAsync("INBOX", Letter.Plain("only"));
        Assert.Equal("* SEARCH 1\r\n", (await CurlAsync(Url + "INBOX?ALL")).Output);
        Assert.Equal("* SEARCH 1\r\n", (await CurlAsync(Url + "INBOX?ALL", "--login-options", "AUTH=PLAIN")).Output);
        Assert.Equal("* SEARCH 1\r\n", (await CurlAsync(Url + "INBOX?ALL", "--sasl-ir", "--login-options", "AUTH=PLAIN")).Output);
        (await Home.RunAsync("curl", "-sS", "--max-time", "40", "-u", $"{User}:wrong", Url)).MustSucceed(67);
    }

    [ClientFact]
    public async Task Reads_over_tls_and_starttls()
    {
        Assert.NotNull(Server.Imaps);
        Letter letter = Letter.Large("over tls");
        await FillAsync("INBOX", letter);
        Assert.Equal(Text(letter), (await CurlAsync($"imaps://127.0.0.1:{Server.Imaps.Port}/INBOX;MAILINDEX=1", "-k")).Output);
        Assert.Equal(Text(letter), (await CurlAsync(Url + "INBOX;MAILINDEX=1", "-k", "--ssl-reqd")).Output);
    }

    /// <summary>curl speaks the PROXY protocol as HAProxy does: before TLS, with the addresses of its own connection.</summary>
    [ClientFact]
    public async Task Reads_as_the_client_of_a_proxy()
    {
        if (Server is not PostroomServer server)
            return; // only ours has a port for it
        Letter letter = Letter.Large("by way of a proxy");
        await FillAsync("INBOX", letter);
        string url = $"imaps://127.0.0.1:{server.ProxiedImaps.Port}/INBOX;MAILINDEX=1";
        Assert.Equal(Text(letter), (await CurlAsync(url, "-k", "--haproxy-protocol")).Output);
        (await TryAsync(url, "-k")).MustSucceed(35); // no header, no TLS
    }

    private string[] Login => ["-u", $"{User}:{MailServer.Password}"];

    private async Task<ToolResult> CurlAsync(string url, params string[] arguments) => (await TryAsync(url, arguments)).MustSucceed();

    private Task<ToolResult> TryAsync(string url, params string[] arguments) =>
        Home.RunAsync("curl", ["-sS", "--max-time", "40", .. Login, url, .. arguments]);

    private static string Text(Letter letter) => System.Text.Encoding.Latin1.GetString(letter.Octets);
}
