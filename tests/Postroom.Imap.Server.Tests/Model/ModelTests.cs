using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>
/// Eight clients do anything to a few mailboxes, which are renamed, deleted and made again meanwhile. What each was told is what there is, from every
/// earlier moment QRESYNC leads there, and what NOTIFY told of all mailboxes is what a fresh LIST tells (RFC 3501 §5.2, §7; RFC 7162; RFC 5465; RFC 9586).
/// </summary>
public sealed class ModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_clients_were_told_is_what_there_is(int seed)
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await RunAsync(server, seed, steps: 5_000);
    }

    [Fact]
    public async Task It_is_so_on_the_embedded_store()
    {
        await using ImapServerFixture server = TestStores.Embedded(Path.Combine(Path.GetTempPath(), "postroom-test-" + Guid.NewGuid().ToString("n")));
        await server.StartAsync(new ImapServerOptions(), null);
        await RunAsync(server, seed: 5, steps: 1_500);
    }

    private static async Task RunAsync(ImapServerFixture server, int seed, int steps)
    {
        await server.AddAccountAsync("u1", "secret");
        await using ModelWorld world = await ModelWorld.StartAsync(server, seed);
        for (int step = 1; step <= steps; step++)
        {
            await world.StepAsync();
            if (step % 50 == 0)
            {
                await world.CompareAsync();
            }
        }
    }
}
