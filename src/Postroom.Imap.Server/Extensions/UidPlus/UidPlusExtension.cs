namespace Postroom.Imap.Server;

/// <summary>UIDPLUS: UID EXPUNGE, and APPEND, COPY and MOVE tell the new UIDs (RFC 4315). UIDNOTSTICKY never: ours stay.</summary>
internal sealed class UidPlusExtension : IImapExtension
{
    public string Name => "UIDPLUS";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("UIDPLUS");
        imap.Command("EXPUNGE", new UidExpungeCommand());
        imap.AppendedCode(static added => new AppendUidCode(
            added[0].UidValidity, SequenceSet.From(UidSet.From(added.Select(static message => message.Uid)))));
        imap.CopiedCode(static copied => new CopyUidCode(
            copied.TargetUidValidity, SequenceSet.From(copied.SourceUids), SequenceSet.From(copied.TargetUids)));
    }
}
