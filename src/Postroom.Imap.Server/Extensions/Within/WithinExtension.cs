namespace Postroom.Imap.Server;

/// <summary>WITHIN: SEARCH OLDER and YOUNGER, seconds before now (RFC 5032).</summary>
internal sealed class WithinExtension : IImapExtension
{
    public string Name => "WITHIN";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("WITHIN");
        imap.Syntax(static grammar => grammar
            .SearchKey("OLDER", static (ref ImapReader reader) => SearchWithin.Read(ref reader, isOlder: true))
            .SearchKey("YOUNGER", static (ref ImapReader reader) => SearchWithin.Read(ref reader, isOlder: false)));
    }
}
