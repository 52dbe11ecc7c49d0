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
        row.Number((counters.StorageLimit ?? -1) + 1);
        row.Number((counters.MessagesLimit ?? -1) + 1);
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
            StorageLimit = Limit(row.Long()),
            MessagesLimit = Limit(row.Long()),
            Generation = row.IsAtEnd ? 0 : row.Long(),
        };
    }

    private static long? Limit(long stored) => stored == 0 ? null : stored - 1;
}
