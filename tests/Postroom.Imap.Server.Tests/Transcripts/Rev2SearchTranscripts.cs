using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: SEARCH is answered by ESEARCH, whatever was asked for (RFC 9051 §6.4.4, §7.3.4).</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2SearchTranscripts
{
    private const string Mail = """
        GIVEN INBOX with 21 messages, none recent, all "7-Feb-1994 21:52:25 -0800", 2 (\Flagged), 10:11 (\Flagged),
            5 From "Smith <smith@example.org>", 3 ($Junk \Seen), 12 ($Junk \Deleted), 12 From "Eric <eric@example.org>", 13 Subject "=?UTF-8?B?0L7RgtC/0YPRgdC6?="
        C: rev2 ENABLE IMAP4rev2
        C: s SELECT INBOX
        """;

    /// <summary>RFC 9051 §6.4.4, all eight examples; "CHARSET UTF-8 is redundant", and taken.</summary>
    [Theory, EveryStore]
    public Task Search(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A282 SEARCH RETURN (MIN COUNT) FLAGGED
            SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A282") MIN 2 COUNT 3
        S: A282 OK SEARCH completed
        C: A283 SEARCH RETURN () FLAGGED
            SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A283") ALL 2,10:11
        S: A283 OK SEARCH completed
        C: A284 SEARCH TEXT "string not in mailbox"
        S: * ESEARCH (TAG "A284")
        S: A284 OK SEARCH completed
        C: A285 SEARCH CHARSET UTF-8 TEXT {12}
        S: + Ready for literal text
        C: отпуск
        S: * ESEARCH (TAG "A285") ALL 13
        S: A285 OK SEARCH completed
        C: A286 SEARCH TEXT "отпуск"
        S: * ESEARCH (TAG "A286") ALL 13
        S: A286 OK SEARCH completed
        C: A287 SEARCH RETURN (MIN) UNSEEN
        S: * ESEARCH (TAG "A287") MIN 1
        S: A287 OK SEARCH completed
        C: A288 UID SEARCH RETURN (MIN MAX) 1:5000
        S: A288 BAD 21 messages are there
        C: A289 UID SEARCH RETURN (MIN MAX) UID 1:5000
        S: * ESEARCH (TAG "A289") UID MIN 1 MAX 21
        S: A289 OK SEARCH completed
        C: A290 SEARCH RETURN (COUNT) DELETED
        S: * ESEARCH (TAG "A290") COUNT 1
        S: A290 OK SEARCH completed
        """);

    /// <summary>RFC 9051 §6.4.9: UID SEARCH names UIDs and says so, without RETURN as well; where nothing is found too.</summary>
    [Theory, EveryStore]
    public Task Uid_search(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a UID EXPUNGE 12
        S: * 12 EXPUNGE
        S: a OK
        C: b UID SEARCH 1:15 UID 9:14
        S: * ESEARCH (TAG "b") UID ALL 9:11,13:14
        S: b OK
        C: c UID SEARCH UID 559:*
        S: * ESEARCH (TAG "c") UID ALL 21
        S: c OK
        C: d UID SEARCH DRAFT
        S: * ESEARCH (TAG "d") UID
        S: d OK
        """);

    /// <summary>RFC 9051 §6.4.4.4, examples 1 to 6.</summary>
    [Theory, EveryStore]
    public Task What_was_saved(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A282 SEARCH RETURN (SAVE) FLAGGED SINCE 1-Feb-1994
            NOT FROM "Smith"
        S: A282 OK SEARCH completed, result saved
        C: A283 FETCH $ (UID FLAGS)
        S: * 2 FETCH (UID 2 FLAGS (\Flagged))
        S: * 10 FETCH (UID 10 FLAGS (\Flagged))
        S: * 11 FETCH (UID 11 FLAGS (\Flagged))
        S: A283 OK completed
        C+: A284 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: A285 FETCH $ (UID)
        S: A284 OK SEARCH completed
        S: * 3 FETCH (UID 3)
        S: * 12 FETCH (UID 12)
        S: A285 OK completed
        C: A300 SEARCH RETURN (SAVE) SINCE 1-Jan-1994
            NOT FROM "Smith"
        S: A300 OK SEARCH completed
        C: A301 UID SEARCH UID $ KEYWORD $Junk
        S: * ESEARCH (TAG "A301") UID ALL 3,12
        S: A301 OK completed
        C: A302 UID SEARCH $ KEYWORD $Junk
        S: * ESEARCH (TAG "A302") UID ALL 3,12
        S: A302 OK completed
        C: P282 SEARCH RETURN (SAVE) KEYWORD $Junk
        S: P282 OK SEARCH completed
        C: P283 SEARCH CHARSET UTF-8 (OR $ 1,13:14) NOT TEXT {8+}
        C: мать
        S: * ESEARCH (TAG "P283") ALL 1,3,12:14
        S: P283 OK completed
        C: B283 SEARCH RETURN (SAVE) CHARSET X-NOSUCH
            (OR $ 1,13:14) TEXT {4}
        C: XXXX
        S: B283 NO [BADCHARSET ...] X-NOSUCH is not supported
        C: B284 SEARCH $
        S: * ESEARCH (TAG "B284")
        S: B284 OK
        C: E281 CREATE "Other Messages"
        C+: E282 SEARCH RETURN (SAVE) SINCE 28-Oct-2006
            NOT FROM "Eric"
        C+: E283 COPY $ "Other Messages"
        S: E282 OK SEARCH completed
        S: E283 OK COPY completed, nothing copied
        """);

    /// <summary>RFC 9051 §6.4.4.4, examples 7 to 10.</summary>
    [Theory, EveryStore]
    public Task What_is_saved_last_counts(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: F281 CREATE Junk
        C+: F282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: F283 COPY $ "Junk"
        C+: F284 STORE $ +FLAGS.Silent (\Deleted)
        S: F282 OK SEARCH completed
        S: F283 OK COPY completed
        S: F284 OK STORE completed
        C+: G282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: G283 SEARCH RETURN (ALL) FLAGGED
        S: * ESEARCH (TAG "G283") ALL 2,10:11
        S~: G283 OK SEARCH completed
        S~: G282 OK SEARCH completed
        C+: H282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: H283 SEARCH RETURN (SAVE) FROM "Eric"
        S: H282 OK SEARCH completed
        S: H283 OK SEARCH completed
        C: H284 SEARCH $
        S: * ESEARCH (TAG "H284") ALL 12
        S: H284 OK
        C: C282 SEARCH RETURN (ALL) FLAGGED
        S: * ESEARCH (TAG "C282") ALL 2,10:11
        S: C282 OK SEARCH completed
        C: C283 SEARCH RETURN (ALL SAVE) FLAGGED
        S: * ESEARCH (TAG "C283") ALL 2,10:11
        S: C283 OK SEARCH completed
        C: C284 SEARCH RETURN (SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C284") MIN 2
        S: C284 OK SEARCH completed
        C: C285 SEARCH RETURN (MAX SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C285") MAX 11 MIN 2
        S: C285 OK SEARCH completed
        C: C286 SEARCH $
        S: * ESEARCH (TAG "C286") ALL 2,11
        S: C286 OK
        C: C287 SEARCH RETURN (MAX SAVE MIN COUNT) FLAGGED
        S: * ESEARCH (TAG "C287") MAX 11 MIN 2 COUNT 3
        S: C287 OK SEARCH completed
        C: C288 SEARCH RETURN (ALL SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C288") ALL 2,10:11 MIN 2
        S: C288 OK SEARCH completed
        """);

    /// <summary>With CONDSTORE, PARTIAL and WITHIN: MODSEQ is told in ESEARCH (RFC 4731 §3.2), and a page is a page.</summary>
    [Theory, EveryStore]
    public Task Together_with_other_extensions(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH FLAGGED MODSEQ 1
        S: * OK [HIGHESTMODSEQ {_}]
        S: * ESEARCH (TAG "a") ALL 2,10:11 MODSEQ {_}
        S: a OK
        C: b UID SEARCH RETURN (PARTIAL 1:2 COUNT) FLAGGED
        S: * ESEARCH (TAG "b") UID PARTIAL (1:2 2,10) COUNT 3
        S: b OK
        C: c SEARCH OLDER 60 KEYWORD $Junk
        S: * ESEARCH (TAG "c") ALL 3,12
        S: c OK
        C: d UID SEARCH RETURN (SAVE) KEYWORD $Junk
        S: d OK
        C: e SEARCH RETURN (MEDIAN) ALL
        S: e BAD
        """);
}
