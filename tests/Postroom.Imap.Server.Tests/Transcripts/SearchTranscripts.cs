using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>SEARCH (RFC 3501 §6.4.4, §7.2.5).</summary>
public sealed class SearchTranscripts
{
    /// <summary>RFC 3501 §6.4.4, the example, with fewer messages.</summary>
    [Theory, EveryStore]
    public Task Search(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 88 messages, none recent, all "7-Feb-1994 21:52:25 -0800", 2:4 (\Flagged), 84 (\Flagged), 88 (\Flagged),
            3 From "Smith <smith@example.org>", 4 "31-Jan-1994 01:52:25 -0800", 43 Content-Type "TEXT/PLAIN; CHARSET=UTF-8", 43 Body "Привет, мир"
        C: A281 SELECT INBOX
        C: A282 SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * SEARCH 2 84 88
        S: A282 OK SEARCH completed
        C: A283 SEARCH TEXT "string not in mailbox"
        S: * SEARCH
        S: A283 OK SEARCH completed
        C: A284 SEARCH CHARSET UTF-8 TEXT {6}
        C: МИР
        S: * SEARCH 43
        S: A284 OK SEARCH completed
        """);

    /// <summary>RFC 3501 §6.4.4, the keys about flags.</summary>
    [Theory, EveryStore]
    public Task Flags(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Answered \Seen Junk) " 1-Feb-1994 00:00:00 +0000"
        | Date: Sun, 30 Jan 1994 10:00:00 +0000
        | From: Smith <smith@example.org>
        | To: Mooch <mooch@example.com>
        | Cc: ann@example.com
        | Subject: afternoon meeting
        | X-Score: 5
        |
        | Hello Joe
        GIVEN message in INBOX (\Flagged \Draft) " 2-Feb-1994 23:59:59 +0000"
        | Date: Tue, 1 Feb 1994 10:00:00 +0000
        | From: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@example.dk>
        | To: joe@example.com
        | Bcc: blind@example.com
        | Subject: =?UTF-8?B?UHLDvGZ1bmc=?=
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: base64
        |
        | R3LDvMOfZQ==
        GIVEN message in INBOX (\Deleted) " 3-Feb-1994 00:00:00 +0000"
        | Date: Wed, 2 Feb 1994 10:00:00 +0000
        | From: fred@example.org
        | To: joe@example.com
        | Subject: minutes
        | Message-Id: <B27397-0100000@example.org>
        |
        | meet at 3:30 tomorrow?
        C: s SELECT INBOX
        C: a SEARCH ALL
        S: * SEARCH 1 2 3
        S: a OK
        C: b SEARCH ANSWERED
        S: * SEARCH 1
        S: b OK
        C: c SEARCH DELETED
        S: * SEARCH 3
        S: c OK
        C: d SEARCH DRAFT
        S: * SEARCH 2
        S: d OK
        C: e SEARCH FLAGGED
        S: * SEARCH 2
        S: e OK
        C: f SEARCH SEEN
        S: * SEARCH 1
        S: f OK
        C: g SEARCH UNANSWERED
        S: * SEARCH 2 3
        S: g OK
        C: h SEARCH UNDELETED
        S: * SEARCH 1 2
        S: h OK
        C: i SEARCH UNDRAFT
        S: * SEARCH 1 3
        S: i OK
        C: j SEARCH UNFLAGGED
        S: * SEARCH 1 3
        S: j OK
        C: k SEARCH UNSEEN
        S: * SEARCH 2 3
        S: k OK
        C: l SEARCH KEYWORD Junk
        S: * SEARCH 1
        S: l OK
        C: m SEARCH KEYWORD jUNK
        S: * SEARCH 1
        S: m OK
        C: n SEARCH UNKEYWORD Junk
        S: * SEARCH 2 3
        S: n OK
        C: o SEARCH RECENT
        S: * SEARCH 1 2 3
        S: o OK
        C: p SEARCH NEW
        S: * SEARCH 2 3
        S: p OK
        C: q SEARCH OLD
        S: * SEARCH
        S: q OK
        """);

    /// <summary>RFC 3501 §6.4.4: the internal date and the Date: header, "disregarding time and timezone".</summary>
    [Theory, EveryStore]
    public Task Dates(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Answered \Seen Junk) " 1-Feb-1994 00:00:00 +0000"
        | Date: Sun, 30 Jan 1994 10:00:00 +0000
        | From: Smith <smith@example.org>
        | To: Mooch <mooch@example.com>
        | Cc: ann@example.com
        | Subject: afternoon meeting
        | X-Score: 5
        |
        | Hello Joe
        GIVEN message in INBOX (\Flagged \Draft) " 2-Feb-1994 23:59:59 +0000"
        | Date: Tue, 1 Feb 1994 10:00:00 +0000
        | From: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@example.dk>
        | To: joe@example.com
        | Bcc: blind@example.com
        | Subject: =?UTF-8?B?UHLDvGZ1bmc=?=
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: base64
        |
        | R3LDvMOfZQ==
        GIVEN message in INBOX (\Deleted) " 3-Feb-1994 00:00:00 +0000"
        | Date: Wed, 2 Feb 1994 10:00:00 +0000
        | From: fred@example.org
        | To: joe@example.com
        | Subject: minutes
        | Message-Id: <B27397-0100000@example.org>
        |
        | meet at 3:30 tomorrow?
        C: s SELECT INBOX
        C: a SEARCH BEFORE 2-Feb-1994
        S: * SEARCH 1
        S: a OK
        C: b SEARCH ON 2-Feb-1994
        S: * SEARCH 2
        S: b OK
        C: c SEARCH SINCE 2-Feb-1994
        S: * SEARCH 2 3
        S: c OK
        C: d SEARCH SENTBEFORE 1-Feb-1994
        S: * SEARCH 1
        S: d OK
        C: e SEARCH SENTON "1-Feb-1994"
        S: * SEARCH 2
        S: e OK
        C: f SEARCH SENTSINCE 01-feb-1994
        S: * SEARCH 2 3
        S: f OK
        """);

    /// <summary>RFC 3501 §6.4.4: substrings, without regard to case.</summary>
    [Theory, EveryStore]
    public Task Headers_and_text(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Answered \Seen Junk) " 1-Feb-1994 00:00:00 +0000"
        | Date: Sun, 30 Jan 1994 10:00:00 +0000
        | From: Smith <smith@example.org>
        | To: Mooch <mooch@example.com>
        | Cc: ann@example.com
        | Subject: afternoon meeting
        | X-Score: 5
        |
        | Hello Joe
        GIVEN message in INBOX (\Flagged \Draft) " 2-Feb-1994 23:59:59 +0000"
        | Date: Tue, 1 Feb 1994 10:00:00 +0000
        | From: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@example.dk>
        | To: joe@example.com
        | Bcc: blind@example.com
        | Subject: =?UTF-8?B?UHLDvGZ1bmc=?=
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: base64
        |
        | R3LDvMOfZQ==
        GIVEN message in INBOX (\Deleted) " 3-Feb-1994 00:00:00 +0000"
        | Date: Wed, 2 Feb 1994 10:00:00 +0000
        | From: fred@example.org
        | To: joe@example.com
        | Subject: minutes
        | Message-Id: <B27397-0100000@example.org>
        |
        | meet at 3:30 tomorrow?
        C: s SELECT INBOX
        C: a SEARCH FROM smith
        S: * SEARCH 1
        S: a OK
        C: b SEARCH TO MOOCH
        S: * SEARCH 1
        S: b OK
        C: c SEARCH CC ann
        S: * SEARCH 1
        S: c OK
        C: d SEARCH BCC blind
        S: * SEARCH 2
        S: d OK
        C: e SEARCH SUBJECT "noon meet"
        S: * SEARCH 1
        S: e OK
        C: f SEARCH HEADER X-Score 5
        S: * SEARCH 1
        S: f OK
        C: g SEARCH HEADER X-Score ""
        S: * SEARCH 1
        S: g OK
        C: h SEARCH HEADER Message-Id B27397
        S: * SEARCH 3
        S: h OK
        C: i SEARCH BODY "hello joe"
        S: * SEARCH 1
        S: i OK
        C: j SEARCH BODY meeting
        S: * SEARCH
        S: j OK
        C: k SEARCH TEXT meeting
        S: * SEARCH 1
        S: k OK
        C: l SEARCH TEXT "3:30"
        S: * SEARCH 3
        S: l OK
        """);

    /// <summary>RFC 3501 §6.4.4: transfer encodings and encoded words "MUST be decoded before comparing text".</summary>
    [Theory, EveryStore]
    public Task Words_are_decoded_before_they_are_compared(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Answered \Seen Junk) " 1-Feb-1994 00:00:00 +0000"
        | Date: Sun, 30 Jan 1994 10:00:00 +0000
        | From: Smith <smith@example.org>
        | To: Mooch <mooch@example.com>
        | Cc: ann@example.com
        | Subject: afternoon meeting
        | X-Score: 5
        |
        | Hello Joe
        GIVEN message in INBOX (\Flagged \Draft) " 2-Feb-1994 23:59:59 +0000"
        | Date: Tue, 1 Feb 1994 10:00:00 +0000
        | From: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@example.dk>
        | To: joe@example.com
        | Bcc: blind@example.com
        | Subject: =?UTF-8?B?UHLDvGZ1bmc=?=
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: base64
        |
        | R3LDvMOfZQ==
        GIVEN message in INBOX (\Deleted) " 3-Feb-1994 00:00:00 +0000"
        | Date: Wed, 2 Feb 1994 10:00:00 +0000
        | From: fred@example.org
        | To: joe@example.com
        | Subject: minutes
        | Message-Id: <B27397-0100000@example.org>
        |
        | meet at 3:30 tomorrow?
        C: s SELECT INBOX
        C: a SEARCH CHARSET UTF-8 SUBJECT {"Pr\xc3\xbcfung"}
        S: * SEARCH 2
        S: a OK
        C: b SEARCH CHARSET UTF-8 BODY {"gr\xc3\xbc"}
        S: * SEARCH 2
        S: b OK
        C: c SEARCH CHARSET UTF-8 FROM {"J\xc3\xb8rn"}
        S: * SEARCH 2
        S: c OK
        C: d SEARCH CHARSET ISO-8859-1 FROM {"J\xf8rn"}
        S: * SEARCH 2
        S: d OK
        """);

    /// <summary>RFC 3501 §6.4.4: AND, OR, NOT, parentheses, sets, sizes.</summary>
    [Theory, EveryStore]
    public Task Combinations(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Answered \Seen Junk) " 1-Feb-1994 00:00:00 +0000"
        | Date: Sun, 30 Jan 1994 10:00:00 +0000
        | From: Smith <smith@example.org>
        | To: Mooch <mooch@example.com>
        | Cc: ann@example.com
        | Subject: afternoon meeting
        | X-Score: 5
        |
        | Hello Joe
        GIVEN message in INBOX (\Flagged \Draft) " 2-Feb-1994 23:59:59 +0000"
        | Date: Tue, 1 Feb 1994 10:00:00 +0000
        | From: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@example.dk>
        | To: joe@example.com
        | Bcc: blind@example.com
        | Subject: =?UTF-8?B?UHLDvGZ1bmc=?=
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: base64
        |
        | R3LDvMOfZQ==
        GIVEN message in INBOX (\Deleted) " 3-Feb-1994 00:00:00 +0000"
        | Date: Wed, 2 Feb 1994 10:00:00 +0000
        | From: fred@example.org
        | To: joe@example.com
        | Subject: minutes
        | Message-Id: <B27397-0100000@example.org>
        |
        | meet at 3:30 tomorrow?
        C: s SELECT INBOX
        C: a SEARCH UNSEEN UNFLAGGED
        S: * SEARCH 3
        S: a OK
        C: b SEARCH OR SEEN DELETED
        S: * SEARCH 1 3
        S: b OK
        C: c SEARCH NOT (SEEN ANSWERED)
        S: * SEARCH 2 3
        S: c OK
        C: d SEARCH OR (SEEN ANSWERED) (FLAGGED DRAFT)
        S: * SEARCH 1 2
        S: d OK
        C: e SEARCH NOT NOT SEEN
        S: * SEARCH 1
        S: e OK
        C: f SEARCH 2:*
        S: * SEARCH 2 3
        S: f OK
        C: g SEARCH 1,3
        S: * SEARCH 1 3
        S: g OK
        C: h SEARCH 3:2 NOT 3
        S: * SEARCH 2
        S: h OK
        C: i SEARCH *
        S: * SEARCH 3
        S: i OK
        C: j SEARCH LARGER 100000
        S: * SEARCH
        S: j OK
        C: k SEARCH SMALLER 100000 LARGER 1
        S: * SEARCH 1 2 3
        S: k OK
        """);

    /// <summary>RFC 3501 §6.4.4: "internal date (disregarding time and timezone)".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes the day in the server's zone")]
    public Task A_date_is_the_one_that_was_written(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, 1 "31-Jan-1994 21:52:25 -0800"
        C: a SELECT INBOX
        C: b SEARCH ON 31-Jan-1994
        S: * SEARCH 1
        S: b OK
        C: c SEARCH SINCE 1-Feb-1994
        S: * SEARCH
        S: c OK
        """);

    /// <summary>RFC 3501 §6.4.4: KEYWORD; asking makes no keyword.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "makes the keyword by searching for it")]
    public Task A_keyword_that_nobody_has_set(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b SEARCH KEYWORD NeverSet
        S: * SEARCH
        S: b OK
        C: c SEARCH UNKEYWORD NeverSet
        S: * SEARCH 1 2
        S: c OK
        """);

    /// <summary>The charsets are those that mail is decoded by: UTF-7 is one, which the framework does not have.</summary>
    [Theory, EveryStore]
    public Task What_mail_comes_in_can_be_searched_in(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent, 2 Subject "=?utf-8?q?Pr=C3=BCfung?="
        C: a SELECT INBOX
        C: b SEARCH CHARSET UTF-7 SUBJECT "Pr+APw-fung"
        S: * SEARCH 2
        S: b OK
        C: c SEARCH CHARSET cp1252 SUBJECT {"Pr\xfcfung"}
        S: * SEARCH 2
        S: c OK
        """);

    /// <summary>RFC 3501 §6.4.4: "it MUST return a tagged NO response (not a BAD). This response SHOULD contain the BADCHARSET response code".</summary>
    [Theory, EveryStore]
    public Task An_unknown_charset_is_refused_with_the_known_ones(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT INBOX
        C: b SEARCH CHARSET X-BLURDYBLOOP TEXT x
        S: b NO [BADCHARSET ...] Unknown charset
        """);

    /// <summary>RFC 3501 §6.4.4: REQUIRED untagged response: SEARCH.</summary>
    [Theory, EveryStore]
    public Task An_empty_mailbox_has_an_empty_answer(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT INBOX
        C: b SEARCH ALL
        S: * SEARCH
        S: b OK
        """);
}
