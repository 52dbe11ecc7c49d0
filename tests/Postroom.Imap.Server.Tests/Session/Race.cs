using Postroom.Store;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>Sessions of one account that send at the same moment, and one more that looks at what came of it.</summary>
internal sealed class Race : IAsyncDisposable
{
    private readonly ImapServerFixture _server;
    private readonly AccountId _account;
    private readonly TestClient[] _rivals;

    private Race(ImapServerFixture server, AccountId account, TestClient judge, TestClient[] rivals) =>
        (_server, _account, Judge, _rivals) = (server, account, judge, rivals);

    /// <summary>Who looks: with INBOX selected read-only.</summary>
    public TestClient Judge { get; }

    /// <summary>What the account's messages come to before anybody sends.</summary>
    public long FirstOctets { get; private init; }

    /// <summary>All have INBOX selected; <paramref name="mailboxes"/> are made beside it.</summary>
    public static async Task<Race> StartAsync(TestStore store, int rivals, int messages, params string[] mailboxes)
    {
        var server = (ImapServerFixture)await store.StartServerAsync(default);
        await server.StartAsync(new(), null);
        AccountId account = await server.AddAccountAsync("u1", "secret");
        TestClient[] clients = await Task.WhenAll(Enumerable.Range(0, rivals + 1).Select(_ => TestClient.LogInAsync(server)));
        TestClient judge = clients[0];
        foreach (string mailbox in mailboxes)
        {
            (await judge.DoAsync($"CREATE {mailbox}")).ShouldStart("OK");
        }

        for (int i = 0; i < messages; i++)
        {
            (await judge.AppendAsync($"Subject: {i}\r\n\r\nMessage {i}.\r\n")).ShouldStart("OK");
        }

        (await judge.DoAsync("EXAMINE INBOX")).ShouldStart("OK");
        (long _, long octets) = await QuotaAsync(server, account);
        var race = new Race(server, account, judge, clients[1..]) { FirstOctets = octets };
        Assert.All(await race.AllAsync(_ => "SELECT INBOX"), static answer => answer.ShouldStart("OK"));
        return race;
    }

    /// <summary>Every rival sends its command; all of them run against each other. Their answers, without tags.</summary>
    public Task<string[]> AllAsync(Func<int, string> command) =>
        Task.WhenAll(Enumerable.Range(0, _rivals.Length).Select(i => Task.Run(() => _rivals[i].DoAsync(command(i)))));

    /// <summary>What a rival was told before its last answer.</summary>
    public IReadOnlyList<string> Told(int rival) => _rivals[rival].Untagged;

    /// <summary>Messages and octets that count.</summary>
    public Task<(long Messages, long Octets)> QuotaAsync() => QuotaAsync(_server, _account);

    public async ValueTask DisposeAsync()
    {
        foreach (TestClient client in _rivals.Append(Judge))
        {
            await client.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    private static async Task<(long Messages, long Octets)> QuotaAsync(ImapServerFixture server, AccountId account)
    {
        await using MailAccount mail = (await server.Store.OpenAsync(account, new Principal(account), default))!;
        return (mail.Quota.Messages, mail.Quota.StorageOctets);
    }
}

/// <summary>How an answer begins, with all of it in the failure.</summary>
internal static class AnswerAssertions
{
    public static void ShouldStart(this string answer, string start) => Assert.StartsWith(start, answer, StringComparison.Ordinal);
}
