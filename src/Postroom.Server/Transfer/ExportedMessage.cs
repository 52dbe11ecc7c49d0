using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>One message on its way out of an account.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Email">Where its bytes are.</param>
/// <param name="Length">Octets as stored.</param>
/// <param name="Date">INTERNALDATE.</param>
/// <param name="Flags">System flags and keywords as IMAP writes them.</param>
/// <param name="Original">The row of <see cref="LineEndings"/> that restores an imported message; empty for one that came over IMAP.</param>
internal sealed record ExportedMessage(
    Uid Uid, EmailKey Email, long Length, DateTimeOffset Date, IReadOnlyList<string> Flags, ReadOnlyMemory<byte> Original);
