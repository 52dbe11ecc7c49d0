namespace Postroom.Imap.Server;

/// <summary>PARTIAL: SEARCH and FETCH page by page, from either end (RFC 9394). Without UPDATE, which comes with CONTEXT=SEARCH.</summary>
internal sealed class PartialExtension : IImapExtension
{
    public string Name => "PARTIAL";

    public IReadOnlyList<string> Needs => ["ESEARCH"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("PARTIAL");
        imap.Syntax(static grammar => grammar
            .SearchReturnOption(PartialOption.OptionName, PartialOption.Read)
            .FetchModifier(PartialOption.OptionName, PartialOption.Read));
        imap.SearchReturn(PartialOption.OptionName, new PartialReturn());
        imap.FetchModifier(PartialOption.OptionName, new PartialModifier());
    }
}
