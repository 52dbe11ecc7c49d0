namespace Postroom.Imap.Server;

/// <summary>SAVEDATE: when a message came into this mailbox, told and searched (RFC 8514). Every mailbox has it.</summary>
internal sealed class SaveDateExtension : IImapExtension
{
    public string Name => "SAVEDATE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("SAVEDATE");
        imap.FetchItem<SaveDateItem>("SAVEDATE");
        imap.Syntax(static grammar =>
        {
            grammar.SearchKey("SAVEDATESUPPORTED", static (ref ImapReader _) => new NamedSearchKey("SAVEDATESUPPORTED"));
            foreach (SearchDateRelation relation in Enum.GetValues<SearchDateRelation>())
            {
                grammar.SearchKey("SAVED" + relation.ToString().ToUpperInvariant(), (ref ImapReader reader) => SearchSaved.Read(ref reader, relation));
            }
        });
    }
}
