using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Postroom.Server.Tests.Hostile;

/// <summary>Lines, literals, numbers and octets that no client has any business sending.</summary>
[Collection(HostileCollection.Name)]
public sealed class HostileLineTests(HostileServer server)
{
    private static readonly byte[] Much = Encoding.Latin1.GetBytes(new string('x', 64 << 10));

    [Fact]
    public Task A_line_that_never_ends_before_login() => server.EndureAsync(async () =>
    {
        await using HostileClient stranger = await HostileClient.ConnectAsync(server.Imap);
        Task<string> bye = stranger.ReadByeAsync();
        await stranger.FloodAsync(Much, 1000);
        Assert.StartsWith("* BYE", await bye, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_line_that_never_ends_after_login() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        await client.SendAsync("a NOOP ");
        await client.FloodAsync(Much, 8);
        await server.BystanderIsServedAsync();
        Task<string> answer = client.ReadAnswerAsync("a");
        await client.FloodAsync(Much, 1000);
        Assert.StartsWith("BAD [LIMIT]", await answer, StringComparison.Ordinal);
        await client.ReadByeAsync();
    });

    [Fact]
    public Task Lines_over_the_limit_are_bad_one_after_the_other() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        foreach (string command in (string[])["NOOP", "SELECT", "CREATE", "SEARCH SUBJECT", "UID FETCH", "ID", "LIST \"\"", "X"])
        {
            Assert.StartsWith("BAD [LIMIT]", await client.DoAsync($"{command} {new string('y', 900_000)}"), StringComparison.Ordinal);
        }

        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
    });

    [Fact]
    public Task Lines_and_literals_that_stop_halfway_in_all_sessions_of_an_account() => server.EndureAsync(async () =>
    {
        List<HostileClient> clients = [];
        string literals = string.Concat(Enumerable.Repeat("{65536+}\r\n" + new string('z', 65536) + " ", 15));
        for (int i = 0; i < 49; i++)
        {
            clients.Add(await HostileClient.LogInAsync(server.Imap));
            await clients[i].SendAsync("a SEARCH SUBJECT " + (i % 2 == 0 ? literals : new string('x', 65_000)));
        }

        await server.BystanderIsServedAsync();
        await EndAsync(clients);
    });

    /// <summary>Three thousand sessions, each with most of a line of 64 KiB and never its end: some wait with it, the others are told that it is too long.</summary>
    [Fact]
    public Task Lines_that_stop_halfway_in_three_thousand_sessions() => server.EndureAsync(async () =>
    {
        byte[] begun = Encoding.Latin1.GetBytes("a LOGIN u0 secret\r\nb SEARCH SUBJECT " + new string('x', 60_000));
        var clients = new ConcurrentBag<HostileClient>();
        await Parallel.ForAsync(0, 3000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            HostileClient client = await HostileClient.ConnectAsync(server.Imap);
            clients.Add(client);
            await client.SendAsync(begun);
            Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        });
        await server.BystanderIsServedAsync();

        // Short commands go on, and long ones do when there is room again.
        await using HostileClient another = await HostileClient.SelectAsync(server.Imap);
        Assert.StartsWith("OK", await another.DoAsync($"SEARCH SUBJECT {new string('y', 8_000)}"), StringComparison.Ordinal);
        await EndAsync(clients);
        while (!(await another.DoAsync($"SEARCH SUBJECT {new string('y', 60_000)}")).StartsWith("OK", StringComparison.Ordinal))
        {
            await server.BystanderIsServedAsync();
        }
    });

    [Theory]
    [InlineData("{99999999999999999999}")]
    [InlineData("{99999999999999999999+}")]
    [InlineData("{18446744073709551616+}")]
    [InlineData("{18446744073709551626}")]
    [InlineData("{9223372036854775808+}")]
    [InlineData("{4294967297+}")]
    [InlineData("{-1}")]
    [InlineData("{-1+}")]
    [InlineData("{+5}")]
    [InlineData("{ 5}")]
    [InlineData("{0x5}")]
    [InlineData("{5")]
    [InlineData("{}")]
    [InlineData("~{99999999999999999999+}")]
    public Task A_literal_of_no_possible_size(string literal) => server.EndureAsync(async () =>
    {
        foreach (string command in (string[])["LOGIN", "APPEND INBOX", "CREATE", "SEARCH SUBJECT", "NOSUCH"])
        {
            await using HostileClient client = command == "LOGIN" ? await HostileClient.ConnectAsync(server.Imap) : await HostileClient.SelectAsync(server.Imap);
            await client.SendAsync($"a {command} {literal}\r\nb NOOP\r\n");
            string first = await client.ReadLineAsync();
            Assert.True(
                first.StartsWith("a BAD", StringComparison.Ordinal) || first.StartsWith("a NO", StringComparison.Ordinal) || first.StartsWith("* BYE", StringComparison.Ordinal),
                $"{command} {literal}: {first}");
            string next = await client.ReadLineAsync();
            Assert.True(next.StartsWith("b OK", StringComparison.Ordinal) || next is ['*', ' ', 'B', 'Y', 'E', ..] or "(closed)", $"{command} {literal}: {next}");
        }
    });

    /// <summary>Modulo 2^32 or 2^64 each of them would be message 1.</summary>
    [Theory]
    [InlineData("FETCH 4294967297 FLAGS")]
    [InlineData("FETCH 18446744073709551617 FLAGS")]
    [InlineData("FETCH 99999999999999999999 FLAGS")]
    [InlineData("FETCH 0 FLAGS")]
    [InlineData("FETCH -1 FLAGS")]
    [InlineData("FETCH 1:-1 FLAGS")]
    [InlineData("UID FETCH 4294967297 FLAGS")]
    [InlineData("UID FETCH 1:99999999999999999999 FLAGS")]
    [InlineData("FETCH 1 BODY[4294967297]")]
    [InlineData("FETCH 1 BODY[0]")]
    [InlineData("FETCH 1 BODY[-1]")]
    [InlineData("FETCH 1 BODY[]<99999999999999999999.1>")]
    [InlineData("FETCH 1 BODY[]<-1.1>")]
    [InlineData("FETCH 1 BODY[]<0.-1>")]
    [InlineData("FETCH 1 BODY[]<0.0>")]
    [InlineData("FETCH 1 (FLAGS) (CHANGEDSINCE 9223372036854775808)")]
    [InlineData("STORE 4294967297 FLAGS (\\Deleted)")]
    [InlineData("STORE 1 (UNCHANGEDSINCE -1) FLAGS (\\Deleted)")]
    [InlineData("SEARCH LARGER -1")]
    [InlineData("SEARCH LARGER 99999999999999999999")]
    [InlineData("SEARCH 4294967297")]
    [InlineData("SEARCH MODSEQ 99999999999999999999")]
    [InlineData("SEARCH OLDER 4294967297")]
    [InlineData("COPY 4294967297 INBOX")]
    [InlineData("MOVE 4294967297 INBOX")]
    [InlineData("UID EXPUNGE 4294967297")]
    [InlineData("SELECT INBOX (QRESYNC (4294967297 1))")]
    public Task A_number_out_of_range_is_never_another(string command) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        Assert.StartsWith("BAD", await client.DoAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
        Assert.DoesNotContain(client.Untagged, static line => line.Contains("\\Deleted", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("CREATE nul\0name")]
    [InlineData("CREATE \"nul\0name\"")]
    [InlineData("CREATE {8+}\r\nnul\0name")]
    [InlineData("NOOP\0")]
    [InlineData("NO\0OP")]
    [InlineData("SELECT INBOX\0")]
    [InlineData("SELECT {6+}\r\nINBOX\0")]
    [InlineData("STORE 1 FLAGS (\\Deleted\0)")]
    [InlineData("STORE 1 FLAGS (a\0b)")]
    [InlineData("SEARCH SUBJECT \"a\0\"")]
    [InlineData("LIST \"\" {2+}\r\n*\0")]
    [InlineData("RENAME INBOX {8+}\r\nnul\0name")]
    [InlineData("ID (\"name\" {3+}\r\na\0b)")]
    public Task Nul_is_no_end_of_anything(string command) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        Assert.Matches("^(BAD|NO)", await client.DoAsync(command));
        Assert.StartsWith("OK", await client.DoAsync("LIST \"\" nul*"), StringComparison.Ordinal);
        Assert.Empty(client.Untagged);
        Assert.StartsWith("OK", await client.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
        Assert.DoesNotContain(client.Untagged, static line => line.Contains("\\Deleted", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("a LOGIN u1\0x secret")]
    [InlineData("a LOGIN \"u1\0x\" secret")]
    [InlineData("a LOGIN {4+}\r\nu1\0x secret")]
    [InlineData("a LOGIN u1 {7+}\r\nsecret\0")]
    [InlineData("a AUTHENTICATE PLAIN AHUxAAB4AHNlY3JldA==")] // \0u1\0\0x\0secret
    public Task A_name_or_password_with_nul_in_it_lets_nobody_in(string login) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.ConnectAsync(server.Imap);
        await client.SendAsync(login + "\r\n");
        Assert.Matches("^(BAD|NO)", await client.ReadAnswerAsync("a"));
        Assert.StartsWith("BAD", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    });

    /// <summary>A lone LF ends a line, as some clients send it; a lone CR is an octet that stands nowhere.</summary>
    [Fact]
    public Task Bare_cr_and_bare_lf() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        await client.SendAsync("a NOOP\rb NOOP\r\n");
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        await client.SendAsync("c NOOP\nd NOOP\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("c"), StringComparison.Ordinal);
        Assert.Empty(client.Untagged);
        Assert.StartsWith("OK", await client.ReadAnswerAsync("d"), StringComparison.Ordinal);
        await client.SendAsync("e CREATE \"x\ry\"\r\nf NOOP\r\r\n\r\n\n\rg NOOP\r\n");
        Assert.Matches("^(BAD|NO)", await client.ReadAnswerAsync("e"));
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("f"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("LIST \"\" x*"), StringComparison.Ordinal);
        Assert.DoesNotContain(client.Untagged, static line => line.StartsWith("* LIST", StringComparison.Ordinal));
        await client.FloodAsync("\r"u8.ToArray().AsMemory(), 1);
        await client.FloodAsync(Enumerable.Repeat((byte)'\r', 100_000).ToArray(), 1);
        await client.SendAsync("\n");
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("SEARCH ", "(", ")")]
    [InlineData("SEARCH ", "NOT ", "")]
    [InlineData("SEARCH ", "OR ", "")]
    [InlineData("FETCH 1 ", "(", ")")]
    [InlineData("STORE 1 FLAGS ", "(", ")")]
    [InlineData("LIST ", "(", ")")]
    [InlineData("STATUS INBOX ", "(", ")")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS ", "(", ")")]
    [InlineData("SELECT INBOX ", "(", ")")]
    [InlineData("NOTIFY SET ", "(", ")")]
    [InlineData("ID ", "(", ")")]
    [InlineData("APPEND INBOX ", "(", ")")]
    [InlineData("FETCH 1 BODY[", "1.", "")]
    public Task A_hundred_thousand_parentheses_deep(string command, string open, string close) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        Assert.StartsWith("BAD", await client.DoAsync(command + string.Concat(Enumerable.Repeat(open, 100_000)) + "ALL"), StringComparison.Ordinal);
        int room = 65_000 / (open.Length + close.Length);
        string within = command + string.Concat(Enumerable.Repeat(open, room)) + string.Concat(Enumerable.Repeat(close, room));
        Assert.StartsWith("BAD", await client.DoAsync(within), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
    });

    [Fact]
    public Task Ten_thousand_pipelined_commands_written_before_anything_is_read() => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        var all = new StringBuilder();
        for (int i = 0; i < 10_000; i++)
        {
            all.Append('p').Append(i).Append((i % 4) switch { 0 => " NOOP\r\n", 1 => " FETCH 1 FLAGS\r\n", 2 => " UID SEARCH ALL\r\n", _ => " NOSUCH\r\n" });
        }

        await client.SendAsync(all.ToString());
        await server.BystanderIsServedAsync();
        var answered = new HashSet<int>(); // a SEARCH may be overtaken
        while (answered.Count < 10_000)
        {
            string line = await client.ReadLineAsync();
            if (line.StartsWith('p'))
            {
                string[] words = line[1..].Split(' ');
                int command = int.Parse(words[0], CultureInfo.InvariantCulture);
                Assert.True(answered.Add(command), line);
                Assert.Equal(command % 4 == 3 ? "BAD" : "OK", words[1]);
            }
            else
            {
                Assert.StartsWith("* ", line, StringComparison.Ordinal);
            }
        }
    });

    /// <summary>49 sessions, each with a thousand commands of some kilobytes behind one whose answer it does not take.</summary>
    [Fact]
    public Task Long_commands_that_wait_in_all_sessions_of_an_account() => server.EndureAsync(async () =>
    {
        string mailbox = "waiting";
        await using (HostileClient first = await HostileClient.LogInAsync(server.Imap))
        {
            Assert.StartsWith("OK", await first.DoAsync($"CREATE {mailbox}"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await first.AppendAsync(mailbox, "Subject: x\r\n\r\n", new string('b', 998) + "\r\n", 8000), StringComparison.Ordinal);
        }

        string set = string.Join(',', Enumerable.Range(1, 12_000).Where(static n => n % 2 == 1));
        byte[] searches = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat($"w UID SEARCH UID {set}\r\n", 40)));
        List<HostileClient> clients = [];
        List<Task> floods = [];
        for (int i = 0; i < 48; i++)
        {
            HostileClient client = await HostileClient.SelectAsync(server.Imap, mailbox);
            clients.Add(client);
            await client.SendAsync("f FETCH 1 BODY.PEEK[]\r\ng FETCH 1 BODY.PEEK[]\r\n");
            floods.Add(client.FloodAsync(searches, 1)); // until nobody takes any more
        }

        await server.BystanderIsServedAsync();
        await EndAsync(clients);
        await Task.WhenAll(floods);
    });

    /// <summary>A line has room for five thousand items, and each of 256 messages is large enough to go out by itself: a million places in messages, of which few are looked up ahead.</summary>
    [Fact]
    public Task Thousands_of_items_of_many_large_messages_in_one_line() => server.EndureAsync(async () =>
    {
        await using HostileClient filler = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await filler.DoAsync("CREATE items"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await filler.AppendAsync("items", "Subject: x\r\n\r\n", new string('i', 998) + "\r\n", 135), StringComparison.Ordinal);
        Assert.StartsWith("OK", await filler.DoAsync("SELECT items"), StringComparison.Ordinal);
        for (int messages = 1; messages < 256; messages *= 2)
        {
            Assert.StartsWith("OK", await filler.DoAsync("COPY 1:* items"), StringComparison.Ordinal);
        }

        byte[] fetch = Encoding.Latin1.GetBytes($"f FETCH 1:* ({string.Join(' ', Enumerable.Repeat("BODY.PEEK[]", 5000))})\r\n");
        List<HostileClient> clients = [];
        for (int i = 0; i < 8; i++)
        {
            clients.Add(await HostileClient.SelectAsync(server.Imap, "items"));
            await clients[i].SendAsync(fetch);
        }

        foreach (HostileClient client in clients)
        {
            Assert.True(await client.ReadOctetAsync()); // it has begun to answer, so it has looked up what it will
        }

        await server.BystanderIsServedAsync();
        await EndAsync(clients);
        Assert.StartsWith("OK", await filler.DoAsync("DELETE items"), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("1:*,")]
    [InlineData("*:1,")]
    [InlineData("*,")]
    [InlineData("1,1:1,")]
    public Task A_set_of_a_megabyte(string range) => server.EndureAsync(async () =>
    {
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        string megabyte = string.Concat(Enumerable.Repeat(range, (1 << 20) / range.Length));
        foreach (string command in (string[])["FETCH {0} FLAGS", "UID FETCH {0} FLAGS", "SEARCH {0}", "STORE {0} +FLAGS (x)", "COPY {0} INBOX"])
        {
            Assert.StartsWith("BAD", await client.DoAsync(command.Replace("{0}", megabyte + "1", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        // As many as a line has room for: each message once.
        string many = string.Concat(Enumerable.Repeat(range, 65_000 / range.Length)) + "1";
        Assert.StartsWith("OK", await client.DoAsync($"FETCH {many} FLAGS"), StringComparison.Ordinal);
        Assert.Single(client.Untagged);
        Assert.StartsWith("OK", await client.DoAsync($"UID SEARCH UID {many}"), StringComparison.Ordinal);
        Assert.Single(client.Untagged);
    });

    private static async Task EndAsync(IEnumerable<HostileClient> clients)
    {
        foreach (HostileClient client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
