using Microsoft.Win32.SafeHandles;
using Postroom.Store.Embedded.Files;

namespace Postroom.Fuzz.Targets;

/// <summary>Files in memory, which nothing happens to: what the packs are made in, and read from when they were damaged.</summary>
internal sealed class MemoryFiles : IFileSystem
{
    private readonly Dictionary<string, MemoryFile> _files = [];

    public string? SqliteVfs => null;

    public byte[] this[string path]
    {
        get => _files[path].Octets;
        set => _files[path] = new MemoryFile { Octets = value };
    }

    public IFile Create(string path) => _files[path] = new MemoryFile();

    public IFile Open(string path, bool write) => _files[path];

    public bool Exists(string path) => _files.ContainsKey(path);

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory) => [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(static path => Path.GetFileName(path))];

    public void Rename(string from, string to)
    {
        _files[to] = _files[from];
        _files.Remove(from);
    }

    public bool TryLink(string existing, string path) => false;

    public void Delete(string path) => _files.Remove(path);

    public void SyncDirectory(string path)
    {
    }

    private sealed class MemoryFile : IFile
    {
        public byte[] Octets { get; set; } = [];

        public long Length => Octets.Length;

        public SafeFileHandle? Handle => null;

        public int Read(long offset, Span<byte> destination)
        {
            int count = (int)Math.Clamp(Octets.Length - offset, 0, destination.Length);
            if (count > 0)
                Octets.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Allocate(offset + bytes.Length);
            bytes.CopyTo(Octets.AsSpan((int)offset));
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
        {
            foreach (ReadOnlyMemory<byte> part in parts)
            {
                Write(offset, part.Span);
                offset += part.Length;
            }
        }

        public void Allocate(long length) => SetLength(Math.Max(length, Length));

        public void SetLength(long length) => Octets = [.. Octets.AsSpan(0, (int)Math.Min(length, Length)), .. new byte[(int)Math.Max(0, length - Length)]];

        public void Sync()
        {
        }

        public void Dispose()
        {
        }
    }
}
