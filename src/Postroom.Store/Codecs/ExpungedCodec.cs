using Postroom.Imap;

namespace Postroom.Store.Codecs;

/// <summary>Rows of the Expunged table: what one commit took out of one mailbox.</summary>
internal static class ExpungedCodec
{
    private const byte Version = 1;
    private const byte Whole = 1;
    private const byte UidsOnly = 2;
    private const byte WithChunks = 3;
    private const byte WithParts = 4; // a program that takes all of a chunk for gone must not read it

    internal static ReadOnlyMemory<byte> Write(ExpungedRow expunged)
    {
        var row = new RowWriter(Version, 32 + (expunged.Messages.Count * 24));
        row.Number(expunged.Time);
        if (!expunged.IsWhole)
        {
            row.Octet(UidsOnly);
            WriteUids(row, expunged.Uids);
            return row.Written;
        }

        row.Octet(expunged.Kept switch
        {
            null => Whole,
            { ArePartly: true } => WithParts,
            _ => WithChunks,
        });
        WriteUids(row, expunged.Uids);
        if (expunged.Kept is { } kept)
        {
            WriteKept(row, kept);
        }

        string[] keywords = [.. expunged.Messages.SelectMany(static message => message.Keywords).Distinct(StringComparer.Ordinal)];
        row.Number((ulong)keywords.Length);
        foreach (string keyword in keywords)
        {
            row.Text(keyword);
        }

        row.Number((ulong)expunged.Messages.Count);
        uint uid = 0;
        long email = 0;
        long date = 0;
        foreach (ExpungedMessage message in expunged.Messages)
        {
            row.Number(message.Uid.Value - uid);
            row.Signed(message.Email.Value - email);
            row.Number((ulong)message.SystemFlags);
            row.Number((ulong)message.Keywords.Count);
            foreach (string keyword in message.Keywords)
            {
                row.Number((ulong)Array.IndexOf(keywords, keyword));
            }

            row.Number(message.Size);
            row.Signed(message.InternalDateSeconds - date);
            row.Signed(message.ZoneMinutes);
            row.Signed(message.SaveDateSeconds - message.InternalDateSeconds);
            (uid, email, date) = (message.Uid.Value, message.Email.Value, message.InternalDateSeconds);
        }

        return row.Written;
    }

    internal static ExpungedRow Read(long modSeq, ReadOnlySpan<byte> value)
    {
        var row = new RowReader(value, Version);
        long time = row.Long();
        byte form = row.Octet();
        UidSet uids = ReadUids(ref row);
        return form switch
        {
            Whole => new ExpungedRow(modSeq, time, uids, ReadMessages(ref row, modSeq)),
            WithChunks or WithParts => ReadWithChunks(ref row, modSeq, time, uids, arePartly: form == WithParts),
            UidsOnly => new ExpungedRow(modSeq, time, uids, []),
            _ => throw new InvalidDataException("An expunged row of a form that this program does not know."),
        };
    }

    internal static UidSet ReadUids(ref RowReader row)
    {
        var ranges = new NumberRange[row.Count()];
        ulong last = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            ulong first = last + row.UInt();
            last = first + row.UInt();
            ranges[i] = last <= uint.MaxValue && first > 0 ? new((uint)first, (uint)last) : throw new InvalidDataException("A row's UIDs are out of range.");
        }

        return UidSet.From(ranges);
    }

    internal static void WriteUids(RowWriter row, UidSet uids)
    {
        row.Number((ulong)uids.Ranges.Length);
        uint last = 0;
        foreach (NumberRange range in uids.Ranges)
        {
            row.Number(range.First - last);
            row.Number(range.Last - range.First);
            last = range.Last;
        }
    }

    private static void WriteKept(RowWriter row, KeptChunks kept)
    {
        row.Number((ulong)kept.Keywords.Count);
        foreach (string? keyword in kept.Keywords)
        {
            row.Text(keyword ?? "");
        }

        WriteUids(row, kept.Restored);
        row.Number((ulong)kept.Runs.Count);
        foreach (GivenUpChunks run in kept.Runs)
        {
            row.Number(run.Rows);
            row.Number(run.Shift);
            row.Number((ulong)run.Firsts.Length);
            uint uid = run.Shift;
            foreach (uint first in run.Firsts)
            {
                row.Number(first - uid);
                uid = first;
            }

            row.Number(run.Last - uid);
        }
    }

    private static ExpungedRow ReadWithChunks(ref RowReader row, long modSeq, long time, UidSet uids, bool arePartly)
    {
        var keywords = new string?[row.Count()];
        for (int i = 0; i < keywords.Length; i++)
        {
            keywords[i] = row.Text() is { Length: > 0 } keyword ? keyword : null;
        }

        UidSet restored = ReadUids(ref row);
        var runs = new GivenUpChunks[row.Count()];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = ReadRun(ref row);
        }

        return new ExpungedRow(modSeq, time, uids, ReadMessages(ref row, modSeq)) { Kept = new KeptChunks(runs, keywords, restored) { ArePartly = arePartly } };
    }

    private static GivenUpChunks ReadRun(ref RowReader row)
    {
        long rows = row.Long();
        uint shift = row.UInt();
        var firsts = new uint[row.Count()];
        ulong uid = shift;
        for (int i = 0; i < firsts.Length; i++)
        {
            ulong step = row.Number();
            uid += step;
            firsts[i] = step is > 0 and <= uint.MaxValue && uid <= uint.MaxValue ? (uint)uid : throw new InvalidDataException("Chunks that were given up do not ascend.");
        }

        ulong last = uid + row.UInt();
        return firsts.Length > 0 && last <= uint.MaxValue
            ? new GivenUpChunks(rows, shift, (uint)last, firsts)
            : throw new InvalidDataException("A run of chunks that were given up has no end.");
    }

    private static ExpungedMessage[] ReadMessages(ref RowReader row, long modSeq)
    {
        var keywords = new string[row.Count()];
        for (int i = 0; i < keywords.Length; i++)
        {
            keywords[i] = row.Text();
        }

        var messages = new ExpungedMessage[row.Count()];
        ulong uid = 0;
        long email = 0;
        long date = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            uid += row.UInt();
            email += row.Signed();
            var flags = (FlagBits)row.Number();
            string[] names = row.Count() is var count and > 0 ? new string[count] : [];
            for (int n = 0; n < names.Length; n++)
            {
                names[n] = row.Int() is var number && number < keywords.Length ? keywords[number] : throw new InvalidDataException("An expunged row names a keyword that it lacks.");
            }

            long size = row.Long();
            date += row.Signed();
            short zone = (short)row.Signed();
            messages[i] = new ExpungedMessage(
                uid is > 0 and <= uint.MaxValue ? new Uid((uint)uid) : throw new InvalidDataException("An expunged row's UIDs are out of range."), new EmailKey(email), flags, names, size, date, zone, date + row.Signed(), modSeq);
        }

        return messages;
    }
}
