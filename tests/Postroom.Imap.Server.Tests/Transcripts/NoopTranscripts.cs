using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>NOOP (RFC 3501 §6.1.2) and what it lets a client hear.</summary>
public sealed class NoopTranscripts
{
    /// <summary>RFC 3501 §6.1.2, the example.</summary>
    [Theory, EveryStore]
    public Task Noop_tells_what_happened_meanwhile(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 22 messages, 2 recent
        C1: a001 SELECT INBOX
        C1: a002 NOOP
        S1: a002 OK NOOP completed
        # . . .
        C2: b1 SELECT INBOX
        C2: b2 STORE 22 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C2: b4 STORE 14 FLAGS.SILENT (\Seen \Deleted)
        C2: b5 UNSELECT
        C2: b6 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2| Subject: new
        C2|
        C2| Hello.
        C2: b7 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2| Subject: new
        C2|
        C2| Hello.
        C1: a047 NOOP
        S1: * 22 EXPUNGE
        S1: * 23 EXISTS
        S1: * 3 RECENT
        S1: * 14 FETCH (FLAGS (\Seen \Deleted))
        S1: a047 OK NOOP completed
        """);

    /// <summary>RFC 3501 §6.1: valid in any state.</summary>
    [Theory, EveryStore]
    public Task Noop_is_allowed_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a NOOP
        S: a OK
        """);
}
