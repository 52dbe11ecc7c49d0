namespace Postroom.Imap.Server;

/// <summary>What an item of a message wants.</summary>
/// <param name="Message">Its place in the batch.</param>
/// <param name="Item">Its place among the items.</param>
/// <param name="Range">Where the octets lie.</param>
/// <param name="Piece">Their place in what is read together; <see cref="IsLarge"/>, or <see cref="IsLate"/>: read when its turn comes.</param>
internal readonly record struct LocatedBlob(int Message, int Item, BlobRange Range, int Piece)
{
    /// <summary>In place of a piece: it goes out by itself.</summary>
    internal const int IsLarge = -1;

    /// <summary>In place of a piece.</summary>
    internal const int IsLate = -2;
}
