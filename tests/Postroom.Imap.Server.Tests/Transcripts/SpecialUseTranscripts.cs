using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>SPECIAL-USE (RFC 6154).</summary>
public sealed class SpecialUseTranscripts
{
    /// <summary>RFC 6154 §5.1, the example; \Marked is the server's to say.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("CREATE-SPECIAL-USE")]
    public Task List_tells_the_use(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox ToDo
        GIVEN mailbox Projects/One
        GIVEN mailbox SentMail for \Sent
        GIVEN mailbox MyDrafts for \Drafts
        GIVEN mailbox Trash for \Trash
        C: t1 LIST "" "%"
        S: * LIST (\HasNoChildren ...) "/" Inbox
        S: * LIST (\HasNoChildren ...) "/" ToDo
        S: * LIST (\HasChildren ...) "/" Projects
        S: * LIST (\Sent \HasNoChildren ...) "/" SentMail
        S: * LIST (\Drafts \HasNoChildren ...) "/" MyDrafts
        S: * LIST (\Trash \HasNoChildren ...) "/" Trash
        S: t1 OK done
        """);

    /// <summary>RFC 6154 §5.3, the example: \All is nothing a client can make.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("CREATE-SPECIAL-USE")]
    public Task Create_with_a_use(TestStore store) => Transcript.RunAsync(store, """
        C: t1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 CREATE-SPECIAL-USE ...
        S: t1 OK done
        C: t2 CREATE MySpecial (USE (\Drafts \Sent))
        S: t2 OK MySpecial created
        C: t3 CREATE Everything (USE (\All))
        S: t3 NO [USEATTR] \All not supported
        C: t4 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (\Drafts \Sent ...) "/" MySpecial
        S: t4 OK
        """);

    /// <summary>RFC 6154 §3: "servers MAY refuse the creation, considering the designation to be a conflict". Then nothing was made.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("CREATE-SPECIAL-USE")]
    public Task A_use_is_one_mailboxs(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Spam for \Junk
        C: a CREATE "Junk E-mail" (USE (\Archive \JUNK))
        S: a NO [USEATTR]
        C: b LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (\Junk ...) "/" Spam
        S: b OK
        C: c DELETE Spam
        C: d CREATE "Junk E-mail" (USE (\Junk))
        S: d OK
        """);

    /// <summary>RFC 8457 §3.2.1, §3.2.2, but for the server that knows no \Important; and its keyword (§2).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has CREATE-SPECIAL-USE only where its configuration says so")]
    public Task What_is_important(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 ($Important)
        GIVEN mailbox "Imported Wine"
        C: t0 CREATE "Important Messages" (USE (\Important))
        S: t0 OK Mailbox created
        C: t1 LIST "" "Imp*"
        S: * LIST (\HasNoChildren \Important) "/" "Important Messages"
        S: * LIST (\HasNoChildren) "/" "Imported Wine"
        S: t1 OK Success
        C: t2 CREATE "More of it" (USE (\important))
        S: t2 NO [USEATTR] An \Important mailbox already exists
        C: t3 LIST (SPECIAL-USE) "" "*"
        S: * LIST (\HasNoChildren \Important) "/" "Important Messages"
        S: t3 OK
        C: t4 XLIST "" "Imp*"
        S: * XLIST (\HasNoChildren \Important) "/" "Important Messages"
        S: * XLIST (\HasNoChildren) "/" "Imported Wine"
        S: t4 OK
        C: t5 SELECT INBOX
        C: t6 STORE 1 +FLAGS ($important)
        S: * 1 FETCH (FLAGS ($Important))
        S: t6 OK
        C: t7 COPY 1:2 "Important Messages"
        C: t8 SEARCH KEYWORD $Important
        S: * SEARCH 1 2
        S: t8 OK
        C: t9 STORE 2 -FLAGS ($Important)
        S: * 2 FETCH (FLAGS ())
        S: t9 OK
        """);

    /// <summary>XLIST, for clients older than RFC 6154: the same uses under the names that they know.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("XLIST")]
    public Task Xlist_tells_the_use_by_older_names(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox SentMail for \Sent
        GIVEN mailbox Filtered for \Junk
        GIVEN mailbox Projects/One
        C: x0 CAPABILITY
        S: * CAPABILITY IMAP4rev1 XLIST ...
        S: x0 OK done
        C: x1 XLIST "" "%"
        S: * XLIST (\Inbox \HasNoChildren) "/" INBOX
        S: * XLIST (\HasNoChildren \Sent) "/" SentMail
        S: * XLIST (\HasNoChildren \Spam) "/" Filtered
        S: * XLIST (\Noselect \HasChildren) "/" Projects
        S: x1 OK done
        C: x2 XLIST "" Projects/*
        S: * XLIST (\HasNoChildren) "/" Projects/One
        S: x2 OK done
        C: x3 XLIST (SUBSCRIBED) "" *
        S: x3 BAD LIST has options, XLIST has none
        """);
}
