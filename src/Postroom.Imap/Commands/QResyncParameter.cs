namespace Postroom.Imap;

/// <summary>SELECT's QRESYNC (RFC 7162 §3.2.5): what the client knows of the mailbox.</summary>
/// <param name="UidValidity">Nothing of the rest counts if this is not the mailbox's.</param>
/// <param name="ModSeq">The client knows every change up to here.</param>
/// <param name="KnownUids">It cares for these only; null: for all.</param>
/// <param name="KnownPairs">Some messages' sequence numbers and, by place, their UIDs as the client knows them; both ascending.</param>
public sealed record QResyncParameter(UidValidity UidValidity, ModSeq ModSeq, SequenceSet? KnownUids = null, KnownPairs? KnownPairs = null)
    : CommandOption(OptionName)
{
    /// <summary>QRESYNC.</summary>
    public const string OptionName = "QRESYNC";

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("QRESYNC ("u8);
        writer.WriteNumber(UidValidity.Value);
        writer.WriteSpace();
        writer.WriteNumber(ModSeq.Value);
        if (KnownUids is not null)
        {
            writer.WriteSpace();
            writer.WriteSequenceSet(KnownUids);
        }

        if (KnownPairs is { } pairs)
        {
            writer.WriteRaw(" ("u8);
            writer.WriteSequenceSet(pairs.Numbers);
            writer.WriteSpace();
            writer.WriteSequenceSet(pairs.Uids);
            writer.WriteRaw((byte)')');
        }

        writer.WriteRaw((byte)')');
    }

    // "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
    // Leniency: a MODSEQ of 0 is taken, as clients send it that know nothing.
    /// <summary>Reads what stands behind the name.</summary>
    public static QResyncParameter Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        reader.ReadOpen();
        var validity = new UidValidity(reader.ReadNzNumber("a UIDVALIDITY"));
        reader.ReadSpace();
        ModSeq modSeq = reader.ReadModSeq();
        SequenceSet? uids = null;
        KnownPairs? pairs = null;
        if (reader.TryReadSpace())
        {
            if (!reader.Peek((byte)'('))
            {
                uids = reader.ReadUidSequence();
                pairs = reader.TryReadSpace() ? Imap.KnownPairs.Read(ref reader) : null;
            }
            else
            {
                pairs = Imap.KnownPairs.Read(ref reader);
            }
        }

        reader.ReadClose();
        return new(validity, modSeq, uids, pairs);
    }
}

/// <summary>seq-match-data: sequence numbers and the UIDs that a client had for them.</summary>
/// <param name="Numbers">Ascending.</param>
/// <param name="Uids">As many, ascending.</param>
public sealed record KnownPairs(SequenceSet Numbers, SequenceSet Uids)
{
    // seq-match-data = "(" known-sequence-set SP known-uid-set ")": "Both MUST be provided in ascending order" (RFC 7162 §3.2.5.2)
    internal static KnownPairs Read(ref ImapReader reader)
    {
        reader.ReadOpen();
        SequenceSet numbers = ReadAscending(ref reader, out long count);
        reader.ReadSpace();
        SequenceSet uids = ReadAscending(ref reader, out long uidCount);
        if (count != uidCount)
        {
            throw reader.Wanted("as many UIDs as message numbers");
        }

        reader.ReadClose();
        return new(numbers, uids);
    }

    private static SequenceSet ReadAscending(ref ImapReader reader, out long count)
    {
        SequenceSet set = reader.ReadUidSequence();
        count = 0;
        uint last = 0;
        foreach ((uint from, uint to) in set.Ranges)
        {
            if (from <= last || to < from)
            {
                throw reader.Wanted("numbers in ascending order");
            }

            count += (long)to - from + 1;
            last = to;
        }

        return set;
    }
}
