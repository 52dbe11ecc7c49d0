using Postroom.Store;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

public class LimitTests
{
    [Fact]
    public async Task A_line_over_the_limit_before_login_ends_the_connection()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.SendAsync("a LOGIN " + new string('x', 9000) + "\r\n");
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("(closed)", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_literal_over_the_limit_before_login_is_refused_before_it_is_sent()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.SendAsync("a LOGIN {9000}\r\n");
        Assert.StartsWith("NO [TOOBIG]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        await client.SendAsync("b LOGIN {9000+}\r\n");
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Literals_of_one_command_before_login_are_four_at_most()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        Assert.StartsWith("OK", await client.DoAsync("ID ({4+}\r\nname {1+}\r\nx {7+}\r\nversion {1+}\r\ny)"), StringComparison.Ordinal);
        Assert.StartsWith("BAD [LIMIT]", await client.DoAsync("ID ({4+}\r\nname {1+}\r\nx {7+}\r\nversion {1+}\r\ny {2}"), StringComparison.Ordinal);
        string half = $"{{8192+}}\r\n{new string('x', 8192)}";
        Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await client.DoAsync($"LOGIN {half} {half}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOBIG]", await client.DoAsync($"LOGIN {half} {half} {{1}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenth_bad_command_before_login_ends_the_connection()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        for (int i = 0; i < 10; i++)
        {
            Assert.StartsWith("BAD", await client.DoAsync("FROBNICATE"), StringComparison.Ordinal);
        }

        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("(closed)", await client.ReadLineAsync());
    }

    [Fact]
    public async Task The_third_failed_login_ends_the_connection()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server);
        for (int i = 0; i < 3; i++)
        {
            Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await client.DoAsync("LOGIN u1 wrong"), StringComparison.Ordinal);
        }

        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_log_in_within_a_minute_hears_bye()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        server.Time.Advance(TimeSpan.FromSeconds(58));
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_silent_for_31_minutes_hears_bye_and_not_before_30()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0);
        await using (server)
        await using (client)
        {
            server.Time.Advance(TimeSpan.FromMinutes(30));
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
            server.Time.Advance(TimeSpan.FromSeconds((31 * 60) + 2)); // no further: closing has its own time-out on this clock
            Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal("(closed)", await client.ReadLineAsync());
        }
    }

    [Fact]
    public async Task Idle_shows_life_every_two_minutes_and_ends_after_31()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0);
        await using (server)
        await using (client)
        {
            await client.SendAsync("a IDLE\r\n");
            Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
            for (int seconds = 0; seconds < (31 * 60) - 130; seconds += 122)
            {
                server.Time.Advance(TimeSpan.FromSeconds(122));
                Assert.Equal("* OK Still here", await client.ReadLineAsync());
            }

            server.Time.Advance(TimeSpan.FromSeconds((31 * 60) - (15 * 122) + 2)); // no further: closing has its own time-out on this clock
            Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sessions_that_began_to_idle_together_are_shown_life_apart()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        List<TestClient> clients = [];
        for (int i = 0; i < 10; i++)
        {
            clients.Add(await TestClient.LogInAsync(server));
            await clients[i].SendAsync("a IDLE\r\n");
            Assert.StartsWith("+ ", await clients[i].ReadLineAsync(), StringComparison.Ordinal);
        }

        server.Time.Advance(TimeSpan.FromSeconds(90)); // half of them are due between one minute and this
        int told = 0;
        foreach (TestClient client in clients)
        {
            await client.SendAsync("DONE\r\n");
            Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            told += client.Untagged.Count(static line => line == "* OK Still here");
            await client.DisposeAsync();
        }

        Assert.InRange(told, 3, 7);
    }

    [Fact]
    public async Task A_long_line_after_login_is_bad_and_the_session_goes_on()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0);
        await using (server)
        await using (client)
        {
            await client.SendAsync("a SEARCH SUBJECT " + new string('x', 70_000) + "\r\n");
            Assert.StartsWith("BAD [LIMIT]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_before_it_is_sent_or_thrown_away()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0, new() { MaxMessageOctets = 1000 });
        await using (server)
        await using (client)
        {
            await client.SendAsync("a APPEND INBOX {1001}\r\n");
            Assert.StartsWith("NO [TOOBIG]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
            await client.SendAsync("b APPEND INBOX {1001+}\r\n" + new string('x', 1001) + "\r\n");
            Assert.StartsWith("NO [TOOBIG]", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
            Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_store_would_refuse_is_refused_before_the_message_is_sent()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(storeOptions: new() { MaxKeywords = 2 });
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await using (MailAccount mail = (await server.Store.OpenAsync(account, Principal.System, default))!)
        {
            Assert.True((await mail.CommitAsync(new Commit(new SetQuota(1000, 2)), default)).IsDone);
        }

        await using TestClient client = await TestClient.LogInAsync(server);
        Assert.Equal("NO [LIMIT] A keyword is too long.", await client.DoAsync($"APPEND INBOX ({new string('k', 256)}) {{10}}"));
        Assert.Equal("NO [LIMIT] The mailbox has too many keywords.", await client.DoAsync("APPEND INBOX (a b c) {10}"));
        Assert.Equal("NO [OVERQUOTA] The quota would be exceeded.", await client.DoAsync("APPEND INBOX {1001}"));

        // What was sent before counts: the message that is in the way goes, then there is room.
        Assert.StartsWith("OK", await client.AppendAsync(new string('x', 600)), StringComparison.Ordinal);
        Assert.Equal("NO [OVERQUOTA] The quota would be exceeded.", await client.DoAsync("APPEND INBOX {600}"));
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        await client.SendAsync("x STORE 1 +FLAGS (\\Deleted)\r\ny EXPUNGE\r\nz APPEND INBOX (a a A b) {600}\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("y"), StringComparison.Ordinal);
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.SendAsync(new string('x', 600) + "\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("z"), StringComparison.Ordinal);

        Assert.StartsWith("OK", await client.AppendAsync("x"), StringComparison.Ordinal);
        Assert.Equal("NO [OVERQUOTA] The quota would be exceeded.", await client.DoAsync("APPEND INBOX {1}"));
    }

    /// <summary>RFC 9051 §7.1: "if ... that limit is reached, the server MUST send a new PERMANENTFLAGS response code without the special flag \*".</summary>
    [Fact]
    public async Task No_star_stands_where_there_is_no_room_for_another_keyword()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(storeOptions: new() { MaxKeywords = 2 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await client.AppendAsync("x"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.Contains(client.Untagged, static line => line.StartsWith("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)]", StringComparison.Ordinal));
        Assert.StartsWith("OK", await client.DoAsync("STORE 1 +FLAGS (a)"), StringComparison.Ordinal);
        Assert.Contains(client.Untagged, static line => line.StartsWith("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft a \\*)]", StringComparison.Ordinal));
        Assert.StartsWith("OK", await client.DoAsync("STORE 1 +FLAGS (b)"), StringComparison.Ordinal);
        Assert.Contains(client.Untagged, static line => line.StartsWith("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft a b)]", StringComparison.Ordinal));
        Assert.StartsWith("NO [LIMIT]", await client.DoAsync("STORE 1 +FLAGS (c)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_literal_that_is_refused_is_swallowed_and_never_becomes_a_command()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0, new() { MaxLiteralOctets = 10 });
        await using (server)
        await using (client)
        {
            await client.SendAsync("a CREATE {20+}\r\nb LOGOUT\r\nc LOGOUT\r\n\r\n");
            Assert.StartsWith("NO [TOOBIG]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Literals_that_all_sessions_send_at_once_have_a_limit_and_short_ones_always_come_through()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxCommandOctetsOfAll = 50_000 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient hoarder = await TestClient.LogInAsync(server);
        await using TestClient other = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await other.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        await hoarder.SendAsync("a SUBSCRIBE {46000}\r\n");
        Assert.StartsWith("NO [TOOBIG]", await hoarder.ReadAnswerAsync("a"), StringComparison.Ordinal); // a name: it counts for nothing
        Assert.StartsWith("OK", await hoarder.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        await hoarder.SendAsync("b SEARCH SUBJECT {46000}\r\n");
        Assert.StartsWith("+ ", await hoarder.ReadLineAsync(), StringComparison.Ordinal);

        await other.SendAsync("a SEARCH SUBJECT {5000}\r\n");
        Assert.StartsWith("NO [LIMIT]", await other.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await other.DoAsync($"SEARCH SUBJECT {{4096+}}\r\n{new string('x', 4096)}"), StringComparison.Ordinal);

        await hoarder.SendAsync(new string('x', 46_000) + "\r\n");
        Assert.StartsWith("OK", await hoarder.ReadAnswerAsync("b"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await hoarder.DoAsync("SELECT INBOX"), StringComparison.Ordinal); // runs alone: the search is over
        Assert.StartsWith("OK", await other.DoAsync($"SEARCH SUBJECT {{36000+}}\r\n{new string('x', 36_000)}"), StringComparison.Ordinal);

        // Nor does one that leaves in the middle keep anything.
        await hoarder.SendAsync("c SEARCH SUBJECT {46000}\r\n");
        Assert.StartsWith("+ ", await hoarder.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("OK", await other.DoAsync("LOGOUT"), StringComparison.Ordinal);
        await hoarder.DisposeAsync();
        await server.WhenSessionsEndedAsync();
        Assert.Equal(0, server.Server.CommandOctets.Held);
    }

    [Fact]
    public async Task One_session_too_many_of_an_account_is_refused()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxSessionsPerAccount = 2 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.LogInAsync(server);
        await using TestClient second = await TestClient.LogInAsync(server);
        await using TestClient third = await TestClient.ConnectAsync(server);
        Assert.StartsWith("NO [LIMIT]", await third.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await second.DoAsync("LOGOUT"), StringComparison.Ordinal);
        Assert.Equal("(closed)", await second.ReadLineAsync());
    }

    [Fact]
    public async Task Copying_a_mailbox_into_itself_ends_at_the_limit_with_nothing_half_copied()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(storeOptions: new() { MaxMailboxMessages = 10 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        await client.AppendAsync("Subject: 1\r\n\r\nMessage 1.\r\n");
        await client.DoAsync("SELECT INBOX");
        for (int i = 0; i < 3; i++)
        {
            Assert.StartsWith("OK [COPYUID ", await client.DoAsync("COPY 1:* INBOX"), StringComparison.Ordinal);
        }

        Assert.StartsWith("NO [LIMIT]", await client.DoAsync("COPY 1:* INBOX"), StringComparison.Ordinal);
        await client.DoAsync("STATUS INBOX (MESSAGES UIDNEXT)");
        Assert.Contains("* STATUS INBOX (MESSAGES 8 UIDNEXT 9)", client.Untagged);
        Assert.StartsWith("OK", await client.DoAsync("COPY 1:2 INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("NO [LIMIT]", await client.AppendAsync("Subject: 11\r\n\r\nMessage 11.\r\n"), StringComparison.Ordinal);
    }
}
