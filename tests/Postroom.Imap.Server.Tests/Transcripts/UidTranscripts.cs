using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>UID (RFC 3501 §6.4.8).</summary>
public sealed class UidTranscripts
{
    /// <summary>RFC 3501 §6.4.8, the example: FETCH answers have sequence numbers and UIDs.</summary>
    [Theory, EveryStore]
    public Task Uid_fetch_over_gaps(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 40 messages, none recent, 2 expunged, 25:30 expunged, 24:31 (\Seen), 32 (\Seen)
        C: A997 SELECT INBOX
        C: A998 FETCH 23:25 UID
        S: * 23 FETCH (UID {first})
        S: * 24 FETCH (UID {second})
        S: * 25 FETCH (UID {third})
        S: A998 OK
        C: A999 UID FETCH {first}:{third} FLAGS
        S: * 23 FETCH (FLAGS (\Seen) UID {first})
        S: * 24 FETCH (FLAGS (\Seen) UID {second})
        S: * 25 FETCH (FLAGS (\Seen) UID {third})
        S: A999 OK UID FETCH completed
        """);

    /// <summary>RFC 3501 §6.4.8: "the numbers returned in a SEARCH response for a UID SEARCH command are unique identifiers".</summary>
    [Theory, EveryStore]
    public Task Uid_search_answers_with_uids(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent, 1:2 expunged, 4 (\Flagged), 6 (\Flagged)
        C: a SELECT INBOX
        C: b FETCH 2,4 UID
        S: * 2 FETCH (UID {two})
        S: * 4 FETCH (UID {four})
        S: b OK
        C: c UID SEARCH FLAGGED
        S: * SEARCH {two} {four}
        S: c OK
        C: d UID SEARCH 1:4 UID {two}:*
        S: * SEARCH {two} {two+1} {four}
        S: d OK
        """);

    /// <summary>RFC 3501 §6.4.8: "a non-existent unique identifier is ignored without any error message".</summary>
    [Theory, EveryStore]
    public Task A_uid_that_is_not_there_is_no_error(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        S: * OK [UIDNEXT {next}]
        S: ...
        S: a OK
        C: b UID FETCH {next+1000} FLAGS
        S: b OK
        C: c UID STORE {next+1000} +FLAGS (\Seen)
        S: c OK
        C: d UID COPY {next+1000} INBOX
        S: d OK []
        """);

    /// <summary>RFC 3501 §6.4.8: "a UID range of 559:* always includes the UID of the last message in the mailbox, even if 559 is higher".</summary>
    [Theory, EveryStore]
    public Task A_range_to_the_star_has_the_last_message_always(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a SELECT INBOX
        S: * OK [UIDNEXT {next}]
        S: ...
        S: a OK
        C: b UID FETCH {next+559}:* FLAGS
        S: * 3 FETCH (UID {next-1} FLAGS ())
        S: b OK
        """);

    /// <summary>RFC 3501 §6.4.8: "servers MUST implicitly include the UID message data item as part of any FETCH response caused by a UID command".</summary>
    [Theory, EveryStore]
    public Task Every_fetch_it_causes_has_the_uid(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b UID STORE 1:* +FLAGS (\Seen)
        S: * 1 FETCH (FLAGS (\Seen) UID {one})
        S: * 2 FETCH (FLAGS (\Seen) UID {two})
        S: b OK
        C: c UID FETCH {two} BODY[TEXT]
        S: * 2 FETCH (UID {two} BODY[TEXT] {"This is message 2.\r\n"})
        S: c OK
        """);

    /// <summary>RFC 3501 §6.4.8, §9: uid = "UID" SP (copy / fetch / search / store).</summary>
    [Theory, EveryStore]
    public Task Only_some_commands_have_it(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C: a SELECT INBOX
        C: b UID NOOP
        S: b BAD
        C: c UID
        S: c BAD
        """);
}
