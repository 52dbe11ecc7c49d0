namespace Postroom.Imap;

/// <summary>UIDBATCHES (RFC 10022 §4).</summary>
/// <param name="Size">Messages of one batch.</param>
/// <param name="Batches">Which batches, the newest messages' is 1; null for all.</param>
public sealed record UidBatchesArguments(uint Size, BatchRange? Batches = null) : IImapArguments<UidBatchesArguments>
{
    // message-batches = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]
    /// <inheritdoc/>
    public static UidBatchesArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        uint size = reader.ReadNzNumber();
        BatchRange? batches = null;
        if (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            uint from = reader.ReadNzNumber();
            reader.Read((byte)':', "\":\"");
            batches = new(from, reader.ReadNzNumber());
        }

        reader.ReadEnd();
        return new(size, batches);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteNumber(Size);
        if (Batches is { } batches)
        {
            writer.WriteSpace();
            writer.WriteNumber(batches.From);
            writer.WriteRaw((byte)':');
            writer.WriteNumber(batches.To);
        }
    }
}

/// <summary>A range of batches, as it was sent: one that ends before it begins deserves BAD [CLIENTBUG] (RFC 10022 §3.1.5).</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
public readonly record struct BatchRange(uint From, uint To);
