using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>Replies come off the wire the same however they are cut up; garbage ends in an error that says so.</summary>
public sealed class WireReaderTests
{
    private const string Wire =
        "* OK [CAPABILITY IMAP4rev1] ready {5}\r\n* 1 FETCH (BODY[1] {5}\r\na\r\n\0b BODY[2] {0}\r\n UID 7)\r\n+ go {3}\r\n* SEARCH\r\na OK done {1}\r\n";

    private static readonly string[] Replies =
    [
        "* OK [CAPABILITY IMAP4rev1] ready {5}",
        "* 1 FETCH (BODY[1] {5}\r\na\r\n\0b BODY[2] {0}\r\n UID 7)",
        "+ go {3}",
        "* SEARCH",
        "a OK done {1}",
    ];

    [Fact]
    public async Task Whole_in_single_octets_and_cut_anywhere()
    {
        byte[] octets = Encoding.Latin1.GetBytes(Wire);
        Assert.Equal(Replies, await ReadAsync([octets]));
        Assert.Equal(Replies, await ReadAsync([.. octets.Select(o => new[] { o })]));
        for (int cut = 1; cut < octets.Length; cut++)
            Assert.Equal(Replies, await ReadAsync([octets[..cut], octets[cut..]]));
    }

    [Fact]
    public async Task An_end_in_the_middle_is_told_from_one_between_replies()
    {
        byte[] octets = Encoding.Latin1.GetBytes(Wire);
        int[] ends = [.. Enumerable.Range(1, Replies.Length).Select(n => Replies.Take(n).Sum(r => r.Length + 2))];
        for (int cut = 1; cut < octets.Length; cut++)
        {
            if (ends.Contains(cut))
                Assert.Equal(Array.IndexOf(ends, cut) + 1, (await ReadAsync([octets[..cut]])).Count);
            else
                await Assert.ThrowsAsync<ReplyFormException>(() => ReadAsync([octets[..cut]]));
        }
    }

    [Fact]
    public void Garbage_is_read_or_refused_and_never_anything_else()
    {
        var pieces = Gen.OneOf(
            Gen.Elements("* ", "a ", "+ ", "OK ", "FETCH ", "(", ")", "[", "]", "\"", "\\", "{3}\r\n", "{", "}", " ", "\r\n", "\r", "\n", "\0", "\u00ff", "NIL", "...", "1", "~{1}\r\n"),
            ArbMap.Default.GeneratorFor<byte>().Select(b => ((char)b).ToString()));
        Arbitrary<string> wires = pieces.ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(wires, wire => Survives(wire)));
    }

    private static bool Survives(string wire)
    {
        try
        {
            _ = ReplyParser.Parse(wire);
        }
        catch (ReplyFormException refused)
        {
            return refused.Message.Length > 0;
        }

        return true;
    }

    private static async Task<List<string>> ReadAsync(byte[][] chunks)
    {
        var reader = new WireReader(new ChunkStream(chunks));
        var replies = new List<string>();
        while (await reader.ReadReplyAsync(CancellationToken.None) is { } reply)
            replies.Add(reply);
        return replies;
    }

    /// <summary>Gives each chunk to a read of its own.</summary>
    private sealed class ChunkStream(byte[][] chunks) : MemoryStream
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next == chunks.Length)
                return ValueTask.FromResult(0);
            chunks[_next].CopyTo(buffer);
            return ValueTask.FromResult(chunks[_next++].Length);
        }
    }
}
