namespace Postroom.Imap.Server;

/// <summary>QRESYNC: a client that was away hears in one answer what changed and what is gone (RFC 7162 §3.2).</summary>
internal sealed class QResyncExtension : IImapExtension
{
    public string Name => "QRESYNC";

    public IReadOnlyList<string> Needs => ["CONDSTORE", "ENABLE", "UIDPLUS"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("QRESYNC");
        imap.TellClosed();
        imap.Enable("QRESYNC", static (session, cancellationToken) =>
        {
            session.HasQResync = true;
            return session.BecomeCondStoreAwareAsync(cancellationToken);
        });
        imap.Syntax(static grammar => grammar
            .SelectParameter(QResyncParameter.OptionName, QResyncParameter.Read)
            .FetchModifier(VanishedModifier.Name, CommandOption.Named(VanishedModifier.Name)));
        imap.SelectParameter(QResyncParameter.OptionName, new Resynchronization());
        imap.FetchModifier(VanishedModifier.Name, new VanishedModifier());
    }
}
