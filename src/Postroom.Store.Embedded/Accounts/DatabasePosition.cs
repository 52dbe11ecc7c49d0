using System.Buffers.Binary;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>How mail.db keeps its <see cref="LogPosition"/>: its octets and their CRC-32C. Version 1 had no checksum.</summary>
internal static class DatabasePosition
{
    internal const int Octets = LogPosition.Octets + sizeof(uint);

    private const int Corrupt = 11; // SQLITE_CORRUPT: what becomes of such a file is the same

    internal static void Write(LogPosition position, Span<byte> to)
    {
        position.Write(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[LogPosition.Octets..], Checksum.Of(to[..LogPosition.Octets]));
    }

    /// <summary>The position; that of an empty mail.db when there is none.</summary>
    /// <exception cref="SqliteException">It is not what was stored: which groups mail.db has is not known.</exception>
    internal static LogPosition Read(SqliteConnection connection)
    {
        using var get = new SqliteStatement(connection, "SELECT v FROM meta WHERE id = 1");
        if (!get.Next())
        {
            return default;
        }

        ReadOnlySpan<byte> bytes = get.Bytes(0);
        return bytes.Length == LogPosition.Octets
            || (bytes.Length == Octets && BinaryPrimitives.ReadUInt32LittleEndian(bytes[LogPosition.Octets..]) == Checksum.Of(bytes[..LogPosition.Octets]))
            ? LogPosition.Read(bytes)
            : throw new SqliteException(Corrupt, "its position in the log is not what was stored");
    }
}
