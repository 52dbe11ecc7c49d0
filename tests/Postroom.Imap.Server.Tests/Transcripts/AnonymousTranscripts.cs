using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>ANONYMOUS (RFC 4505): who comes in so reads what is shared with anonymous, and changes nothing.</summary>
public sealed class AnonymousTranscripts
{
    /// <summary>RFC 4505 §4, the example, and what there is to read.</summary>
    [Theory, EveryStore]
    public Task Reading(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Auth:Anonymous = true
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message
        GIVEN mailbox private with 1 message
        GIVEN mailbox news with 2 messages, none recent, 1 Body "Hello"
        GIVEN anonymous may lr on news
        GIVEN not logged in
        C: A001 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=ANONYMOUS ...
        S: A001 OK
        C: A002 AUTHENTICATE ANONYMOUS
        S: +
        C: c2lyaGM=
        S: A002 OK Welcome, trace information has been logged.
        C: a3 NAMESPACE
        S: * NAMESPACE NIL (("Other Users/" "/")) NIL
        S: a3 OK
        C: a4 LIST "" *
        S: * LIST (\Noselect \HasChildren) "/" "Other Users"
        S: * LIST (\Noselect \HasChildren) "/" "Other Users/bob"
        S: * LIST (\HasNoChildren) "/" "Other Users/bob/news"
        S: a4 OK
        C: a5 LSUB "" *
        S: a5 OK
        C: a6 SELECT "Other Users/bob/news"
        S: * 2 EXISTS
        S: * OK [PERMANENTFLAGS ()]
        S: ...
        S: a6 OK [READ-ONLY]
        C: a7 FETCH 1 (FLAGS BODY[TEXT])
        S: * 1 FETCH (FLAGS () BODY[TEXT] {"Hello\r\n"})
        S: a7 OK
        C: a8 SEARCH UNSEEN
        S: * SEARCH 1 2
        S: a8 OK
        C: a9 SELECT INBOX
        S: a9 NO [NONEXISTENT]
        C: b1 SELECT "Other Users/bob/INBOX"
        S: b1 NO [NONEXISTENT]
        C: b2 STATUS "Other Users/bob/private" (MESSAGES)
        S: b2 NO [NONEXISTENT]
        C: b3 LOGOUT
        S: ...
        S: b3 OK
        """);

    /// <summary>Whatever rights were given: nobody knows who it was.</summary>
    [Theory, EveryStore]
    public Task Changing_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Auth:Anonymous = true
        GIVEN account bob with password secret
        GIVEN mailbox news with 2 messages, none recent, 2 (\Deleted)
        GIVEN anonymous may lrswikxtea on news
        GIVEN C1 not logged in
        C1: a1 AUTHENTICATE ANONYMOUS =
        S1: a1 OK
        C1: a2 SELECT "Other Users/bob/news"
        S1: * OK [PERMANENTFLAGS ()]
        S1: ...
        S1: a2 OK [READ-ONLY]
        C1: a3 STORE 1 +FLAGS (\Seen)
        S1: a3 NO [NOPERM]
        C1: a4 EXPUNGE
        S1: a4 NO [NOPERM]
        C1: a5 FETCH 1 BODY[TEXT]
        S1: * 1 FETCH (BODY[TEXT] {_})
        S1: a5 OK
        C1: a6 COPY 1 "Other Users/bob/news"
        S1: a6 NO [NOPERM]
        C1: a7 MOVE 1 INBOX
        S1: a7 NO [NOPERM]
        C1: a8 APPEND "Other Users/bob/news" {10}
        S1: a8 NO [NOPERM]
        C1: a9 APPEND "Other Users/bob/news" {+"Subject: x\r\n\r\nx\r\n"}
        S1: a9 NO [NOPERM]
        C1: b1 APPEND INBOX {10}
        S1: b1 NO [NOPERM]
        C1: b2 REPLACE 1 "Other Users/bob/news" {+"Subject: x\r\n\r\nx\r\n"}
        S1: b2 NO [NOPERM]
        C1: b3 CREATE mine
        S1: b3 NO [NOPERM]
        C1: b4 CREATE "Other Users/bob/more"
        S1: b4 NO
        C1: b5 SUBSCRIBE "Other Users/bob/news"
        S1: b5 NO [NOPERM]
        C1: b6 DELETE "Other Users/bob/news"
        S1: b6 NO [NOPERM]
        C1: b7 RENAME "Other Users/bob/news" mine
        S1: b7 NO [NOPERM]
        C1: b8 CLOSE
        S1: b8 OK
        C2: c1 SELECT news
        S2: * 2 EXISTS
        S2: ...
        S2: c1 OK
        C2: c2 FETCH 1:2 FLAGS
        S2: * 1 FETCH (FLAGS ())
        S2: * 2 FETCH (FLAGS (\Deleted))
        S2: c2 OK
        """);

    /// <summary>It is off unless somebody switched it on.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says [ALERT], which clients show to their users")]
    public Task Off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a1 AUTHENTICATE ANONYMOUS c2lyaGM=
        S: a1 NO [CANNOT]
        C: a2 LOGIN anonymous anonymous
        S: a2 NO [AUTHENTICATIONFAILED]
        """);

    /// <summary>They have a number of their own, and who goes on as somebody is somebody (RFC 8437).</summary>
    [Theory, EveryStore]
    public Task So_many_at_a_time(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Auth:Anonymous = true
        GIVEN setting Imap:MaxAnonymousSessions = 1
        GIVEN C1 not logged in
        GIVEN C2 not logged in
        C1: a1 AUTHENTICATE ANONYMOUS c2lyaGM=
        S1: a1 OK
        C2: b1 AUTHENTICATE ANONYMOUS c2lyaGM=
        S2: b1 NO [LIMIT]
        C1: a2 UNAUTHENTICATE
        S1: a2 OK
        C2: b2 AUTHENTICATE ANONYMOUS c2lyaGM=
        S2: b2 OK
        C1: a3 LOGIN {user} {password}
        S1: a3 OK
        C1: a4 SELECT INBOX
        S1: ...
        S1: a4 OK [READ-WRITE]
        """);

    /// <summary>What a client says of itself is checked as RFC 4505 §3 wants it prepared.</summary>
    [Theory, EveryStore]
    public Task A_trace_that_is_none(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Auth:Anonymous = true
        GIVEN not logged in
        C: a1 AUTHENTICATE ANONYMOUS YQpi
        S: a1 BAD
        C: a2 AUTHENTICATE ANONYMOUS
        S: +
        C: *
        S: a2 BAD
        """);
}
