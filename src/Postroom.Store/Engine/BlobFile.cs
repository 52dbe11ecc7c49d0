using Microsoft.Win32.SafeHandles;

namespace Postroom.Store.Engine;

/// <summary>Where a message's bytes lie as they are sent, for sendfile.</summary>
/// <param name="Handle">An open file, kept open for as long as <paramref name="Lease"/> is not disposed.</param>
/// <param name="Offset">Octets from the start of the file to the message's first.</param>
/// <param name="Length">Octets of the message.</param>
/// <param name="Lease">Dispose it when the bytes were sent.</param>
public readonly record struct BlobFile(SafeFileHandle Handle, long Offset, long Length, IDisposable Lease);
