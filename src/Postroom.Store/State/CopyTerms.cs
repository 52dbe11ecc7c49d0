namespace Postroom.Store.State;

/// <summary>Which flags of a message come with it into a mailbox, and whose they are there (RFC 4314 §4, INVARIANTS 13).</summary>
/// <param name="Settable">Those that the actor may set there.</param>
/// <param name="Own">Those that the actor has there for themselves.</param>
internal readonly record struct CopyTerms(ulong Settable, ulong Own)
{
    /// <summary>Keywords come too.</summary>
    internal bool HasKeywords => (Settable & (ulong)FlagBits.HasMoreKeywords) != 0;

    internal (FlagWord Shared, ulong Private) Split(FlagWord word)
    {
        FlagWord allowed = word.And(Settable);
        return (allowed.And(~Own), allowed.Bits & Own);
    }
}
