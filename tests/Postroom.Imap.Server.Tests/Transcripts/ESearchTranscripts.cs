using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>ESEARCH (RFC 4731).</summary>
[AnnouncedAs("ESEARCH")]
public sealed class ESearchTranscripts
{
    private const string Mail = """
        GIVEN INBOX with 15 messages, none recent, all "7-Feb-1994 21:52:25 -0800", 1 (\Seen), 2 (\Flagged \Seen), 3 (\Seen), 5 (\Flagged), 10:11 (\Flagged),
            5 From "Smith <smith@example.org>"
        C: s SELECT INBOX
        """;

    /// <summary>RFC 4731 §3.1, the first example.</summary>
    [Theory, EveryStore]
    public Task Min_and_count(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A282 SEARCH RETURN (MIN COUNT) FLAGGED
            SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A282") MIN 2 COUNT 3
        S: A282 OK SEARCH completed
        """);

    /// <summary>RFC 4731 §3.1, the second.</summary>
    [Theory, EveryStore]
    public Task Empty_options_mean_all(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A283 SEARCH RETURN () FLAGGED
            SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A283") ALL 2,10:11
        S: A283 OK SEARCH completed
        """);

    /// <summary>RFC 4731 §3.1, the third.</summary>
    [Theory, EveryStore]
    public Task The_first_unseen(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A284 SEARCH RETURN (MIN) UNSEEN
        S: * ESEARCH (TAG "A284") MIN 4
        S: A284 OK SEARCH completed
        """);

    /// <summary>RFC 4731 §3.1, the fourth: UID is told, and all numbers are UIDs.</summary>
    [Theory, EveryStore]
    public Task Uids(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a STORE 1,3,15 +FLAGS.SILENT (\Deleted)
        C: b EXPUNGE
        S: * 1 EXPUNGE
        S: * 2 EXPUNGE
        S: * 13 EXPUNGE
        S: b OK
        C: c UID FETCH 1:* (UID)
        S: * 1 FETCH (UID {first})
        S: ...
        S: * 12 FETCH (UID {last})
        S: c OK
        C: A285 UID SEARCH RETURN (MIN MAX) 1:12
        S: * ESEARCH (TAG "A285") UID MIN {first} MAX {last}
        S: A285 OK SEARCH completed
        """);

    /// <summary>RFC 4731 §3.1, the fifth.</summary>
    [Theory, EveryStore]
    public Task How_many(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: A286 SEARCH RETURN (COUNT) FLAGGED
        S: * ESEARCH (TAG "A286") COUNT 4
        S: A286 OK SEARCH completed
        """);

    /// <summary>RFC 4731 §3.1: nothing found is told all the same, and COUNT alone has something to say.</summary>
    [Theory, EveryStore]
    public Task Nothing_found(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (MIN MAX ALL COUNT) DRAFT
        S: * ESEARCH (TAG "a") COUNT 0
        S: a OK
        C: b UID SEARCH RETURN () DRAFT
        S: * ESEARCH (TAG "b") UID
        S: b OK
        C: c SEARCH RETURN (ALL MAX) 1:15
        S: * ESEARCH (TAG "c") ALL 1:15 MAX 15
        S: c OK
        """);

    /// <summary>An option nobody knows, and a tag that needs quoting.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes no \"]\" in a tag; RFC 3501 §9 does")]
    public Task Form(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (MEDIAN) ALL
        S: a BAD
        C: b SEARCH RETURN ALL
        S: b BAD
        C: c SEARCH RETURN (COUNT) RETURN (MIN) ALL
        S: c BAD
        C: e] SEARCH return (count) charset utf-8 all
        S: * ESEARCH (TAG "e]") COUNT 15
        S: e] OK
        """);

    /// <summary>As LIST does (RFC 5258 §3): what is asked for twice is answered once, and SAVE twice is still nothing but SAVE (RFC 5182 §2.1).</summary>
    [Theory, EveryStore]
    [AnnouncedAs("SEARCHRES")]
    public Task Asked_for_twice(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a SEARCH RETURN (COUNT COUNT) ALL
        S: * ESEARCH (TAG "a") COUNT 15
        S: a OK
        C: b SEARCH RETURN (SAVE SAVE) ALL
        S: b OK
        """);

    /// <summary>A message that came and was not told is not among the found: the client has no number for it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "finds what is gone until it has told so")]
    [DiffersOn("Cyrus", "tells of flags first")]
    public Task Only_what_the_client_knows(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a SELECT INBOX
        C: b STORE 2 +FLAGS.SILENT (\Deleted)
        C2: x SELECT INBOX
        C2: y EXPUNGE
        S2: * 2 EXPUNGE
        S2: y OK
        C: c SEARCH RETURN (ALL COUNT) ALL
        S: * ESEARCH (TAG "c") ALL 1,3 COUNT 2
        S: c OK
        """);
}
