using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>APPEND (RFC 3501 §6.3.11) and the identifiers it returns (RFC 4315 §3).</summary>
public sealed class AppendTranscripts
{
    /// <summary>RFC 3501 §6.3.11, the example; the message comes back octet for octet.</summary>
    [Theory, EveryStore]
    public Task Append(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox saved-messages
        C: A003 APPEND saved-messages (\Seen) {310}
        S: + Ready for literal data
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
        S: A003 OK APPEND completed
        C: A004 EXAMINE saved-messages
        C: A005 FETCH 1 (RFC822.SIZE BODY.PEEK[] FLAGS)
        S: * 1 FETCH (FLAGS (\Seen \Recent) RFC822.SIZE 310 BODY[] {})
        S| Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        S| From: Fred Foobar <foobar@Blurdybloop.COM>
        S| Subject: afternoon meeting
        S| To: mooch@owatagu.siam.edu
        S| Message-Id: <B27397-0100000@Blurdybloop.COM>
        S| MIME-Version: 1.0
        S| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S|
        S| Hello Joe, do you think we can meet at 3:30 tomorrow?
        S: A005 OK
        """);

    /// <summary>RFC 4315 §3, the example's first command.</summary>
    [Theory, EveryStore]
    public Task Appenduid(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox saved-messages
        C: A001 STATUS saved-messages (UIDNEXT UIDVALIDITY)
        S: * STATUS saved-messages (UIDNEXT {next} UIDVALIDITY {validity})
        S: A001 OK
        C: A003 APPEND saved-messages (\Seen) {297}
        C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C: From: Fred Foobar <foobar@example.com>
        C: Subject: afternoon meeting
        C: To: mooch@example.com
        C: Message-Id: <B27397-0100000@example.com>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Hello Joe, do you think we can meet at 3:30 tomorrow?
        C:
        S: A003 OK [APPENDUID {validity} {next}] APPEND completed
        C: A004 STATUS saved-messages (UIDNEXT)
        S: * STATUS saved-messages (UIDNEXT {next+1})
        S: A004 OK
        """);

    /// <summary>RFC 3501 §6.3.11: flags, date-time.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives the date in the server's own zone")]
    public Task Flags_keywords_and_date_are_kept(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX (\Flagged $Forwarded Junk) " 7-Feb-1994 21:52:25 -0800" {"Subject: x\r\n\r\ny\r\n"}
        C: b SELECT INBOX
        C: c FETCH 1 (FLAGS INTERNALDATE)
        S: * 1 FETCH (FLAGS (\Flagged \Recent $Forwarded Junk) INTERNALDATE " 7-Feb-1994 21:52:25 -0800")
        S: c OK
        """);

    /// <summary>RFC 3501 §7.5: who waits for "+" hears of what is wrong before the message is sent.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives no CANNOT with APPEND")]
    public Task What_is_wrong_is_told_before_the_message_comes(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo/bar
        C: a APPEND nowhere {1000000}
        S: a NO [TRYCREATE]
        C: b APPEND foo (\Seen) {1000000}
        S: b NO [TRYCREATE]
        C: c APPEND "bad&" {1000000}
        S: c NO [CANNOT]
        C: d APPEND INBOX (\Blurdybloop) {1000000}
        S: d BAD
        C: e APPEND INBOX (\Seen) "yesterday" {1000000}
        S: e BAD
        C: f NOOP
        S: f OK
        """);

    /// <summary>RFC 3501 §6.3.11: TRYCREATE is for what CREATE would make; before the message, and behind it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "reserves other names, and gives no CANNOT with APPEND")]
    public Task A_mailbox_that_cannot_be_made_is_none_to_try(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND Shared/x {1000000}
        S: a NO [CANNOT]
        C: b APPEND "Other Users" {+"Subject: x\r\n\r\ny\r\n"}
        S: b NO [CANNOT]
        C: c APPEND "Shared Mail" {1000000}
        S: c NO [TRYCREATE]
        """);

    /// <summary>What was sent before counts, even if it is not over yet.</summary>
    [Theory, EveryStore]
    public Task A_mailbox_that_is_being_made_is_there(TestStore store) => Transcript.RunAsync(store, """
        C1+: a CREATE new
        C1: b APPEND new {"Subject: x\r\n\r\ny\r\n"}
        S: b OK
        C: c STATUS new (MESSAGES)
        S: * STATUS new (MESSAGES 1)
        S: c OK
        """);

    /// <summary>RFC 3501 §6.3.11: TRYCREATE, and it MUST NOT be created by itself.</summary>
    [Theory, EveryStore]
    public Task A_mailbox_that_is_not_there_could_be_created(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND nowhere {+"Subject: x\r\n\r\ny\r\n"}
        S: a NO [TRYCREATE] Mailbox doesn't exist
        C: b LIST "" nowhere
        S: b OK
        """);

    /// <summary>RFC 3501 §6.3.11: "the server SHOULD notify the client immediately via an untagged EXISTS response".</summary>
    [Theory, EveryStore]
    public Task The_selected_mailbox_hears_of_it_at_once(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b APPEND INBOX {"Subject: x\r\n\r\ny\r\n"}
        S: * 3 EXISTS
        S: * 1 RECENT
        S: b OK
        """);

    /// <summary>RFC 3501 §6.3.11: an error in flags or date/time; the mailbox is as before.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes 31-Feb for the third of March")]
    public Task A_date_that_is_none_is_bad_and_nothing_is_kept(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX "31-Feb-1994 25:00:00 -0800" {+"Subject: x\r\n\r\ny\r\n"}
        S: a BAD
        C: b STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 0)
        S: b OK
        """);

    /// <summary>RFC 3501 §6.3.11: 8-bit characters are permitted in the message.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "turns a bare LF into CRLF")]
    public Task Eight_bit_octets_and_bare_line_ends_come_back_as_they_went(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX {"Subject: x\r\n\r\n\xff\xfe \n \r\n\x01"}
        C: b SELECT INBOX
        C: c FETCH 1 (BODY.PEEK[] RFC822.SIZE)
        S: * 1 FETCH (RFC822.SIZE 22 BODY[] {"Subject: x\r\n\r\n\xff\xfe \n \r\n\x01"})
        S: c OK
        """);

    /// <summary>RFC 3501 §2.3.2: "This flag can not be altered by the client"; §9: flag has no \Recent.</summary>
    [Theory, EveryStore]
    public Task Recent_is_given_by_the_server_alone(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message
        C: a APPEND INBOX (\Seen \Recent) {15}
        S: a BAD
        C: b SELECT INBOX
        C: c STORE 1 +FLAGS (\Recent)
        S: c BAD
        """);
}
