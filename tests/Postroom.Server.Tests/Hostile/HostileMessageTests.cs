namespace Postroom.Server.Tests.Hostile;

/// <summary>Messages that nobody wrote to be read: what is looked at is bounded (MimeLimits), what is kept is whole.</summary>
[Collection(HostileCollection.Name)]
public sealed class HostileMessageTests(HostileServer server)
{
    private static readonly string[] Looks =
    [
        "FETCH 1 (ENVELOPE BODYSTRUCTURE RFC822.SIZE)", "FETCH 1 (BODY PREVIEW)", "FETCH 1 BODY.PEEK[HEADER]", "FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject X-Many)]",
        "FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (Subject)]", "FETCH 1 (BODY.PEEK[1]<0.100> BODY.PEEK[1.1.1.1.MIME] BINARY.SIZE[1])",
        "SEARCH OR SUBJECT nothing OR HEADER X-Many nothing TEXT nothing",
    ];

    [Theory]
    [InlineData("multipart/mixed; boundary=b", "\r\n--b\r\n")]
    [InlineData("message/rfc822", "")]
    public Task Mime_of_a_thousand_levels(string type, string delimiter) => LookAsync(
        "levels" + type[..4], $"Subject: x\r\nContent-Type: {type}\r\n{delimiter}\r\n", $"Content-Type: {type}\r\n{delimiter}\r\n", 1000, [
            "FETCH 1 BODY.PEEK[" + string.Join('.', Enumerable.Repeat("1", 90)) + "]",
            "FETCH 1 BODY.PEEK[" + string.Join('.', Enumerable.Repeat("1", 256)) + "]",
        ]);

    [Fact]
    public Task A_header_of_50_megabytes_in_one_field() => LookAsync(
        "onefield", "Subject: ", "a (((( =?utf-8?q?=C3=BC?= <x@example.org>, \r\n ", 1_100_000, ["FETCH 1 BODY.PEEK[HEADER.FIELDS (From)]"]);

    [Fact]
    public Task A_header_of_5_megabytes_in_one_line() => LookAsync("onelineheader", "To: ", "a@example.org,", 360_000, []);

    [Fact]
    public Task A_header_of_50_megabytes_in_many_fields() => LookAsync("manyfields", "Subject: x\r\n", "X-Many: one of a great lot\r\nReferences: <a@b>\r\n", 1_050_000, []);

    [Fact]
    public Task A_million_parts() => LookAsync(
        "parts", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n", 1_000_000, [
            "FETCH 1 BODY.PEEK[1000000]", "FETCH 1 (BODY.PEEK[9999]<0.10> BODY.PEEK[5000.MIME])", "FETCH 1 BINARY.PEEK[1000000]",
        ]);

    [Fact]
    public Task A_million_boundaries_that_are_none() => LookAsync(
        "boundaries", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", "--b-\r\n--bb\r\n--", 1_000_000, []);

    [Theory]
    [InlineData("Content-Type: text/plain", "; a*0*=x")]
    [InlineData("From: ", "(")]
    [InlineData("From: ", "a:b:,;<@")]
    [InlineData("Date: ", "(1 ")]
    [InlineData("In-Reply-To: ", "<<a@")]
    [InlineData("Subject: ", "=?utf-8?b?")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\n", "=A=\r\n")]
    [InlineData("Content-Type: text/html; charset=utf-7\r\n\r\n", "<a<!--&#")]
    public Task A_field_that_goes_on_and_on(string field, string piece) => LookAsync("field", field, piece, 300_000, []);

    /// <summary>Kept whole whatever was looked at: its size is that of what was sent, and others are served before each look.</summary>
    private Task LookAsync(string mailbox, string head, string piece, int times, string[] more) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await client.DoAsync($"CREATE {mailbox}"), StringComparison.Ordinal);
        const string end = "\r\n\r\nthe end\r\n";
        Assert.StartsWith("OK", await client.AppendAsync(mailbox, head, piece, times, end), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync($"SELECT {mailbox}"), StringComparison.Ordinal);
        foreach (string look in (string[])[.. Looks, .. more])
        {
            Task<string> answer = client.DoAsync(look);
            await server.BystanderIsServedAsync();
            Assert.Matches("^(OK|NO|BAD)", await answer);
        }

        Assert.StartsWith("OK", await client.DoAsync("FETCH 1 RFC822.SIZE"), StringComparison.Ordinal);
        Assert.Contains($"RFC822.SIZE {head.Length + ((long)piece.Length * times) + end.Length}", client.Untagged[0], StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("UNSELECT"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync($"DELETE {mailbox}"), StringComparison.Ordinal);
    });
}
