using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>RFC 5465 §3.1, §5.4, §5.9: what NOTIFY says when rights on other users' mailboxes are given and taken.</summary>
public class NotifyOthersTests
{
    private const string Name = "\"Other Users/bob/INBOX\"";

    /// <summary>"the server MUST stop monitoring these mailboxes. If access is later granted, the server MUST restart event monitoring"; by all who may hear of it: with l gone, it is gone.</summary>
    [Theory]
    [InlineData("subtree \"Other Users\"")]
    [InlineData("mailboxes " + Name)]
    public async Task What_is_shared_later_is_told(string filter)
    {
        await using ImapServerFixture server = await StartAsync();
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        Assert.StartsWith("OK", await ann.DoAsync($"NOTIFY SET ({filter} (MessageNew MessageExpunge MailboxName))"), StringComparison.Ordinal);
        for (int round = 0; round < 2; round++)
        {
            await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
            Assert.Equal($"* LIST (\\HasNoChildren) \"/\" {Name}", await ann.ReadLineAsync());
            Assert.StartsWith($"* STATUS {Name} (MESSAGES {round} UIDNEXT {round + 1} UIDVALIDITY ", await ann.ReadLineAsync(), StringComparison.Ordinal);

            Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
            Assert.Equal($"* STATUS {Name} (UIDNEXT {round + 2} MESSAGES {round + 1})", await ann.ReadLineAsync());

            await server.GiveRightsAsync("bob", "INBOX", "ann", "");
            Assert.Equal($"* LIST (\\NonExistent \\HasNoChildren) \"/\" {Name}", await ann.ReadLineAsync());
        }

        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(ann.Untagged);
    }

    /// <summary>§3.1: "an untagged extended LIST response containing the \NoAccess name attribute"; and once it may be read, without it, and its numbers.</summary>
    [Fact]
    public async Task What_may_be_looked_up_only_has_no_access()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "l");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        Assert.StartsWith("OK", await ann.DoAsync($"NOTIFY SET (mailboxes {Name} (MessageNew MessageExpunge))"), StringComparison.Ordinal);
        Assert.Equal([$"* LIST (\\NoAccess \\HasNoChildren) \"/\" {Name}"], ann.Untagged);
        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(ann.Untagged);

        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        Assert.Equal($"* LIST (\\HasNoChildren) \"/\" {Name}", await ann.ReadLineAsync());
        Assert.StartsWith($"* STATUS {Name} (MESSAGES 1 UIDNEXT 2 UIDVALIDITY ", await ann.ReadLineAsync(), StringComparison.Ordinal);

        await server.GiveRightsAsync("bob", "INBOX", "ann", "l");
        Assert.Equal($"* LIST (\\NoAccess \\HasNoChildren) \"/\" {Name}", await ann.ReadLineAsync());
        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(ann.Untagged);
    }

    /// <summary>In IDLE, too (RFC 5465 §4); and who says NONE, or leaves the account, holds nobody's account open.</summary>
    [Fact]
    public async Task In_idle_and_until_none()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        Assert.StartsWith("OK", await ann.DoAsync($"NOTIFY SET (mailboxes {Name} (MessageNew MessageExpunge))"), StringComparison.Ordinal);
        await ann.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await ann.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.Equal($"* STATUS {Name} (UIDNEXT 2 MESSAGES 1)", await ann.ReadLineAsync());
        await ann.SendAsync("DONE\r\n");
        Assert.StartsWith("OK", await ann.ReadAnswerAsync("i"), StringComparison.Ordinal);

        Assert.StartsWith("OK", await ann.DoAsync("NOTIFY NONE"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync($"NOTIFY SET STATUS (mailboxes {Name} (MessageNew MessageExpunge))"), StringComparison.Ordinal);
        Assert.StartsWith($"* STATUS {Name} (MESSAGES 2 UIDNEXT 3 ", Assert.Single(ann.Untagged), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await bob.AppendAsync("Subject: x\r\n\r\ny\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(ann.Untagged);
    }

    private static async Task<ImapServerFixture> StartAsync()
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new());
        await server.AddAccountAsync("ann", "secret");
        await server.AddAccountAsync("bob", "secret");
        return server;
    }
}
