using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Postroom.Imap;

namespace Postroom.Store.Codecs;

/// <summary>Rows of the Mailbox table.</summary>
internal static class MailboxCodec
{
    private const byte Version = 1;
    private const byte WithStretches = 2; // a program that knows no stretches must not take such a row for whole
    private const byte WithGivenUp = 3; // nor one that would take rows of expunged messages for the mailbox's

    internal static ReadOnlyMemory<byte> Write(MailboxInfo info)
    {
        byte version = !info.GivenUp.IsEmpty ? WithGivenUp : !info.MoreStretches.IsEmpty ? WithStretches : Version;
        var row = new RowWriter(version, 128);
        row.Wide(info.Id.Value);
        row.Text(info.Name.Value);
        row.Octet(info.IsSelectable ? (byte)1 : (byte)0);
        Texts(row, info.SpecialUse);
        row.Number(info.UidValidity.Value);
        row.Number(info.UidNext);
        row.Number(info.HighestModSeq);
        row.Number(info.RowModSeq);
        row.Number(info.HistoryFloor);
        row.Number((ulong)info.Messages);
        row.Number(info.Size);
        row.Number((ulong)info.Deleted);
        row.Number((ulong)info.Unseen);
        row.Number(info.RecentFrom);
        row.Number((ulong)info.Recent);
        Texts(row, [.. info.Keywords.Select(static keyword => keyword ?? "")]);
        row.Octet((byte)info.Kind);
        row.Number(info.FirstUnseen);
        row.Number((ulong)info.PrivateFlags);
        Principals(row, info);
        if (version >= WithStretches)
        {
            Stretches(row, info.MoreStretches);
        }

        if (version >= WithGivenUp)
        {
            ExpungedCodec.WriteUids(row, info.GivenUp);
        }

        return row.Written;
    }

    /// <param name="key">The row's key.</param>
    /// <param name="value">The row.</param>
    /// <param name="modSeqFloor">No mailbox has a lower HIGHESTMODSEQ (INVARIANTS 1).</param>
    internal static MailboxInfo Read(MailboxKey key, ReadOnlySpan<byte> value, long modSeqFloor)
    {
        byte version = value is [WithStretches or WithGivenUp, ..] ? value[0] : Version;
        var row = new RowReader(value, version);
        var info = new MailboxInfo
        {
            Key = key,
            Id = new MailboxId(row.Wide()),
            Name = row.MailboxName(),
            IsSelectable = row.Octet() != 0,
            SpecialUse = Texts(ref row),
            UidValidity = row.UidValidity(),
            UidNext = row.Long(),
            HighestModSeq = Math.Max(row.Long(), modSeqFloor),
            RowModSeq = row.Long(),
            HistoryFloor = row.Long(),
            Messages = row.Int(),
            Size = row.Long(),
            Deleted = row.Int(),
            Unseen = row.Int(),
            RecentFrom = row.Long(),
            Recent = row.Int(),
            Keywords = Keywords(ref row),
        };
        if (row.IsAtEnd)
        {
            return info with { FirstUnseen = info.Unseen > 0 ? 1 : 0 }; // not known: the next change looks from there on
        }

        byte kind = row.Octet();
        return info with
        {
            Kind = kind <= (byte)MailboxKind.View ? (MailboxKind)kind : throw new InvalidDataException($"A mailbox of kind {kind}, which this program does not know."),
            FirstUnseen = row.Long(),
            PrivateFlags = (FlagBits)row.Number(),
            LastPrincipal = row.Int(),
            Principals = ReadPrincipals(ref row),
            MoreStretches = version >= WithStretches ? Stretches(ref row) : [],
            GivenUp = version >= WithGivenUp ? ExpungedCodec.ReadUids(ref row) : UidSet.Empty,
        };
    }

    private static void Principals(RowWriter row, MailboxInfo info)
    {
        row.Number((ulong)info.LastPrincipal);
        row.Number((ulong)info.Principals.Count);
        foreach (MailboxPrincipal principal in info.Principals)
        {
            row.Wide(principal.Account.Value);
            row.Number((ulong)principal.Number);
            row.Number((ulong)principal.Rights);
            row.Number(principal.Since);
            row.Number(principal.HighestModSeq);
            row.Number((ulong)principal.Seen);
            row.Number(principal.FirstUnseen);
        }
    }

    private static MailboxPrincipal[] ReadPrincipals(ref RowReader row)
    {
        int count = row.Count();
        MailboxPrincipal[] principals = count == 0 ? [] : new MailboxPrincipal[count];
        for (int i = 0; i < principals.Length; i++)
        {
            principals[i] = new MailboxPrincipal(new AccountId(row.Wide()), row.Int(), (Right)row.Int(), row.Long(), row.Long(), row.Int(), row.Long());
        }

        return principals;
    }

    private static void Stretches(RowWriter row, ImmutableArray<ChunkStretch> stretches)
    {
        row.Number((ulong)stretches.Length);
        uint last = 0;
        foreach (ChunkStretch stretch in stretches)
        {
            row.Number(stretch.First - last);
            row.Number(stretch.Rows);
            row.Number(stretch.First - stretch.Shift);
            row.Number(stretch.ModSeq);
            last = stretch.First;
        }
    }

    private static ImmutableArray<ChunkStretch> Stretches(ref RowReader row)
    {
        var stretches = new ChunkStretch[row.Count()];
        ulong first = 0;
        for (int i = 0; i < stretches.Length; i++)
        {
            first += row.Number();
            long rows = row.Long();
            ulong inRows = row.Number();
            stretches[i] = first <= uint.MaxValue && inRows <= first && (i == 0 || first > stretches[i - 1].First)
                ? new ChunkStretch((uint)first, rows, (uint)(first - inRows), row.Long())
                : throw new InvalidDataException("A mailbox's stretches do not ascend.");
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(stretches);
    }

    private static void Texts(RowWriter row, IReadOnlyList<string> texts)
    {
        row.Number((ulong)texts.Count);
        foreach (string text in texts)
        {
            row.Text(text);
        }
    }

    private static string[] Texts(ref RowReader row)
    {
        int count = row.Count();
        string[] texts = count == 0 ? [] : new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = row.Text();
        }

        return texts;
    }

    private static string?[] Keywords(ref RowReader row)
    {
        string?[] keywords = Texts(ref row);
        for (int i = 0; i < keywords.Length; i++)
        {
            keywords[i] = keywords[i] is { Length: > 0 } keyword ? keyword : null;
        }

        return keywords;
    }
}
