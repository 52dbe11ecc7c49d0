using Postroom.Store.State;

namespace Postroom.Store.Codecs;

/// <summary>The one row of the Account table.</summary>
internal static class AccountCodec
{
    private const byte Version = 1;

    internal static ReadOnlyMemory<byte> Write(AccountCounters counters)
    {
        var row = new RowWriter(Version);
        row.Number(counters.ModSeq);
        row.Number(counters.ModSeqCeiling);
        row.Number(counters.ModSeqFloor);
        row.Number((ulong)counters.UidValidity);
        row.Number(counters.Email);
        row.Number(counters.Mailbox);
        row.Number(Stored(counters.StorageLimit));
        row.Number(Stored(counters.MessagesLimit));
        row.Number(counters.Generation);
        return row.Written;
    }

    internal static AccountCounters Read(ReadOnlySpan<byte> value)
    {
        var row = new RowReader(value, Version);
        return new AccountCounters
        {
            ModSeq = row.Long(),
            ModSeqCeiling = row.Long(),
            ModSeqFloor = row.Long(),
            UidValidity = row.Long(),
            Email = row.Long(),
            Mailbox = row.Long(),
            StorageLimit = Limit(ref row),
            MessagesLimit = Limit(ref row),
            Generation = row.IsAtEnd ? 0 : row.Long(),
        };
    }

    // One more than the limit, so that 0 is none: the highest number of RFC 9208 (2^63 - 1) fits only without a sign.
    private static ulong Stored(long? limit) => limit is { } number ? (ulong)number + 1 : 0;

    private static long? Limit(ref RowReader row) => row.Number() switch
    {
        0 => null,
        <= 1UL + long.MaxValue and var stored => (long)(stored - 1),
        _ => throw new InvalidDataException("A row's limit is too large."),
    };
}
