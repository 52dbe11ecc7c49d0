using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>Sessions as people type them, by hand, into a connection.</summary>
public sealed class AsPeopleTypeTranscripts
{
    /// <summary>Login in small letters, a look around, a few headers, and good-bye.</summary>
    [Theory, EveryStore]
    public Task A_whole_session(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ali with password sesam
        GIVEN mailbox bloop with 12 messages, none recent, 1:9 (\Seen)
        S: * OK
        C: a001 login ali sesam
        S: a001 OK
        C: a002 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" bloop
        S: a002 OK
        C: a003 EXAMINE bloop
        S: * 12 EXISTS
        S: * 0 RECENT
        S: * OK [UNSEEN 10]
        S: ...
        S: a003 OK [READ-ONLY]
        C: a004 FETCH 10:12 BODY[HEADER]
        S: * 10 FETCH (BODY[HEADER] {})
        S| Date: Mon, 7 Feb 1994 21:00:10 -0800 (PST)
        S| From: Fred Foobar <foobar@Blurdybloop.example>
        S| Subject: message 10
        S| To: mooch@owatagu.siam.example
        S| Message-Id: <B27397-0000010@Blurdybloop.example>
        S| MIME-Version: 1.0
        S| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S|
        S: * 11 FETCH (BODY[HEADER] {})
        S| Date: Mon, 7 Feb 1994 21:00:11 -0800 (PST)
        S| From: Fred Foobar <foobar@Blurdybloop.example>
        S| Subject: message 11
        S| To: mooch@owatagu.siam.example
        S| Message-Id: <B27397-0000011@Blurdybloop.example>
        S| MIME-Version: 1.0
        S| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S|
        S: * 12 FETCH (BODY[HEADER] {})
        S| Date: Mon, 7 Feb 1994 21:00:12 -0800 (PST)
        S| From: Fred Foobar <foobar@Blurdybloop.example>
        S| Subject: message 12
        S| To: mooch@owatagu.siam.example
        S| Message-Id: <B27397-0000012@Blurdybloop.example>
        S| MIME-Version: 1.0
        S| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S|
        S: a004 OK
        C: a005 logout
        S: * BYE
        S: a005 OK
        S: (closed)
        """);

    /// <summary>STORE 2:4 +FLAGS (\DELETED), in capitals.</summary>
    [Theory, EveryStore]
    public Task Deleting_three_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 5 messages, none recent, 3 (\Seen)
        C: a SELECT INBOX
        C: b STORE 2:4 +FLAGS (\DELETED)
        S: * 2 FETCH (FLAGS (\Deleted))
        S: * 3 FETCH (FLAGS (\Seen \Deleted))
        S: * 4 FETCH (FLAGS (\Deleted))
        S: b OK
        C: c expunge
        S: * 2 EXPUNGE
        S: * 2 EXPUNGE
        S: * 2 EXPUNGE
        S: c OK
        """);

    /// <summary>SEARCH UNSEEN FROM "Smith" SINCE 1-Mar-1996.</summary>
    [Theory, EveryStore]
    public Task What_is_new_from_smith(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent, all "7-Mar-1996 12:00:00 +0000", 2,3,5 From "John Smith <js@example.org>", 3 (\Seen), 5 "28-Feb-1996 12:00:00 +0000"
        C: a SELECT INBOX
        C: b SEARCH UNSEEN FROM "Smith" SINCE 1-Mar-1996
        S: * SEARCH 2
        S: b OK
        """);

    /// <summary>APPEND SAVED-MESSAGES (\Seen) {310}.</summary>
    [Theory, EveryStore]
    public Task Appending_by_hand(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox SAVED-MESSAGES
        C: a APPEND SAVED-MESSAGES (\Seen) {310}
        S: +
        C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C: From: Fred Foobar <foobar@Blurdybloop.COM>
        C: Subject: afternoon meeting
        C: To: mooch@owatagu.siam.edu
        C: Message-Id: <B27397-0100000@Blurdybloop.COM>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Hello Joe, do you think we can meet at 3:30 tomorrow?
        C:
        S: a OK
        C: b STATUS SAVED-MESSAGES (MESSAGES UNSEEN)
        S: * STATUS SAVED-MESSAGES (MESSAGES 1 UNSEEN 0)
        S: b OK
        """);

    /// <summary>COPY 2:4 MEETING, first without the mailbox.</summary>
    [Theory, EveryStore]
    public Task Copying_to_a_meeting(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C: a SELECT INBOX
        C: b COPY 2:4 MEETING
        S: b NO [TRYCREATE]
        C: c CREATE MEETING
        S: c OK
        C: d COPY 2:4 MEETING
        S: d OK
        C: e STATUS MEETING (MESSAGES)
        S: * STATUS MEETING (MESSAGES 3)
        S: e OK
        """);

    /// <summary>RFC 3501 §5.5: a client may send another command without waiting.</summary>
    [Theory, EveryStore]
    public Task Three_commands_at_once(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C+: a SELECT INBOX
        C+: b FETCH 1:2 FLAGS
        C: c NOOP
        S: * 3 EXISTS
        S: ...
        S: a OK [READ-WRITE]
        S: * 1 FETCH (FLAGS ())
        S: * 2 FETCH (FLAGS ())
        S: b OK
        S: c OK
        """);

    /// <summary>RFC 7888 §3: the literal is part of the stream.</summary>
    [Theory, EveryStore]
    public Task Three_commands_at_once_with_a_literal_in_the_middle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C+: a SELECT INBOX
        C+: b APPEND INBOX (\Seen) {+"Subject: x\r\n\r\ny\r\n"}
        C: c NOOP
        S: * 1 EXISTS
        S: ...
        S: a OK
        S?: * 2 EXISTS
        S?: * 1 RECENT
        S: b OK
        S?: * 2 EXISTS
        S?: * 1 RECENT
        S: c OK
        C: d FETCH 2 BODY[]
        S: * 2 FETCH (BODY[] {"Subject: x\r\n\r\ny\r\n"})
        S: d OK
        """);

    /// <summary>RFC 3501 §8, with a shorter mailbox.</summary>
    [Theory, EveryStore]
    public Task The_sample_connection(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account mrc with password secret
        GIVEN INBOX with 11 messages, none recent, 1:11 (\Seen)
        GIVEN message in INBOX (\Seen) "17-Jul-1996 02:44:25 +0000"
        | Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        | From: Terry Gray <gray@cac.washington.edu>
        | Subject: IMAP4rev1 WG mtg summary and minutes
        | To: imap@cac.washington.edu
        | cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        | Message-Id: <B27397-0100000@cac.washington.edu>
        | MIME-Version: 1.0
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Minutes.
        GIVEN message in INBOX
        | Subject: unseen
        |
        S:   * OK IMAP4rev1 Service Ready
        C: a001 login mrc secret
        S:   a001 OK LOGIN completed
        C: a002 select inbox
        S:   * 13 EXISTS
        S:   * FLAGS (\Answered \Flagged \Deleted \Seen \Draft ...)
        S:   * 2 RECENT
        S:   * OK [UNSEEN 13] Message 13 is the first unseen message
        S:   * OK [UIDVALIDITY {validity}] UIDs valid
        S:   ...
        S:   a002 OK [READ-WRITE] SELECT completed
        C: a003 fetch 12 full
        S:   * 12 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "17-Jul-1996 02:44:25 +0000"
              RFC822.SIZE 352 ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"
              "IMAP4rev1 WG mtg summary and minutes"
              (("Terry Gray" NIL "gray" "cac.washington.edu"))
              (("Terry Gray" NIL "gray" "cac.washington.edu"))
              (("Terry Gray" NIL "gray" "cac.washington.edu"))
              ((NIL NIL "imap" "cac.washington.edu"))
              ((NIL NIL "minutes" "CNRI.Reston.VA.US")
              ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL
              "<B27397-0100000@cac.washington.edu>")
               BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10
               1))
        S:    a003 OK FETCH completed
        C: a004 fetch 12 body[header]
        S: * 12 FETCH (BODY[HEADER] {342}
        S: Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        S: From: Terry Gray <gray@cac.washington.edu>
        S: Subject: IMAP4rev1 WG mtg summary and minutes
        S: To: imap@cac.washington.edu
        S: cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        S: Message-Id: <B27397-0100000@cac.washington.edu>
        S: MIME-Version: 1.0
        S: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S:
        S: )
        S:    a004 OK FETCH completed
        C: a005 store 12 +flags \deleted
        S:    * 12 FETCH (FLAGS (\Seen \Deleted \Recent))
        S:    a005 OK +FLAGS completed
        C: a006 logout
        S:    * BYE IMAP4rev1 server terminating connection
        S:    a006 OK LOGOUT completed
        """);
}
