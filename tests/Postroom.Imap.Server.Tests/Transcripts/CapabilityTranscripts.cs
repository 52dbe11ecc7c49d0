using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CAPABILITY (RFC 3501 §6.1.1, §7.2.1).</summary>
public sealed class CapabilityTranscripts
{
    /// <summary>RFC 3501 §6.1.1, the example: LOGINDISABLED until there is TLS.</summary>
    [Theory, EveryStore]
    public Task Capabilities_change_with_tls(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN setting Imap:AllowPlaintextAuth = false
        C: abcd CAPABILITY
        S: * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ...
        S: abcd OK CAPABILITY completed
        C: efgh STARTTLS
        S: efgh OK STARTLS completed
        <TLS negotiation, further commands are under [TLS] layer>
        C: ijkl CAPABILITY
        S!: * CAPABILITY LOGINDISABLED ...
        S!: * CAPABILITY STARTTLS ...
        S: * CAPABILITY IMAP4rev1 AUTH=PLAIN ...
        S: ijkl OK CAPABILITY completed
        """);

    /// <summary>RFC 3501 §6.1.1: "a single untagged CAPABILITY response with IMAP4rev1 as one of the listed capabilities".</summary>
    [Theory, EveryStore]
    public Task A_single_untagged_answer_has_IMAP4rev1(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a CAPABILITY
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK CAPABILITY completed
        """);

    /// <summary>Issue 2: the extensions that today's clients cannot do without.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "announces SPECIAL-USE only where its configuration names such mailboxes")]
    public Task What_todays_clients_need_is_announced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a CAPABILITY
        S: * CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ...
        S: a OK CAPABILITY completed
        C: b LOGIN {user} {password}
        C: c CAPABILITY
        S: * CAPABILITY IMAP4rev1 ID ENABLE IDLE NAMESPACE CHILDREN UIDPLUS UNSELECT MOVE SPECIAL-USE LITERAL+ ...
        S: c OK CAPABILITY completed
        """);

    /// <summary>RFC 3501 §9, note 1: "all alphabetic characters are case-insensitive".</summary>
    [Theory, EveryStore]
    public Task Commands_are_known_in_any_case(TestStore store) => Transcript.RunAsync(store, """
        C: a cApAbIlItY
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        """);
}
