using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The message a FETCH is printing. One object serves all messages of a command: keep nothing of it.</summary>
public sealed class FetchMessage
{
    internal FetchMessage(ImapSession session) => Session = session;

    /// <summary>Whose FETCH it is: tells what the client understands.</summary>
    public ImapSession Session { get; }

    /// <summary>Its number in the view of this session, from 1.</summary>
    public int SequenceNumber { get; internal set; }

    /// <summary>Its UID.</summary>
    public Uid Uid { get; internal set; }

    /// <summary>What rows and bytes are keyed by.</summary>
    public EmailKey Email { get; internal set; }

    /// <summary>RFC822.SIZE, in octets.</summary>
    public long Size { get; internal set; }

    /// <summary>INTERNALDATE in seconds since 1970-01-01T00:00:00Z.</summary>
    public long InternalDateSeconds { get; internal set; }

    /// <summary>INTERNALDATE's zone, in minutes east of UTC.</summary>
    public short InternalDateZoneMinutes { get; internal set; }

    /// <summary>SAVEDATE in seconds since 1970-01-01T00:00:00Z (RFC 8514).</summary>
    public long SaveDateSeconds { get; internal set; }

    /// <summary>MODSEQ.</summary>
    public long ModSeq { get; internal set; }

    /// <summary>Flags, by the numbers of the mailbox's keywords.</summary>
    public FlagBits Flags { get; internal set; }

    /// <summary>True if this session claimed it as \Recent.</summary>
    public bool IsRecent { get; internal set; }

    /// <summary>True when it was expunged elsewhere and the client has not been told (INVARIANTS 9).</summary>
    public bool IsExpunged { get; internal set; }

    /// <summary>The derived row: what Store's <c>DerivedMessage</c> reads. Empty unless an item needs it.</summary>
    public ReadOnlyMemory<byte> Derived { get; internal set; }

    /// <summary>The header row. Empty unless an item needs it.</summary>
    public ReadOnlyMemory<byte> Header { get; internal set; }

    /// <summary>EMAILID and THREADID. The default unless an item needs it.</summary>
    public EmailIdentity Identity { get; internal set; }

    /// <summary>The octets that the item being written asked for by <see cref="BlobRange.InMemory"/>.</summary>
    public ReadOnlyMemory<byte> Loaded { get; internal set; }

    internal IEnumerable<string> MoreKeywords { get; set; } = [];

    /// <summary>Appends <c>FLAGS (...)</c>.</summary>
    public void WriteFlags(System.Buffers.IBufferWriter<byte> output) =>
        Session.View!.Flags.WriteFlags(Flags, MoreKeywords, IsRecent, output);
}
