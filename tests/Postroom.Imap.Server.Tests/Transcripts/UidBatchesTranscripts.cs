using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>UIDBATCHES (RFC 10022), where one batch is enough; UidBatchesTests has more.</summary>
[AnnouncedAs("UIDBATCHES")]
public sealed class UidBatchesTranscripts
{
    /// <summary>RFC 10022 §3.1.1, the example, with 6 messages; §3.1.6, the second: no such batches.</summary>
    [Theory, EveryStore]
    public Task One_batch(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent
        C: A141 CAPABILITY
        S: * CAPABILITY IMAP4rev1 UIDBATCHES ...
        S: A141 OK
        C: A142 SELECT INBOX
        C: A143 UIDBATCHES 2000
        S: * UIDBATCHES (TAG "A143")
            6:1
        S: A143 OK UIDBATCHES Completed
        C: A302 UIDBATCHES 2000 6:8
        S: * UIDBATCHES (TAG "A302")
        S: A302 OK UIDBATCHES Completed
        C: e] uidbatches 500 1:1
        S: * UIDBATCHES (TAG "e]") 6:1
        S: e] OK
        """);

    /// <summary>RFC 10022 §3.1.6, the first example: an empty mailbox.</summary>
    [Theory, EveryStore]
    public Task Empty(TestStore store) => Transcript.RunAsync(store, """
        C: A301 EXAMINE INBOX
        C: A302 UIDBATCHES 2000
        S: * UIDBATCHES (TAG "A302")
        S: A302 OK UIDBATCHES Completed
        """);

    /// <summary>RFC 10022 §3.1.3.2, §3.1.5, the examples of what is refused; §4 the form.</summary>
    [Theory, EveryStore]
    public Task Refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a UIDBATCHES 2000
        S: a BAD
        C: s SELECT INBOX
        C: A301 UIDBATCHES 499
        S: A301 NO [TOOFEW] Minimum batch size is 500
        C: A302 UIDBATCHES 2000 4:1
        S: A302 BAD [CLIENTBUG] Invalid batch range
        C: A303 UIDBATCHES 2000 1:100
        S: A303 NO [TOOMANY] Too many messages
        C: b UIDBATCHES 499 4:1
        S: b BAD [CLIENTBUG]
        C: c UIDBATCHES
        S: c BAD
        C: d UIDBATCHES 0
        S: d BAD
        C: e UIDBATCHES 500 1
        S: e BAD
        C: f UIDBATCHES 500 0:1
        S: f BAD
        C: g UIDBATCHES 500 1:*
        S: g BAD
        C: h UIDBATCHES 500 1:2,3:4
        S: h BAD
        C: i UID UIDBATCHES 500
        S: i BAD
        C: j UIDBATCHES 2000 1:50
        S: * UIDBATCHES (TAG "j") 2:1
        S: j OK
        """);

    /// <summary>RFC 10022 §3.1.1: "the client MUST NOT resend UIDBATCHES otherwise": NO [LIMIT], until another mailbox is selected.</summary>
    [Theory, EveryStore]
    public Task Not_again(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: s SELECT INBOX
        C: a UIDBATCHES 500
        S: * UIDBATCHES (TAG "a") 2:1
        S: a OK
        C: b UIDBATCHES 500
        S: b NO [LIMIT]
        C: c UIDBATCHES 501
        S: * UIDBATCHES (TAG "c") 2:1
        S: c OK
        C: t SELECT INBOX
        C: d UIDBATCHES 500
        S: * UIDBATCHES (TAG "d") 2:1
        S: d OK
        """);

    /// <summary>RFC 10022 §3.3: with UIDONLY; §3.4: "MUST NOT store the result of UIDBATCHES in the $ variable"; what went meanwhile is told.</summary>
    [Theory, EveryStore]
    public Task Beside_others(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 2 (\Flagged)
        C: u ENABLE UIDONLY
        C: s SELECT INBOX
        C: a UID SEARCH RETURN (SAVE) FLAGGED
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS.SILENT (\Deleted)
        C2: c EXPUNGE
        C: b UIDBATCHES 500
        S: * UIDBATCHES (TAG "b") 4:1
        S: * VANISHED 3
        S: b OK
        C: c UID SEARCH UID $
        S: * SEARCH 2
        S: c OK
        """);

    /// <summary>Without the extension it is no command.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without UIDBATCHES
        C: a CAPABILITY
        S!: * CAPABILITY UIDBATCHES ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: s SELECT INBOX
        C: b UIDBATCHES 500
        S: b BAD
        """);
}
