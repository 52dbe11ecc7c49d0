using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>MOVE and UID MOVE (RFC 6851).</summary>
[AnnouncedAs("MOVE")]
public sealed class MoveTranscripts
{
    /// <summary>RFC 6851 §3.3, the example, with fewer messages.</summary>
    [Theory, EveryStore]
    public Task Uid_move(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 30 messages, none recent, 22:24 (\Seen)
        GIVEN mailbox foo
        C: x SELECT INBOX
        C: y FETCH 22,24 UID
        S: * 22 FETCH (UID {first})
        S: * 24 FETCH (UID {last})
        S: y OK
        C: z STATUS foo (UIDNEXT UIDVALIDITY)
        S: * STATUS foo (UIDNEXT {next} UIDVALIDITY {validity})
        S: z OK
        C: a UID MOVE {first}:{last} foo
        S: * OK [COPYUID {validity} {first}:{last} {next}:{next+2}]
        S: * 22 EXPUNGE
        S: * 22 EXPUNGE
        S: * 22 EXPUNGE
        S: a OK Done
        C: b EXAMINE foo
        S: * 3 EXISTS
        S: ...
        S: b OK
        C: c FETCH 1:* (UID BODY.PEEK[TEXT])
        S: * 1 FETCH (UID {next} BODY[TEXT] {"This is message 22.\r\n"})
        S: * 2 FETCH (UID {next+1} BODY[TEXT] {"This is message 23.\r\n"})
        S: * 3 FETCH (UID {next+2} BODY[TEXT] {"This is message 24.\r\n"})
        S: c OK
        """);

    /// <summary>RFC 6851 §3.1: "This means that a new message is created in the target mailbox ... without affecting others".</summary>
    [Theory, EveryStore]
    public Task Others_that_are_deleted_stay(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 1,4 (\Deleted)
        GIVEN mailbox foo
        C: a SELECT INBOX
        C: b MOVE 2:3 foo
        S: * OK [COPYUID {_} {_} {_}]
        S: * 2 EXPUNGE
        S: * 2 EXPUNGE
        S: b OK
        C: c SEARCH DELETED
        S: * SEARCH 1 2
        S: c OK
        """);

    /// <summary>RFC 6851 §3.1: as COPY, TRYCREATE is for what CREATE would make.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "reserves other names, and gives no CANNOT with MOVE")]
    [DiffersOn("Cyrus", "gives no CANNOT with MOVE")]
    public Task A_mailbox_that_cannot_be_made_is_none_to_try(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C: a SELECT INBOX
        C: b MOVE 1 Shared/x
        S: b NO [CANNOT]
        C: c UID MOVE 1 "Other Users/u2"
        S: c NO [CANNOT]
        """);

    /// <summary>RFC 6851 §3.1: as COPY, TRYCREATE; nothing is moved.</summary>
    [Theory, EveryStore]
    public Task A_mailbox_that_is_not_there_could_be_created(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b MOVE 1:2 nowhere
        S: b NO [TRYCREATE]
        C: c SEARCH ALL
        S: * SEARCH 1 2
        S: c OK
        """);

    /// <summary>RFC 6851 §3.1, RFC 3501 §6.3.2.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "moves a copy and leaves the message")]
    public Task From_a_mailbox_that_is_read_only_nothing_moves(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        GIVEN mailbox foo
        C: a EXAMINE INBOX
        C: b MOVE 1 foo
        S: b NO
        C: c STATUS foo (MESSAGES)
        S: * STATUS foo (MESSAGES 0)
        S: c OK
        """);

    /// <summary>RFC 6851 §3.1 with RFC 3501 §6.4.8.</summary>
    [Theory, EveryStore]
    public Task A_uid_that_is_not_there_moves_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        GIVEN mailbox foo
        C: a SELECT INBOX
        C: b UID MOVE 4000 foo
        S: b OK
        """);
}
