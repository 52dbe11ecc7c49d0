using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>
/// Files in memory that know what of them is on disk. The machine can stop at any step; what is left then is what was synced and a random
/// part of the rest. Writes and syncs can fail once, space can run out. (SQLite's files are real ones: see FaultyFileSystem.Sqlite.cs.)
/// </summary>
internal sealed partial class FaultyFileSystem : IFileSystem
{
    private Dictionary<string, FaultyInode> _names = new(StringComparer.Ordinal);
    private Dictionary<string, FaultyInode> _namesOnDisk = new(StringComparer.Ordinal);
    private readonly Dictionary<FaultyStep, int> _failAt = [];

    internal Lock Gate { get; } = new();

    /// <summary>Steps so far: writes, syncs and changes of names.</summary>
    internal int Steps { get; private set; }

    /// <summary>The machine stops instead of taking this step.</summary>
    internal int StopAt { get; set; } = int.MaxValue;

    internal bool HasStopped => Steps >= StopAt;

    /// <summary>How much is written of what the machine stops in, and of what fails.</summary>
    internal Random Tearing { get; init; } = new(1);

    /// <summary>Octets that files may still grow by.</summary>
    internal long Space { get; set; } = long.MaxValue;

    /// <summary>As where the process has as many files open as it may.</summary>
    internal bool HasNoHandles { get; set; }

    /// <summary>Called when a name is removed.</summary>
    internal Action<string>? Deleted { get; set; }

    /// <summary>Lets the <paramref name="count"/>-th step of a kind from now on fail with an I/O error, once.</summary>
    internal void FailOnce(FaultyStep step, int count = 1) => _failAt[step] = count;

    internal byte[] Bytes(string path) => _names[path].Current.ToArray();

    internal void Damage(string path, int offset, byte xor)
    {
        _names[path].Current[offset] ^= xor;
        _names[path].Sync();
    }

    internal void Cut(string path, int length)
    {
        _names[path].SetLength(length);
        _names[path].Sync();
    }

    internal IReadOnlyList<string> Paths() => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The disk after the power went.</summary>
    internal FaultyFileSystem AfterPowerLoss(Random random)
    {
        lock (Gate)
        {
            // A journaling file system may have written names that nobody synced, too: all or none of them here.
            Dictionary<string, FaultyInode> names = random.Next(2) == 0 ? _namesOnDisk : _names;
            var inodes = new Dictionary<FaultyInode, FaultyInode>();
            return With(names.ToDictionary(
                static pair => pair.Key,
                pair => inodes.TryGetValue(pair.Value, out FaultyInode? known) ? known : inodes[pair.Value] = pair.Value.AfterPowerLoss(random)));
        }
    }

    /// <summary>The disk after the process was killed: the system still writes what it was given.</summary>
    internal FaultyFileSystem AfterKill()
    {
        lock (Gate)
        {
            return With(_names.ToDictionary(static pair => pair.Key, static pair => pair.Value.Copy()));
        }
    }

    public IFile Create(string path)
    {
        lock (Gate)
        {
            TakeHandle();
            Step(FaultyStep.Name);
            var inode = new FaultyInode();
            return _names.TryAdd(path, inode) ? new FaultyFile(this, inode) : throw new IOException($"{path} exists.");
        }
    }

    public IFile Open(string path, bool write)
    {
        lock (Gate)
        {
            TakeHandle();
            return _names.TryGetValue(path, out FaultyInode? inode) ? new FaultyFile(this, inode) : throw new FileNotFoundException(path);
        }
    }

    public bool Exists(string path)
    {
        lock (Gate)
        {
            return IsSqlite(path) ? File.Exists(path) : _names.ContainsKey(path);
        }
    }

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> List(string directory)
    {
        lock (Gate)
        {
            return [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(static path => Path.GetFileName(path))];
        }
    }

    public void Rename(string from, string to)
    {
        lock (Gate)
        {
            Step(FaultyStep.Name);
            if (IsSqlite(from))
            {
                File.Move(from, to, overwrite: true);
            }

            if (_names.Remove(from, out FaultyInode? inode))
            {
                _names[to] = inode;
            }
            else if (!IsSqlite(from))
            {
                throw new FileNotFoundException(from);
            }
        }
    }

    public bool TryLink(string existing, string path)
    {
        lock (Gate)
        {
            Step(FaultyStep.Name);
            return _names.TryAdd(path, _names[existing]);
        }
    }

    public void Delete(string path)
    {
        lock (Gate)
        {
            Step(FaultyStep.Name);
            if (IsSqlite(path))
            {
                File.Delete(path);
            }

            _names.Remove(path);
            Deleted?.Invoke(path);
        }
    }

    public void SyncDirectory(string path)
    {
        lock (Gate)
        {
            TakeHandle();
            Step(FaultyStep.Sync);
            PutNamesOnDisk(path);
        }
    }

    private void PutNamesOnDisk(string directory)
    {
        foreach (string name in _namesOnDisk.Keys.Where(name => Path.GetDirectoryName(name) == directory && !_names.ContainsKey(name)).ToList())
        {
            _namesOnDisk.Remove(name);
        }

        foreach ((string name, FaultyInode inode) in _names.Where(pair => Path.GetDirectoryName(pair.Key) == directory))
        {
            _namesOnDisk[name] = inode;
        }
    }

    internal void Step(FaultyStep step)
    {
        if (Steps >= StopAt)
        {
            throw new MachineStoppedException();
        }

        Steps++;
        if (Steps >= StopAt)
        {
            throw new MachineStoppedException();
        }

        Fail(step);
    }

    /// <summary>The step that writes <paramref name="bytes"/>: where it is not done to its end, a part of them may be written.</summary>
    /// <param name="step">SQLite's, or not.</param>
    /// <param name="inode">Where to.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="bytes">What.</param>
    /// <param name="written">How many of them were, if it throws.</param>
    internal void StepOfWriting(FaultyStep step, FaultyInode inode, long offset, ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        bool isRunning = Steps < StopAt;
        try
        {
            Step(step);
        }
        catch (Exception e) when (isRunning && (e is MachineStoppedException or IOException))
        {
            written = Tearing.Next(2) * Tearing.Next(bytes.Length);
            inode.Write(offset, bytes[..written]);
            throw;
        }
    }

    private void TakeHandle()
    {
        if (HasNoHandles)
        {
            throw new IOException("Too many open files", OperatingSystem.IsWindows() ? unchecked((int)0x80070004) : 24); // as .NET says it
        }
    }

    private void Fail(FaultyStep step)
    {
        if (_failAt.TryGetValue(step, out int left))
        {
            if (left > 1)
            {
                _failAt[step] = left - 1;
            }
            else
            {
                _failAt.Remove(step);
                throw new IOException($"A {step} failed (as this test asked for).", 5);
            }
        }
    }

    internal void Take(long octets)
    {
        if (octets > Space)
        {
            throw new DiskFullException("No space is left (as this test asked for).");
        }

        Space = Space == long.MaxValue ? Space : Space - octets;
    }

    private static FaultyFileSystem With(Dictionary<string, FaultyInode> names) =>
        new() { _names = names, _namesOnDisk = new Dictionary<string, FaultyInode>(names, StringComparer.Ordinal) };
}
