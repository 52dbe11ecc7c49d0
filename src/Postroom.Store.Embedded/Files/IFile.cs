using Microsoft.Win32.SafeHandles;

namespace Postroom.Store.Embedded.Files;

/// <summary>One open file. Positions are octets from its start; no call moves a cursor, so readers and the writer may work side by side.</summary>
internal interface IFile : IDisposable
{
    /// <summary>Octets in it, preallocated ones included.</summary>
    long Length { get; }

    /// <summary>The system's handle, for sendfile; null where there is none (tests).</summary>
    SafeFileHandle? Handle { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on; returns less than its length only at the end of the file.</summary>
    int Read(long offset, Span<byte> destination);

    /// <summary>Writes all of <paramref name="bytes"/>.</summary>
    /// <exception cref="DiskFullException">No space is left.</exception>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Writes <paramref name="parts"/> one behind the other, in as few calls as the system allows.</summary>
    /// <exception cref="DiskFullException">No space is left.</exception>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts);

    /// <summary>Makes the file at least <paramref name="length"/> octets long, with disk space behind every one of them; new ones read as zero.</summary>
    /// <exception cref="DiskFullException">No space is left; the file is as it was, or longer.</exception>
    void Allocate(long length);

    /// <summary>Cuts or extends the file.</summary>
    void SetLength(long length);

    /// <summary>Puts what was written on disk. Once it failed, what was written since the last success may be lost, whatever a second call says.</summary>
    void Sync();
}
