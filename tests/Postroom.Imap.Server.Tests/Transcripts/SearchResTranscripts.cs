using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>SEARCHRES: "$" (RFC 5182).</summary>
[AnnouncedAs("SEARCHRES")]
public sealed class SearchResTranscripts
{
    private const string Mail = """
        GIVEN INBOX with 21 messages, none recent, all "7-Feb-1994 21:52:25 -0800", 2 (\Flagged), 10:15 (\Flagged), 21 (\Flagged),
            5 From "Smith <smith@example.org>", 3 ($Junk), 12 (\Flagged $Junk), 12 From "Eric <eric@example.org>"
        C: s SELECT INBOX
        """;

    /// <summary>RFC 5182 §2.2, example 1.</summary>
    [Theory, EveryStore]
    public Task Fetch_what_was_found(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A282 SEARCH RETURN (SAVE) FLAGGED SINCE 1-Feb-1994
            NOT FROM "Eric"
        S: A282 OK SEARCH completed, result saved
        C: A283 FETCH $ (FLAGS)
        S: * 2 FETCH (FLAGS (\Flagged))
        S: * 10 FETCH (FLAGS (\Flagged))
        S: * 11 FETCH (FLAGS (\Flagged))
        S: * 13 FETCH (FLAGS (\Flagged))
        S: * 14 FETCH (FLAGS (\Flagged))
        S: * 15 FETCH (FLAGS (\Flagged))
        S: * 21 FETCH (FLAGS (\Flagged))
        S: A283 OK completed
        """);

    /// <summary>RFC 5182 §2.2, example 2: the second waits for the first.</summary>
    [Theory, EveryStore]
    public Task Both_at_once(TestStore store) => Transcript.RunAsync(store, Mail + """

        C+: A282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: A283 FETCH $ (FLAGS)
        S: A282 OK SEARCH completed
        S: * 3 FETCH (FLAGS ($Junk))
        S: * 12 FETCH (FLAGS (\Flagged $Junk))
        S: A283 OK completed
        """);

    /// <summary>RFC 5182 §2.2, example 3, in both ways it gives.</summary>
    [Theory, EveryStore]
    public Task Search_among_what_was_found(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: x FETCH 12 UID
        S: * 12 FETCH (UID {uid})
        S: x OK
        C: A300 SEARCH RETURN (SAVE) FLAGGED
        S: A300 OK SEARCH completed
        C: A301 UID SEARCH UID $ KEYWORD $Junk
        S: * SEARCH {uid}
        S: A301 OK completed
        C: A302 UID SEARCH $ KEYWORD $Junk
        S: * SEARCH {uid}
        S: A302 OK completed
        C: A303 SEARCH NOT $ KEYWORD $Junk
        S: * SEARCH 3
        S: A303 OK completed
        """);

    /// <summary>RFC 5182 §2.2, example 4.</summary>
    [Theory, EveryStore]
    public Task Together_with_other_numbers(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: P282 SEARCH RETURN (SAVE) KEYWORD $Junk
        S: P282 OK SEARCH completed
        C: P284 SEARCH CHARSET UTF-8 (OR $ 1,20:21) NOT TEXT {12}
        C: Привет
        S: * SEARCH 1 3 12 20 21
        S: P284 OK completed
        """);

    /// <summary>RFC 5182 §2.2, example 5, with SAVE: NO empties it (§2.1), and NO to a search that saves nothing does not.</summary>
    [Theory, EveryStore]
    public Task A_failed_search_empties_it(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: B282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C: B283 SEARCH CHARSET X-NOSUCH (OR $ 1,20:21) TEXT {4}
        C: XXXX
        S: B283 NO [BADCHARSET ...] X-NOSUCH is not supported
        C: B284 SEARCH $
        S: * SEARCH 3 12
        S: B284 OK
        C: B285 SEARCH RETURN (SAVE) CHARSET X-NOSUCH TEXT x
        S: B285 NO [BADCHARSET ...]
        C: B286 SEARCH $
        S: * SEARCH
        S: B286 OK
        """);

    /// <summary>RFC 5182 §2.2, example 6.</summary>
    [Theory, EveryStore]
    public Task An_empty_result_is_no_error(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a CREATE "Other Messages"
        C+: E282 SEARCH RETURN (SAVE) SINCE 28-Oct-2006
            NOT FROM "Eric"
        C+: E283 COPY $ "Other Messages"
        S: E282 OK SEARCH completed
        S: E283 OK COPY completed, nothing copied
        C: b FETCH $ FLAGS
        S: b OK
        C: c UID STORE $ +FLAGS (\Deleted)
        S: c OK
        C: d UID EXPUNGE $
        S: d OK
        C: e STATUS "Other Messages" (MESSAGES)
        S: * STATUS "Other Messages" (MESSAGES 0)
        S: e OK
        """);

    /// <summary>RFC 5182 §2.3, example 7.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers STORE before the COPY that stands before it")]
    public Task Copy_and_store_what_was_found(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a CREATE Junk
        C+: F282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: F283 COPY $ "Junk"
        C+: F284 STORE $ +FLAGS.Silent (\Deleted)
        S: F282 OK SEARCH completed
        S: F283 OK COPY completed
        S: F284 OK STORE completed
        C: b SEARCH DELETED
        S: * SEARCH 3 12
        S: b OK
        C: c STATUS Junk (MESSAGES)
        S: * STATUS Junk (MESSAGES 2)
        S: c OK
        C: d UID EXPUNGE $
        S: * 3 EXPUNGE
        S: * 11 EXPUNGE
        S: d OK
        C: e SEARCH RETURN (COUNT) $
        S: * ESEARCH (TAG "e") COUNT 0
        S: e OK
        """);

    /// <summary>RFC 5182 §2.3, example 8: the order of the two does not matter.</summary>
    [Theory, EveryStore]
    public Task Independent_searches(TestStore store) => Transcript.RunAsync(store, Mail + """

        C+: G282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: G283 SEARCH RETURN (ALL) FLAGGED
        S: * ESEARCH (TAG "G283") ALL 2,10:15,21
        S~: G283 OK SEARCH completed
        S~: G282 OK SEARCH completed
        C: a SEARCH $
        S: * SEARCH 3 12
        S: a OK
        """);

    /// <summary>RFC 5182 §2.3, example 9.</summary>
    [Theory, EveryStore]
    public Task The_second_search_counts(TestStore store) => Transcript.RunAsync(store, Mail + """

        C+: H282 SEARCH RETURN (SAVE) KEYWORD $Junk
        C+: H283 SEARCH RETURN (SAVE) FROM "Eric"
        S: H282 OK SEARCH completed
        S: H283 OK SEARCH completed
        C: a SEARCH $
        S: * SEARCH 12
        S: a OK
        """);

    /// <summary>RFC 5182 §2.4, example 10 and the table.</summary>
    [Theory, EveryStore]
    public Task What_the_options_keep(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: C282 SEARCH RETURN (ALL) FLAGGED
        S: * ESEARCH (TAG "C282") ALL 2,10:15,21
        S: C282 OK SEARCH completed
        C: a SEARCH $
        S: * SEARCH
        S: a OK
        C: C283 SEARCH RETURN (ALL SAVE) FLAGGED
        S: * ESEARCH (TAG "C283") ALL 2,10:15,21
        S: C283 OK SEARCH completed
        C: b SEARCH $
        S: * SEARCH 2 10 11 12 13 14 15 21
        S: b OK
        C: C284 SEARCH RETURN (SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C284") MIN 2
        S: C284 OK SEARCH completed
        C: c SEARCH $
        S: * SEARCH 2
        S: c OK
        C: C285 SEARCH RETURN (MAX SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C285") MAX 21 MIN 2
        S: C285 OK SEARCH completed
        C: d SEARCH $
        S: * SEARCH 2 21
        S: d OK
        C: C286 SEARCH RETURN (MAX SAVE MIN COUNT) FLAGGED
        S: * ESEARCH (TAG "C286") MAX 21 MIN 2 COUNT 8
        S: C286 OK SEARCH completed
        C: e SEARCH $
        S: * SEARCH 2 10 11 12 13 14 15 21
        S: e OK
        C: C287 SEARCH RETURN (ALL SAVE MIN) FLAGGED
        S: * ESEARCH (TAG "C287") ALL 2,10:15,21 MIN 2
        S: C287 OK SEARCH completed
        C: f SEARCH RETURN (MIN SAVE) DRAFT
        S: * ESEARCH (TAG "f")
        S: f OK
        C: g SEARCH $
        S: * SEARCH
        S: g OK
        """);

    /// <summary>RFC 5182 §2.1: SELECT empties it; BAD does not; what is expunged falls out.</summary>
    [Theory, EveryStore]
    public Task What_changes_it(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (SAVE) 1:3
        C: b SEARCH RETURN (SAVE) NONSENSE
        S: b BAD
        C: c STORE 2 +FLAGS.SILENT (\Deleted)
        C: d EXPUNGE
        S: * 2 EXPUNGE
        S: d OK
        C: e SEARCH $
        S: * SEARCH 1 2
        S: e OK
        C: f SELECT INBOX
        C: g SEARCH $
        S: * SEARCH
        S: g OK
        C: h SEARCH 1,$
        S: h BAD
        """);
}
