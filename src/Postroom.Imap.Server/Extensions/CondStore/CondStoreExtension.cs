namespace Postroom.Imap.Server;

/// <summary>CONDSTORE: MODSEQ, and STORE and FETCH that depend on it (RFC 7162 §3.1).</summary>
internal sealed class CondStoreExtension : IImapExtension
{
    public string Name => "CONDSTORE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("CONDSTORE");
        imap.Enable("CONDSTORE", static (session, cancellationToken) => session.BecomeCondStoreAwareAsync(cancellationToken));
        imap.Syntax(static grammar => grammar
            .StoreModifier(UnchangedSince.OptionName, UnchangedSince.Read)
            .FetchModifier(ChangedSince.OptionName, ChangedSince.Read)
            .SelectParameter("CONDSTORE", CommandOption.Named("CONDSTORE"))
            .SearchKey("MODSEQ", SearchModSeq.Read));
        imap.StoreModifier(UnchangedSince.OptionName);
        imap.FetchModifier(ChangedSince.OptionName, new ChangedSinceModifier());
        imap.FetchItem<ModSeqItem>("MODSEQ");
        imap.FlagsCompanion(new ModSeqCompanion());
        imap.StatusItem("HIGHESTMODSEQ", static status => status.Mailbox.HighestModSeq, enablesCondStore: true);
        imap.SelectCode(static (_, selected) => new HighestModSeqCode(new((ulong)selected.Mailbox.HighestModSeq)));
        imap.SelectParameter("CONDSTORE", new CondStoreParameter());
    }

    // The HIGHESTMODSEQ of this SELECT is told already: what follows must go with MODSEQ (RFC 7162 §3.1.8).
    private sealed class CondStoreParameter : ISelectParameter
    {
        public ValueTask BeforeAsync(ImapSession session, CancellationToken cancellationToken) => session.BecomeCondStoreAwareAsync(cancellationToken);
    }
}
