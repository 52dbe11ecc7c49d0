using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>AUTHENTICATE (RFC 3501 §6.2.2) and its initial response (RFC 4959).</summary>
public sealed class AuthenticateTranscripts
{
    /// <summary>RFC 3501 §6.2.2, the example, with PLAIN in GSSAPI's place (no Kerberos here).</summary>
    [Theory, EveryStore]
    public Task Plain_in_two_steps(TestStore store) => Transcript.RunAsync(store, """
        S: * OK IMAP4rev1 Server
        C: A001 AUTHENTICATE PLAIN
        S: +
        C: {plain}
        S?: * CAPABILITY ...
        S: A001 OK PLAIN authentication successful
        C: A002 SELECT INBOX
        """);

    /// <summary>LOGIN as a mechanism: "User Name" and "Password" are asked for, each by its own challenge (draft-murchison-sasl-login).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has the mechanism switched off by default")]
    public Task Login_in_two_steps(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account joe with password password
        GIVEN not logged in
        C: a AUTHENTICATE LOGIN
        S: + VXNlcm5hbWU6
        C: am9l
        S: + UGFzc3dvcmQ6
        C: cGFzc3dvcmQ=
        S?: * CAPABILITY ...
        S: a OK
        C: b SELECT INBOX
        """);

    /// <summary>RFC 5802 §7: what is no message of SCRAM is BAD, and the connection goes on.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has the mechanism switched off by default")]
    public Task A_scram_message_that_is_none_is_bad(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a AUTHENTICATE SCRAM-SHA-256
        S: +
        C: bm9uc2Vuc2U=
        S: a BAD
        C: b AUTHENTICATE SCRAM-SHA-256-PLUS
        S: b NO [CANNOT]
        C: c NOOP
        S: c OK
        """);

    /// <summary>RFC 3501 §6.2.2: "it MUST reject the AUTHENTICATE command by sending a tagged BAD response".</summary>
    [Theory, EveryStore]
    public Task An_exchange_is_cancelled_by_a_star(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a AUTHENTICATE PLAIN
        S: +
        C: *
        S: a BAD
        C: b AUTHENTICATE PLAIN
        S: +
        C: {plain}
        S?: * CAPABILITY ...
        S: b OK
        """);

    /// <summary>RFC 3501 §6.2.2: "the server SHOULD reject the AUTHENTICATE command by sending a tagged NO response".</summary>
    [Theory, EveryStore]
    public Task An_unknown_mechanism_is_refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a AUTHENTICATE XBLURDYBLOOP
        S: a NO
        C: b NOOP
        """);

    /// <summary>RFC 5530 §3: AUTHENTICATIONFAILED.</summary>
    [Theory, EveryStore]
    public Task Wrong_credentials_are_refused_with_a_code(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a AUTHENTICATE PLAIN AG5vYm9keQB3cm9uZw==
        S: a NO [AUTHENTICATIONFAILED] Authentication failed.
        """);

    /// <summary>RFC 4959 §4, the first example.</summary>
    [Theory, EveryStore]
    public Task An_initial_response_saves_a_round_trip(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: C01 CAPABILITY
        S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ...
        S: C01 OK Completed
        C: A01 AUTHENTICATE PLAIN {plain}
        S?: * CAPABILITY ...
        S: A01 OK Success (tls protection)
        """);

    /// <summary>RFC 4959 §4, the second example.</summary>
    [Theory, EveryStore]
    public Task Without_it_there_is_an_empty_challenge(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: C01 CAPABILITY
        S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ...
        S: C01 OK Completed
        C: A01 AUTHENTICATE PLAIN
        S: +
        C: {plain}
        S?: * CAPABILITY ...
        S: A01 OK Success (tls protection)
        """);

    /// <summary>RFC 3501 §9, base64. The connection goes on.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers NO [AUTHENTICATIONFAILED]; RFC 3501 §6.2.2 has BAD for invalid arguments")]
    public Task A_base64_that_is_none_is_bad(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a AUTHENTICATE PLAIN
        S: +
        C: ???not base64???
        S: a BAD
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 3501 §6.2.</summary>
    [Theory, EveryStore]
    public Task Authenticate_is_refused_after_login(TestStore store) => Transcript.RunAsync(store, """
        C: a AUTHENTICATE PLAIN {plain}
        S: a BAD
        """);
}
