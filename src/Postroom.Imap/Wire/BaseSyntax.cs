namespace Postroom.Imap;

/// <summary>What RFC 3501 and RFC 9051 themselves put at the extension points.</summary>
internal static class BaseSyntax
{
    public static ImapSyntax Build()
    {
        var syntax = new ImapSyntaxBuilder();
        FetchItems(syntax);
        FetchDataItems.Register(syntax);
        SearchKeyReader.Register(syntax);
        ResponseCodeReader.Register(syntax);

        // status-att (RFC 9051 §9; RECENT: RFC 3501)
        foreach (string item in (string[])["MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "RECENT"])
        {
            syntax.StatusItem(item);
        }

        // search-return-opt (RFC 9051 §9)
        foreach (string option in (string[])["MIN", "MAX", "ALL", "COUNT", "SAVE"])
        {
            syntax.SearchReturnOption(option, CommandOption.Named(option));
        }

        // list-select-opt, list-return-opt (RFC 9051 §9; SPECIAL-USE: RFC 6154 §6)
        foreach (string option in (string[])["SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"])
        {
            syntax.ListSelectionOption(option, CommandOption.Named(option));
        }

        foreach (string option in (string[])["SUBSCRIBED", "CHILDREN", "SPECIAL-USE"])
        {
            syntax.ListReturnOption(option, CommandOption.Named(option));
        }

        syntax.ListReturnOption("STATUS", StatusOption.Read);
        syntax.CreateParameter("USE", UseParameter.Read);
        syntax.AppendData("UTF8", Utf8AppendData.Read);
        return syntax.Build();
    }

    // fetch-att (RFC 9051 §9; RFC822, RFC822.HEADER and RFC822.TEXT: RFC 3501 §9)
    private static void FetchItems(ImapSyntaxBuilder syntax)
    {
        foreach (string item in (string[])["ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE", "UID", "RFC822",
            "RFC822.HEADER", "RFC822.TEXT"])
        {
            syntax.FetchItem(item);
        }

        syntax.FetchItem("BODY", static (ref ImapReader reader) =>
            reader.Peek((byte)'[') ? BodySectionItem.Read(ref reader, peek: false) : FetchItem.Body);
        syntax.FetchItem("BODY.PEEK", static (ref ImapReader reader) => BodySectionItem.Read(ref reader, peek: true));
        syntax.FetchItem("BINARY", static (ref ImapReader reader) => BinaryItem.Read(ref reader, peek: false));
        syntax.FetchItem("BINARY.PEEK", static (ref ImapReader reader) => BinaryItem.Read(ref reader, peek: true));
        syntax.FetchItem("BINARY.SIZE", static (ref ImapReader reader) => new BinarySizeItem(SectionSpec.ReadPart(ref reader)));
    }
}
