namespace Postroom.Store.State;

/// <summary>Columns of chunks that hold one value all over: one array for each length, shared by all of them.</summary>
internal sealed class ConstantColumn(long value)
{
    private readonly long[]?[] _byLength = new long[ChunkColumns.Capacity + 1][];

    internal long[] Of(int length)
    {
        if (_byLength[length] is not { } column)
        {
            _byLength[length] = column = new long[length];
            Array.Fill(column, value);
        }

        return column;
    }
}
