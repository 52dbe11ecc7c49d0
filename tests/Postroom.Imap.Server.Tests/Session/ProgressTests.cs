using System.Text;
using Postroom.Store.Memory;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>INPROGRESS (RFC 9585): what takes long says so.</summary>
public class ProgressTests
{
    [Fact]
    public async Task A_search_says_every_12_seconds_how_far_it_is()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 0);
        await using (server)
        await using (client)
        {
            for (int i = 0; i < 15; i++)
            {
                var append = new StringBuilder("APPEND INBOX"); // some chunks more, in all, than a search looks at between two reports
                for (int j = 0; j < 300; j++)
                {
                    append.Append(" {14+}\r\nSubject: x\r\n\r\n");
                }

                Assert.StartsWith("OK", await client.DoAsync(append.ToString()), StringComparison.Ordinal);
            }

            int reads = 0;
            using var said = new SemaphoreSlim(0);
            ((MemoryStoreEngine)server.Engine).Faults.OnRead = () =>
            {
                if (++reads is 17 or 18)
                {
                    PassTime(server, said);
                }
            };
            await client.SendAsync("A001 SEARCH FROM nobody\r\n");
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal("* OK [INPROGRESS (\"A001\" 3840 4500)] Still at work", await client.ReadLineAsync());
                said.Release();
            }

            Assert.StartsWith("OK", await client.ReadAnswerAsync("A001"), StringComparison.Ordinal);
            Assert.Equal(["* SEARCH"], client.Untagged);
        }
    }

    [Theory]
    [InlineData("t]1", "NIL")]
    [InlineData("t1", "\"t1\"")]
    public async Task What_does_not_count_says_that_it_is_at_work(string tag, string name)
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3);
        await using (server)
        await using (client)
        {
            using var said = new SemaphoreSlim(0);
            int reads = 0;
            ((MemoryStoreEngine)server.Engine).Faults.OnRead = () =>
            {
                if (++reads == 1)
                {
                    PassTime(server, said);
                }
            };
            await client.SendAsync($"{tag} SEARCH FROM nobody\r\n");
            Assert.Equal($"* OK [INPROGRESS ({name} NIL NIL)] Still at work", await client.ReadLineAsync());
            said.Release();
            Assert.StartsWith("OK", await client.ReadAnswerAsync(tag), StringComparison.Ordinal);
            Assert.Equal(["* SEARCH"], client.Untagged);
        }
    }

    [Fact]
    public async Task Who_does_nothing_is_told_nothing()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 1);
        await using (server)
        await using (client)
        {
            server.Time.Advance(TimeSpan.FromMinutes(5));
            Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
            Assert.Empty(client.Untagged);
            server.Time.Advance(TimeSpan.FromMinutes(5));
            await client.SendAsync("i IDLE\r\n");
            Assert.Equal("+ idling", await client.ReadLineAsync());
            server.Time.Advance(TimeSpan.FromSeconds(13));
            await client.SendAsync("DONE\r\n");
            Assert.Equal("OK IDLE completed", await client.ReadAnswerAsync("i"));
            Assert.Empty(client.Untagged);
        }
    }

    [Fact]
    public async Task Switched_off_it_is_neither_announced_nor_said()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3, new() { DisabledExtensions = new HashSet<string> { "INPROGRESS" } });
        await using (server)
        await using (client)
        {
            await client.DoAsync("CAPABILITY");
            Assert.DoesNotContain("INPROGRESS", client.Untagged[0], StringComparison.Ordinal);
            int seconds = 13;
            ((MemoryStoreEngine)server.Engine).Faults.OnRead = () => server.Time.Advance(TimeSpan.FromSeconds(Interlocked.Exchange(ref seconds, 0)));
            Assert.StartsWith("OK", await client.DoAsync("SEARCH FROM nobody"), StringComparison.Ordinal);
            Assert.Equal(["* SEARCH"], client.Untagged);
        }
    }

    /// <summary>COMPRESS sends its OK and then waits for the client to take it: what came behind that OK would be taken for compressed octets.</summary>
    [Fact]
    public async Task Nothing_is_said_of_a_command_behind_its_answer()
    {
        var lingering = new LingeringExtension();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(extensions: [lingering]);
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await client.DoAsync("XLINGER"), StringComparison.Ordinal);
        ImapSession session = await lingering.Answered.Task;
        Assert.True(session.TryTellProgress()); // as its deadline does
        lingering.MayEnd.SetResult();
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(client.Untagged);
    }

    private sealed class LingeringExtension : GrammarCommand<NoArguments>, IImapExtension
    {
        public TaskCompletionSource<ImapSession> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "XLINGER";

        public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone;

        public void Register(ImapRegistry imap) => imap.Command("XLINGER", this);

        public override ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken) =>
            new(CommandResult.Ok("XLINGER completed") with
            {
                AfterAnswer = async (answered, _) =>
                {
                    Answered.SetResult(answered);
                    await MayEnd.Task;
                },
            });
    }

    // The search waits here until its client has read what is due.
    private static void PassTime(ImapServerFixture server, SemaphoreSlim said)
    {
        server.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.True(said.Wait(TimeSpan.FromSeconds(30)), "nothing was said");
    }
}
