using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>STORE (RFC 3501 §6.4.6).</summary>
public sealed class StoreTranscripts
{
    /// <summary>RFC 3501 §6.4.6, the example.</summary>
    [Theory, EveryStore]
    public Task Store_adds_a_flag(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 2 (\Seen), 4 (\Flagged \Seen)
        C: A002 SELECT INBOX
        C: A003 STORE 2:4 +FLAGS (\Deleted)
        S: * 2 FETCH (FLAGS (\Deleted \Seen))
        S: * 3 FETCH (FLAGS (\Deleted))
        S: * 4 FETCH (FLAGS (\Deleted \Flagged \Seen))
        S: A003 OK STORE completed
        """);

    /// <summary>RFC 3501 §6.4.6: FLAGS, -FLAGS; a list may come without parentheses (§9, store-att-flags).</summary>
    [Theory, EveryStore]
    public Task Replacing_and_removing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent, 1 (\Seen \Flagged Junk)
        C: a SELECT INBOX
        C: b STORE 1 FLAGS \Answered
        S: * 1 FETCH (FLAGS (\Answered))
        S: b OK
        C: c STORE 1 +FLAGS \Seen \Draft
        S: * 1 FETCH (FLAGS (\Answered \Seen \Draft))
        S: c OK
        C: d STORE 1 -FLAGS (\Answered \Flagged)
        S: * 1 FETCH (FLAGS (\Seen \Draft))
        S: d OK
        C: e STORE 1 FLAGS ()
        S: * 1 FETCH (FLAGS ())
        S: e OK
        """);

    /// <summary>RFC 3501 §6.4.6: FLAGS.SILENT is without the new value.</summary>
    [Theory, EveryStore]
    public Task Silent(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a SELECT INBOX
        C: b STORE 1:3 +FLAGS.SILENT (\Seen)
        S: b OK
        C: c STORE 2 -FLAGS.SILENT (\Seen)
        S: c OK
        C: d STORE 3 FLAGS.SILENT (\Draft)
        S: d OK
        C: e FETCH 1:3 FLAGS
        S: * 1 FETCH (FLAGS (\Seen))
        S: * 2 FETCH (FLAGS ())
        S: * 3 FETCH (FLAGS (\Draft))
        S: e OK
        """);

    /// <summary>RFC 3501 §7.2.6: the flags that are applicable; a new one comes first.</summary>
    [Theory, EveryStore]
    public Task A_new_keyword_is_announced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b STORE 1 +FLAGS ($Forwarded)
        S: * FLAGS ($Forwarded \Answered \Flagged \Deleted \Seen \Draft ...)
        S: * OK [PERMANENTFLAGS ($Forwarded \* ...)]
        S: * 1 FETCH (FLAGS ($Forwarded))
        S: b OK
        """);

    /// <summary>RFC 3501 §2.3.2: "This flag can not be altered by the client".</summary>
    [Theory, EveryStore]
    public Task Recent_cannot_be_stored(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b STORE 1 +FLAGS (\Recent)
        S: b BAD
        C: c FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: c OK
        """);
}
