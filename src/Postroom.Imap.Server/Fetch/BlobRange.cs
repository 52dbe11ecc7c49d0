namespace Postroom.Imap.Server;

/// <summary>Which octets of a message an item wants, and how it gets them.</summary>
public readonly record struct BlobRange
{
    private BlobRange(long offset, long length, bool isLoaded, bool keepsNul) =>
        (Offset, Length, IsLoaded, KeepsNul) = (offset, length, isLoaded, keepsNul);

    /// <summary>From the message's first octet.</summary>
    public long Offset { get; }

    /// <summary>How many; 0 or more.</summary>
    public long Length { get; }

    /// <summary>True: read into memory before <see cref="IFetchItem.Write"/>. False: streamed behind it.</summary>
    public bool IsLoaded { get; }

    /// <summary>True: a NUL stays one. False: it is shown as 0x80 (INVARIANTS 17), as literals hold none.</summary>
    public bool KeepsNul { get; }

    /// <summary>The item writes its name (<c>BODY[1]&lt;0&gt;</c>); a space, <c>{length}</c> CRLF and the octets follow by themselves.</summary>
    public static BlobRange AsLiteral(long offset, long length, bool keepsNul = false) => new(offset, length, isLoaded: false, keepsNul);

    /// <summary>The octets stand in <see cref="FetchMessage.Loaded"/> when the item writes; at most 1 MiB is loaded, the rest is cut.</summary>
    public static BlobRange InMemory(long offset, long length, bool keepsNul = false) => new(offset, length, isLoaded: true, keepsNul);
}
