using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Packs;

/// <summary>
/// Reads the log from a position on and hands out its groups. It stops at the first record that does not continue, and says whether that is
/// a torn end (nothing of it was acknowledged) or damage (something behind it proves that it was).
/// </summary>
/// <param name="files">The file layer.</param>
/// <param name="folder">packs/.</param>
/// <param name="from">What mail.db has.</param>
/// <param name="apply">Called with each group in order and the position behind it.</param>
internal sealed class LogReplay(IFileSystem files, string folder, LogPosition from, Action<LoggedGroup, LogPosition> apply) : IDisposable
{
    private readonly List<string> _findings = [];
    private PackTail _boundary;

    /// <summary>The first group's sequence in what was read; 0 when there was none.</summary>
    internal long FirstSequence { get; private set; }

    /// <summary>Where the log ends, Close records included; its pack is <see cref="LastPack"/>.</summary>
    internal PackTail Tail { get; private set; }

    /// <summary>The pack that the log ends in; null when there is no log yet.</summary>
    internal PackReader? LastPack { get; private set; }

    /// <summary>Behind the last group, or what mail.db has if that is more.</summary>
    internal LogPosition Position { get; private set; }

    /// <summary>How far <see cref="LastPack"/> was surely on disk.</summary>
    internal long SyncedEnd { get; private set; }

    /// <summary>True when the last record says that the log was closed in good order (or there is no log).</summary>
    internal bool IsClosed { get; private set; } = true;

    /// <summary>True when an earlier open found that writes may be lost, and no group came since.</summary>
    internal bool WritesMayBeLost { get; private set; }

    /// <summary>In which boot the log was last written.</summary>
    internal ulong Boot { get; private set; }

    /// <summary>What proves that acknowledged records cannot be read; null when all is well.</summary>
    internal string? Damage { get; private set; }

    /// <summary>What was cut or skipped, a line each.</summary>
    internal IReadOnlyList<string> Findings => _findings;

    /// <summary>Goes on behind damage with the next record whose checksums are right: for repair, when what is lost is lost.</summary>
    internal bool Salvage { get; init; }

    /// <summary>Groups that the log lost while mail.db had them are named: they matter when mail.db is made again from here.</summary>
    internal bool TellsGaps { get; init; }

    /// <summary>What this process knows to be void from here on in the last pack: a commit that failed and could not be voided on disk.</summary>
    internal (long Pack, long Offset)? VoidFrom { get; init; }

    internal void Run()
    {
        (Position, Boot) = (from, from.Boot);
        List<PackReader> packs = OpenLogs();
        int start = from.Pack == 0 ? 0 : packs.FindIndex(pack => pack.Header.Number >= from.Pack);
        if (from.Pack != 0 && start < 0)
        {
            Damage = $"The log pack {from.Pack} and those behind it are missing.";
            return;
        }

        for (int i = start; i < packs.Count && Damage is null; i++)
        {
            Read(packs[i], i + 1 < packs.Count ? packs[i + 1].Header : null);
        }

        foreach (PackReader pack in packs.Where(pack => pack != LastPack))
        {
            pack.File.Dispose();
        }
    }

    public void Dispose() => LastPack?.File.Dispose();

    private List<PackReader> OpenLogs()
    {
        var packs = new List<PackReader>();
        foreach (string name in files.List(folder))
        {
            if (PackNames.TryParse(name, out PackKind kind, out long number) && kind == PackKind.Log && number >= from.Pack)
            {
                try
                {
                    packs.Add(PackReader.Open(files, folder, name));
                }
                catch (InvalidDataException e)
                {
                    Damage = e.Message; // it had its name only after it was on disk
                    _findings.Add(e.Message);
                }
            }
        }

        if (Salvage)
        {
            Damage = null;
        }

        packs.Sort(static (a, b) => a.Header.Number.CompareTo(b.Header.Number));
        return packs;
    }

    private void Read(PackReader pack, PackHeader? next)
    {
        LastPack = pack;
        long limit = next is not null && next.PreviousPack == pack.Header.Number ? next.PreviousEnd : pack.File.Length;
        if (VoidFrom is { } known && known.Pack == pack.Header.Number)
        {
            limit = Math.Min(limit, known.Offset);
        }

        bool resumes = from.Pack == pack.Header.Number;
        Tail = resumes ? new PackTail(from.Offset, from.Number, from.Chain) : new PackTail(PackHeader.Octets, 0, pack.Header.Crc);
        SyncedEnd = resumes ? Math.Max(from.SyncedBefore, PackHeader.Octets) : PackHeader.Octets;
        Boot = resumes ? from.Boot : pack.Header.Boot;
        IsClosed = false;
        if (resumes && from.Offset > limit)
        {
            // A pack made since says that what mail.db took from here on was written anew there: it has the groups (and their messages'
            // new places) from that point on.
            Tail = new PackTail(limit, 0, 0);
            return;
        }

        _boundary = Tail;
        bool torn = false;
        while (Tail.End < limit && !torn)
        {
            torn = !TryTake(pack, limit) && !GoOnBehind(pack, next, limit);
        }

        if (Tail != _boundary && Damage is null)
        {
            // Messages whose group never came: the next one begins where they do.
            if (_findings.Count == 0)
            {
                _findings.Add(Torn(pack, _boundary.End));
            }

            Tail = _boundary;
            IsClosed = false;
        }
    }

    /// <summary>Takes the record at the end if it continues what was read.</summary>
    private bool TryTake(PackReader pack, long limit)
    {
        if (!pack.TryReadHeader(Tail.End, limit, out RecordHeader record, out uint crc)
            || record.Number != Tail.Number + 1 || record.Chain != Tail.Chain)
        {
            return false;
        }

        var behind = new PackTail(Tail.End + record.Footprint, record.Number, crc);
        switch (record.Type)
        {
            case RecordType.Blob when pack.Verify(Tail.End, record):
                IsClosed = false;
                break;
            case RecordType.Close when pack.Verify(Tail.End, record):
                IsClosed = true;
                WritesMayBeLost = record.Key != 0;
                SyncedEnd = behind.End;
                break;
            case RecordType.Group when pack.ReadBody(Tail.End, record) is { } body:
                LoggedGroup group = GroupCodec.Read(body);
                IsClosed = false;
                WritesMayBeLost = false;
                SyncedEnd = Math.Max(record.SyncedBefore, PackHeader.Octets);
                Boot = group.Boot;
                FirstSequence = FirstSequence == 0 ? group.Sequence : FirstSequence;
                if (group.Sequence > Position.Sequence + 1 && TellsGaps)
                {
                    _findings.Add($"{pack.Name}: groups {Position.Sequence + 1} to {group.Sequence - 1} are not in the log.");
                }

                Position = new LogPosition(
                    Math.Max(group.Sequence, from.Sequence), pack.Header.Number, behind.End, behind.Number, behind.Chain, SyncedEnd, group.Boot);
                apply(group, Position);
                break;
            default:
                return false;
        }

        Tail = behind;
        _boundary = record.Type == RecordType.Blob ? _boundary : behind;
        return true;
    }

    private static string Torn(PackReader pack, long at) =>
        $"{pack.Name}, octet {at}: the end of the log was torn and is cut; nothing of it was acknowledged.";

    /// <summary>Says why the log does not go on; true when it is to be read on behind the bad record.</summary>
    private bool GoOnBehind(PackReader pack, PackHeader? next, long limit)
    {
        string where = $"{pack.Name}, octet {Tail.End}";
        if (LogScan.IsZero(pack, Tail.End, limit) && next is null)
        {
            return false; // reserved and never written: the plain end
        }

        string? proof = next is not null
            ? $"{where}: a record is damaged that was on disk when the next pack was begun."
            : LogScan.ProofOfLoss(pack, Tail.End, limit) is { } witness
                ? $"{where}: a record is damaged that was on disk when the one at octet {witness} was written."
                : null;
        if (proof is null)
        {
            IsClosed = false;
            _findings.Add(Torn(pack, Tail.End));
            return false;
        }

        _findings.Add(proof);
        if (!Salvage)
        {
            Damage = proof;
            return false;
        }

        if (LogScan.NextRecord(pack, Tail.End + 8, limit) is not { } found)
        {
            return false;
        }

        pack.TryReadHeader(found, limit, out RecordHeader record, out _);
        Tail = new PackTail(found, record.Number - 1, record.Chain);
        return true;
    }
}
