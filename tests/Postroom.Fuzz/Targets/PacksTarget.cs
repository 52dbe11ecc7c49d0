using System.Globalization;
using System.Text;
using Postroom.Store;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>A log pack that the disk damaged: what is read from it was written, in its order, and what cannot be read is said to be lost.</summary>
internal sealed class PacksTarget : FuzzTarget
{
    private const string Folder = "/packs";
    private const ulong Salt = 0x5EED_5EED_5EED_5EED;
    private static readonly string Path = System.IO.Path.Combine(Folder, PackNames.Of(PackKind.Log, 1));

    public override string Name => "packs";

    public override string Attacks => "the log's packs and the groups in them";

    public override int MaxOctets => 16 << 10;

    public override IReadOnlyList<string> Words { get; } = ["PM", "PMB\0", "PMG\0", "PMC\0", "PMS\0", "PMPACK01", "\0\0\0\0", "\0\0\0\0\0\0\0\0", "\xff\xff\xff\xff", "\xff\xff\xff\x7f", "\xff\xff\xff\xff\xff\xff\xff\x7f", "\x01"];

    public override long MaxAllocated(int octets) => 64 << 20;

    public override byte[] Make(Maker maker)
    {
        var files = new MemoryFiles();
        using PackWriter pack = PackWriter.Create(files, Folder, new PackHeader { Kind = PackKind.Log, Number = 1, FirstSequence = 1, Salt = Salt, Boot = 7 });
        pack.Publish(files, Folder);
        int groups = 1 + maker.Below(6);
        for (int sequence = 1; sequence <= groups; sequence++)
        {
            using var batch = new RecordBatch(pack);
            var blobs = new List<(EmailKey, BlobPlace)>();
            for (int i = maker.Below(3); i > 0; i--)
            {
                var email = new EmailKey((sequence * 10) + i);
                byte[] message = maker.Random(1 + maker.Below(maker.OneIn(3) ? 900 : 60));
                blobs.Add((email, batch.AddBlob(email, message.Length, [message], [Checksum.Of(message)])));
            }

            batch.AddGroup(GroupOf(sequence, blobs));
            pack.Write(batch);
            if (maker.OneIn(2))
                pack.Sync();
        }

        if (maker.OneIn(3))
        {
            using var close = new RecordBatch(pack);
            close.AddClose(writesMayBeLost: false);
            pack.Write(close);
        }

        if (maker.OneIn(2))
            pack.Trim();
        return files[Path] is { Length: > 8 << 10 } reserved ? reserved[..((int)pack.Tail.End + 64)] : files[Path];
    }

    public override ValueTask CheckAsync(FuzzInput input)
    {
        foreach (bool salvages in (bool[])[false, true])
            Replay(input, salvages);
        try
        {
            LoggedGroup group = GroupCodec.Read(input.Octets);
            Demand(GroupCodec.Measure(group) <= input.Octets.Length, "A group is longer than its octets.");
        }
        catch (InvalidDataException) when (!input.IsValid || input.Octets.Length > 0)
        {
            // as it must be for what is no group
        }

        return ValueTask.CompletedTask;
    }

    private static void Replay(FuzzInput input, bool salvages)
    {
        var files = new MemoryFiles { [Path] = input.Octets };
        long last = 0;
        using var replay = new LogReplay(files, Folder, default, (group, position) =>
        {
            Demand(group.Sequence > last, $"Group {group.Sequence} behind {last}.");
            Demand(salvages || group.Sequence == last + 1, $"Group {group.Sequence} behind {last}, and nothing is said of what is between.");
            last = group.Sequence;
            DemandSame(Describe(GroupOf((int)group.Sequence, group.Blobs)), Describe(group), "A group is not what was written");
            Demand(position.Offset <= input.Octets.Length, "A group ends beyond the file.");
        }) { Salvage = salvages };
        replay.Run();
        Demand(!input.IsValid || (replay.Damage is null && last > 0 && replay.Findings.Count == 0), $"A whole pack is damaged: {replay.Damage} {string.Join(' ', replay.Findings)}");
        Demand(replay.Tail.End <= input.Octets.Length, "The log ends beyond the file.");
    }

    private static LoggedGroup GroupOf(int sequence, IReadOnlyList<(EmailKey Email, BlobPlace Place)> blobs) => new()
    {
        Sequence = sequence,
        Boot = 7,
        Rows =
        [
            new RowWrite(StoreTable.Mailbox, new RowKey(sequence), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"row of {sequence}"))),
            new RowWrite(StoreTable.Email, new RowKey(sequence - 1), default(ReadOnlyMemory<byte>?)),
        ],
        Blobs = blobs,
        RemovedBlobs = sequence % 3 == 0 ? [new EmailKey(sequence)] : [],
    };

    private static string Describe(LoggedGroup group)
    {
        byte[] octets = new byte[GroupCodec.Measure(group)];
        GroupCodec.Write(group, octets);
        return Convert.ToHexString(octets);
    }
}
