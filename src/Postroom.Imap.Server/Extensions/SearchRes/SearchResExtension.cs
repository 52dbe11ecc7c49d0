namespace Postroom.Imap.Server;

/// <summary>SEARCHRES: SEARCH RETURN (SAVE) keeps what it found, and "$" names it in the commands that follow (RFC 5182).</summary>
internal sealed class SearchResExtension : IImapExtension
{
    public string Name => "SEARCHRES";

    public IReadOnlyList<string> Needs => ["ESEARCH"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("SEARCHRES");
        imap.Syntax(static grammar => grammar.SavedResult(isTaken: true));
        imap.SearchReturn(SavedSearch.Option, new NothingReturn());
    }

    // Not a data item: it changes what the session keeps, and prints nothing (RFC 5182 §2.1).
    private sealed class NothingReturn : ISearchReturn
    {
        public UidSet? Speaks(CommandOption option, SearchAnswer answer) => UidSet.Empty;

        public ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
