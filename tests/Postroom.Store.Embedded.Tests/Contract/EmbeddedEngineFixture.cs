using Postroom.Store.Contract;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests.Contract;

/// <summary>The embedded engine under the contract, in a folder of its own.</summary>
internal sealed class EmbeddedEngineFixture : IEngineFixture
{
    private readonly List<TestFolder> _folders = [];
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

    public void FailCommits(int count) => _engine.Fail(count);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        foreach (FailingEngine engine in _abandoned)
        {
            await engine.DisposeAsync();
        }

        foreach (TestFolder folder in _folders)
        {
            folder.Dispose();
        }
    }

    private async ValueTask CopyAsync(bool mayHaveLostWrites)
    {
        string from = _folders[^1].Path;
        var copy = new TestFolder();
        foreach (string directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(copy.Path, Path.GetRelativePath(from, directory)));
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock")) // a lock dies with its process
        {
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var target = File.Create(Path.Combine(copy.Path, Path.GetRelativePath(from, file)));
            await source.CopyToAsync(target);
        }

        _folders.Add(copy);
        _abandoned.Add(_engine);
        _engine = Open(mayHaveLostWrites);
    }

    private FailingEngine Open(bool mayHaveLostWrites) => new(
        EmbeddedStore.Open(
            DataFolder.Open(_folders[^1].Path, create: true),
            new EmbeddedOptions { WriterLanes = 2, ReaderLanes = 2, ReserveOctets = 64 * 1024 },
            TimeProvider.System),
        mayHaveLostWrites);
}
