using Postroom.Store.Engine;

namespace Postroom.Store.Writing;

/// <summary>Goes through a table that is keyed by email, a bounded piece in memory at a time; several of them go side by side.</summary>
/// <remarks>The storage is in use only while a piece is read, so that it can be closed and opened anew between two.</remarks>
internal sealed class TableWalk(AccountCore core, StoreTable table, long last) : IDisposable
{
    private RowSet? _rows;
    private int _index;
    private bool _isOver;

    internal long Email => _rows!.Key(_index).Major;

    /// <summary>The row's value, until the next step.</summary>
    internal ReadOnlyMemory<byte> Value => _rows!.Value(_index);

    /// <summary>On to the next row; false at the end.</summary>
    internal async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            return false;
        }

        if (_rows is not null && ++_index < _rows.Count)
        {
            return true;
        }

        bool isLastPiece = _rows is { HasMore: false };
        long from = _rows is null ? long.MinValue : _rows.Key(_rows.Count - 1).Major + 1;
        if (!isLastPiece)
        {
            _rows?.Dispose();
            using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
            _rows = await use.Engine.ScanAsync(table, new RowKey(from, long.MinValue), new RowKey(last, long.MaxValue), cancellationToken).ConfigureAwait(false);
            _index = 0;
        }

        _isOver = isLastPiece || _rows!.Count == 0;
        return !_isOver;
    }

    /// <summary>The row of <paramref name="email"/>, which is above every one asked for before; empty when it has none.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> FindAsync(long email, CancellationToken cancellationToken)
    {
        while (!_isOver && (_rows is null || Email < email))
        {
            await NextAsync(cancellationToken).ConfigureAwait(false);
        }

        return !_isOver && Email == email ? Value : default;
    }

    public void Dispose() => _rows?.Dispose();
}
