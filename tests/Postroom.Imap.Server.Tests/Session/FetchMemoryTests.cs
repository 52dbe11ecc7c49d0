using System.Globalization;
using System.Text;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>One line can ask for one message thousands of times over: the answer is whole, and is not gathered in memory first.</summary>
[Collection(nameof(Alone))]
public class FetchMemoryTests
{
    [Fact]
    public async Task Many_partials_of_one_large_message_are_each_what_they_should_be()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(0);
        await using ImapServerFixture _ = server;
        await using TestClient __ = client;
        string message = Large();
        Assert.StartsWith("OK", await client.AppendAsync(message), StringComparison.Ordinal);
        int[] offsets = [.. Enumerable.Range(0, 40).Select(i => i * 1000)];

        Assert.StartsWith("OK", await client.DoAsync($"FETCH 1 ({string.Join(' ', offsets.Select(i => $"BODY.PEEK[]<{Text(i)}.200000>"))})"), StringComparison.Ordinal);

        var expected = new StringBuilder("* 1 FETCH (");
        foreach (int offset in offsets)
        {
            string piece = message.Substring(offset, Math.Min(200_000, message.Length - offset));
            expected.Append(offset > 0 ? " " : "").Append("BODY[]<").Append(Text(offset)).Append("> {").Append(Text(piece.Length)).Append("}\r\n").Append(piece);
        }

        Assert.Equal(expected.Append(')').ToString(), string.Join("\r\n", client.Untagged));
    }

    [Fact]
    public async Task Many_header_fields_of_a_header_too_large_for_its_row_are_each_what_they_should_be()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(0);
        await using ImapServerFixture _ = server;
        await using TestClient __ = client;
        string header = string.Concat(Enumerable.Range(0, 400).Select(i => $"X-{Text(i)}: {new string('h', 900)}\r\n"));
        Assert.StartsWith("OK", await client.AppendAsync(header + "\r\nbody\r\n"), StringComparison.Ordinal);

        Assert.StartsWith("OK", await client.DoAsync(
            $"FETCH 1 ({string.Join(' ', Enumerable.Range(0, 20).Select(i => $"BODY.PEEK[HEADER.FIELDS (X-{Text(i)})]"))})"), StringComparison.Ordinal);

        string fields = string.Join(' ', Enumerable.Range(0, 20).Select(i =>
            $"BODY[HEADER.FIELDS (X-{Text(i)})] {{{Text(908 + Text(i).Length)}}}\r\nX-{Text(i)}: {new string('h', 900)}\r\n\r\n"));
        Assert.Equal($"* 1 FETCH ({fields})", string.Join("\r\n", client.Untagged));
    }

    [Fact]
    public async Task A_message_asked_for_a_thousand_times_in_one_line_is_not_held_a_thousand_times()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(0);
        await using ImapServerFixture _ = server;
        await using TestClient __ = client;
        Assert.StartsWith("OK", await client.AppendAsync(Large()), StringComparison.Ordinal);
        string items = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"BODY.PEEK[]<{Text(i)}.4294967295>"));

        long before = GC.GetTotalAllocatedBytes();
        await client.SendAsync($"a FETCH 1 ({items})\r\n");
        Assert.Equal("* 1 FETCH (BODY[]<0> {300000}", await client.ReadLineAsync());

        // It has begun to answer: what had to be read first was read. 2,000 pieces of 64 KiB were 128 MiB.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    /// <summary>What is allocated is counted for the whole process.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    private static string Large() => "Subject: large\r\n\r\n" + string.Concat(Enumerable.Range(0, 29_998).Select(i => i.ToString("D8", CultureInfo.InvariantCulture) + "\r\n")) + "\r\n";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
