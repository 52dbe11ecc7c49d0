using Postroom.Store.Contract;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests.Contract;

/// <summary>The embedded engine under the contract, in a folder of its own.</summary>
internal sealed class EmbeddedEngineFixture : IEngineFixture
{
    private readonly List<TestFolder> _folders = [];
    private readonly List<TestFolder> _copies = [];
    private readonly List<FailingEngine> _abandoned = []; // the killed process: it goes on in its own folder, unseen
    private FailingEngine _engine;

    internal EmbeddedEngineFixture()
    {
        _folders.Add(new TestFolder());
        _engine = Open(mayHaveLostWrites: false);
    }

    public IStoreEngine Engine => _engine;

    public async ValueTask ReopenAsync()
    {
        await _engine.DisposeAsync();
        _engine = Open(mayHaveLostWrites: false);
    }

    // What the system has of the files is what stays when a process is killed: a copy taken while they are open.
    public async ValueTask KillProcessAsync() => await CopyAsync(mayHaveLostWrites: false);

    public async ValueTask StopMachineAsync() => await CopyAsync(mayHaveLostWrites: true);

    public async ValueTask<object> CopyAccountAsync(AccountId account)
    {
        await _engine.DisposeAsync();
        var copy = new TestFolder();
        await CopyAsync(AccountFolders.Of(_folders[^1].Path, account), copy.Path);
        _copies.Add(copy);
        _engine = Open(mayHaveLostWrites: false);
        return copy;
    }

    public async ValueTask PutBackAsync(AccountId account, object copy)
    {
        await _engine.DisposeAsync();
        string folder = AccountFolders.Of(_folders[^1].Path, account);
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        await CopyAsync(((TestFolder)copy).Path, folder);
        _engine = Open(mayHaveLostWrites: false);
    }

    public void FailCommits(int count) => _engine.Fail(count);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        foreach (FailingEngine engine in _abandoned)
        {
            await engine.DisposeAsync();
        }

        foreach (TestFolder folder in _folders.Concat(_copies))
        {
            folder.Dispose();
        }
    }

    private async ValueTask CopyAsync(bool mayHaveLostWrites)
    {
        var copy = new TestFolder();
        await CopyAsync(_folders[^1].Path, copy.Path);
        _folders.Add(copy);
        _abandoned.Add(_engine);
        _engine = Open(mayHaveLostWrites);
    }

    internal static async Task CopyAsync(string from, string to)
    {
        foreach (string directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock")) // a lock dies with its process
        {
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var target = File.Create(Path.Combine(to, Path.GetRelativePath(from, file)));
            await source.CopyToAsync(target);
        }
    }

    private FailingEngine Open(bool mayHaveLostWrites) => new(
        EmbeddedStore.Open(
            DataFolder.Open(_folders[^1].Path, create: true),
            new EmbeddedOptions
            {
                WriterLanes = 2, ReaderLanes = 2, MaxCallersCommitting = 1, MaxCallersReading = 1, ReserveOctets = 64 * 1024,
                MarksDelay = TimeSpan.FromDays(1), // no timer writes server.db or mail.db while it is copied
                MoveDelay = TimeSpan.FromDays(1),
                MostRecentGroups = 5, // and there are groups in memory, and groups that went from there, when it is
                Boot = 1, // not every system tells its starts apart
            },
            TimeProvider.System),
        mayHaveLostWrites);
}
