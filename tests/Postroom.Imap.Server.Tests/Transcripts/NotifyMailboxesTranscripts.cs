using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>NOTIFY (RFC 5465): news of mailboxes that are not selected, of names and of subscriptions.</summary>
[AnnouncedAs("NOTIFY")]
[DiffersOn("Dovecot", "tells UNSEEN, and HIGHESTMODSEQ, with every STATUS, of children only who asked for them, and of its own changes as of others'")]
public sealed class NotifyMailboxesTranscripts
{
    /// <summary>RFC 5465 §5.1, §5.2, §5.3, the examples in another mailbox, without CONDSTORE and QRESYNC; UNSEEN is told where it changes.</summary>
    [Theory, EveryStore]
    public Task Numbers(TestStore store) => Transcript.RunAsync(store, """
        GIVEN Lists/Lemonade with 2 messages, none recent
        GIVEN misc with 5 messages, none recent, 2 (\Deleted)
        C: a NOTIFY SET STATUS (mailboxes (Lists/Lemonade misc) (MessageNew MessageExpunge FlagChange))
        S: * STATUS Lists/Lemonade (MESSAGES 2 UIDNEXT {next} UIDVALIDITY {_} UNSEEN 2 HIGHESTMODSEQ {_})
        S: * STATUS misc (MESSAGES 5 UIDNEXT {misc} UIDVALIDITY {_} UNSEEN 5 HIGHESTMODSEQ {_})
        S: a OK
        C2: a APPEND Lists/Lemonade (\Seen) {"Subject: x\r\n\r\ny"}
        S1: * STATUS Lists/Lemonade (UIDNEXT {next+1} MESSAGES 3)
        C2: b SELECT misc
        C2: c EXPUNGE
        S1: * STATUS misc (UIDNEXT {misc} MESSAGES 4 UNSEEN 4)
        C2: d STORE 1 +FLAGS (\Seen)
        S1: * STATUS misc (UNSEEN 3)
        C2: e STORE 1 +FLAGS ($Junk)
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 5465 §5.1, the example with CONDSTORE; §5.2, §5.3: HIGHESTMODSEQ goes with every number.</summary>
    [Theory, EveryStore]
    public Task Numbers_with_condstore(TestStore store) => Transcript.RunAsync(store, """
        GIVEN Lists/Lemonade with 2 messages, none recent
        C: a ENABLE CONDSTORE
        S: * ENABLED CONDSTORE
        S: a OK
        C: b NOTIFY SET STATUS (subtree Lists (MessageNew MessageExpunge FlagChange))
        S: * STATUS Lists/Lemonade (MESSAGES 2 UIDNEXT {next} UIDVALIDITY {validity} UNSEEN 2 HIGHESTMODSEQ {_})
        S: b OK
        C2: a SELECT Lists/Lemonade
        C2: b STORE 1 +FLAGS ($Junk)
        S1: * STATUS Lists/Lemonade (HIGHESTMODSEQ {_} UIDVALIDITY {validity})
        C2: c APPEND Lists/Lemonade (\Seen) {"Subject: x\r\n\r\ny"}
        S1: * STATUS Lists/Lemonade (HIGHESTMODSEQ {_} UIDNEXT {next+1} MESSAGES 3 UIDVALIDITY {validity})
        C: c NOTIFY SET (subtree Lists (MessageNew MessageExpunge))
        S: c OK
        C2: d STORE 1 -FLAGS ($Junk)
        C: d NOOP
        S: d OK
        C2: e STORE 2 +FLAGS.SILENT (\Deleted)
        C2: f EXPUNGE
        S1: * STATUS Lists/Lemonade (HIGHESTMODSEQ {_} UIDNEXT {next+1} MESSAGES 2)
        """);

    /// <summary>RFC 5465 §5.4, the examples: a mailbox is made, renamed and deleted; the one above is affected too when it is made or deleted.</summary>
    [Theory, EveryStore]
    public Task Names(TestStore store) => Transcript.RunAsync(store, """
        C: a NOTIFY SET (personal (MailboxName))
        S: a OK
        C2: a CREATE OldMailbox
        S1: * LIST (\HasNoChildren) "/" "OldMailbox"
        C2: b RENAME OldMailbox NewMailbox
        S1: * LIST (\HasNoChildren) "/" "NewMailbox" ("OLDNAME" ("OldMailbox"))
        C2: c CREATE NewMailbox/below
        S1: * LIST (\HasNoChildren) "/" "NewMailbox/below"
        S1: * LIST (\HasChildren) "/" "NewMailbox"
        C2: d CREATE a/b/c
        S1: * LIST (\HasNoChildren) "/" "a/b/c"
        S1: * LIST (\NonExistent \HasChildren) "/" "a/b"
        S1: * LIST (\NonExistent \HasChildren) "/" "a"
        # what is below goes along, and is not told
        C2: e RENAME NewMailbox Other
        S1: * LIST (\HasChildren) "/" "Other" ("OLDNAME" ("NewMailbox"))
        C2: f DELETE Other
        S1: * LIST (\NonExistent \HasChildren) "/" "Other"
        C2: g DELETE Other/below
        S1: * LIST (\NonExistent \HasNoChildren) "/" "Other/below"
        S1: * LIST (\NonExistent \HasNoChildren) "/" "Other"
        C2: h RENAME a/b z
        S1: * LIST (\HasNoChildren) "/" "z/c" ("OLDNAME" ("a/b/c"))
        S1: * LIST (\NonExistent \HasNoChildren) "/" "a/b"
        S1: * LIST (\NonExistent \HasNoChildren) "/" "a"
        S1: * LIST (\NonExistent \HasChildren) "/" "z"
        """);

    /// <summary>RFC 5465 §5.4: a special use, a subscription and what is above are told with the name; names beyond ASCII as LIST has them.</summary>
    [Theory, EveryStore]
    public Task Names_with_all_attributes(TestStore store) => Transcript.RunAsync(store, """
        GIVEN subscribed Entwürfe
        C: a NOTIFY SET (personal (MailboxName))
        S: a OK
        C2: a CREATE Entw&APw-rfe (USE (\Drafts))
        S1: * LIST (\Drafts \HasNoChildren \Subscribed) "/" "Entw&APw-rfe"
        C2: b RENAME Entw&APw-rfe "Ein Entwurf"
        S1: * LIST (\Drafts \HasNoChildren) "/" "Ein Entwurf" ("OLDNAME" ("Entw&APw-rfe"))
        """);

    /// <summary>RFC 5465 §5: what the client does itself it is not told; another session is.</summary>
    [Theory, EveryStore]
    public Task Own_names_and_subscriptions(TestStore store) => Transcript.RunAsync(store, """
        C: a NOTIFY SET (personal (MailboxName SubscriptionChange))
        S: a OK
        C2: a NOTIFY SET (personal (MailboxName SubscriptionChange))
        S2: a OK
        C: b CREATE box
        S: b OK
        S2: * LIST (\HasNoChildren) "/" "box"
        C: c SUBSCRIBE box
        S: c OK
        S2: * LIST (\HasNoChildren \Subscribed) "/" "box"
        C: d RENAME box tin
        S: d OK
        S2: * LIST (\HasNoChildren) "/" "tin" ("OLDNAME" ("box"))
        C: e DELETE tin
        S: e OK
        S2: * LIST (\NonExistent \HasNoChildren) "/" "tin"
        C: f UNSUBSCRIBE box
        S: f OK
        S2: * LIST (\NonExistent \HasNoChildren) "/" "box"
        C: g NOOP
        S: g OK
        """);

    /// <summary>RFC 5465 §5.4: INBOX stays when it is renamed; its messages are in a new mailbox with UIDs of its own.</summary>
    [Theory, EveryStore]
    public Task Inbox_is_renamed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a NOTIFY SET (personal (MailboxName MessageNew MessageExpunge))
        S: a OK
        C2: a RENAME INBOX old
        S1: * LIST (\HasNoChildren) "/" "old"
        S1: * STATUS old (MESSAGES 2 UIDNEXT 3 UIDVALIDITY {_})
        S1: * STATUS INBOX (UIDNEXT {_} MESSAGES 0)
        """);

    /// <summary>RFC 5465 §5.5, the example: all attributes, \Subscribed if and only if it is; a name that is no mailbox too.</summary>
    [Theory, EveryStore]
    public Task Subscriptions(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox SubscribedMailbox
        C: a NOTIFY SET (personal (SubscriptionChange))
        S: a OK
        C2: a SUBSCRIBE SubscribedMailbox
        S1: * LIST (\Subscribed \HasNoChildren) "/" "SubscribedMailbox"
        C2: b UNSUBSCRIBE SubscribedMailbox
        S1: * LIST (\HasNoChildren) "/" "SubscribedMailbox"
        C2: c SUBSCRIBE nothing
        S1: * LIST (\NonExistent \HasNoChildren \Subscribed) "/" "nothing"
        C2: d CREATE other
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 5465 §6, both examples: groups add up; SELECTED takes the place of all others for messages of the selected mailbox.</summary>
    [Theory, EveryStore]
    public Task Several_groups(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        GIVEN other with 2 messages, none recent
        C: a notify set (mailboxes INBOX (Messagenew messageExpunge))
            (personal (SubscriptionChange))
        S: a OK
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * STATUS INBOX (UIDNEXT {next} MESSAGES 3)
        C2: b SUBSCRIBE INBOX
        S1: * LIST (\HasNoChildren \Subscribed) "/" INBOX
        C2: c APPEND other {"Subject: x\r\n\r\ny"}
        C: b NOOP
        S: b OK
        C: c SELECT INBOX
        C: d notify set (selected (Messagenew (uid flags) messageExpunge))
            (personal (MessageNew FlagChange MessageExpunge))
        S: d OK
        C2: d APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 4 EXISTS
        S1?: * {_} RECENT
        S1: * 4 FETCH (UID {next} FLAGS (...))
        C2: e APPEND other {"Subject: x\r\n\r\ny"}
        S1: * STATUS other (UIDNEXT {_} MESSAGES 4 UNSEEN 4)
        C2: f SELECT INBOX
        C2: g STORE 1 +FLAGS (\Seen)
        C2: h SELECT other
        C2: i STORE 1 +FLAGS (\Seen)
        S1: * STATUS other (UNSEEN 3)
        """);

    /// <summary>RFC 5465 §8: of the mailboxes of a NONE there is no news, whatever other groups say.</summary>
    [Theory, EveryStore]
    public Task None_takes_mailboxes_out(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox quiet
        GIVEN mailbox loud
        C: a NOTIFY SET (personal (MessageNew MessageExpunge MailboxName)) (subtree quiet NONE)
        S: a OK
        C2: a APPEND quiet {"Subject: x\r\n\r\ny"}
        C2: b CREATE quiet/below
        C2: c APPEND loud {"Subject: x\r\n\r\ny"}
        S1: * STATUS loud (UIDNEXT 2 MESSAGES 1)
        """);

    /// <summary>RFC 5465 §6.4: the list of subscriptions is evaluated anew when it changes; a mailbox that comes in so is told whole.</summary>
    [Theory, EveryStore]
    public Task Subscribed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox one, subscribed
        GIVEN mailbox two
        C: a NOTIFY SET STATUS (subscribed (MessageNew MessageExpunge))
        S: * STATUS one (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: a OK
        C2: a APPEND two {"Subject: x\r\n\r\ny"}
        C2: b SUBSCRIBE two
        S1: * STATUS two (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {_})
        C2: c APPEND two {"Subject: x\r\n\r\ny"}
        S1: * STATUS two (MESSAGES 2 UIDNEXT 3)
        C2: d UNSUBSCRIBE one
        C2: e APPEND one {"Subject: x\r\n\r\ny"}
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 5465 §6.3, §6.5, §6.6: INBOXES, which are all personal ones here; SUBTREE; MAILBOXES without wildcards; names that are none (§3.1).</summary>
    [Theory, EveryStore]
    public Task Filters(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Lists
        GIVEN mailbox Lists/a
        GIVEN mailbox ListsNot
        C: a NOTIFY SET STATUS (subtree (Lists Nothing) (MessageNew MessageExpunge))
        S: * STATUS Lists (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: * STATUS Lists/a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: a OK
        C: b NOTIFY SET STATUS (mailboxes ("*" "Li%" "" "a//b" Lists/a) (MessageNew MessageExpunge))
        S: * STATUS Lists/a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: b OK
        C: c NOTIFY SET STATUS (inboxes (MessageNew MessageExpunge))
        S: * STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: * STATUS Lists (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: * STATUS Lists/a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: * STATUS ListsNot (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: c OK
        # a mailbox that is made later is watched from then on
        C: d NOTIFY SET (mailboxes later (MessageNew MessageExpunge))
        S: d OK
        C2: a CREATE later
        S1: * STATUS later (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        C2: b APPEND later {"Subject: x\r\n\r\ny"}
        S1: * STATUS later (MESSAGES 1 UIDNEXT 2)
        """);

    /// <summary>RFC 5465 §3.1, §5.1: another mailbox under the same name is gone and new, with another UIDVALIDITY.</summary>
    [Theory, EveryStore]
    public Task Made_again(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox box
        C: a NOTIFY SET STATUS (mailboxes box (MessageNew MessageExpunge FlagChange MailboxName))
        S: * STATUS box (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {first} UNSEEN 0 HIGHESTMODSEQ {_})
        S: a OK
        C2: a DELETE box
        S1: * LIST (\NonExistent \HasNoChildren) "/" box
        C2: b CREATE box
        S1: * LIST (\HasNoChildren) "/" box
        S1: * STATUS box (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {second} UNSEEN 0 HIGHESTMODSEQ {_})
        """);

    /// <summary>RFC 5465 §3.1, §6: the selected mailbox is none of the others; when it is let go, what was not told by STATUS is told.</summary>
    [Theory, EveryStore]
    public Task Selected_and_let_go(TestStore store) => Transcript.RunAsync(store, """
        GIVEN box with 2 messages, none recent
        C: a SELECT box
        C: b NOTIFY SET STATUS (mailboxes (INBOX box) (MessageNew MessageExpunge MailboxName))
        S: * STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: b OK
        C2: a APPEND box {"Subject: x\r\n\r\ny"}
        C: c NOOP
        S: c OK
        # of its name there is news
        C2: b RENAME box tin
        S1: * LIST (\HasNoChildren) "/" tin ("OLDNAME" (box))
        C: d NOTIFY SET (personal (MessageNew MessageExpunge))
        S: * 3 EXISTS
        S?: * {_} RECENT
        S: d OK
        C2: c APPEND tin {"Subject: x\r\n\r\ny"}
        C: e UNSELECT
        S: e OK
        S: * STATUS tin (MESSAGES 4 UIDNEXT {_})
        C: f SELECT tin
        C: g UNSELECT
        C: h NOOP
        S: h OK
        """);

    /// <summary>RFC 5465 §5.8: more at once than the server is willing to tell: it says so, and that is all until the next NOTIFY.</summary>
    [Theory, EveryStore]
    public Task Overflow(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MaxNotifications = 2
        GIVEN box with 2 messages, none recent
        C: a SELECT box
        C: b NOTIFY SET (selected (MessageNew MessageExpunge)) (personal (MailboxName))
        S: b OK
        C2: a CREATE one/two/three
        S1: * OK [NOTIFICATIONOVERFLOW]
        C2: b CREATE four
        C2: c APPEND box {"Subject: x\r\n\r\ny"}
        C: c NOOP
        S: c OK
        C: d NOTIFY SET (personal (MailboxName))
        S: * 3 EXISTS
        S?: * {_} RECENT
        S: d OK
        C2: d CREATE five
        S1: * LIST (\HasNoChildren) "/" five
        """);

    /// <summary>RFC 5465 §3.1: NO [NOTIFICATIONOVERFLOW] for what is too much to keep, and what was in force stays.</summary>
    [Theory, EveryStore]
    public Task Too_complex(TestStore store) => Transcript.RunAsync(store, """
        C: a NOTIFY SET (personal (MailboxName))
        S: a OK
        C: b NOTIFY SET (mailboxes ({5000*box }box) (MailboxName))
        S: b NO [NOTIFICATIONOVERFLOW]
        C2: a CREATE one
        S1: * LIST (\HasNoChildren) "/" one
        """);

    /// <summary>With UTF8=ACCEPT (RFC 9755) every name is UTF-8, in what is asked for and in what is told; another session has its own form of it.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("UTF8=ACCEPT")]
    public Task Names_in_utf8(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Entwürfe
        GIVEN mailbox 日本/北
        C: a ENABLE UTF8=ACCEPT
        C: b NOTIFY SET STATUS (mailboxes "Entwürfe" (MessageNew MessageExpunge)) (subtree {+"\xe6\x97\xa5\xe6\x9c\xac"} (MessageNew MessageExpunge MailboxName SubscriptionChange))
        S: * STATUS "Entwürfe" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: * STATUS "日本/北" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: b OK
        C2: a APPEND Entw&APw-rfe {"Subject: x\r\n\r\ny"}
        S1: * STATUS "Entwürfe" (UIDNEXT 2 MESSAGES 1)
        C2: b CREATE &ZeVnLA-/&U1c-
        S1: * LIST (\HasNoChildren) "/" "日本/南"
        S1: * LIST (\NonExistent \HasChildren) "/" "日本"
        S1: * STATUS "日本/南" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        C2: c RENAME &ZeVnLA-/&U1c- &ZeVnLA-/&ZiU-
        S1: * LIST (\HasNoChildren) "/" "日本/春" ("OLDNAME" ("日本/南"))
        C2: d SUBSCRIBE &ZeVnLA-/&ZiU-
        S1: * LIST (\Subscribed \HasNoChildren) "/" "日本/春"
        C: c NOTIFY SET (mailboxes "{\xe6\x97}" (MessageNew MessageExpunge))
        S: c BAD
        C: d NOOP
        S: d OK
        """);

    /// <summary>Many commands at once, and news between them: each answer is whole, and what is told is so.</summary>
    [Theory, EveryStore]
    public Task Between_pipelined_commands(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        GIVEN mailbox box
        C: a SELECT INBOX
        C: b NOTIFY SET (selected (MessageNew MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge MailboxName))
        S: b OK
        C+: c APPEND box {+"Subject: x\r\n\r\ny"}
        C+: d STORE 2 +FLAGS.SILENT (\Deleted)
        C+: e EXPUNGE
        C+: f CREATE other
        C+: g FETCH 1 (UID)
        C: h NOOP
        S: * STATUS box (UIDNEXT 2 MESSAGES 1)
        S: * 2 EXPUNGE
        S: * 1 FETCH (UID 1)
        S?: * STATUS other (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        S: h OK
        """);
}
