namespace Postroom.Imap.Server;

/// <summary>XLIST: LIST with what each mailbox is for, as clients ask for it that are older than SPECIAL-USE. No RFC has it; Gmail's servers brought it.</summary>
internal sealed class XListExtension : IImapExtension
{
    public string Name => "XLIST";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("XLIST");
        imap.Command("XLIST", new XListCommand());
    }
}
