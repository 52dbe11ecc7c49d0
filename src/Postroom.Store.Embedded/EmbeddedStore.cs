using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Directories;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Embedded.Staging;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded;

/// <summary>Mail in a folder: for each account SQLite for rows and packs for bytes, the packs being the log of both (docs/embedded-store.md).</summary>
public sealed class EmbeddedStore : IStoreEngine
{
    private readonly DataFolder _folder;
    private readonly ServerDatabase _server;
    private readonly AccountsLater _written;
    private readonly AccountsLater _recent;
    private readonly AccountsLater _recentAgain;
    private readonly AccountDirectory _directory;
    private readonly StageMemory _staged;
    private readonly DiskProbe _probe;
    private long _recentOctets;
    private int _disposed;

    private EmbeddedStore(DataFolder folder, EmbeddedOptions options, TimeProvider time, IFileSystem files)
    {
        (_folder, Options, Files, Time, _staged) = (folder, options, files, time, new StageMemory(options.MostStagedOctets));
        if (options.SqliteLibrary is { } library)
        {
            SqliteLibrary.Use(library);
        }

        if (options.MaxOpenFiles != int.MaxValue)
        {
            OpenFiles.OfProcess.Most = options.MaxOpenFiles;
        }

        StageFolder = Path.Combine(folder.Path, "stage");
        folder.MakePrivate("accounts");
        folder.MakePrivate("stage");
        files.CreateDirectory(StageFolder);
        foreach (string name in files.List(StageFolder))
        {
            files.Delete(Path.Combine(StageFolder, name)); // was coming in when the last process ended: nobody was told that it arrived
        }

        AccountFolders.EmptyTrash(folder.Path);
        Reserve = new DiskReserve(files, Path.Combine(folder.Path, "reserve"), options.ReserveOctets, time);
        Reserve.Lend();
        string server = Path.Combine(folder.Path, DataFolder.ServerDatabaseName);
        bool isNew = !File.Exists(server);
        _server = new ServerDatabase(server, files.SqliteVfs);
        if (isNew && files.SqliteVfs is null)
        {
            folder.KeepServerDatabasePrivate(); // password verifiers
        }

        Writers = new LanePool("store writer", options.WriterLanes, options.MaxCallersCommitting);
        Readers = new LanePool("store reader", options.ReaderLanes, options.MaxCallersReading);
        _probe = new DiskProbe(files, Writers, Reserve, Path.Combine(folder.Path, "probe"), time);
        _written = new AccountsLater(options.WrittenSyncDelay, time, static account => account.SyncInBackground());
        _recent = new AccountsLater(options.MoveDelay, time, static account => account.MoveInBackground());
        _recentAgain = new AccountsLater(options.MoveAgainDelay, time, static account => account.MoveAgainInBackground());
        Reserve.Fill();
        _directory = new AccountDirectory(_server, Writers, Reserve, options.MarksDelay, time, Report);
    }

    /// <inheritdoc/>
    public IAccountDirectory Accounts => _directory;

    internal EmbeddedOptions Options { get; }

    internal IFileSystem Files { get; }

    internal TimeProvider Time { get; }

    internal LanePool Writers { get; }

    internal LanePool Readers { get; }

    internal DiskReserve Reserve { get; }

    internal string StageFolder { get; }

    /// <summary>Commits that failed and could not be voided on disk, by account: as long as this process lives it knows better than the file.</summary>
    internal ConcurrentDictionary<AccountId, (long Pack, long Offset)> Voided { get; } = new();

    /// <summary>Opens the store in <paramref name="folder"/>, which it owns from here on.</summary>
    /// <exception cref="DataFolderException">What is in it cannot be used; the message says why.</exception>
    public static EmbeddedStore Open(DataFolder folder, EmbeddedOptions options, TimeProvider time) =>
        Open(folder, options, time, DiskFileSystem.Instance);

    internal static EmbeddedStore Open(DataFolder folder, EmbeddedOptions options, TimeProvider time, IFileSystem files)
    {
        try
        {
            return new EmbeddedStore(folder, options, time, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException or DllNotFoundException or BadImageFormatException)
        {
            folder.Dispose();
            throw new DataFolderException($"The store in {folder.Path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Makes its instruments on <paramref name="meter"/>: syncs, work that waits, how far mail.db lags behind. Before, nothing is measured.</summary>
    public void Measure(Meter meter) => StoreMetrics.Make(meter, this);

    /// <summary>Tries whether the data folder can be written now: why not, in words, or null if it can. Asked often, the disk is tried once a second.</summary>
    public Task<string?> WhyNotWritableAsync(CancellationToken cancellationToken) => _probe.WhyNotAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (account.IsEmpty)
        {
            throw new ArgumentException("The empty identity names no account.", nameof(account));
        }

        return await Writers.RunAsync(() => Open(account), cancellationToken).ConfigureAwait(false);
    }

    // Whoever is to remove mail from a full disk has to open the account first, and mail.db may lack groups that closing had no room for.
    private EmbeddedAccount Open(AccountId account)
    {
        try
        {
            return new AccountOpening(this, account).Open();
        }
        catch (StoreUnavailableException e) when (e.IsFull && Reserve.Release())
        {
            return new AccountOpening(this, account).Open();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new ValueTask<IBlobStage>(new BlobStage(Files, Readers, Writers, StageFolder, _staged, expectedOctets));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await Writers.RunAsync(
            () =>
            {
                AccountFolders.Remove(_folder.Path, account, Files);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends it. Accounts that are still open are closed by their owners first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _written.DisposeAsync().ConfigureAwait(false);
        await _recent.DisposeAsync().ConfigureAwait(false);
        await _recentAgain.DisposeAsync().ConfigureAwait(false);
        await _directory.CloseAsync().ConfigureAwait(false);
        await Task.Run(() =>
        {
            Writers.Dispose(); // joins its threads
            Readers.Dispose();
        }).ConfigureAwait(false);
        _server.Dispose();
        _folder.Dispose();
    }

    internal string FolderOf(AccountId account) => AccountFolders.Of(_folder.Path, account);

    /// <summary>Octets of all accounts' commits that mail.db does not have yet.</summary>
    internal long RecentOctets => Interlocked.Read(ref _recentOctets);

    internal void SyncSoon(EmbeddedAccount account) => _written.Add(account);

    internal void MoveSoon(EmbeddedAccount account) => _recent.Add(account);

    internal void MoveAgain(EmbeddedAccount account) => _recentAgain.Add(account);

    internal void AddRecentOctets(long octets) => Interlocked.Add(ref _recentOctets, octets);

    /// <summary>Commits and syncs that failed; null while nobody counts.</summary>
    internal Counter<long>? Failures { get; set; }

    internal void NoteFailure(string reason) => Failures?.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Report(AccountId account, string line) => Options.Report?.Invoke(account, line);
}
