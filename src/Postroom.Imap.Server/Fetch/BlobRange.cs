using Postroom.Mime;

namespace Postroom.Imap.Server;

/// <summary>Which octets of a message an item wants, and how it gets them.</summary>
public readonly record struct BlobRange
{
    private readonly long _decodedOctets;

    private BlobRange(long offset, long length, bool isLoaded, bool keepsNul) =>
        (Offset, Length, IsLoaded, KeepsNul) = (offset, length, isLoaded, keepsNul);

    private BlobRange(long offset, long length, long skippedOctets, long sentOctets, TransferEncoding encoding)
        : this(offset, length, isLoaded: false, keepsNul: true) => (SkippedOctets, _decodedOctets, Encoding) = (skippedOctets, sentOctets, encoding);

    /// <summary>From the message's first octet.</summary>
    public long Offset { get; }

    /// <summary>How many; 0 or more.</summary>
    public long Length { get; }

    /// <summary>True: read into memory before <see cref="IFetchItem.Write"/>. False: streamed behind it.</summary>
    public bool IsLoaded { get; }

    /// <summary>True: a NUL stays one, in a literal8. False: it is shown as 0x80 (INVARIANTS 17), as literals hold none.</summary>
    public bool KeepsNul { get; }

    /// <summary>What is undone on the way out; null: nothing, the octets go out as they lie.</summary>
    internal TransferEncoding? Encoding { get; }

    /// <summary>Decoded octets that are passed over.</summary>
    internal long SkippedOctets { get; }

    /// <summary>How many octets go out.</summary>
    internal long SentOctets => Encoding is null ? Length : _decodedOctets;

    /// <summary>
    /// The item writes its name (<c>BODY[1]&lt;0&gt;</c>); a space, <c>{length}</c> CRLF and the octets follow by themselves:
    /// <c>~{length}</c> where <paramref name="keepsNul"/> and a NUL is among them.
    /// </summary>
    public static BlobRange AsLiteral(long offset, long length, bool keepsNul = false) => new(offset, length, isLoaded: false, keepsNul);

    /// <summary>The octets stand in <see cref="FetchMessage.Loaded"/> when the item writes; at most 1 MiB is loaded, the rest is cut.</summary>
    public static BlobRange InMemory(long offset, long length, bool keepsNul = false) => new(offset, length, isLoaded: true, keepsNul);

    /// <summary>Likewise a literal or literal8, of what the octets are once their transfer encoding is undone (RFC 3516 §4.3).</summary>
    /// <param name="offset">From the message's first octet.</param>
    /// <param name="length">Octets as they lie.</param>
    /// <param name="encoding">One that can be undone.</param>
    /// <param name="skippedOctets">Decoded octets before the first that is wanted.</param>
    /// <param name="sentOctets">Decoded octets that are wanted; all of them are there.</param>
    internal static BlobRange AsDecoded(long offset, long length, TransferEncoding encoding, long skippedOctets, long sentOctets) =>
        new(offset, length, skippedOctets, sentOctets, encoding);
}
