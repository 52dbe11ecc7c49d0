namespace Postroom.Store.Embedded.Packs;

/// <summary>Looks at what lies behind the readable end of a log. What it finds proves things; it is never applied, but in a repair.</summary>
internal static class LogScan
{
    private const int Window = 256 * 1024;

    /// <summary>True when nothing was ever written there.</summary>
    internal static bool IsZero(PackReader pack, long from, long to)
    {
        byte[] buffer = new byte[(int)Math.Min(Window, to - from)];
        for (long at = from; at < to;)
        {
            int read = pack.File.Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)));
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }

            if (read == 0)
            {
                return true;
            }

            at += read;
        }

        return true;
    }

    /// <summary>
    /// The offset of a whole record behind <paramref name="from"/> that was written when the file was on disk beyond <paramref name="from"/>:
    /// then what stands there had been acknowledged. Null when there is none.
    /// </summary>
    internal static long? ProofOfLoss(PackReader pack, long from, long to)
    {
        for (long? at = NextRecord(pack, from, to); at is { } found;)
        {
            pack.TryReadHeader(found, to, out RecordHeader record, out _);
            if (record.Type == RecordType.Close || record.SyncedBefore > from)
            {
                return found;
            }

            at = NextRecord(pack, found + 8, to);
        }

        return null;
    }

    /// <summary>The first offset from <paramref name="from"/> on where a whole record stands. A message that imitates one does not know the salt.</summary>
    internal static long? NextRecord(PackReader pack, long from, long to)
    {
        byte[] buffer = new byte[(int)Math.Clamp(to - from, 0, Window)];
        for (long at = from; at < to;)
        {
            int read = pack.File.Read(at, buffer.AsSpan(0, (int)Math.Min(Window, to - at)));
            ReadOnlySpan<byte> window = buffer.AsSpan(0, read);
            for (int i = window.IndexOf("PM"u8); i >= 0;)
            {
                long offset = at + i;
                if ((offset & 7) == 0 && pack.TryReadHeader(offset, to, out RecordHeader record, out _) && pack.Verify(offset, record))
                {
                    return offset;
                }

                int next = window[(i + 1)..].IndexOf("PM"u8);
                i = next < 0 ? -1 : i + 1 + next;
            }

            if (read < Window)
            {
                return null;
            }

            at += read - 1; // the letters may lie across two windows
        }

        return null;
    }
}
