namespace Postroom.Imap.Server;

// What the client has shown that it understands, where that changes what it is sent.
public sealed partial class ImapSession
{
    private HashSet<string>? _enabled;

    /// <summary>What ENABLE switched on, in capitals (RFC 5161).</summary>
    public ISet<string> Enabled => _enabled ??= new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True after a CONDSTORE enabling command: what is told of flags goes with UID and MODSEQ (RFC 7162 §3.1, §3.2.4).</summary>
    public bool IsCondStoreAware { get; private set; }

    /// <summary>True after ENABLE QRESYNC: it may ask what vanished, and is told the HIGHESTMODSEQ behind what goes (RFC 7162 §3.2.3).</summary>
    public bool HasQResync { get; internal set; }

    /// <summary>True after ENABLE UIDONLY: no message number is taken or told (RFC 9586 §3).</summary>
    public bool IsUidOnly { get; internal set; }

    /// <summary>True after ENABLE IMAP4rev2: it is answered as RFC 9051 says, and hears nothing of what that took away, such as \Recent (appendix E).</summary>
    public bool IsRev2 { get; private set; }

    /// <summary>True after ENABLE UTF8=ACCEPT (RFC 9755).</summary>
    public bool HasUtf8Accept { get; private set; }

    /// <summary>Nothing with names or text in it is done before ENABLE UTF8=ACCEPT, or IMAP4rev2, which has all of it (UTF8=ONLY, RFC 9755).</summary>
    internal bool MustEnableUtf8 => Protocol.DemandsUtf8 && Dialect == ImapDialect.Rev1;

    /// <summary>VANISHED in place of EXPUNGE (RFC 7162 §3.2.3, RFC 9586 §3.4).</summary>
    public bool HearsVanished => HasQResync || IsUidOnly;

    /// <summary>Flags that nobody asked for go with the item UID (RFC 7162 §3.2.4, RFC 5465 §5.1, RFC 9051 §7.5.2): needless where UIDFETCH begins with it.</summary>
    internal bool HearsUidWithFlags => (IsCondStoreAware || IsRev2 || Notifications is { Terms.TellsFlags: true }) && !IsUidOnly;

    /// <summary>ENABLE IMAP4rev2.</summary>
    internal void BecomeRev2() => (IsRev2, Dialect) = (true, ImapDialect.Rev2);

    /// <summary>ENABLE UTF8=ACCEPT.</summary>
    internal void AcceptUtf8() => (HasUtf8Accept, Dialect) = (true, ImapDialect.Rev2);

    /// <summary>Whoever logs in next on this connection may be another client (RFC 8437 §4.1): all that stands in this file goes.</summary>
    private void ForgetWhatClientKnows()
    {
        _enabled?.Clear();
        (IsCondStoreAware, HasQResync, IsUidOnly, IsRev2, HasUtf8Accept) = (false, false, false, false, false);
        Dialect = ImapDialect.Rev1;
    }

    /// <summary>For a CONDSTORE enabling command: the first one tells the selected mailbox's HIGHESTMODSEQ (RFC 7162 §3.1).</summary>
    internal async ValueTask BecomeCondStoreAwareAsync(CancellationToken cancellationToken)
    {
        if (IsCondStoreAware)
        {
            return;
        }

        IsCondStoreAware = true;
        if (View is not { } view)
        {
            return;
        }

        await Output.EnterAsync(cancellationToken);
        try
        {
            view.TellModSeq();
        }
        finally
        {
            Output.Leave();
        }
    }
}
