namespace Postroom.Imap.Server;

/// <summary>What a SEARCH asks for, once everything in it is known to this server.</summary>
/// <param name="Arguments">As the grammar has them.</param>
/// <param name="IsUid">True for UID SEARCH.</param>
/// <param name="Tag">ESEARCH names it.</param>
/// <param name="Returns">RETURN's options, RETURN () as ALL; null without RETURN: the answer is SEARCH.</param>
internal sealed record SearchRequest(
    SearchArguments Arguments, bool IsUid, byte[] Tag, IReadOnlyList<(CommandOption Option, ISearchReturn Return)>? Returns)
{
    /// <summary>RETURN (SAVE) is among them.</summary>
    public bool Saves { get; } = SavedSearch.IsAsked(Arguments.ReturnOptions);

    /// <summary>MODSEQ is among the keys: the answer tells the highest (RFC 7162 §3.1.5, RFC 4731 §3.2).</summary>
    public bool NamesModSeq { get; } = SearchKeys.Any(Arguments.Keys, static key => key is SearchModSeq);

    /// <summary>False where nothing but SAVE was asked for: then there is no ESEARCH (RFC 5182 §2.1).</summary>
    public bool Prints => !Saves || Returns!.Count > 1;

    /// <summary>Which of the found messages the options speak of; null is all, as for SAVE alone (RFC 5182 §2.4, RFC 4731 §3.2).</summary>
    public UidSet? Speaks(SearchAnswer answer)
    {
        UidSet? spoken = null;
        foreach ((CommandOption option, ISearchReturn part) in Returns ?? [])
        {
            if (option.Name == SavedSearch.Option)
            {
                continue;
            }

            if (part.Speaks(option, answer) is not { } some)
            {
                return null;
            }

            spoken = spoken?.Union(some) ?? some;
        }

        return spoken;
    }
}
