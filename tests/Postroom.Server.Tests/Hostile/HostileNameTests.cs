using System.Text;

namespace Postroom.Server.Tests.Hostile;

/// <summary>Names that mean something to a file system, a terminal or the next line of the protocol.</summary>
[Collection(HostileCollection.Name)]
public sealed class HostileNameTests(HostileServer server)
{
    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\u0001b")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\r\n* BYE you are out\r\nb")]
    [InlineData("&AC4-.")] // ".." in an encoding that is none
    [InlineData("a&AAA-b")] // NUL
    [InlineData("a&AA0ACg-b")] // CRLF
    [InlineData("a&ICg-b")] // LINE SEPARATOR
    [InlineData("a&AIU-b")] // NEXT LINE
    [InlineData("&AGE-")] // "a"
    [InlineData("&")]
    [InlineData("&AGEAYg")]
    [InlineData("&2AA-")] // half a surrogate
    [InlineData("Other Users/u1/INBOX")]
    [InlineData("Shared/x")]
    [InlineData("")]
    public Task A_name_that_goes_elsewhere_or_hides_something(string name) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        string[] before = await NamesAsync(client);
        byte[] octets = Encoding.Latin1.GetBytes(name);
        string literal = $"{{{octets.Length}+}}\r\n{name}";
        foreach (string command in (string[])["CREATE ", "RENAME Drafts ", "SELECT ", "EXAMINE ", "DELETE ", "COPY 1 ", "MOVE 1 "])
        {
            if (command is "COPY 1 ")
            {
                Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
            }

            Assert.Matches("^(BAD|NO)", await client.DoAsync(command + literal));
            Assert.DoesNotContain(client.Untagged, static line => line.StartsWith("* BYE", StringComparison.Ordinal));
        }

        Assert.Matches("^(BAD|NO)", await client.DoAsync($"STATUS {literal} (MESSAGES)"));
        Assert.Matches("^(BAD|NO)", await client.DoAsync($"APPEND {literal} {{1+}}\r\nx"));
        Assert.Equal(before, await NamesAsync(client));
    });

    [Fact]
    public Task A_name_that_is_too_long_or_too_deep() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await client.DoAsync("CREATE " + new string('n', 1000)), StringComparison.Ordinal);
        Assert.StartsWith("NO [CANNOT]", await client.DoAsync("CREATE " + new string('n', 1001)), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("CREATE " + string.Join('/', Enumerable.Repeat("d", 64))), StringComparison.Ordinal);
        Assert.StartsWith("NO [CANNOT]", await client.DoAsync("CREATE " + string.Join('/', Enumerable.Repeat("d", 65))), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOBIG]", await client.DoAsync("CREATE {3000+}\r\n" + new string('n', 3000)), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("DELETE " + new string('n', 1000)), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("DELETE " + string.Join('/', Enumerable.Repeat("d", 64))), StringComparison.Ordinal);
    });

    /// <summary>Whatever a client says comes back in no line of its own.</summary>
    [Theory]
    [InlineData("a CREATE \"x\r\n* 99 EXISTS\r\ny\"\r\nb NOOP\r\n")]
    [InlineData("a STORE 1 FLAGS (x\r\n* 99 EXISTS\r\ny)\r\nb NOOP\r\n")]
    [InlineData("a STORE 1 FLAGS ({16+}\r\nx\r\n* 99 EXISTS\r)\r\nb NOOP\r\n")]
    [InlineData("a ID (\"name\" {16+}\r\nx\r\n* 99 EXISTS\r)\r\nb NOOP\r\n")]
    [InlineData("a SEARCH SUBJECT {16+}\r\nx\r\n* 99 EXISTS\r\r\nb NOOP\r\n")]
    [InlineData("a SEARCH CHARSET {16+}\r\nx\r\n* 99 EXISTS\r ALL\r\nb NOOP\r\n")]
    [InlineData("a LIST {16+}\r\nx\r\n* 99 EXISTS\r *\r\nb NOOP\r\n")]
    [InlineData("a SUBSCRIBE {16+}\r\nx\r\n* 99 EXISTS\r\r\nb LSUB \"\" *\r\n")]
    [InlineData("a ENABLE {16+}\r\nx\r\n* 99 EXISTS\r\r\nb NOOP\r\n")]
    [InlineData("a FETCH 1 BODY.PEEK[HEADER.FIELDS ({16+}\r\nx\r\n* 99 EXISTS\r)]\r\nb NOOP\r\n")]
    [InlineData("a\r* 99 EXISTS NOOP\r\nb NOOP\r\n")]
    [InlineData("a\"* NOOP\r\na NOOP\r\nb NOOP\r\n")]
    [InlineData("a UID SEARCH RETURN (ALL) SUBJECT {16+}\r\nx\r\n* 99 EXISTS\r\r\nb NOOP\r\n")]
    public Task A_line_of_the_clients_making(string octets) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        await client.SendAsync(octets);
        Assert.StartsWith("OK", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        Assert.DoesNotContain(client.Untagged, static line => line.StartsWith("* 99", StringComparison.Ordinal));
    });

    /// <summary>Nor does what a stranger wrote in a message: each FETCH item that takes header fields apart.</summary>
    [Fact]
    public Task A_line_of_the_senders_making() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await client.DoAsync("CREATE smuggled"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.AppendAsync("smuggled", Smuggling, "", 1), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT smuggled"), StringComparison.Ordinal);
        foreach (string item in (string[])["ENVELOPE", "BODYSTRUCTURE", "BODY", "PREVIEW"])
        {
            Assert.StartsWith("OK", await client.DoAsync($"FETCH 1 {item}"), StringComparison.Ordinal);
            Assert.DoesNotContain(client.Untagged, static line => line.StartsWith("* 99", StringComparison.Ordinal));
            Assert.Single(client.Untagged, static line => line.StartsWith("* ", StringComparison.Ordinal));
        }
    });

    private const string Smuggling =
        "From: \"a\r* 99 EXISTS\" <\"x\r* 99 EXISTS\"@example.org>\r\n"
        + "Subject: =?utf-8?q?a=0D=0A*_99_EXISTS=0D=0A?= \r* 99 EXISTS\n* 99 EXISTS\r\n"
        + "Message-ID: <a\r* 99 EXISTS@b>\r\nContent-ID: \"\r* 99 EXISTS\r\n"
        + "Content-Type: text/plain; name=\"a\r* 99 EXISTS\"; name*=utf-8''%0D%0A*%2099%20EXISTS%0D%0A; x*0=\"a\"; x*1*=%0D%0A*%2099\r\n"
        + "Content-Disposition: attachment; filename*0*=utf-8''%0D%0A; filename*1=\"* 99 EXISTS\"\r\n"
        + "Content-Transfer-Encoding: 7bit\r* 99 EXISTS\r\nContent-Language: \"de\r* 99\"\r\n\r\na\r* 99 EXISTS\r\n";

    private static async Task<string[]> NamesAsync(HostileClient client)
    {
        Assert.StartsWith("OK", await client.DoAsync("LIST \"\" *"), StringComparison.Ordinal);
        return [.. client.Untagged];
    }
}
