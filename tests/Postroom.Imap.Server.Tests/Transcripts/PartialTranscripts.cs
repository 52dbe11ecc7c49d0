using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>PARTIAL (RFC 9394).</summary>
[AnnouncedAs("PARTIAL")]
public sealed class PartialTranscripts
{
    // 24 of them are neither deleted nor junk: all but 3, 9 and 20.
    private const string Mail = """
        GIVEN INBOX with 27 messages, none recent, 3 (\Deleted), 9 ($Junk), 20 (\Deleted $Junk), 25 (\Seen), 26 (\Flagged \Answered)
        C: s SELECT INBOX
        """;

    /// <summary>RFC 9394 §3.1, the examples: 24 results for 23,764.</summary>
    [Theory, EveryStore]
    public Task Pages_of_a_search(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A01 UID SEARCH RETURN (PARTIAL -1:-10) UNDELETED
            UNKEYWORD $Junk
        S: * ESEARCH (TAG "A01") UID PARTIAL (-1:-10 17:19,21:27)
        S: A01 OK Completed.
        C+: A02 UID SEARCH RETURN (PARTIAL 21:30) UNDELETED
            UNKEYWORD $Junk
        C+: A03 UID SEARCH RETURN (PARTIAL 1:5) UNDELETED
            UNKEYWORD $Junk
        C+: A04 UID SEARCH RETURN (PARTIAL 25:30) UNDELETED
            UNKEYWORD $Junk
        S: * ESEARCH (TAG "A02") UID PARTIAL (21:30 24:27)
        S~: A02 OK Completed.
        S: * ESEARCH (TAG "A03") UID PARTIAL (1:5 1:2,4:6)
        S~: A03 OK Completed.
        S: * ESEARCH (TAG "A04") UID PARTIAL (25:30 NIL)
        S~: A04 OK Completed.
        """);

    /// <summary>RFC 9394 §4: "A range 500:400 is the same as 400:500", told as it was asked; §3.1: what is not there is left out.</summary>
    [Theory, EveryStore]
    public Task Ends_in_any_order(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (PARTIAL 3:2) UNDELETED
        S: * ESEARCH (TAG "a") PARTIAL (3:2 2,4)
        S: a OK
        C: b SEARCH RETURN (PARTIAL -3:-2) ALL
        S: * ESEARCH (TAG "b") PARTIAL (-3:-2 25:26)
        S: b OK
        C: c SEARCH RETURN (COUNT PARTIAL -4294967295:-26 MIN) ALL
        S: * ESEARCH (TAG "c") COUNT 27 PARTIAL (-4294967295:-26 1:2) MIN 1
        S: c OK
        C: d SEARCH RETURN (PARTIAL -28:-28) ALL
        S: * ESEARCH (TAG "d") PARTIAL (-28:-28 NIL)
        S: d OK
        C: e SEARCH RETURN (PARTIAL 1:1 COUNT) DRAFT
        S: * ESEARCH (TAG "e") PARTIAL (1:1 NIL) COUNT 0
        S: e OK
        """);

    /// <summary>RFC 9394 §3.2, table 1: what "$" is, with MIN, MAX and COUNT.</summary>
    [Theory, EveryStore]
    public Task What_is_saved(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a UID SEARCH RETURN (SAVE PARTIAL 2:3) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "a") UID PARTIAL (2:3 2,4)
        S: a OK
        C: b UID SEARCH UID $
        S: * SEARCH 2 4
        S: b OK
        C: c UID SEARCH RETURN (SAVE PARTIAL 2:3 MIN) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "c") UID PARTIAL (2:3 2,4) MIN 1
        S: c OK
        C: d UID SEARCH UID $
        S: * SEARCH 1 2 4
        S: d OK
        C: e UID SEARCH RETURN (SAVE PARTIAL 2:3 MAX) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "e") UID PARTIAL (2:3 2,4) MAX 27
        S: e OK
        C: f UID SEARCH UID $
        S: * SEARCH 2 4 27
        S: f OK
        C: g UID SEARCH RETURN (MAX SAVE MIN PARTIAL 2:3) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "g") UID MAX 27 MIN 1 PARTIAL (2:3 2,4)
        S: g OK
        C: h UID SEARCH UID $
        S: * SEARCH 1 2 4 27
        S: h OK
        C: i UID SEARCH RETURN (SAVE PARTIAL 2:3 COUNT MIN) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "i") UID PARTIAL (2:3 2,4) COUNT 24 MIN 1
        S: i OK
        C: j UID SEARCH RETURN (COUNT) UID $
        S: * ESEARCH (TAG "j") UID COUNT 24
        S: j OK
        C: k UID SEARCH RETURN (SAVE PARTIAL 25:30) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "k") UID PARTIAL (25:30 NIL)
        S: k OK
        C: l UID SEARCH UID $
        S: * SEARCH
        S: l OK
        """);

    /// <summary>RFC 9394 §3.3, both examples.</summary>
    [Theory, EveryStore]
    public Task Pages_of_a_fetch(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: x STORE 3,9,20 +FLAGS.SILENT (\Deleted)
        C: y EXPUNGE
        S: * 3 EXPUNGE
        S: * 8 EXPUNGE
        S: * 18 EXPUNGE
        S: y OK
        C: 10 UID FETCH 8:26 (UID FLAGS) (PARTIAL -1:-3)
        S: * 21 FETCH (FLAGS () UID 24)
        S: * 22 FETCH (FLAGS (\Seen) UID 25)
        S: * 23 FETCH (FLAGS (\Flagged \Answered) UID 26)
        S: 10 OK FETCH completed
        C: 11 UID FETCH 8:26 (UID FLAGS) (PARTIAL 1:3)
        S: * 7 FETCH (FLAGS () UID 8)
        S: * 8 FETCH (FLAGS () UID 10)
        S: * 9 FETCH (FLAGS () UID 11)
        S: 11 OK FETCH completed
        C: 12 UID FETCH 26:28 (FLAGS) (PARTIAL 2:5)
        S: * 24 FETCH (FLAGS () UID 27)
        S: 12 OK FETCH completed
        C: 13 UID FETCH 26:28 (FLAGS) (PARTIAL 3:5)
        S: 13 OK FETCH completed
        C: 14 FETCH 1:* (UID) (PARTIAL -1:-1)
        S: * 24 FETCH (UID 27)
        S: 14 OK FETCH completed
        C: 15 UID SEARCH RETURN (SAVE) OR SEEN FLAGGED
        C: 16 UID FETCH $ (FLAGS) (PARTIAL -1:-1)
        S: * 23 FETCH (FLAGS (\Flagged \Answered) UID 26)
        S: 16 OK FETCH completed
        C: 17 UID FETCH 25:26 (BODY[TEXT]) (PARTIAL 2:2)
        S: * 23 FETCH (BODY[TEXT] {"This is message 26.\r\n"} UID 26 FLAGS (\Flagged \Answered \Seen))
        S: 17 OK FETCH completed
        """);

    /// <summary>RFC 9394 §3.4: first the places, then CHANGEDSINCE, in whatever order they stand. MODSEQ is that of what is told (RFC 4731 §3.2).</summary>
    [Theory, EveryStore]
    public Task Of_what_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 10 messages, none recent
        C: s SELECT INBOX (CONDSTORE)
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C: a UID STORE 8 +FLAGS.SILENT (\Flagged \Answered)
        S: * 8 FETCH (UID 8 MODSEQ ({eighth}))
        S: a OK
        C: b UID STORE 2 +FLAGS.SILENT (\Flagged)
        S: * 2 FETCH (UID 2 MODSEQ ({second}))
        S: b OK
        C: 101 UID FETCH 1:10 (UID FLAGS)
            (PARTIAL -1:-3 CHANGEDSINCE {known})
        S: * 8 FETCH (FLAGS (\Flagged \Answered) MODSEQ ({eighth}) UID 8)
        S: 101 OK FETCH completed
        C: 102 UID FETCH 1:10 (UID FLAGS) (CHANGEDSINCE {known} PARTIAL -1:-9)
        S: * 2 FETCH (FLAGS (\Flagged) MODSEQ ({second}) UID 2)
        S: * 8 FETCH (FLAGS (\Flagged \Answered) MODSEQ ({eighth}) UID 8)
        S: 102 OK FETCH completed
        C: 103 UID SEARCH RETURN (PARTIAL 2:2) FLAGGED MODSEQ 1
        S: * ESEARCH (TAG "103") UID PARTIAL (2:2 8) MODSEQ {eighth}
        S: 103 OK
        C: 104 UID SEARCH RETURN (PARTIAL 2:2 COUNT) FLAGGED MODSEQ 1
        S: * ESEARCH (TAG "104") UID PARTIAL (2:2 8) COUNT 2 MODSEQ {second}
        S: 104 OK
        C: 105 UID SEARCH RETURN (PARTIAL 3:4) FLAGGED MODSEQ 1
        S: * ESEARCH (TAG "105") UID PARTIAL (3:4 NIL)
        S: 105 OK
        """);

    /// <summary>VANISHED tells all that is gone of the set: PARTIAL is about "FETCH results" (RFC 9394 §3.3).</summary>
    [Theory, EveryStore]
    public Task With_vanished(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent
        C: e ENABLE QRESYNC
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C: a UID STORE 2 +FLAGS.SILENT (\Deleted)
        C: b EXPUNGE
        C: c UID STORE 1,4 +FLAGS.SILENT (\Seen)
        C: d UID FETCH 1:5 (FLAGS) (VANISHED PARTIAL 2:9 CHANGEDSINCE {known})
        S: * VANISHED (EARLIER) 2
        S: * 3 FETCH (UID 4 FLAGS (\Seen) MODSEQ ({_}))
        S: d OK
        """);

    /// <summary>RFC 9394 §3.1: "A single command MUST NOT contain more than one PARTIAL or ALL search return option"; §4 the form of a range.</summary>
    [Theory, EveryStore]
    public Task What_is_bad(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (PARTIAL 1:2 ALL) ALL
        S: a BAD
        C: b SEARCH RETURN (ALL PARTIAL 1:2) ALL
        S: b BAD
        C: c SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL
        S: c BAD
        C: d SEARCH RETURN (ALL ALL) ALL
        S: d BAD
        C: e SEARCH RETURN (PARTIAL) ALL
        S: e BAD
        C: f SEARCH RETURN (PARTIAL 0:5) ALL
        S: f BAD
        C: g SEARCH RETURN (PARTIAL 1:*) ALL
        S: g BAD
        C: h SEARCH RETURN (PARTIAL 1:-5) ALL
        S: h BAD
        C: i SEARCH RETURN (PARTIAL -1) ALL
        S: i BAD
        C: j UID FETCH 1:* FLAGS (PARTIAL 1)
        S: j BAD
        C: k UID FETCH 1:* FLAGS (PARTIAL 1:2 PARTIAL 3:4)
        S: k BAD
        C: l search return (partial 1:2) all
        S: * ESEARCH (TAG "l") PARTIAL (1:2 1:2)
        S: l OK
        """);

    /// <summary>Without the extension it is neither announced nor taken.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        GIVEN without PARTIAL
        C: a CAPABILITY
        S!: * CAPABILITY PARTIAL ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: s SELECT INBOX
        C: b SEARCH RETURN (PARTIAL 1:2) ALL
        S: b BAD
        C: c UID FETCH 1:* FLAGS (PARTIAL 1:2)
        S: c BAD
        """);
}
