using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>RENAME (RFC 3501 §6.3.5).</summary>
public sealed class RenameTranscripts
{
    /// <summary>RFC 3501 §6.3.5, the first example.</summary>
    [Theory, EveryStore]
    public Task Rename_takes_inferiors_along(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop
        GIVEN mailbox foo/bar
        C: A682 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" blurdybloop
        S: * LIST (\Noselect ...) "/" foo
        S: * LIST (...) "/" foo/bar
        S: A682 OK LIST completed
        C: A683 RENAME blurdybloop sarasoop
        S: A683 OK RENAME completed
        C: A684 RENAME foo zowie
        S: A684 OK RENAME Completed
        C: A685 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" sarasoop
        S: * LIST (\Noselect ...) "/" zowie
        S: * LIST (...) "/" zowie/bar
        S: A685 OK LIST completed
        """);

    /// <summary>RFC 3501 §6.3.5, the second example, and what it says of it: INBOX stays, empty; its inferiors are unaffected.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "does not rename an INBOX that has inferiors")]
    public Task Renaming_inbox_moves_its_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        GIVEN mailbox INBOX/bar
        C: Z432 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" INBOX/bar
        S: Z432 OK LIST completed
        C: Z433 RENAME INBOX old-mail
        S: Z433 OK RENAME completed
        C: Z434 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" INBOX/bar
        S: * LIST (...) "/" old-mail
        S: Z434 OK LIST completed
        C: Z435 STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 0)
        S: Z435 OK
        C: Z436 STATUS old-mail (MESSAGES)
        S: * STATUS old-mail (MESSAGES 2)
        S: Z436 OK
        """);

    /// <summary>RFC 3501 §2.3.1.1: a mailbox that is renamed is the same mailbox.</summary>
    [Theory, EveryStore]
    public Task Messages_keep_their_identifiers(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo with 3 messages, 2 expunged
        C: a SELECT foo
        S: * OK [UIDVALIDITY {validity}]
        S: ...
        S: a OK
        C: b FETCH 1:2 UID
        S: * 1 FETCH (UID {one})
        S: * 2 FETCH (UID {two})
        S: b OK
        C: c UNSELECT
        C: d RENAME foo zowie
        C: e SELECT zowie
        S: * OK [UIDVALIDITY {validity}]
        S: ...
        S: e OK
        C: f FETCH 1:2 UID
        S: * 1 FETCH (UID {one})
        S: * 2 FETCH (UID {two})
        S: f OK
        """);

    /// <summary>RFC 3501 §6.3.5; RFC 5530 §3: ALREADYEXISTS, NONEXISTENT.</summary>
    [Theory, EveryStore]
    public Task A_name_that_is_taken_or_missing_is_refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        GIVEN mailbox bar
        C: a RENAME foo bar
        S: a NO [ALREADYEXISTS]
        C: b RENAME nowhere zowie
        S: b NO [NONEXISTENT]
        C: c RENAME foo INBOX
        S: c NO [ALREADYEXISTS]
        """);

    /// <summary>RFC 3501 §6.3.5: "the server SHOULD create any superior hierarchical names".</summary>
    [Theory, EveryStore]
    public Task Superior_names_of_the_new_one_are_made(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        C: a RENAME foo baz/rag/zowie
        C: b LIST "" baz/*
        S: * LIST (\Noselect ...) "/" baz/rag
        S: * LIST (...) "/" baz/rag/zowie
        S: b OK
        """);
}
