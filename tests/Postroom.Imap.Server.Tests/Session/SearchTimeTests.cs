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
}
