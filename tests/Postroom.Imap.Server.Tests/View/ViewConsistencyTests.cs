using System.Globalization;
using System.Text.RegularExpressions;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Several sessions change one mailbox at random; each believes only what it is told, and must never be wrong.</summary>
public partial class ViewConsistencyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_a_client_was_told_is_what_there_is(int seed)
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        var random = new Random(seed);
        Believer[] clients = [await Believer.StartAsync(server), await Believer.StartAsync(server), await Believer.StartAsync(server)];
        for (int step = 0; step < 400; step++)
        {
            await clients[random.Next(clients.Length)].DoSomethingAsync(random);
        }

        await using TestClient fresh = await TestClient.LogInAsync(server);
        await fresh.DoAsync("EXAMINE INBOX");
        await fresh.DoAsync("UID SEARCH ALL");
        string truth = fresh.Untagged.Single(static line => line.StartsWith("* SEARCH", StringComparison.Ordinal));
        foreach (Believer client in clients)
        {
            await client.DoAsync("NOOP");
            await client.LearnAsync();
            Assert.Equal(truth, string.Join(' ', ["* SEARCH", .. client.Uids]));
            await client.DisposeAsync();
        }
    }

    [GeneratedRegex(@"^\* (\d+) FETCH \(.*UID (\d+)")]
    private static partial Regex FetchedUid();

    private sealed class Believer(TestClient client) : IAsyncDisposable
    {
        private int _message;

        /// <summary>What the client believes; 0 where it has not asked yet.</summary>
        public List<uint> Uids { get; } = [];

        public static async Task<Believer> StartAsync(ImapServerFixture server)
        {
            var believer = new Believer(await TestClient.LogInAsync(server));
            await believer.DoAsync("SELECT INBOX");
            return believer;
        }

        public async Task DoSomethingAsync(Random random)
        {
            int one = Uids.Count == 0 ? 0 : random.Next(Uids.Count) + 1;
            switch (random.Next(one == 0 ? 2 : 9))
            {
                case 0:
                    string message = $"Subject: {++_message}\r\n\r\nx\r\n";
                    await DoAsync($"APPEND INBOX {{{message.Length}+}}\r\n{message}");
                    break;
                case 1:
                    await DoAsync("NOOP");
                    break;
                case 2:
                    await DoAsync($"STORE {one} +FLAGS.SILENT (\\Deleted)", "NO [EXPUNGEISSUED]");
                    break;
                case 3:
                    await DoAsync("EXPUNGE");
                    break;
                case 4:
                    await DoAsync($"STORE {one}:* -FLAGS (\\Seen \\Deleted)", "NO [EXPUNGEISSUED]");
                    break;
                case 5:
                    await DoAsync($"COPY {one} INBOX", "NO [EXPUNGEISSUED]");
                    break;
                case 6:
                    await DoAsync($"MOVE {one} INBOX", "NO [EXPUNGEISSUED]");
                    break;
                case 7:
                    await DoAsync("UID SEARCH 1:* SEEN");
                    break;
                default:
                    await DoAsync($"FETCH {one} (UID BODY[TEXT])");
                    break;
            }

            await LearnAsync();
        }

        public async Task LearnAsync()
        {
            if (Uids.Count > 0)
            {
                await DoAsync("FETCH 1:* UID");
                Assert.DoesNotContain(0u, Uids);
            }
        }

        public async Task DoAsync(string command, string? mayAlsoBe = null)
        {
            string answer = await client.DoAsync(command);
            Assert.True(
                answer.StartsWith("OK", StringComparison.Ordinal) || (mayAlsoBe is not null && answer.StartsWith(mayAlsoBe, StringComparison.Ordinal)),
                $"{command}: {answer}");
            foreach (string line in client.Untagged)
            {
                Believe(line);
            }
        }

        public ValueTask DisposeAsync() => client.DisposeAsync();

        private void Believe(string line)
        {
            string[] words = line.Split(' ');
            if (words is ["*", _, "EXISTS"])
            {
                int count = int.Parse(words[1], CultureInfo.InvariantCulture);
                Assert.True(count >= Uids.Count, $"EXISTS {count} with {Uids.Count} known");
                Uids.AddRange(Enumerable.Repeat(0u, count - Uids.Count));
            }
            else if (words is ["*", _, "EXPUNGE"])
            {
                Uids.RemoveAt(int.Parse(words[1], CultureInfo.InvariantCulture) - 1);
            }
            else if (FetchedUid().Match(line) is { Success: true } fetched)
            {
                int at = int.Parse(fetched.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1;
                uint uid = uint.Parse(fetched.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
                Assert.True(Uids[at] == 0 || Uids[at] == uid, $"message {at + 1} was {Uids[at]} and is {uid}");
                Uids[at] = uid;
            }
        }
    }
}
