using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>Several sessions on one mailbox (RFC 3501 §5.2, §5.5, §7.4.1; RFC 2180).</summary>
public sealed class ManySessionsTranscripts
{
    /// <summary>RFC 3501 §7.4.1: not while responding to FETCH, STORE or SEARCH; NOOP tells it.</summary>
    [Theory, EveryStore]
    public Task An_expunge_waits_while_sequence_numbers_are_in_use(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 FETCH 4 FLAGS
        S1!: * {_} EXPUNGE
        S1?: * 2 FETCH (FLAGS (\Deleted))
        S1: * 4 FETCH (FLAGS ())
        S1: a2 OK
        C1: a3 STORE 4 +FLAGS (\Seen)
        S1!: * {_} EXPUNGE
        S1?: * 2 FETCH (FLAGS (\Deleted))
        S1: * 4 FETCH (FLAGS (\Seen))
        S1: a3 OK
        C1: a4 SEARCH SEEN
        S1!: * {_} EXPUNGE
        S1: * SEARCH 4
        S1: a4 OK
        C1: a5 NOOP
        S1: * 2 EXPUNGE
        S1: a5 OK
        C1: a6 FETCH 3 FLAGS
        S1: * 3 FETCH (FLAGS (\Seen))
        S1: a6 OK
        """);

    /// <summary>RFC 3501 §7.4.1, the note: "UID FETCH, UID STORE, and UID SEARCH are different commands".</summary>
    [Theory, EveryStore]
    public Task Uid_commands_tell_it_at_once(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: a1 SELECT INBOX
        S1: * OK [UIDNEXT {next}]
        S1: ...
        S1: a1 OK
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 UID FETCH {next-1} FLAGS
        S1: * {_} FETCH (UID {next-1} FLAGS ())
        S1?: * 2 FETCH (...)
        S1: * 2 EXPUNGE
        S1: a2 OK
        """);

    /// <summary>RFC 3501 §5.2, §7.3.1: also while sequence numbers are in use.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells of the message before it claims it as recent")]
    public Task New_messages_are_told_with_any_command(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2| Subject: new
        C2|
        C2| Hello.
        C1: a2 FETCH 1 FLAGS
        S1: * 1 FETCH (FLAGS ())
        S1: * 3 EXISTS
        S1?: * 1 RECENT
        S1: a2 OK
        C1: a3 FETCH 3 FLAGS
        S1: * 3 FETCH (FLAGS (\Recent))
        S1: a3 OK
        """);

    /// <summary>RFC 3501 §5.2: changes by others; .SILENT is silent only to who asks.</summary>
    [Theory, EveryStore]
    public Task Flags_that_another_sets_are_told(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 1,3 +FLAGS.SILENT (\Flagged)
        C1: a2 NOOP
        S1: * 1 FETCH (FLAGS (\Flagged))
        S1: * 3 FETCH (FLAGS (\Flagged))
        S1: a2 OK
        C1: a3 NOOP
        S1: a3 OK
        C2: b3 NOOP
        S2: b3 OK
        """);

    /// <summary>RFC 3501 §7.2.6: FLAGS and PERMANENTFLAGS come with the FETCH that shows it.</summary>
    [Theory, EveryStore]
    public Task A_keyword_that_another_makes_is_announced_before_it_is_used(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 1 +FLAGS.SILENT (Brandnew)
        C1: a2 NOOP
        S1: * FLAGS (Brandnew ...)
        S1: * OK [PERMANENTFLAGS (Brandnew \* ...)]
        S1: * 1 FETCH (FLAGS (Brandnew))
        S1: a2 OK
        """);

    /// <summary>RFC 3501 §2.3.2: "only one session ... will see \Recent set".</summary>
    [Theory, EveryStore]
    public Task Only_one_session_is_told_that_a_message_is_recent(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C1: a SELECT INBOX
        S1: * 2 RECENT
        S1: ...
        S1: a OK
        C2: b SELECT INBOX
        S2: * 0 RECENT
        S2: ...
        S2: b OK
        C1: c FETCH 1:2 FLAGS
        S1: * 1 FETCH (FLAGS (\Recent))
        S1: * 2 FETCH (FLAGS (\Recent))
        S1: c OK
        C2: d FETCH 1:2 FLAGS
        S2: * 1 FETCH (FLAGS ())
        S2: * 2 FETCH (FLAGS ())
        S2: d OK
        C1: e SEARCH RECENT
        S1: * SEARCH 1 2
        S1: e OK
        C2: f SEARCH RECENT
        S2: * SEARCH
        S2: f OK
        """);

    /// <summary>RFC 2180 §4.1; INVARIANTS 9: its bytes stay as long as any view shows it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has thrown the bytes away by then")]
    public Task A_message_that_is_gone_but_not_yet_told_can_be_read(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 FETCH 2 BODY.PEEK[TEXT]
        S1?: * 2 FETCH (FLAGS (\Deleted))
        S1: * 2 FETCH (BODY[TEXT] {"This is message 2.\r\n"})
        S1: a2 OK
        C1: a3 NOOP
        S1: * 2 EXPUNGE
        S1: a3 OK
        """);

    /// <summary>RFC 2180 §4.2, RFC 5530 §3: EXPUNGEISSUED.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers OK: what is gone needs no flags")]
    public Task But_its_flags_cannot_be_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 STORE 2 +FLAGS.SILENT (\Seen)
        S1?: * 2 FETCH (...)
        S1: a2 NO [EXPUNGEISSUED]
        C1: a3 NOOP
        S1: * 2 EXPUNGE
        S1: a3 OK
        """);

    /// <summary>RFC 2180 §4.2.1, §4.2.3: with .SILENT OK if it was done to all that are left, and NO without.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers OK: what is gone needs no flags")]
    public Task Flags_of_what_is_left_are_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 STORE 1:3 +FLAGS.SILENT (\Seen)
        S1?: * 2 FETCH (...)
        S1: a2 OK
        C1: a3 STORE 1:3 +FLAGS (\Flagged)
        S1: * 1 FETCH (FLAGS (\Seen \Flagged))
        S1: * 3 FETCH (FLAGS (\Seen \Flagged))
        S1: a3 NO [EXPUNGEISSUED]
        C1: a4 NOOP
        S1: * 2 EXPUNGE
        S1: a4 OK
        """);

    /// <summary>RFC 9051 §6.4.9: "A non-existent unique identifier is ignored without any error message generated"; and what is gone is told there and then.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells what is gone last")]
    public Task By_uid_what_is_gone_is_ignored_and_told(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C2: b2 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: b3 EXPUNGE
        C1: a2 UID STORE 2 +FLAGS (\Seen)
        S1: * 2 EXPUNGE
        S1: a2 OK
        C2: b4 STORE 1 +FLAGS.SILENT (\Deleted)
        C2: b5 EXPUNGE
        C1: a3 UID STORE 1:3 +FLAGS (\Seen)
        S1: * 1 EXPUNGE
        S1: * 1 FETCH (UID 3 FLAGS (\Seen))
        S1: a3 OK
        """);

    /// <summary>RFC 2180 §3.1, §3.4: a session holds a mailbox, not a name.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "loses the mailbox")]
    public Task A_mailbox_that_another_renames_stays_selected(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo with 2 messages, none recent
        C1: a1 SELECT foo
        C2: b1 RENAME foo zowie
        C1: a2 FETCH 2 BODY.PEEK[TEXT]
        S1: * 2 FETCH (BODY[TEXT] {"This is message 2.\r\n"})
        S1: a2 OK
        C1: a3 STORE 2 +FLAGS (\Seen)
        S1: * 2 FETCH (FLAGS (\Seen))
        S1: a3 OK
        C2: b2 STATUS zowie (UNSEEN)
        S2: * STATUS zowie (UNSEEN 1)
        S2: b2 OK
        """);

    /// <summary>RFC 2180 §3.2: "allow the DELETE ... and let other sessions continue"; at the next NOOP all is expunged.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "loses the mailbox")]
    public Task A_mailbox_that_another_deletes_can_still_be_read(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo with 2 messages, none recent
        C1: a1 SELECT foo
        C2: b1 DELETE foo
        C1: a2 FETCH 2 BODY.PEEK[TEXT]
        S1: * 2 FETCH (BODY[TEXT] {"This is message 2.\r\n"})
        S1: a2 OK
        C1: a3 STORE 2 +FLAGS (\Seen)
        S1: a3 NO [NONEXISTENT]
        C1: a4 NOOP
        S1: * 1 EXPUNGE
        S1: * 1 EXPUNGE
        S1: a4 OK
        C1: a5 SELECT INBOX
        """);

    /// <summary>RFC 3501 §6.4.7, §7.3.1.</summary>
    [Theory, EveryStore]
    public Task A_copy_into_the_mailbox_is_told_to_who_has_it_open(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        GIVEN mailbox foo with 1 message, none recent
        C1: a1 SELECT foo
        C2: b1 SELECT INBOX
        C2: b2 COPY 1:2 foo
        C1: a2 NOOP
        S1: * 3 EXISTS
        S1: * 2 RECENT
        S1: a2 OK
        """);

    /// <summary>RFC 3501 §7.4.1: numbers are each session's own.</summary>
    [Theory, EveryStore]
    public Task Two_sessions_expunge_and_both_hear_of_all_of_it(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 6 messages, none recent
        C1: a1 SELECT INBOX
        C2: b1 SELECT INBOX
        C1: a2 STORE 1 +FLAGS.SILENT (\Deleted)
        C1: a3 EXPUNGE
        S1: * 1 EXPUNGE
        S1: a3 OK
        C2: b2 STORE 6 +FLAGS.SILENT (\Deleted)
        S2?: * 1 FETCH (...)
        S2: b2 OK
        C2: b3 EXPUNGE
        S2: * 1 EXPUNGE
        S2: * 5 EXPUNGE
        S2: b3 OK
        C1: a4 NOOP
        S1: * 5 EXPUNGE
        S1?: * 5 FETCH (...)
        S1: a4 OK
        """);
}
