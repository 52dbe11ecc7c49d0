namespace Postroom.Store;

/// <summary>What a search has in memory of a chunk: one of these at a time.</summary>
internal enum SearchHold
{
    /// <summary>Nothing but the snapshot.</summary>
    Nothing,

    /// <summary>Small messages read together.</summary>
    Messages,

    /// <summary>Header rows, and the start of a message whose row has no header.</summary>
    HeaderRows,

    /// <summary>Derived rows.</summary>
    DerivedRows,

    /// <summary>Rows of identities.</summary>
    Identities,

    /// <summary>A large message in pieces, and its header.</summary>
    Message,
}
