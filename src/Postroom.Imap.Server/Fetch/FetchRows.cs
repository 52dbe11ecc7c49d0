using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>The rows that the messages of a batch need, each kind in the order of the messages.</summary>
internal sealed class FetchRows : IDisposable
{
    private RowSet? _derived, _headers, _identities;

    internal RowCursor Cursor => new(_derived, _headers, _identities);

    internal static async Task<FetchRows> ReadAsync(Mailbox mailbox, FetchNeeds needs, ReadOnlyMemory<EmailKey> keys, CancellationToken cancellationToken)
    {
        var rows = new FetchRows();
        try
        {
            rows._derived = (needs & FetchNeeds.Derived) != 0 ? await mailbox.ReadDerivedAsync(keys, cancellationToken) : null;
            rows._headers = (needs & FetchNeeds.Header) != 0 ? await mailbox.ReadHeadersAsync(keys, cancellationToken) : null;
            rows._identities = (needs & FetchNeeds.Identity) != 0 ? await mailbox.ReadEmailsAsync(keys, cancellationToken) : null;
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _derived?.Dispose();
        _headers?.Dispose();
        _identities?.Dispose();
    }
}
