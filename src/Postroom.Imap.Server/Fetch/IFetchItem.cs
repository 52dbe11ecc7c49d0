using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>One thing that FETCH was asked for, printed for message after message (RFC 3501 §6.4.5).</summary>
/// <remarks>
/// Made once per command from what the client wrote (<see cref="ImapRegistry.FetchItem"/>) and used by one task. It decides
/// nothing about batches, rows, back-pressure or \Seen: the FETCH loop does, from <see cref="Needs"/> and <see cref="SetsSeen"/>.
/// </remarks>
public interface IFetchItem
{
    /// <summary>What must be read before <see cref="Write"/>.</summary>
    FetchNeeds Needs { get; }

    /// <summary>True for what counts as reading the message: BODY[...] and RFC822.TEXT without PEEK (RFC 3501 §6.4.5).</summary>
    bool SetsSeen => false;

    /// <summary>True if asking for it shows that the client is aware of CONDSTORE (RFC 7162 §3.1).</summary>
    bool EnablesCondStore => false;

    /// <summary>For an item with <see cref="FetchNeeds.Blob"/>: which octets of this message; null when there are none (it prints NIL or "").</summary>
    BlobRange? Locate(FetchMessage message) => null;

    /// <summary>Appends <c>NAME value</c> without a space before or after; only the name where <see cref="Locate"/> gave <see cref="BlobRange.AsLiteral"/>.</summary>
    void Write(FetchMessage message, IBufferWriter<byte> output);
}
