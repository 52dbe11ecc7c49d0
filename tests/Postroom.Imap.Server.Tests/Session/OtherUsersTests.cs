using Postroom.Store;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Other users' mailboxes where somebody looks for what is not theirs to see, and where rights change under a session.</summary>
public class OtherUsersTests
{
    private const string Marker = "the secret of bob";

    /// <summary>RFC 4314 §6: "the same error that would be used if the mailbox did not exist".</summary>
    [Fact]
    public async Task What_is_not_shared_is_not_there_by_any_spelling()
    {
        await using ImapServerFixture server = await StartAsync();
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await ann.AppendAsync("Subject: mine\r\n\r\nmine\r\n"), StringComparison.Ordinal);
        foreach (bool sharesSomething in new[] { false, true })
        {
            if (sharesSomething)
            {
                await server.GiveRightsAsync("bob", "shared", "ann", "lr"); // now bob's account is looked at
            }

            foreach (string name in Spellings("bob", "INBOX").Concat(Spellings("bob", "private/plans")))
            {
                string missing = name.Replace("INBOX", "XOBNI", StringComparison.OrdinalIgnoreCase).Replace("plans", "snalp", StringComparison.Ordinal).Replace("bob", "zed", StringComparison.Ordinal);
                foreach (string command in Commands)
                {
                    Assert.Equal(await AskAsync(ann, command, missing), await AskAsync(ann, command, name));
                }
            }

            Assert.StartsWith("OK", await ann.DoAsync("SELECT INBOX"), StringComparison.Ordinal); // is all there still
        }

        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        foreach (string mailbox in new[] { "INBOX", "private/plans" })
        {
            Assert.StartsWith("OK", await bob.DoAsync($"STATUS {mailbox} (MESSAGES)"), StringComparison.Ordinal);
            Assert.Equal([$"* STATUS {mailbox} (MESSAGES 1)"], bob.Untagged);
        }
    }

    [Fact]
    public async Task With_rights_there_is_one_spelling()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lrswite");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await ann.DoAsync("EXAMINE \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        foreach (string name in Spellings("bob", "INBOX").Where(static name => name.Trim('"') is not "Other Users/bob/INBOX" && !name.StartsWith('{')))
        {
            Assert.False((await ann.DoAsync($"EXAMINE {name}")).StartsWith("OK", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public async Task Switched_off_nobody_reaches_them()
    {
        await using ImapServerFixture server = await StartAsync(new ImapServerOptions { OtherUsers = "" });
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lrswite");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("NO [NONEXISTENT]", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("NAMESPACE"), StringComparison.Ordinal);
        Assert.Equal(["* NAMESPACE ((\"\" \"/\")) NIL NIL"], ann.Untagged);
        Assert.StartsWith("OK", await ann.DoAsync("LIST \"\" *"), StringComparison.Ordinal);
        Assert.DoesNotContain(ann.Untagged, static line => line.Contains("bob", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("l")]
    public async Task Rights_taken_back_empty_what_is_selected_and_nothing_is_read_any_more(string left)
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lrswite");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK [READ-WRITE]", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        await server.GiveRightsAsync("bob", "INBOX", "ann", left);

        // Before it was told, by number: the message is not there any more.
        string fetched = await ann.DoAsync("FETCH 1 (FLAGS BODY.PEEK[])");
        Assert.DoesNotContain(ann.Untagged, static line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains("FETCH", StringComparison.Ordinal));
        Assert.False(fetched.StartsWith("BAD", StringComparison.Ordinal), fetched);
        Assert.StartsWith("NO", await ann.DoAsync("STORE 1 +FLAGS (\\Deleted)"), StringComparison.Ordinal);
        Assert.StartsWith("NO", await ann.DoAsync("COPY 1 INBOX"), StringComparison.Ordinal);
        List<string> told = [.. ann.Untagged];
        Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Contains("* 1 EXPUNGE", told.Concat(ann.Untagged));
        Assert.StartsWith("OK", await ann.DoAsync("UID SEARCH ALL"), StringComparison.Ordinal);
        Assert.Equal(["* SEARCH"], ann.Untagged);
        Assert.StartsWith("NO", await ann.DoAsync("EXPUNGE"), StringComparison.Ordinal);
        Assert.StartsWith(left.Length == 0 ? "NO [NONEXISTENT]" : "NO [NOPERM]", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_that_come_back_are_for_who_selects_it_again()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        await ann.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await ann.ReadLineAsync(), StringComparison.Ordinal);
        await server.GiveRightsAsync("bob", "INBOX", "ann", "");
        await ReadUntilAsync(ann, "* 1 EXPUNGE");
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr"); // under the UIDs that went
        await ReadUntilAsync(ann, "* BYE ");

        await using TestClient again = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await again.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        Assert.Contains("* 1 EXISTS", again.Untagged);
    }

    [Fact]
    public async Task Rights_that_change_otherwise_hold_at_once()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK [READ-ONLY]", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        Assert.StartsWith("NO [NOPERM]", await ann.DoAsync("STORE 1 +FLAGS (\\Flagged)"), StringComparison.Ordinal);
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lrw");
        Assert.StartsWith("OK", await ann.DoAsync("STORE 1 +FLAGS (\\Flagged)"), StringComparison.Ordinal);
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        Assert.StartsWith("NO [NOPERM]", await ann.DoAsync("STORE 1 -FLAGS (\\Flagged)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_whose_name_would_be_too_long_is_not_reached()
    {
        await using ImapServerFixture server = await StartAsync();
        string name = new('x', MailboxName.MaxOctets - 5);
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        Assert.StartsWith("OK", await bob.DoAsync($"CREATE {name}"), StringComparison.Ordinal);
        await server.GiveRightsAsync("bob", name, "ann", "lr");
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await ann.DoAsync("LIST \"\" \"Other Users/bob/*\""), StringComparison.Ordinal);
        Assert.Single(ann.Untagged);
    }

    /// <summary>The account goes away under who has one of its mailboxes selected: nothing of it is read any more.</summary>
    [Fact]
    public async Task The_owner_is_removed()
    {
        await using ImapServerFixture server = await StartAsync();
        await server.GiveRightsAsync("bob", "INBOX", "ann", "lr");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        Assert.StartsWith("OK", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        AccountId bob = server.Engine.Accounts.Find("bob")!.Id;
        await server.Engine.Accounts.RemoveAsync(bob, default);
        await server.Server.EndSessionsAsync(bob, SessionDismissal.Removed);
        await server.Store.DeleteAsync(bob, default);
        Assert.StartsWith("NO [UNAVAILABLE]", await ann.DoAsync("FETCH 1 BODY.PEEK[]"), StringComparison.Ordinal);
        server.TakeFailures(); // which is logged
        Assert.DoesNotContain(ann.Untagged, static line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.StartsWith("NO [NONEXISTENT]", await ann.DoAsync("SELECT \"Other Users/bob/INBOX\""), StringComparison.Ordinal);
        Assert.StartsWith("OK", await ann.DoAsync("LIST \"\" *"), StringComparison.Ordinal);
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" INBOX"], ann.Untagged);
    }

    // Each with the mailbox's name in place of {0}; what they are asked in is INBOX, selected before.
    private static readonly string[] Commands =
    [
        "SELECT {0}", "EXAMINE {0}", "STATUS {0} (MESSAGES UIDNEXT)", "APPEND {0} {{3+}}\r\nx\r\n", "COPY 1 {0}", "MOVE 1 {0}", "REPLACE 1 {0} {{3+}}\r\nx\r\n",
        "DELETE {0}", "RENAME {0} taken", "LIST \"\" {0}", "LSUB \"\" {0}", "XLIST \"\" {0}", "LIST \"\" {0} RETURN (STATUS (MESSAGES))",
        "APPEND INBOX CATENATE (URL \"/{1}/;UID=1\")", "NOTIFY SET STATUS (MAILBOXES {0} (MessageNew MessageExpunge))", "NOTIFY NONE",
    ];

    // As somebody might try to name it.
    private static IEnumerable<string> Spellings(string owner, string mailbox) =>
    [
        $"\"Other Users/{owner}/{mailbox}\"", $"\"Other Users/{owner}/{mailbox.ToLowerInvariant()}\"", $"\"other users/{owner}/{mailbox}\"", $"\"OTHER USERS/{owner}/{mailbox}\"",
        $"\"Other Users/{owner.ToUpperInvariant()}/{mailbox}\"", $"\"Other Users//{owner}/{mailbox}\"", $"\"Other Users/{owner}//{mailbox}\"", $"\"/Other Users/{owner}/{mailbox}\"",
        $"\"Other Users/./{owner}/{mailbox}\"", $"\"Other Users/ann/../{owner}/{mailbox}\"", $"\"../{owner}/{mailbox}\"", $"\"INBOX/../../{owner}/{mailbox}\"",
        $"\"~{owner}/{mailbox}\"", $"\"~{owner}\"", $"\"#user/{owner}/{mailbox}\"", $"\"#shared/{owner}/{mailbox}\"", $"\"user/{owner}/{mailbox}\"", $"\"user.{owner}.{mailbox}\"",
        $"\"Shared/{owner}/{mailbox}\"", $"\"shared/{owner}/{mailbox}\"", $"\"/home/{owner}/{mailbox}\"", $"\"accounts/{owner}/{mailbox}\"", $"\"{owner}/{mailbox}\"",
        $"\"Other Users/%/{mailbox}\"", $"\"Other Users/*/{mailbox}\"", $"\"Other Users/{owner[..1]}%/{mailbox}\"", $"\"Other%20Users/{owner}/{mailbox}\"",
        $"\"Other Users/&AGI-{owner[1..]}/{mailbox}\"", $"\"Other Users&AC8-{owner}/{mailbox}\"", $"\"Other Users/{owner}@/{mailbox}\"", $"\"Other Users/{owner} /{mailbox}\"",
        $"\"Other Users\\\\{owner}\\\\{mailbox}\"", $"{{{13 + owner.Length + mailbox.Length}+}}\r\nOther Users/{owner}/{mailbox}", $"\"Other Users/{owner}/{mailbox}/\"",
    ];

    // What is answered, but for the name that was asked for.
    private static async Task<string> AskAsync(TestClient client, string command, string name)
    {
        if (command.StartsWith("COPY", StringComparison.Ordinal) || command.StartsWith("MOVE", StringComparison.Ordinal) || command.StartsWith("REPLACE", StringComparison.Ordinal))
        {
            Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        }

        string url = name.StartsWith('{') ? name[(name.IndexOf('\n', StringComparison.Ordinal) + 1)..] : name.Trim('"');
        string answer = await client.DoAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, name, Uri.EscapeDataString(url)));
        Assert.DoesNotContain(client.Untagged, static line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains("STATUS", StringComparison.Ordinal));
        if (command.StartsWith("LIST", StringComparison.Ordinal) || command.StartsWith("XLIST", StringComparison.Ordinal))
        {
            return answer; // what is listed of shared mailboxes the transcripts say
        }

        Assert.True(!answer.StartsWith("OK", StringComparison.Ordinal) || command.StartsWith("NOTIFY", StringComparison.Ordinal) || command.StartsWith("LSUB", StringComparison.Ordinal), $"{command} {name}: {answer}");
        return answer.Contains("BADURL", StringComparison.Ordinal) ? "NO [BADURL]" : answer;
    }

    private static async Task ReadUntilAsync(TestClient client, string begin)
    {
        string line;
        do
        {
            line = await client.ReadLineAsync();
            Assert.NotEqual("(closed)", line);
        }
        while (!line.StartsWith(begin, StringComparison.Ordinal));
    }

    // ann and bob, who has one message in INBOX, private/plans and shared each.
    private static async Task<ImapServerFixture> StartAsync(ImapServerOptions? options = null)
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync((options ?? new()) with { MaxBadCommandsBeforeLogin = 1000 });
        await server.AddAccountAsync("ann", "secret");
        await server.AddAccountAsync("bob", "secret");
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        foreach (string mailbox in new[] { "INBOX", "private/plans", "shared" })
        {
            await bob.DoAsync($"CREATE {mailbox}");
            string message = $"Subject: {Marker}\r\n\r\n{Marker}\r\n";
            Assert.StartsWith("OK", await bob.DoAsync($"APPEND {mailbox} {{{message.Length}+}}\r\n{message}"), StringComparison.Ordinal);
        }

        return server;
    }
}
