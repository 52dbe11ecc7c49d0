using System.Runtime.CompilerServices;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Check and repair.</content>
internal sealed partial class EmbeddedAccount
{
    public async IAsyncEnumerable<string> CheckAsync(bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool databaseIsDamaged = false;
        await _lane.RunAsync(TryMoveRecent).ConfigureAwait(false);
        foreach (string line in await IntegrityAsync(cancellationToken).ConfigureAwait(false))
        {
            databaseIsDamaged = true;
            yield return $"mail.db: {line}";
        }

        var bad = new List<BadRow>();
        if (!databaseIsDamaged)
        {
            bad = await BadRowsAsync(cancellationToken).ConfigureAwait(false);
            databaseIsDamaged = bad.Exists(static row => !row.IsDerived);
        }

        foreach (BadRow row in bad)
        {
            yield return row.Finding;
        }

        foreach (string line in await _lane.RunAsync(CheckLog).ConfigureAwait(false))
        {
            yield return line;
        }

        if (repair && (databaseIsDamaged || ReadOnlyBecause is not null))
        {
            foreach (string line in await _lane.RunAsync(() => Repair(databaseIsDamaged)).ConfigureAwait(false))
            {
                yield return line;
            }
        }

        else if (repair && bad.Count > 0)
        {
            await OnLaneAsync(() => RemoveBadRows(bad)).ConfigureAwait(false);
            yield return $"Repaired: {bad.Count} rows were removed, to be made again from their messages.";
        }

        if (databaseIsDamaged && !repair)
        {
            yield break; // what it says about messages cannot be believed
        }

        for (EmailKey last = default; ;)
        {
            (List<string> lines, EmailKey next) = await OnReaderAsync(reader => CheckSome(reader, last), cancellationToken).ConfigureAwait(false);
            foreach (string line in lines)
            {
                yield return line;
            }

            if (next.Value == last.Value)
            {
                break;
            }

            last = next;
        }

        foreach (long email in await OnReaderAsync(static reader => reader.EmailsWithoutBytes(), cancellationToken).ConfigureAwait(false))
        {
            yield return $"Email {email} has a row but no bytes.";
        }
    }

    private async Task<List<string>> IntegrityAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OnReaderAsync(static reader => reader.Integrity(), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Reads every row, a table a visit.</summary>
    private async Task<List<BadRow>> BadRowsAsync(CancellationToken cancellationToken)
    {
        List<BadRow> bad = await OnReaderAsync(static reader => reader.BadPlaces(), cancellationToken).ConfigureAwait(false);
        foreach (TableShape shape in TableShape.All)
        {
            bad.AddRange(await OnReaderAsync(reader => reader.BadRows(shape), cancellationToken).ConfigureAwait(false));
        }

        return bad;
    }

    private bool RemoveBadRows(List<BadRow> rows)
    {
        _database.RemoveRows(rows);
        return true;
    }

    /// <summary>Reads the whole log, on the account's lane, so that no commit moves its end meanwhile.</summary>
    private List<string> CheckLog()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        try
        {
            return ReadLog();
        }
        catch (IOException e) when (TooManyFilesException.Is(e))
        {
            throw new StoreUnavailableException($"Account {_id} cannot be checked now: {e.Message}", e);
        }
    }

    private List<string> ReadLog()
    {
        using var replay = new LogReplay(_store.Files, _paths.Packs, LogStart(), static (_, _) => { })
        {
            VoidFrom = _log is { } log ? (log.Header.Number, log.Tail.End) : null,
        };
        replay.Run();
        List<string> lines = [.. replay.Findings];
        if (replay.Damage is { } damage && !lines.Contains(damage))
        {
            lines.Add(damage);
        }

        return lines;
    }

    // With a base file the log need not begin with the first group.
    private LogPosition LogStart()
    {
        if (BaseFile.Newest(_store.Files, _paths.Packs) is not { } rows)
        {
            return default;
        }

        using (rows)
        {
            return new LogPosition(rows.Sequence, 0, 0, 0, 0, 0, 0);
        }
    }

    private (List<string> Lines, EmailKey Last) CheckSome(AccountReader reader, EmailKey after)
    {
        var lines = new List<string>();
        EmailKey last = after;
        foreach (long number in reader.Emails(after))
        {
            EmailKey email = last = new EmailKey(number);
            try
            {
                using PackLease? lease = Lease(reader, email, out BlobPlace place);
                lease?.Reader.ReadBlob(place, email, 0, place.Length, static _ => { });
            }
            catch (Exception e) when (e is DamagedMessageException || (e is IOException io && !TooManyFilesException.Is(io)))
            {
                lines.Add($"Email {email.Value}: {e.Message}");
            }
        }

        return (lines, last);
    }

    /// <summary>Opens the account as it is to be from now on, and closes it again: whoever has it open takes it from there by opening it anew.</summary>
    private List<string> Repair(bool databaseIsDamaged)
    {
        Close();
        string aside = _paths.Database + ".damaged";
        bool wasProven = _database.IsProven;
        if (databaseIsDamaged)
        {
            _store.Files.Rename(_paths.Database, aside);
        }

        EmbeddedAccount repaired = new AccountOpening(_store, _id) { Salvage = true }.Open();
        repaired.Close();
        _closed = false;
        _database = new AccountDatabase(_paths.Database, _store.Files.SqliteVfs, _store.Options.MostWalFrames);
        _recent = new RecentGroups(_database.Position.Sequence);
        _log = null;
        if (databaseIsDamaged)
        {
            TakeDerived(aside, wasProven);
        }

        Volatile.Write(ref _readOnlyBecause, $"Account {_id} was repaired: open it again.");
        return
        [
            databaseIsDamaged
                ? $"Repaired: mail.db was made again from packs/ up to group {repaired.LastSequence}; the damaged one is kept as mail.db.damaged."
                : $"Repaired: the log goes on behind the damage, after group {repaired.LastSequence}.",
        ];
    }

    private void TakeDerived(string damaged, bool isProven)
    {
        try
        {
            int rows = DerivedRescue.Run(_store.Files, damaged, _paths.Database, isProven, _database);
            _store.Report(_id, $"Account {_id}: {rows} rows were taken out of the damaged mail.db.");
        }
        catch (SqliteException e)
        {
            _store.Report(_id, $"Account {_id}: not all of the damaged mail.db could be read ({e.Message}); the rest is made again from the messages.");
        }
    }
}
