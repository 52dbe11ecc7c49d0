using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>RFC 9051 §6.3.1: a CAPABILITY right after ENABLE "MUST list the same capabilities" as one right before.</summary>
public class EnabledCapabilityTests
{
    [Fact]
    public async Task Enable_changes_no_capability()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        string before = await CapabilityAsync(client);
        foreach (string extension in (string[])["CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4rev2", "UIDONLY"])
        {
            Assert.StartsWith("OK", await client.DoAsync("ENABLE " + extension), StringComparison.Ordinal);
            Assert.Contains(extension, Assert.Single(client.Untagged), StringComparison.Ordinal);
            Assert.Equal(before, await CapabilityAsync(client));
        }
    }

    private static async Task<string> CapabilityAsync(TestClient client)
    {
        Assert.StartsWith("OK", await client.DoAsync("CAPABILITY"), StringComparison.Ordinal);
        return Assert.Single(client.Untagged);
    }
}
