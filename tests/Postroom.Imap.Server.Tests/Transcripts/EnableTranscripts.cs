using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>ENABLE (RFC 5161).</summary>
public sealed class EnableTranscripts
{
    /// <summary>RFC 5161 §3.1, the example, without the extension that has a good idea: CAPABILITY stays as it is.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "sends no ENABLED where nothing was enabled; RFC 5161 §3.1: MUST")]
    public Task Only_what_was_enabled_is_listed(TestStore store) => Transcript.RunAsync(store, """
        C: t1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 ID LITERAL+ ENABLE ...
        S: t1 OK foo
        C: t2 ENABLE X-GOOD-IDEA X-BETTER-IDEA
        S: * ENABLED
        S: t2 OK foo
        C: t3 CAPABILITY
        S: * CAPABILITY IMAP4rev1 ID LITERAL+ ENABLE ...
        S: t3 OK foo again
        """);

    /// <summary>RFC 5161 §3.1: enable = "ENABLE" 1*(SP capability).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers OK")]
    public Task It_needs_a_name(TestStore store) => Transcript.RunAsync(store, """
        C: a ENABLE
        S: a BAD
        """);

    /// <summary>RFC 5161 §3.1: clients must not, but "server implementations don't have to check that no mailbox is selected".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "sends no ENABLED where nothing was enabled; RFC 5161 §3.1: MUST")]
    public Task With_a_mailbox_selected_it_is_taken_too(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT INBOX
        C: b ENABLE X-GOOD-IDEA
        S: * ENABLED
        S: b OK
        """);

    /// <summary>RFC 5161 §3.1: "only valid in the authenticated state".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes it before login, too")]
    public Task And_a_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a ENABLE X-GOOD-IDEA
        S: a BAD
        """);
}
