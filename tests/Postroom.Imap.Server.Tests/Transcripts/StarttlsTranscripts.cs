using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>STARTTLS (RFC 3501 §6.2.1).</summary>
public sealed class StarttlsTranscripts
{
    /// <summary>RFC 3501 §6.2.1, the example.</summary>
    [Theory, EveryStore]
    public Task Starttls_then_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account joe with password password
        GIVEN not logged in
        GIVEN setting Imap:AllowPlaintextAuth = false
        C: a001 CAPABILITY
        S: * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ...
        S: a001 OK CAPABILITY completed
        C: a002 STARTTLS
        S: a002 OK Begin TLS negotiation now
        <TLS negotiation, further commands are under [TLS] layer>
        C: a003 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=PLAIN ...
        S: a003 OK CAPABILITY completed
        C: a004 LOGIN joe password
        S: a004 OK LOGIN completed
        """);

    /// <summary>RFC 3501 §6.2.1: BAD, command unknown or arguments invalid.</summary>
    [Theory, EveryStore]
    public Task Starttls_is_refused_where_there_is_tls_already(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in over TLS
        C: a STARTTLS
        S: a BAD
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 3501 §6.2: valid in the not authenticated state.</summary>
    [Theory, EveryStore]
    public Task Starttls_is_refused_after_login(TestStore store) => Transcript.RunAsync(store, """
        C: a STARTTLS
        S: a BAD
        C: b NOOP
        S: b OK
        """);

    /// <summary>Octets in the clear must never become commands under TLS.</summary>
    [Theory, EveryStore]
    public Task What_is_pipelined_behind_starttls_is_thrown_away(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN setting Imap:AllowPlaintextAuth = false
        # The second command comes in the same packet, as part of the first line's octets.
        C: a STARTTLS{\r\n}b LOGIN {user} {password}
        S: a OK Begin TLS negotiation now
        <TLS negotiation>
        C: d SELECT INBOX
        S: d BAD
        """);
}
