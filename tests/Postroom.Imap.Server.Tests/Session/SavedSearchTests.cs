using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>What is kept for "$" has a bound over all sessions (RFC 5182 §2.5, §4).</summary>
public sealed class SavedSearchTests
{
    private const int Messages = 140; // every other one: 70 runs, beyond the 64 that are free

    [Fact]
    public async Task Beyond_the_bound_nothing_is_saved_and_what_ends_makes_room()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(Messages, new() { MaxSavedSearchOctets = Messages / 2 * 8 });
        await using (server)
        await using (client)
        {
            string others = string.Join(',', Enumerable.Range(0, Messages / 2).Select(static i => (i * 2) + 1));
            string find = $"SEARCH RETURN (SAVE) {others}";
            await using TestClient second = await TestClient.LogInAsync(server);
            Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await second.DoAsync("SELECT INBOX"), StringComparison.Ordinal);

            Assert.StartsWith("OK", await client.DoAsync(find), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync(find), StringComparison.Ordinal); // in place of the one before
            Assert.StartsWith("OK", await second.DoAsync("SEARCH RETURN (SAVE) 1,3"), StringComparison.Ordinal);
            Assert.StartsWith("NO [NOTSAVED]", await second.DoAsync(find), StringComparison.Ordinal);
            Assert.StartsWith("OK", await second.DoAsync("SEARCH RETURN (COUNT) $"), StringComparison.Ordinal);
            Assert.Contains(second.Untagged, static line => line.EndsWith("COUNT 0", StringComparison.Ordinal));

            Assert.StartsWith("OK", await client.DoAsync("UNSELECT"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await second.DoAsync(find), StringComparison.Ordinal);
        }
    }
}
