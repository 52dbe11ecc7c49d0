namespace Postroom.Imap.Server;

/// <summary>SPECIAL-USE and CREATE-SPECIAL-USE: what a mailbox is for (RFC 6154).</summary>
internal sealed class SpecialUseExtension : IImapExtension
{
    public string Name => "SPECIAL-USE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("SPECIAL-USE");
        imap.Capability("CREATE-SPECIAL-USE");
        imap.CreateParameter("USE");
        imap.ListReturn("SPECIAL-USE"); // shown in any case (RFC 6154 §2: "MAY")
        imap.ListSelection("SPECIAL-USE", static listed => listed.Mailbox is { SpecialUse.Count: > 0 });
        imap.ListAttribute(static (listed, attributes) =>
        {
            foreach (string use in listed.Mailbox?.SpecialUse ?? [])
            {
                attributes.Add(MailboxAttribute.Parse(use));
            }
        });
    }
}
