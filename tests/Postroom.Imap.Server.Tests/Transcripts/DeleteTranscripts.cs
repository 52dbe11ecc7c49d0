using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>DELETE (RFC 3501 §6.3.4).</summary>
public sealed class DeleteTranscripts
{
    /// <summary>RFC 3501 §6.3.4, the first example: a \Noselect name with inferiors cannot go, without them it can.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "forgets the name foo with its last inferior")]
    public Task Delete_with_slashes(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop
        GIVEN mailbox foo
        GIVEN mailbox foo/bar
        C: A681 DELETE foo
        C: A682 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" blurdybloop
        S: * LIST (\Noselect ...) "/" foo
        S: * LIST (...) "/" foo/bar
        S: A682 OK LIST completed
        C: A683 DELETE blurdybloop
        S: A683 OK DELETE completed
        C: A684 DELETE foo
        S: A684 NO Name "foo" has inferior hierarchical names
        C: A685 DELETE foo/bar
        S: A685 OK DELETE Completed
        C: A686 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (\Noselect ...) "/" foo
        S: A686 OK LIST completed
        C: A687 DELETE foo
        S: A687 OK DELETE Completed
        """);

    /// <summary>RFC 3501 §6.3.4, the second example: the mailbox goes, the name stays as \Noselect.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "does not say \\Noselect of a name whose mailbox is gone")]
    public Task Delete_with_inferiors(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop
        GIVEN mailbox foo
        GIVEN mailbox foo/bar
        C: A82 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" blurdybloop
        S: * LIST (...) "/" foo
        S: * LIST (...) "/" foo/bar
        S: A82 OK LIST completed
        C: A83 DELETE blurdybloop
        S: A83 OK DELETE completed
        C: A84 DELETE foo
        S: A84 OK DELETE Completed
        C: A85 LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (\Noselect ...) "/" foo
        S: * LIST (...) "/" foo/bar
        S: A85 OK LIST completed
        C: A86 LIST "" %
        S: * LIST (...) "/" INBOX
        S: * LIST (\Noselect ...) "/" foo
        S: A86 OK LIST completed
        """);

    /// <summary>RFC 3501 §6.3.4: an error to delete INBOX or a name that does not exist; RFC 5530 §3.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives no CANNOT with INBOX")]
    public Task Inbox_and_what_is_not_there_cannot_be_deleted(TestStore store) => Transcript.RunAsync(store, """
        C: a DELETE INBOX
        S: a NO [CANNOT]
        C: b DELETE nowhere
        S: b NO [NONEXISTENT]
        """);
}
