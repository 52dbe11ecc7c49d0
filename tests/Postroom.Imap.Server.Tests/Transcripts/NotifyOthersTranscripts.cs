using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>NOTIFY of mailboxes that somebody else shares (RFC 5465 §3.1, §6): by name, as a subtree, and as subscribed; never as personal.</summary>
public sealed class NotifyOthersTranscripts
{
    private const string Shared = """
        GIVEN account ann with password secret
        GIVEN mailbox mine
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message, none recent
        GIVEN mailbox work/plans with 2 messages, none recent
        GIVEN mailbox work/secret with 1 message, none recent
        GIVEN ann may lrs on INBOX
        GIVEN ann may lr on work/plans
        GIVEN C2 logged in as bob
        """;

    /// <summary>§3.1: STATUS of each before the tagged OK, under the names that the session has for them; then of what changes. \Seen is everybody's own.</summary>
    [Theory, EveryStore]
    public Task Named(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET STATUS (mailboxes ("Other Users/bob/INBOX" "Other Users/bob/work/secret" "Other Users/zed/INBOX") (MessageNew MessageExpunge FlagChange))
        S: * STATUS "Other Users/bob/INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {_} UNSEEN 1 HIGHESTMODSEQ {_})
        S: a OK
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Other Users/bob/INBOX" (UIDNEXT 3 MESSAGES 2 UNSEEN 2)
        C2: b APPEND work/secret {"Subject: x\r\n\r\ny"}
        C2: c APPEND work/plans {"Subject: x\r\n\r\ny"}
        C2: d SELECT INBOX
        C2: e STORE 1 FLAGS (\Seen)
        C3: a SELECT "Other Users/bob/INBOX"
        C3: b STORE 1 +FLAGS (\Seen)
        S1: * STATUS "Other Users/bob/INBOX" (UNSEEN 1)
        C: b NOOP
        S: b OK
        """);

    /// <summary>§6.5: a subtree reaches from above an account into it; §5.4: names come, go and change in it, too.</summary>
    [Theory, EveryStore]
    public Task Subtree(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET (subtree "Other Users" (MessageNew MessageExpunge MailboxName))
        S: a OK
        C2: a APPEND work/plans {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Other Users/bob/work/plans" (UIDNEXT 4 MESSAGES 3)
        C2: b RENAME work/plans plans
        S1: * LIST (\HasNoChildren) "/" "Other Users/bob/plans" ("OLDNAME" ("Other Users/bob/work/plans"))
        S1: * LIST (\NonExistent \HasNoChildren) "/" "Other Users/bob/work"
        C2: c RENAME work/secret plans/secret
        C2: d DELETE plans
        S1: * LIST (\NonExistent \HasNoChildren) "/" "Other Users/bob/plans"
        C: b NOOP
        S: b OK
        """);

    /// <summary>§6.2: other users' mailboxes are nobody's personal ones.</summary>
    [Theory, EveryStore]
    public Task Personal_is_not_others(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET STATUS (personal (MessageNew MessageExpunge MailboxName SubscriptionChange))
        S: * STATUS INBOX (...)
        S: * STATUS mine (...)
        S: a OK
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        C2: b DELETE work/plans
        C3: s SUBSCRIBE "Other Users/bob/INBOX"
        C: b NOOP
        S: b OK
        """);

    /// <summary>§6.4: "If the subscription list changes, the server MUST reevaluate the list."</summary>
    [Theory, EveryStore]
    public Task Subscribed(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET (subscribed (MessageNew MessageExpunge SubscriptionChange))
        S: a OK
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        C: b NOOP
        S: b OK
        C: c SUBSCRIBE "Other Users/bob/INBOX"
        S: c OK
        S: * STATUS "Other Users/bob/INBOX" (MESSAGES 2 UIDNEXT 3 UIDVALIDITY {_})
        C2: b APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Other Users/bob/INBOX" (UIDNEXT 4 MESSAGES 3)
        C: d UNSUBSCRIBE "Other Users/bob/INBOX"
        S: d OK
        C2: c APPEND INBOX {"Subject: x\r\n\r\ny"}
        C: e NOOP
        S: e OK
        """);

    /// <summary>§5.5: what another session of the account subscribes to is told as what it is: somebody else's mailbox.</summary>
    [Theory, EveryStore]
    public Task Subscriptions(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET (subtree "Other Users" (SubscriptionChange))
        S: a OK
        C3: a SUBSCRIBE "Other Users/bob/INBOX"
        S1: * LIST (\HasNoChildren \Subscribed) "/" "Other Users/bob/INBOX"
        C3: b SUBSCRIBE "Other Users/bob/work/secret"
        S1: * LIST (\NonExistent \HasNoChildren \Subscribed) "/" "Other Users/bob/work/secret"
        C3: c UNSUBSCRIBE "Other Users/bob/INBOX"
        S1: * LIST (\HasNoChildren) "/" "Other Users/bob/INBOX"
        """);

    /// <summary>§3.1: what is selected is not told by STATUS, and told of again when it is let go.</summary>
    [Theory, EveryStore]
    public Task Selected_and_let_go(TestStore store) => Transcript.RunAsync(store, Shared + """

        C: a NOTIFY SET (selected (MessageNew MessageExpunge)) (mailboxes "Other Users/bob/INBOX" (MessageNew MessageExpunge))
        S: a OK
        C: b EXAMINE "Other Users/bob/INBOX"
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 2 EXISTS
        S1?: * {_} RECENT
        C: c UNSELECT
        S: c OK
        S: * STATUS "Other Users/bob/INBOX" (UIDNEXT 3 MESSAGES 2)
        C2: b APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Other Users/bob/INBOX" (UIDNEXT 4 MESSAGES 3)
        """);

    /// <summary>§3.1: NO [NOTIFICATIONOVERFLOW] for more accounts than one may watch; what was asked for before holds.</summary>
    [Theory, EveryStore]
    public Task Too_many(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MaxWatchedAccounts = 1
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN mailbox INBOX
        GIVEN ann may lr on INBOX
        GIVEN account cem with password secret
        GIVEN ann may lr on INBOX
        GIVEN C2 logged in as bob
        C: a NOTIFY SET (mailboxes "Other Users/bob/INBOX" (MessageNew MessageExpunge))
        S: a OK
        C: b NOTIFY SET (subtree "Other Users" (MessageNew MessageExpunge))
        S: b NO [NOTIFICATIONOVERFLOW]
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Other Users/bob/INBOX" (UIDNEXT 2 MESSAGES 1)
        """);
}
