using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>EXPUNGE (RFC 3501 §6.4.3, §7.4.1) and UID EXPUNGE (RFC 4315 §2.1).</summary>
public sealed class ExpungeTranscripts
{
    /// <summary>RFC 3501 §6.4.3, the example: messages 3, 4, 7 and 11 had the \Deleted flag set.</summary>
    [Theory, EveryStore]
    public Task Expunge(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 11 messages, none recent, 3,4,7,11 (\Deleted)
        C: A201 SELECT INBOX
        C: A202 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 5 EXPUNGE
        S: * 8 EXPUNGE
        S: A202 OK EXPUNGE completed
        """);

    /// <summary>RFC 3501 §7.4.1, the note: "5 EXPUNGE" five times, or 9, 8, 7, 6, 5.</summary>
    [Theory, EveryStore]
    public Task The_last_five_of_nine(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 9 messages, none recent, 5:9 (\Deleted)
        C: a SELECT INBOX
        C: b EXPUNGE
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: b OK
        C: c FETCH 1:* FLAGS
        S: * 1 FETCH (FLAGS ())
        S: * 2 FETCH (FLAGS ())
        S: * 3 FETCH (FLAGS ())
        S: * 4 FETCH (FLAGS ())
        S: c OK
        """);

    /// <summary>RFC 4315 §2.1, the example: three messages go, others that are \Deleted stay.</summary>
    [Theory, EveryStore]
    public Task Uid_expunge_takes_only_what_is_named(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent, 2:6 (\Deleted)
        C: A001 SELECT INBOX
        C: A002 FETCH 3,5 UID
        S: * 3 FETCH (UID {first})
        S: * 5 FETCH (UID {last})
        S: A002 OK
        C: A003 UID EXPUNGE {first}:{last}
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: A003 OK UID EXPUNGE completed
        C: A004 SEARCH DELETED
        S: * SEARCH 2 3
        S: A004 OK
        """);

    /// <summary>RFC 4315 §2.1: "all messages that both have the \Deleted flag set and have a UID that is included in the specified sequence set".</summary>
    [Theory, EveryStore]
    public Task Uid_expunge_spares_what_is_not_deleted(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 (\Deleted)
        C: a SELECT INBOX
        C: b UID EXPUNGE 1:*
        S: * 2 EXPUNGE
        S: b OK
        C: c UID EXPUNGE 1:*
        S: c OK
        """);
}
