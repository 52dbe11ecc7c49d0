using Microsoft.Win32.SafeHandles;

namespace Postroom.Net;

/// <summary>One thing on its way out: octets in a pooled array, or a piece of a file.</summary>
internal sealed class Outgoing
{
    public byte[] Octets { get; init; } = [];

    public int Length { get; init; }

    public SafeFileHandle? File { get; init; }

    public long FileOffset { get; init; }

    public long FileLength { get; init; }

    /// <summary>Completed when the file's octets have left; null for octets in memory.</summary>
    public TaskCompletionSource? Sent { get; init; }

    public Outgoing? Next { get; set; }
}
