using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>A row whose checksum says that it is not what was stored.</summary>
/// <param name="Table">Its table; 0 for a message's place.</param>
/// <param name="First">Its first number in SQL.</param>
/// <param name="Second">The second; 0 where there is one only.</param>
internal readonly record struct BadRow(StoreTable Table, long First, long Second)
{
    /// <summary>True when it is made again from the message: else from packs/, with all others.</summary>
    internal bool IsDerived => Table is StoreTable.Derived or StoreTable.Header;

    /// <summary>A sentence for whoever checks.</summary>
    internal string Finding => Table == 0
        ? $"mail.db: where the message {First} stands is not what was stored."
        : $"mail.db: the row {TableShape.Of(Table).Key(First, Second)} of {Table} is not what was stored.";
}
