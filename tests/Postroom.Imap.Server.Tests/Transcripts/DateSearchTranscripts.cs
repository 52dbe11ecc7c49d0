using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>WITHIN (RFC 5032) and SAVEDATE (RFC 8514).</summary>
public sealed class DateSearchTranscripts
{
    /// <summary>RFC 5032 §4, and the second itself, which both include (§2).</summary>
    [Theory, EveryStore]
    public Task Within(TestStore store) => Transcript.RunAsync(store, """
        GIVEN clock "17-Jul-1996 12:00:00 +0000"
        GIVEN INBOX with 5 messages, none recent, 1 "13-Jul-1996 12:00:00 +0000", 2 "14-Jul-1996 11:59:59 +0000", 3 "14-Jul-1996 14:00:00 +0200",
            4 "14-Jul-1996 12:00:01 +0000", 4 (\Seen), 5 "17-Jul-1996 11:00:00 +0000"
        C: s SELECT INBOX
        C: a1 SEARCH UNSEEN YOUNGER 259200
        S: * SEARCH 3 5
        S: a1 OK
        C: a2 SEARCH OLDER 259200
        S: * SEARCH 1 2 3
        S: a2 OK
        C: a3 SEARCH RETURN (COUNT) YOUNGER 4294967295
        S: * ESEARCH (TAG "a3") COUNT 5
        S: a3 OK
        C: a4 SEARCH OLDER 0
        S: a4 BAD
        C: a5 SEARCH YOUNGER
        S: a5 BAD
        """);

    /// <summary>RFC 8514 §4.2, §4.3: the day a message came in here, whatever its INTERNALDATE; a copy has its own.</summary>
    [Theory, EveryStore]
    public Task Save_date(TestStore store) => Transcript.RunAsync(store, """
        GIVEN clock "28-Dec-2014 18:50:53 +0000"
        GIVEN mailbox Other
        C: s SELECT INBOX
        C: a APPEND INBOX " 1-Jan-1999 00:00:00 +0000" {21}
        C: Subject: x
        C:
        C: Hello
        S: * 1 EXISTS
        S: * 1 RECENT
        S: a OK
        C: A101 FETCH 1 (SAVEDATE)
        S: * 1 FETCH (SAVEDATE "28-Dec-2014 18:50:53 +0000")
        S: A101 OK Fetch completed.
        C: A102 SEARCH SAVEDON 28-Dec-2014
        S: * SEARCH 1
        S: A102 OK Search completed.
        C: z LOGOUT
        S: * BYE
        S: z OK
        WHEN 2 days pass
        C2: s SELECT INBOX
        C2: b COPY 1 INBOX
        S2: * 2 EXISTS
        S2: * 1 RECENT
        S2: b OK
        C2: A103 SEARCH SAVEDSINCE 28-Dec-2014
        S2: * SEARCH 1 2
        S2: A103 OK Search completed.
        C2: A104 SEARCH SAVEDSINCE 29-Dec-2014
        S2: * SEARCH 2
        S2: A104 OK
        C2: A105 SEARCH SAVEDBEFORE 30-Dec-2014 SAVEDATESUPPORTED
        S2: * SEARCH 1
        S2: A105 OK
        C2: A106 FETCH 2 (INTERNALDATE SAVEDATE)
        S2: * 2 FETCH (INTERNALDATE " 1-Jan-1999 00:00:00 +0000" SAVEDATE "30-Dec-2014 18:50:53 +0000")
        S2: A106 OK
        """);
}
