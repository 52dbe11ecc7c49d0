
namespace Postroom.Imap.Server;

/// <summary>IMAP4rev1 (RFC 3501), by the same door as every extension.</summary>
internal sealed class BaseProtocol : IImapExtension
{
    internal const string ProtocolName = "IMAP4rev1";

    public string Name => ProtocolName;

    public void Register(ImapRegistry imap)
    {
        RegisterCapabilities(imap);

        // 6.1, 6.2: any state, not authenticated
        imap.Command("CAPABILITY", new CapabilityCommand());
        imap.Command("NOOP", new NoopCommand("NOOP", CommandTraits.AnyState));
        imap.Command("LOGOUT", new LogoutCommand());
        imap.Command("STARTTLS", new StartTlsCommand());
        imap.Command("AUTHENTICATE", new AuthenticateCommand());
        imap.Command("LOGIN", new LoginCommand());

        // 6.3: authenticated
        imap.Command("SELECT", new SelectCommand(isExamine: false));
        imap.Command("EXAMINE", new SelectCommand(isExamine: true));
        imap.Command("CREATE", new CreateCommand());
        imap.Command("DELETE", new DeleteCommand());
        imap.Command("RENAME", new RenameCommand());
        imap.Command("SUBSCRIBE", new SubscribeCommand(isSubscribed: true));
        imap.Command("UNSUBSCRIBE", new SubscribeCommand(isSubscribed: false));
        imap.Command("LIST", new ListCommand());
        imap.Command("LSUB", new LsubCommand());
        imap.Command("STATUS", new StatusCommand());
        imap.Command("APPEND", new AppendCommand());

        // 6.4: selected
        imap.Command("CHECK", new NoopCommand("CHECK", CommandTraits.Selected));
        imap.Command("CLOSE", new CloseCommand("CLOSE", expunges: true));
        imap.Command("EXPUNGE", new ExpungeCommand());
        imap.Command("SEARCH", new SearchCommand());
        imap.Command("FETCH", new FetchCommand());
        imap.Command("STORE", new StoreCommand());
        imap.Command("COPY", new CopyCommand());

        imap.FetchItem<FlagsItem>("FLAGS");
        imap.FetchItem<UidItem>("UID");
        imap.FetchItem<SizeItem>("RFC822.SIZE");
        imap.FetchItem<InternalDateItem>("INTERNALDATE");
        BodyItems.Register(imap);

        imap.StatusItem("MESSAGES", static status => status.Mailbox.Messages);
        imap.StatusItem("RECENT", static status => status.Mailbox.Recent);
        imap.StatusItem("UIDNEXT", static status => Math.Min(status.Mailbox.UidNext, uint.MaxValue));
        imap.StatusItem("UIDVALIDITY", static status => status.Mailbox.UidValidity.Value);
        imap.StatusItem("UNSEEN", static status => status.Mailbox.Unseen);

        imap.ListAttribute(static (listed, attributes) =>
        {
            if (listed.Mailbox is not { IsSelectable: true })
            {
                // \NonExistent, which implies \Noselect, is for clients that know it (RFC 5258 §3).
                attributes.Add(listed is { Mailbox: null, TellsNonExistent: true } ? MailboxAttribute.NonExistent : MailboxAttribute.NoSelect);
            }
            else if (!listed.MayRead)
            {
                attributes.Add(MailboxAttribute.NoSelect);
            }
        });
    }

    private static void RegisterCapabilities(ImapRegistry imap)
    {
        imap.Capability("IMAP4rev1");
        imap.Capability("STARTTLS", static session => session is { IsLoggedIn: false, Connection.IsTls: false } && session.Server.Options.Tls is not null);
        imap.Capability("LOGINDISABLED", static session => session is { IsLoggedIn: false, MayUsePlaintext: false });
        imap.Capabilities(static session => session.IsLoggedIn
            ? []
            : session.Server.Mechanisms.Offered(Logins.ContextOf(session)).Select(static mechanism => "AUTH=" + mechanism.Name));
    }
}
