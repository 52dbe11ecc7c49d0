using Postroom.Store;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>LIST and LSUB over thousands of names: whatever the pattern is, others are served meanwhile, and it ends when nobody wants the answer.</summary>
public class ListWorkTests
{
    private const int Mailboxes = 2000, Sessions = 20, Answers = 10;
    private static readonly string Hostile = "\"\" \"" + string.Concat(Enumerable.Repeat("*a", 480)) + "*b\"";

    /// <summary>The bystander's answers are counted against those of the hostile sessions: a clock would tell of the machine.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("LIST")]
    [InlineData("LSUB")]
    public async Task Hostile_patterns_of_many_sessions_do_not_hold_up_a_bystander(string command)
    {
        await using ImapServerFixture server = await StartAsync();
        using var over = new CancellationTokenSource();
        int answered = 0;
        Task[] hostile = [.. Enumerable.Range(0, Sessions).Select(_ => Task.Run(async () =>
        {
            await using TestClient client = await TestClient.LogInAsync(server);
            while (!over.IsCancellationRequested)
            {
                Assert.StartsWith("OK", await client.DoAsync($"{command} {Hostile}"), StringComparison.Ordinal);
                Assert.Empty(client.Untagged);
                Interlocked.Increment(ref answered);
            }
        }))];

        await using TestClient bystander = await TestClient.ConnectAsync(server);
        Assert.StartsWith("OK", await bystander.DoAsync("LOGIN u2 secret"), StringComparison.Ordinal);
        while (Volatile.Read(ref answered) < Sessions)
        {
            await bystander.DoAsync("NOOP"); // until all are at it
        }

        int before = Volatile.Read(ref answered);
        for (int i = 0; i < Answers; i++)
        {
            Assert.StartsWith("OK", await bystander.DoAsync("STATUS INBOX (MESSAGES)"), StringComparison.Ordinal);
        }

        int meanwhile = Volatile.Read(ref answered) - before;
        await over.CancelAsync();
        await Task.WhenAll(hostile);
        Assert.InRange(meanwhile, 0, Answers * Sessions / 2);
    }

    /// <summary>The time is over before the first name: NO [LIMIT], and not one line that a client could take for all there is.</summary>
    [Theory]
    [InlineData("LIST \"\" *")]
    [InlineData("LSUB \"\" *")]
    public async Task A_list_that_takes_too_long_is_refused_whole_and_the_session_goes_on(string command)
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0, new() { SearchTimeLimit = TimeSpan.Zero });
        await using (server)
        await using (client)
        {
            Assert.StartsWith("OK", await client.DoAsync("SUBSCRIBE INBOX"), StringComparison.Ordinal);
            Assert.StartsWith("NO [LIMIT]", await client.DoAsync(command), StringComparison.Ordinal);
            Assert.Empty(client.Untagged);
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        }
    }

    /// <summary>Stopped, or reset by the client, in the middle of a LIST: it is not gone through to the end.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_ends_when_the_server_stops_or_the_client_is_gone(bool isClientGone)
    {
        var gate = new Gate();
        ImapServerFixture server = await StartAsync(gate);
        var stream = (System.Net.Sockets.NetworkStream)await server.ConnectOverTcpAsync();
        await stream.WriteAsync("a LOGIN u1 secret\r\nb LIST \"\" *\r\n"u8.ToArray());
        await gate.Begun.WaitAsync(TimeSpan.FromSeconds(60));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.Session!.Ending.Register(ended.SetResult);
        if (isClientGone)
        {
            stream.Socket.Close(timeout: 0); // a reset: who only ends his own sending still gets his answers
            await ended.Task;
            gate.Open();
            await server.DisposeAsync();
        }
        else
        {
            Task stopped = server.DisposeAsync().AsTask();
            await ended.Task;
            gate.Open();
            await stopped;
            await stream.DisposeAsync();
        }

        Assert.InRange(gate.Names, 1, Mailboxes / 2);
    }

    // Names that the hostile pattern goes through to their ends.
    private static async Task<ImapServerFixture> StartAsync(IImapExtension? extension = null)
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(extensions: extension is null ? [] : [extension]);
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await server.AddAccountAsync("u2", "secret");
        await using MailAccount mail = await server.Store.OpenAsync(account, new Principal(account), CancellationToken.None)
            ?? throw new InvalidOperationException("There is no account.");
        string[] names = [.. Enumerable.Range(0, Mailboxes).Select(static i => new string('a', 900) + i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        List<Change> changes = [];
        foreach (string name in names)
        {
            changes.Add(new CreateMailbox(MailboxName.Parse(name), []));
            changes.Add(new ChangeSubscription(MailboxName.Parse(name), IsSubscribed: true));
        }

        Assert.True((await mail.CommitAsync(new Commit(changes), CancellationToken.None)).IsDone);
        return server;
    }

    // Stops the first LIST at its first name until the test lets it go on, and counts the names that it shows.
    private sealed class Gate : IImapExtension
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();
        private int _names;

        public string Name => "X-GATE";

        public ImapSession? Session { get; private set; }

        public Task Begun => _begun.Task;

        public int Names => Volatile.Read(ref _names);

        public void Open() => _open.Set();

        public void Register(ImapRegistry imap)
        {
            imap.Capability("X-GATE", session => (Session = session) is not null); // asked by the greeting
            imap.ListAttribute((_, _) =>
            {
                Interlocked.Increment(ref _names);
                _begun.TrySetResult();
                _open.Wait();
            });
        }
    }
}
