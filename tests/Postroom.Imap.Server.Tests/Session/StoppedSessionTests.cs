using System.Text;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>A session that has ended does not go on with what its client had sent ahead: nobody is left to answer.</summary>
public sealed class StoppedSessionTests
{
    [Fact]
    public async Task What_waits_when_the_session_stops_is_not_begun()
    {
        var count = new CountCommand();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(extensions: [.. ImapExtensions.All, new CountExtension(count)]);
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.SendAsync(new StringBuilder().Insert(0, "x XCOUNT\r\n", 200).ToString());
        ImapSession session = await count.First.WaitAsync(TimeSpan.FromSeconds(20));
        session.End(Net.ConnectionEndReason.Shutdown, "Enough");
        count.Release();
        await session.WhenAccountLeft.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, count.Begun);
    }

    private sealed class CountExtension(CountCommand command) : IImapExtension
    {
        public string Name => "XCOUNT";

        public void Register(ImapRegistry imap) => imap.Command("XCOUNT", command);
    }

    private sealed class CountCommand : GrammarCommand<NoArguments>
    {
        private readonly TaskCompletionSource<ImapSession> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _begun;

        public override CommandTraits Traits => CommandTraits.AnyState;

        public Task<ImapSession> First => _first.Task;

        public int Begun => _begun;

        public void Release() => _release.SetResult();

        public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _begun);
            _first.TrySetResult(session);
            await _release.Task;
            return CommandResult.Ok("Counted");
        }
    }
}
