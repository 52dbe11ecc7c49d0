namespace Postroom.Store.Engine;

/// <summary>One row to put in place of whatever has its key, or to remove.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Value">The new value; null removes the row (removing what is not there is no error).</param>
public readonly record struct RowWrite(StoreTable Table, RowKey Key, ReadOnlyMemory<byte>? Value);
