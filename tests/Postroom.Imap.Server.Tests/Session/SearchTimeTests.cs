using Postroom.Store.Memory;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>SEARCH has a time limit (docs/limits.md), on the server's clock.</summary>
public class SearchTimeTests
{
    [Theory]
    [InlineData("FROM nobody")]
    [InlineData("TEXT nobody")]
    [InlineData("SENTSINCE 1-Jan-1990")]
    public async Task A_search_that_takes_longer_than_30_seconds_is_refused_whole_and_the_session_goes_on(string keys)
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3);
        await using (server)
        await using (client)
        {
            int seconds = 29;
            ((MemoryStoreEngine)server.Engine).Faults.OnRead = () => server.Time.Advance(TimeSpan.FromSeconds(Interlocked.Exchange(ref seconds, 0)));
            Assert.StartsWith("OK", await client.DoAsync($"SEARCH {keys}"), StringComparison.Ordinal);

            Volatile.Write(ref seconds, 31);
            Assert.StartsWith("NO [LIMIT]", await client.DoAsync($"SEARCH {keys}"), StringComparison.Ordinal);
            Assert.DoesNotContain(client.Untagged, static line => line.StartsWith("* SEARCH", StringComparison.Ordinal));

            Assert.StartsWith("OK", await client.DoAsync("SEARCH SEEN"), StringComparison.Ordinal);
            Assert.Contains("* SEARCH", client.Untagged);
        }
    }

    /// <summary>All searches share memory for what they read: who finds none left waits, which counts as his time, and all of it comes back.</summary>
    [Fact]
    public async Task A_search_that_waits_for_memory_too_long_is_refused_and_others_go_on()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3);
        await using (server)
        await using (client)
        {
            long all = server.Server.SearchMemory.FreeOctets;
            long taken = await server.Server.SearchMemory.TakeAsync(all, default);
            Task<string> search = client.DoAsync("SEARCH FROM nobody");
            while (!search.IsCompleted)
            {
                server.Time.Advance(TimeSpan.FromSeconds(31));
                await Task.WhenAny(search, Task.Delay(20)); // it may not have begun when the clock was moved
            }

            Assert.StartsWith("NO [LIMIT]", await search, StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("SEARCH SEEN"), StringComparison.Ordinal); // needs none
            server.Server.SearchMemory.Return(taken);
            Assert.StartsWith("OK", await client.DoAsync("SEARCH FROM nobody SENTSINCE 1-Jan-1990 TEXT nobody"), StringComparison.Ordinal);
            Assert.Equal(all, server.Server.SearchMemory.FreeOctets);
        }
    }

    [Fact]
    public async Task Many_sessions_search_through_memory_for_one()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3, new() { MaxSearchOctets = 1 });
        await using (server)
        await using (client)
        {
            int reading = 0;
            ((MemoryStoreEngine)server.Engine).Faults.OnRead = () =>
            {
                Assert.Equal(0, server.Server.SearchMemory.FreeOctets);
                Assert.Equal(1, Interlocked.Increment(ref reading));
                Interlocked.Decrement(ref reading);
            };
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
            {
                await using TestClient one = await TestClient.LogInAsync(server);
                Assert.StartsWith("OK", await one.DoAsync("EXAMINE INBOX"), StringComparison.Ordinal);
                for (int round = 0; round < 10; round++)
                {
                    string keys = ((i + round) % 3) switch { 0 => "OR FROM nobody TEXT 2", 1 => "SENTSINCE 1-Jan-1990 FROM nobody", _ => "BODY Message" };
                    Assert.StartsWith("OK", await one.DoAsync("SEARCH " + keys), StringComparison.Ordinal);
                }
            })));
            Assert.Equal(1, server.Server.SearchMemory.FreeOctets);
        }
    }
}
