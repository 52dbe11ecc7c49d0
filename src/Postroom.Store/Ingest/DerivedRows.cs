namespace Postroom.Store;

/// <summary>The rows that are made of a message's bytes and of nothing else.</summary>
/// <param name="Derived">For <see cref="Engine.StoreTable.Derived"/>.</param>
/// <param name="Header">For <see cref="Engine.StoreTable.Header"/>.</param>
internal readonly record struct DerivedRows(ReadOnlyMemory<byte> Derived, ReadOnlyMemory<byte> Header);
