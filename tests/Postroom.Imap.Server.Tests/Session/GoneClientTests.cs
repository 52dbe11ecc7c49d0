using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>A command that works for minutes and says little: what it has said leaves now and then, and it does not go on for a client that has gone.</summary>
public sealed class GoneClientTests
{
    [Fact]
    public async Task What_a_command_has_said_leaves_within_12_seconds_be_it_little()
    {
        var work = new SlowCommand();
        await using ImapServerFixture server = await StartAsync(work);
        await using TestClient client = await TestClient.LogInAsync(server);
        await client.SendAsync("w XSLOW\r\n");
        await work.Said.WaitAsync(TimeSpan.FromSeconds(30));
        server.Time.Advance(TimeSpan.FromSeconds(13));
        Assert.Equal("* 1", await client.ReadLineAsync());
        work.Finish();
        Assert.StartsWith("OK", await client.ReadAnswerAsync("w"), StringComparison.Ordinal);
    }

    /// <summary>It has closed both halves; only what is sent to it can tell that from a client that still reads.</summary>
    [Fact]
    public async Task A_command_ends_when_its_client_turns_out_to_have_gone()
    {
        var work = new SlowCommand();
        await using ImapServerFixture server = await StartAsync(work);
        TestClient client = await TestClient.LogInAsync(server);
        await client.SendAsync("w XSLOW\r\n");
        await work.Said.WaitAsync(TimeSpan.FromSeconds(30));
        await client.DisposeAsync();
        Task over = server.WhenSessionsEndedAsync();
        for (int i = 0; i < 1000 && !over.IsCompleted; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(13)); // the time begins anew when the server reads the end of its input
            await Task.WhenAny(over, Task.Delay(20));
        }

        Assert.True(over.IsCompleted && work.WasCancelled);
    }

    private static async Task<ImapServerFixture> StartAsync(SlowCommand work)
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(extensions: [new SlowExtension(work)]);
        await server.AddAccountAsync("u1", "secret");
        return server;
    }

    private sealed class SlowExtension(SlowCommand work) : IImapExtension
    {
        public string Name => "XSLOW";

        public void Register(ImapRegistry imap) => imap.Command("XSLOW", work);
    }

    /// <summary>Says one line, and works on with the turn of the output, as FETCH does.</summary>
    private sealed class SlowCommand : GrammarCommand<NoArguments>
    {
        private volatile bool _isFinished;

        public override CommandTraits Traits => CommandTraits.AnyState;

        public SemaphoreSlim Said { get; } = new(0);

        public bool WasCancelled { get; private set; }

        public void Finish() => _isFinished = true;

        public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
        {
            await session.Output.EnterAsync(cancellationToken);
            try
            {
                session.Output.Write("* 1\r\n"u8);
                Said.Release();
                while (!_isFinished && !cancellationToken.IsCancellationRequested)
                {
                    await session.Output.FlushIfLargeAsync(CancellationToken.None);
                    await Task.Yield();
                }
            }
            finally
            {
                session.Output.Leave();
            }

            WasCancelled = cancellationToken.IsCancellationRequested;
            return CommandResult.Ok("Done");
        }
    }
}
