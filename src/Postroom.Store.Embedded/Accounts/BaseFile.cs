using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>
/// NUMBER.base: mail.db's rows as they stood after one group, so that compaction may remove the log packs before it and mail.db can still
/// be made again from packs/ alone. Derived and Header rows are not in it: they are made again from the messages.
/// </summary>
internal sealed class BaseFile : IDisposable
{
    private readonly PackReader _pack;

    private BaseFile(PackReader pack) => _pack = pack;

    /// <summary>The sequence of the last group whose rows it has.</summary>
    internal long Sequence => _pack.Header.FirstSequence;

    /// <summary>The newest readable one; null when there is none.</summary>
    internal static BaseFile? Newest(IFileSystem files, string folder)
    {
        string? name = files.List(folder).Where(static name => PackNames.TryParse(name, out PackKind kind, out _) && kind == PackKind.Base).Max(StringComparer.Ordinal);
        return name is null ? null : new BaseFile(PackReader.Open(files, folder, name));
    }

    /// <summary>Writes the rows that <paramref name="reader"/> sees and removes older base files.</summary>
    internal static void Write(IFileSystem files, string folder, long number, AccountReader reader, CancellationToken cancellationToken)
    {
        reader.InOneTransaction(() =>
        {
            long sequence = reader.Position().Sequence;
            using PackWriter pack = PackWriter.Create(
                files, folder, new PackHeader { Kind = PackKind.Base, Number = number, FirstSequence = sequence });
            foreach (TableShape shape in TableShape.All.Where(static shape => shape.Table is not (StoreTable.Derived or StoreTable.Header)))
            {
                WriteTable(pack, reader, shape.Table, sequence, cancellationToken);
            }

            WritePlaces(pack, reader, sequence, cancellationToken);
            pack.Publish(files, folder);
        });
        foreach (string name in files.List(folder))
        {
            if (PackNames.TryParse(name, out PackKind kind, out long other) && kind == PackKind.Base && other < number)
            {
                files.Delete(Path.Combine(folder, name));
            }
        }
    }

    /// <summary>Puts its rows into an empty mail.db and returns the position behind which the log goes on.</summary>
    internal LogPosition Restore(AccountDatabase database)
    {
        using IFile file = _pack.File;
        var position = new LogPosition(Sequence, 0, 0, 0, 0, 0, _pack.Header.Boot);
        for (long at = PackHeader.Octets; at < file.Length;)
        {
            if (!_pack.TryReadHeader(at, file.Length, out RecordHeader record, out _) || _pack.ReadBody(at, record) is not { } body)
            {
                throw new InvalidDataException($"{_pack.Name}: the rows at octet {at} are damaged.");
            }

            database.Apply(GroupCodec.Read(body), position with { Sequence = 0 });
            at += record.Footprint;
        }

        return position;
    }

    public void Dispose() => _pack.File.Dispose();

    private static void WriteTable(PackWriter pack, AccountReader reader, StoreTable table, long sequence, CancellationToken cancellationToken)
    {
        var from = new RowKey(long.MinValue, long.MinValue);
        var to = new RowKey(long.MaxValue, long.MaxValue);
        for (bool more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var rows = new RowSet();
            reader.ScanStored(table, from, to, rows);
            more = rows.HasMore;
            if (rows.Count == 0)
            {
                return;
            }

            var writes = new RowWrite[rows.Count];
            for (int i = 0; i < writes.Length; i++)
            {
                writes[i] = new RowWrite(table, rows.Key(i), rows.Value(i));
            }

            RowKey last = rows.Key(rows.Count - 1);
            from = last.Minor == long.MaxValue ? new RowKey(last.Major + 1, long.MinValue) : last with { Minor = last.Minor + 1 };
            Write(pack, new LoggedGroup { Sequence = sequence, Boot = 0, Rows = writes, Blobs = [], RemovedBlobs = [] });
        }
    }

    private static void WritePlaces(PackWriter pack, AccountReader reader, long sequence, CancellationToken cancellationToken)
    {
        EmailKey last = default;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<(EmailKey Email, BlobPlace Place)> places = reader.Places(last);
            if (places.Count == 0)
            {
                return;
            }

            last = places[^1].Email;
            Write(pack, new LoggedGroup { Sequence = sequence, Boot = 0, Rows = [], Blobs = places, RemovedBlobs = [] });
        }
    }

    private static void Write(PackWriter pack, LoggedGroup rows)
    {
        using var batch = new RecordBatch(pack);
        batch.AddGroup(rows, RecordType.Rows);
        pack.Write(batch);
    }
}
