using System.Text;
using Postroom.Imap.Server.Tests.Fetch;

namespace Postroom.Imap.Server.Tests;

/// <summary>SEARCH where a bit on the disk has changed: what can be known is answered, and what cannot is said (RFC 3501 §7.1.2).</summary>
public class DamagedSearchTests
{
    // 1 is sound and has a needle. Of 2 and 3 a bit has changed; 3 is large, with a needle far before it. 4 is sound and has none.
    [Theory]
    [InlineData("TEXT needle", "1 3", "2")]
    [InlineData("NOT TEXT needle", "4", "2")]
    [InlineData("BODY nowhere", "", "2:3")]
    [InlineData("NOT BODY nowhere", "1 4", "2:3")]
    [InlineData("OR BODY nowhere UID 3", "3", "2")]
    [InlineData("NOT (UNDELETED BODY nowhere)", "1 4", "2:3")]
    [InlineData("DELETED TEXT needle", "", "")] // no message is, whatever its text
    [InlineData("OR SEEN TEXT needle", "1 2 3 4", "")] // all are, whatever their text
    [InlineData("SUBJECT sample", "1 2 3 4", "")] // in rows
    [InlineData("SENTSINCE 1-Jan-2000 LARGER 100000", "3", "")]
    [InlineData("UID 4 TEXT needle", "", "")]
    public async Task What_can_be_known_is_found_and_what_cannot_be_read_is_named(string keys, string found, string unreadable)
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(Message("a needle", 100), Message("marker2", 100), Message("a needle", 400_000, "marker3"), Message("hay", 100));
        server.Damage("marker2"u8);
        server.Damage("marker3"u8);
        await using TestClient client = await TestClient.LogInAsync(server.Server);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        foreach (string uid in (string[])["", "UID "])
        {
            Assert.StartsWith("OK", await client.DoAsync($"{uid}SEARCH {keys}"), StringComparison.Ordinal);
            string warning = "* NO [SERVERBUG] Messages that cannot be read were left out where a key asks for their text: UID " + unreadable;
            Assert.Equal(unreadable.Length > 0 ? [warning, ("* SEARCH " + found).TrimEnd()] : [("* SEARCH " + found).TrimEnd()], client.Untagged);
        }

        Assert.Equal(unreadable switch { "" => 0, "2" => 2, _ => 4 }, server.Server.TakeFailures()); // each is in the log too

        // The others are served as ever, and a COPY does not ask for octets.
        Assert.StartsWith("NO [SERVERBUG]", await client.DoAsync("FETCH 1:2 BODY.PEEK[]"), StringComparison.Ordinal);
        Assert.Equal(1, server.Server.TakeFailures());
        Assert.StartsWith("OK [COPYUID ", await client.DoAsync("COPY 2 INBOX"), StringComparison.Ordinal);
    }

    private static byte[] Message(string text, int size, string end = "") => Encoding.ASCII.GetBytes(
        $"Subject: a sample\r\nDate: Mon, 7 Feb 2022 21:52:25 -0800\r\n\r\n{text}\r\n"
        + string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", size / 72)) + end + "\r\n");
}
