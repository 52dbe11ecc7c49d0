namespace Postroom.Imap.Server;

/// <summary>Registers what FETCH gives of a message's content (RFC 3501 §6.4.5).</summary>
internal static class BodyItems
{
    public static void Register(ImapRegistry imap)
    {
        imap.FetchItem<EnvelopeFetchItem>("ENVELOPE");
        imap.FetchItem<BodyStructureFetchItem>("BODYSTRUCTURE");
        imap.FetchItem("RFC822", static () => SectionFetchItem.Of("RFC822", SectionText.Whole, setsSeen: true));
        imap.FetchItem("RFC822.HEADER", static () => SectionFetchItem.Of("RFC822.HEADER", SectionText.Header, setsSeen: false));
        imap.FetchItem("RFC822.TEXT", static () => SectionFetchItem.Of("RFC822.TEXT", SectionText.Text, setsSeen: true));

        // BODY is two items: the grammar tells them apart by what stands behind the name, so its reader must stay.
        imap.NamedFetchItems["BODY"] = static () => new BodyFetchItem();
        imap.FetchItemOf<BodySectionItem>(SectionFetchItem.Of);
    }
}
