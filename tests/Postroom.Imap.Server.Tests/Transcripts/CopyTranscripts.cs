using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>COPY (RFC 3501 §6.4.7) and the identifiers it returns (RFC 4315 §3).</summary>
public sealed class CopyTranscripts
{
    /// <summary>RFC 3501 §6.4.7, the example: flags and dates go along, and \Recent is set.</summary>
    [Theory, EveryStore]
    public Task Copy(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 3 (\Seen Junk), all "17-Jul-1996 02:44:25 +0000"
        GIVEN mailbox MEETING
        C: A001 SELECT INBOX
        C: A003 COPY 2:4 MEETING
        S: A003 OK COPY completed
        C: A004 EXAMINE MEETING
        S: * 3 EXISTS
        S: * 3 RECENT
        S: ...
        S: A004 OK [READ-ONLY]
        C: A005 FETCH 2 (FLAGS INTERNALDATE BODY[TEXT])
        S: * 2 FETCH (FLAGS (\Seen \Recent Junk) INTERNALDATE "17-Jul-1996 02:44:25 +0000" BODY[TEXT] {"This is message 3.\r\n"})
        S: A005 OK
        """);

    /// <summary>RFC 4315 §3, the example, but for the mailbox whose identifiers do not last.</summary>
    [Theory, EveryStore]
    public Task Copyuid(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 10 messages, none recent, 3:5 expunged
        GIVEN mailbox meeting with 1 message
        C: A001 SELECT INBOX
        C: A002 FETCH 2:4 UID
        S: * 2 FETCH (UID {two})
        S: * 3 FETCH (UID {three})
        S: * 4 FETCH (UID {four})
        S: A002 OK
        C: A003 STATUS meeting (UIDNEXT UIDVALIDITY)
        S: * STATUS meeting (UIDNEXT {next} UIDVALIDITY {validity})
        S: A003 OK
        C: A004 COPY 2:4 meeting
        S: A004 OK [COPYUID {validity} {two},{three}:{four} {next}:{next+2}] Done
        C: A005 UID COPY {two+1}:{three-1} meeting
        S: A005 OK [] No matching messages, so nothing copied
        """);

    /// <summary>RFC 3501 §6.4.7: TRYCREATE, and it MUST NOT be created by itself.</summary>
    [Theory, EveryStore]
    public Task A_mailbox_that_is_not_there_could_be_created(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C: a SELECT INBOX
        C: b COPY 1 nowhere
        S: b NO [TRYCREATE] Mailbox doesn't exist
        C: c LIST "" nowhere
        S: c OK
        """);

    /// <summary>RFC 3501 §6.4.7: TRYCREATE is for what CREATE would make; it is refused for these.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "reserves other names, and gives no CANNOT with COPY")]
    public Task A_mailbox_that_cannot_be_made_is_none_to_try(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C: a SELECT INBOX
        C: b COPY 1 Shared/x
        S: b NO [CANNOT]
        C: c UID COPY 1 "Other Users"
        S: c NO [CANNOT]
        C: d COPY 1 a//b
        S: d NO [CANNOT]
        C: e COPY 1 shared/x
        S: e NO [TRYCREATE]
        """);

    /// <summary>RFC 3501 §6.4.7: to the end of the specified destination mailbox, whichever it is.</summary>
    [Theory, EveryStore]
    public Task Into_the_same_mailbox(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b COPY 1:2 INBOX
        S: * 4 EXISTS
        S: * 2 RECENT
        S: b OK [COPYUID {_} {_} {_}]
        C: c FETCH 3:4 BODY.PEEK[TEXT]
        S: * 3 FETCH (BODY[TEXT] {"This is message 1.\r\n"})
        S: * 4 FETCH (BODY[TEXT] {"This is message 2.\r\n"})
        S: c OK
        """);
}
