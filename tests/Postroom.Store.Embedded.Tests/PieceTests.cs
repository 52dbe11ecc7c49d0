using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Many pieces of messages in one visit: what stands side by side in a pack comes in one read, and is proven message by message.</summary>
public sealed class PieceTests
{
    private const int Messages = 40;

    [Fact]
    public async Task Pieces_come_as_they_were_asked_for_wherever_they_stand()
    {
        using var folder = new TestFolder();
        await using TestEngine engine = await TestEngine.OpenAsync(folder.Path);
        byte[][] messages = await FillAsync(engine);
        BlobPiece[] pieces =
        [
            .. Enumerable.Range(1, Messages).Select(email => Piece(email, 0, 1 << 20)), // side by side, but for those of several blocks
            .. Enumerable.Range(1, Messages).Reverse().Select(email => Piece(email, 3, 1000)),
            .. Enumerable.Range(1, Messages).Where(static email => email % 3 == 0).Select(email => Piece(email, 0, 100_000)), // with others between
            Piece(1, 0, 5000), Piece(1, 0, 5000), // twice
            Piece(2, 1 << 20, 10), Piece(2, 0, 0), Piece(99, 0, 10), // nothing: behind its end, of no length, unknown
        ];

        using BlobSet set = await engine.Account.ReadBlobsAsync(pieces, default);

        Assert.Equal(pieces.Length, set.Count);
        for (int i = 0; i < pieces.Length; i++)
        {
            byte[] whole = pieces[i].Email.Value <= Messages ? messages[pieces[i].Email.Value - 1] : [];
            Assert.Null(set.Damage(i));
            Assert.Equal(whole.Skip((int)pieces[i].Offset).Take(pieces[i].Length), set.Octets(i).ToArray());
        }
    }

    /// <summary>IMAP shows a NUL as something else in one item, and as it is in another of the same message.</summary>
    [Fact]
    public async Task Each_piece_is_its_readers_to_change()
    {
        using var folder = new TestFolder();
        await using TestEngine engine = await TestEngine.OpenAsync(folder.Path);
        byte[][] messages = await FillAsync(engine);
        using BlobSet set = await engine.Account.ReadBlobsAsync(new[] { Piece(1, 0, 9000), Piece(1, 0, 9000), Piece(2, 0, 9000) }, default);
        set.Octets(0).Span.Clear();
        Assert.Equal(messages[0], set.Octets(1).ToArray());
        Assert.Equal(messages[1], set.Octets(2).ToArray());
    }

    [Theory]
    [InlineData(-20)] // its header
    [InlineData(100)] // its bytes
    public async Task A_damaged_message_costs_its_neighbours_in_the_same_read_nothing(int at)
    {
        using var folder = new TestFolder();
        await using TestEngine engine = await TestEngine.OpenAsync(folder.Path);
        byte[][] messages = await FillAsync(engine);
        string pack = Assert.Single(Directory.GetFiles(engine.Paths.Packs));
        byte[] octets = await File.ReadAllBytesAsync(pack);
        int place = octets.AsSpan().IndexOf(messages[6]) + at;
        await using (var file = new FileStream(pack, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = place;
            file.WriteByte((byte)(octets[place] ^ 4));
        }

        using BlobSet set = await engine.Account.ReadBlobsAsync(Enumerable.Range(1, 20).Select(static email => Piece(email, 0, 1 << 20)).ToArray(), default);

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i == 6, set.Damage(i) is not null);
            Assert.Equal(i == 6 ? [] : messages[i], set.Octets(i).ToArray());
        }
    }

    private static BlobPiece Piece(long email, long offset, int length) => new(new EmailKey(email), offset, length);

    // Mostly small, every seventh of more than one block of checksums, one of no octets.
    private static async Task<byte[][]> FillAsync(TestEngine engine)
    {
        byte[][] messages = [.. Enumerable.Range(1, Messages).Select(static email =>
            TestEngine.Message(email, email == 11 ? 0 : email % 7 == 3 ? 150_000 : 2_000 + (email * 37)))];
        await engine.AppendAsync([.. messages.Select(static (bytes, i) => ((long)i + 1, bytes))]);
        return messages;
    }
}
