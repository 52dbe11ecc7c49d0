using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Walks the rows of a batch beside its messages. A copy of it is a second walk from there.</summary>
internal struct RowCursor(RowSet? derived, RowSet? headers, RowSet? identities)
{
    private int _derived;
    private int _header;
    private int _identity;

    /// <summary>The rows of the next message; empty those that were not asked for. False when one is missing.</summary>
    internal bool TryTake(EmailKey email, out ReadOnlyMemory<byte> derivedRow, out ReadOnlyMemory<byte> headerRow, out ReadOnlyMemory<byte> identityRow)
    {
        derivedRow = Next(derived, ref _derived, email);
        headerRow = Next(headers, ref _header, email);
        identityRow = Next(identities, ref _identity, email);
        return (derived is null || !derivedRow.IsEmpty) && (headers is null || !headerRow.IsEmpty) && (identities is null || !identityRow.IsEmpty);
    }

    // Rows come in the order of the keys asked for. One may be missing, and one may serve two messages (a COPY within the mailbox).
    private static ReadOnlyMemory<byte> Next(RowSet? rows, ref int next, EmailKey email)
    {
        if (rows is null)
        {
            return default;
        }

        if (next < rows.Count && rows.Key(next).Major == email.Value)
        {
            return rows.Value(next++);
        }

        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Key(row).Major == email.Value)
            {
                return rows.Value(row);
            }
        }

        return default;
    }
}
