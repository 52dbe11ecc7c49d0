using System.Buffers;
using Postroom.Store;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Rows of an account as a store keeps them, the table's number before each: a damaged one is said to be so and does nothing else.</summary>
internal sealed class RowsTarget : FuzzTarget
{
    private readonly List<byte[]> _rows = [];
    private readonly ChunkColumns _columns;

    public RowsTarget()
    {
        var server = new InMemoryServer();
        string mail = "From: Ali <a@b>\r\nSubject: =?utf-8?Q?=C3=A4?=\r\nMessage-ID: <1@a>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--b--\r\n";
        string append = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"APPEND INBOX (\\Seen $Junk kw) \"17-Jul-1996 02:44:25 -0700\" {{{mail.Length}+}}\r\n{mail}\r\n");
        string keywords = string.Join(' ', Enumerable.Range(0, 70).Select(static i => $"k{i}"));
        string script = string.Concat(Enumerable.Repeat("a " + append, 12))
            + $"b SELECT INBOX\r\nc STORE 2 +FLAGS ({keywords})\r\nd CREATE a/b (USE (\\Sent))\r\ne COPY 1:5 a/b\r\nf STORE 3:4 +FLAGS (\\Deleted)\r\ng EXPUNGE\r\nh MOVE 1:2 a/b\r\ni RENAME a c\r\nj SUBSCRIBE c/b\r\nk DELETE c/b\r\n";
        Task talk = server.TalkAsync(Maker.Octets(script), static () => int.MaxValue, account =>
        {
            foreach ((StoreTable table, var rows) in server.Engine.Copy(account).Tables)
                _rows.AddRange(rows.Values.Select(row => (byte[])[(byte)table, .. row.Span]));
        });
        talk.GetAwaiter().GetResult();
        _columns = ChunkCodec.ReadFixed(_rows.First(static row => row[0] == (byte)StoreTable.ChunkFixed && row.Length > 60).AsSpan(1), 0);
    }

    public override string Name => "rows";

    public override string Attacks => "rows of an account's tables";

    public override IReadOnlyList<string> Words { get; } = ["\0", "\x01", "\x02", "\x03", "\x04", "\x7f", "\x80", "\xff", "\x80\x80\x01", "\xff\xff\xff\xff\x0f", "\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "INBOX", "a/../b"];

    public override byte[] Make(Maker maker) => _rows[maker.Below(_rows.Count)];

    public override ValueTask CheckAsync(FuzzInput input)
    {
        if (input.Octets.Length == 0)
            return ValueTask.CompletedTask;
        try
        {
            ReadOnlyMemory<byte>? again = Read((StoreTable)input.Octets[0], input.Octets.AsSpan(1));
            if (input.IsValid && again is { } written)
                DemandSame(Convert.ToHexString(input.Octets.AsSpan(1)), Convert.ToHexString(written.Span), "Written again the row is another");
        }
        catch (InvalidDataException damaged)
        {
            Demand(!input.IsValid, $"A row of {(StoreTable)input.Octets[0]} is refused: {damaged.Message}");
        }

        return ValueTask.CompletedTask;
    }

    // The row as it is written again; null where that takes more than the row.
    private ReadOnlyMemory<byte>? Read(StoreTable table, ReadOnlySpan<byte> row)
    {
        switch (table)
        {
            case StoreTable.Account:
                return AccountCodec.Write(AccountCodec.Read(row));
            case StoreTable.Mailbox:
                return MailboxCodec.Write(MailboxCodec.Read(new MailboxKey(1), row, 0));
            case StoreTable.ChunkFixed:
                return ChunkCodec.WriteFixed(ChunkCodec.ReadFixed(row, 0), 0);
            case StoreTable.ChunkState:
                ChunkState(row);
                return default(ReadOnlyMemory<byte>?);
            case StoreTable.Email:
                return EmailCodec.Write(EmailCodec.Read(row));
            case StoreTable.Thread:
                return EmailCodec.WriteThread(EmailCodec.ReadThread(row));
            case StoreTable.Expunged:
                return ExpungedCodec.Write(ExpungedCodec.Read(5, row));
            case StoreTable.NameHistory:
                return NameCodec.WriteHistory(NameCodec.ReadHistory(row));
            case StoreTable.Subscription:
                return NameCodec.WriteSubscription(NameCodec.ReadSubscription(row));
            case StoreTable.Idempotency:
                (long time, CommitResult result) = IdempotencyCodec.Read(row);
                return IdempotencyCodec.Write(time, result);
            case StoreTable.Overlay:
                return OverlayCodec.Write(OverlayCodec.Read(row));
            case StoreTable.Derived:
                Derived(row);
                return default(ReadOnlyMemory<byte>?);
            case StoreTable.Header:
                Header(row);
                return default(ReadOnlyMemory<byte>?);
            case StoreTable.Original:
                var restored = new ArrayBufferWriter<byte>();
                var restorer = new LineEndings.Restorer(row);
                restorer.Restore("a\r\nb\r\n\r\n"u8, restored);
                restorer.Complete(restored);
                return default(ReadOnlyMemory<byte>?);
            default:
                return default(ReadOnlyMemory<byte>?);
        }
    }

    // Its messages are those of a chunk of the same mailbox; another chunk's row is refused for its number.
    private void ChunkState(ReadOnlySpan<byte> row)
    {
        int count = new RowReader(row, 1).Count();
        if (count == _columns.Count)
            _ = ChunkCodec.ReadState(row, _columns, 0, new Dictionary<uint, ushort[]>());
    }

    private static void Derived(ReadOnlySpan<byte> row)
    {
        var derived = new DerivedMessage(row);
        _ = derived.Parts.Root;
        _ = derived.Parts.ToList();
        foreach (uint[] path in (uint[][])[[], [1], [2], [2, 1], [1, 1, 1], [7]])
        {
            _ = derived.Parts.TryFind(path, out _);
            _ = derived.Parts.TryFindMessage(path, out _);
        }
    }

    private static void Header(ReadOnlySpan<byte> row)
    {
        var header = new HeaderBlock(row);
        foreach ((Range octets, int nameLength) in header)
            Demand(!header.IsKept || nameLength <= header.Octets[octets].Length, "A field's name is longer than the field.");
    }
}
