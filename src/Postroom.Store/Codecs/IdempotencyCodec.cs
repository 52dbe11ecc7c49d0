using System.Buffers.Binary;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Codecs;

/// <summary>Rows of the Idempotency table: when a commit was done, and what it answered.</summary>
internal static class IdempotencyCodec
{
    private const byte Version = 1;

    internal static RowKey KeyOf(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes);
        return new RowKey(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
    }

    internal static ReadOnlyMemory<byte> Write(long time, CommitResult result)
    {
        var row = new RowWriter(Version);
        row.Number(time);
        row.Number(result.ModSeq.Value);
        row.Number((ulong)result.Outcomes.Count);
        foreach (Outcome outcome in result.Outcomes)
        {
            Write(row, outcome);
        }

        return row.Written;
    }

    internal static (long Time, CommitResult Result) Read(ReadOnlySpan<byte> value)
    {
        var row = new RowReader(value, Version);
        long time = row.Long();
        var modSeq = new ModSeq((ulong)row.Long());
        var outcomes = new Outcome[row.Count()];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Read(ref row);
        }

        return (time, new CommitResult(modSeq, outcomes));
    }

    internal static long ReadTime(ReadOnlySpan<byte> value) => new RowReader(value, Version).Long();

    private static void Write(RowWriter row, Outcome outcome)
    {
        switch (outcome)
        {
            case MessageAdded added:
                row.Octet(1);
                row.Number(added.UidValidity.Value);
                row.Number(added.Uid.Value);
                row.Wide(added.EmailId.Value);
                break;
            case FlagsChanged changed:
                row.Octet(2);
                ExpungedCodec.WriteUids(row, changed.Changed);
                ExpungedCodec.WriteUids(row, changed.Refused);
                ExpungedCodec.WriteUids(row, changed.Missing);
                break;
            case MessagesCopied copied:
                row.Octet(3);
                row.Number(copied.TargetUidValidity.Value);
                ExpungedCodec.WriteUids(row, copied.SourceUids);
                ExpungedCodec.WriteUids(row, copied.TargetUids);
                break;
            case MessagesExpunged expunged:
                row.Octet(4);
                ExpungedCodec.WriteUids(row, expunged.Uids);
                break;
            case MailboxCreated created:
                row.Octet(5);
                row.Wide(created.Mailbox.Value);
                row.Number(created.UidValidity.Value);
                break;
            case RecentClaimed claimed:
                row.Octet(6);
                row.Number(claimed.FirstRecent?.Value ?? 0UL);
                break;
            default:
                row.Octet(outcome switch
                {
                    MailboxDeleted => 7,
                    MailboxRenamed => 8,
                    SubscriptionChanged => 9,
                    QuotaSet => 10,
                    RightsGiven => 11,
                    PrivateFlagsSet => 12,
                    _ => throw new InvalidOperationException($"{outcome.GetType().Name} cannot be kept under an idempotency key."),
                });
                break;
        }
    }

    private static Outcome Read(ref RowReader row)
    {
        switch (row.Octet())
        {
            case 1:
                return new MessageAdded(row.UidValidity(), row.Uid(), new EmailId(row.Wide()));
            case 2:
                return new FlagsChanged(ExpungedCodec.ReadUids(ref row), ExpungedCodec.ReadUids(ref row), ExpungedCodec.ReadUids(ref row));
            case 3:
                return new MessagesCopied(row.UidValidity(), ExpungedCodec.ReadUids(ref row), ExpungedCodec.ReadUids(ref row));
            case 4:
                return new MessagesExpunged(ExpungedCodec.ReadUids(ref row));
            case 5:
                return new MailboxCreated(new MailboxId(row.Wide()), row.UidValidity());
            case 6:
                return new RecentClaimed(row.UInt() is var first and > 0 ? new Uid(first) : null);
            case 7:
                return new MailboxDeleted();
            case 8:
                return new MailboxRenamed();
            case 9:
                return new SubscriptionChanged();
            case 10:
                return new QuotaSet();
            case 11:
                return new RightsGiven();
            case 12:
                return new PrivateFlagsSet();
            default:
                throw new InvalidDataException("A kept answer of a kind that this program does not know.");
        }
    }
}
