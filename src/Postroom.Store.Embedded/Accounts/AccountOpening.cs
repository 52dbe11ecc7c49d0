using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Opens one account: gives mail.db what only the log has, and, after an unclean end, begins a new pack.</summary>
internal sealed class AccountOpening(EmbeddedStore store, AccountId account)
{
    private readonly AccountPaths _paths = new(store.FolderOf(account));

    private IFileSystem Files => store.Files;

    /// <summary>Takes what can be read behind damage too, and drops the rest: for repair only.</summary>
    internal bool Salvage { get; init; }

    /// <exception cref="StoreUnavailableException">It cannot be opened; the message says why.</exception>
    internal EmbeddedAccount Open()
    {
        try
        {
            MakeFolders();
            AccountDatabase database = OpenDatabase(out bool isNew);
            try
            {
                return Open(database, isNew);
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or SqliteException or UnauthorizedAccessException or InvalidDataException)
        {
            bool full = e is IOException io ? DiskFullException.Is(io) : e is SqliteException { IsFull: true };
            throw new StoreUnavailableException($"Account {account} cannot be opened: {e.Message}", e) { IsFull = full };
        }
    }

    private EmbeddedAccount Open(AccountDatabase database, bool isNew)
    {
        LogPosition had = database.Position;
        if (had.Pack == 0 && BaseFile.Newest(Files, _paths.Packs) is { } rows)
        {
            had = rows.Restore(database);
        }

        var groups = new ReplayedGroups(store, account, database, had, mustFit: isNew);
        using var replay = new LogReplay(Files, _paths.Packs, had, groups.Add)
        {
            VoidFrom = store.Voided.TryGetValue(account, out (long, long) from) ? from : null,
            Salvage = Salvage,
            TellsGaps = had.Pack == 0,
        };
        replay.Run();
        groups.Flush();
        foreach (string line in replay.Findings)
        {
            store.Report(account, line);
        }

        if (isNew && replay.Position.Sequence > 0)
        {
            store.Report(account, $"mail.db was not there and was rebuilt from packs/ up to group {replay.Position.Sequence}.");
            LostBlobs.Find(Files, _paths, database);
        }

        string? damage = replay.Damage;
        if (damage is null && had.Pack == 0 && replay.FirstSequence > had.Sequence + 1)
        {
            damage = $"mail.db is gone, and packs/ begins with group {replay.FirstSequence} only.";
            damage = Salvage ? null : damage;
        }

        if (damage is not null)
        {
            string sentence = $"Account {account} is read-only, because acknowledged mail may be damaged: {damage} See 'postroom check'.";
            store.Report(account, sentence);
            return new EmbeddedAccount(store, account, _paths, database, groups.Rest(), null, NextPack(), mayHaveLostWrites: true) { ReadOnlyBecause = sentence };
        }

        return Continue(database, replay, groups);
    }

    private EmbeddedAccount Continue(AccountDatabase database, LogReplay replay, ReplayedGroups groups)
    {
        long next = NextPack();
        bool lost = replay.WritesMayBeLost;
        PackWriter? log = null;
        if (replay.LastPack is { } last)
        {
            if (replay.IsClosed)
            {
                log = PackWriter.Reopen(Files, _paths.Packs, last.Header, replay.Tail);
            }
            else
            {
                // What the system was given is still there if it did not start again since.
                lost |= replay.Boot == 0 || replay.Boot != store.Options.Boot;
                log = BeginLog(replay, groups, next, lost);
                if (log is null)
                {
                    string sentence = $"Account {account} is read-only: the disk is full, and its log cannot go on.";
                    store.Report(account, sentence);
                    return new EmbeddedAccount(store, account, _paths, database, groups.Rest(), null, next, lost) { ReadOnlyBecause = sentence };
                }

                next++;
                store.Voided.TryRemove(account, out _); // the new pack's header says it on disk now
            }
        }

        return new EmbeddedAccount(store, account, _paths, database, groups.Rest(), log, next, lost);
    }

    // On a full disk: with what was reserved behind the old log's end, which nobody writes to any more, else with the reserve, else not at all.
    private PackWriter? BeginLog(LogReplay replay, ReplayedGroups groups, long number, bool lost)
    {
        if (Try() is { } begun)
        {
            return begun;
        }

        long cut = CutOld();
        PackWriter? log = (cut > 0 ? Try() : null) ?? (store.Reserve.Release() ? Try() : null);
        log?.ReserveSome(cut / 2); // the other half is for mail.db
        return log;

        PackWriter? Try()
        {
            try
            {
                return NewPack.Begin(Files, _paths.Packs, replay, groups, number, lost, store.Options.Boot);
            }
            catch (IOException e) when (DiskFullException.Is(e))
            {
                return null;
            }
        }

        long CutOld()
        {
            using IFile old = Files.Open(Path.Combine(_paths.Packs, replay.LastPack!.Name), write: true);
            long unused = old.Length - replay.Tail.End;
            if (unused > 0)
            {
                old.SetLength(replay.Tail.End);
            }

            return Math.Max(0, unused);
        }
    }

    private void MakeFolders()
    {
        if (Directory.Exists(_paths.Packs))
        {
            foreach (string name in Files.List(_paths.Packs))
            {
                if (name.EndsWith(PackNames.Unfinished, StringComparison.Ordinal))
                {
                    Files.Delete(Path.Combine(_paths.Packs, name));
                }
            }

            return;
        }

        Files.CreateDirectory(_paths.Packs);
        string group = Path.GetDirectoryName(_paths.Folder)!;
        string accounts = Path.GetDirectoryName(group)!;
        foreach (string folder in (string[])[_paths.Folder, group, accounts, Path.GetDirectoryName(accounts)!])
        {
            Files.SyncDirectory(folder);
        }
    }

    private AccountDatabase OpenDatabase(out bool isNew)
    {
        isNew = !Files.Exists(_paths.Database);
        if (isNew)
        {
            RemoveDatabase(); // a WAL without its database belongs to none
        }

        try
        {
            return new AccountDatabase(_paths.Database, Files.SqliteVfs, store.Options.MostWalFrames);
        }
        catch (SqliteException e) when (e.IsDamaged)
        {
            // The packs are the truth: what SQLite cannot read is set aside and made again from them.
            string aside = _paths.Database + ".damaged";
            store.Report(account, $"mail.db is damaged ({e.Message}); it is kept as {Path.GetFileName(aside)} and made again from packs/.");
            Files.Rename(_paths.Database, aside);
            RemoveDatabase();
            isNew = true;
            return new AccountDatabase(_paths.Database, Files.SqliteVfs, store.Options.MostWalFrames);
        }
    }

    private void RemoveDatabase()
    {
        foreach (string path in (string[])[_paths.Database, _paths.Database + "-wal", _paths.Database + "-shm"])
        {
            if (Files.Exists(path))
            {
                Files.Delete(path);
            }
        }
    }

    private long NextPack()
    {
        long highest = 0;
        foreach (string name in Files.List(_paths.Packs))
        {
            if (PackNames.TryParse(name, out _, out long number))
            {
                highest = Math.Max(highest, number);
            }
        }

        return highest + 1;
    }
}
