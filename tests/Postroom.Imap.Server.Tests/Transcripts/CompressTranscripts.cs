using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>COMPRESS (RFC 4978), up to where compression begins; what follows is in CompressTests.</summary>
[AnnouncedAs("COMPRESS=DEFLATE")]
public sealed class CompressTranscripts
{
    /// <summary>RFC 4978 §3, the first example.</summary>
    [Theory, EveryStore]
    public Task Compress_after_starttls(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: x CAPABILITY
        S: * CAPABILITY IMAP4REV1 STARTTLS COMPRESS=DEFLATE ...
        S: x OK
        C: a starttls
        S: a OK TLS active
        <TLS negotiation>
        C: b login {user} {password}
        S: b OK Logged in
        C: c compress deflate
        S: c OK DEFLATE active
        """);

    /// <summary>RFC 4978 §3, §5: only after login; BAD for anything but DEFLATE.</summary>
    [Theory, EveryStore]
    public Task What_is_no_compression(TestStore store) => Transcript.RunAsync(store, """
        GIVEN C2 not logged in
        C: a COMPRESS
        S: a BAD
        C: b COMPRESS GZIP
        S: b BAD
        C: c COMPRESS DEFLATE DEFLATE
        S: c BAD
        C: d COMPRESS "DEFLATE"
        S: d BAD
        C: e NOOP
        C2: a COMPRESS DEFLATE
        S2: a BAD
        """);

    /// <summary>As many as are allowed.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has no limit")]
    public Task None_is_allowed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MaxCompressedSessions = 0
        C: a COMPRESS DEFLATE
        S: a NO [LIMIT]
        C: b NOOP
        """);

    /// <summary>RFC 4978 §3: "If the server issues a BAD or NO response, the server MUST NOT turn on compression": what stands behind it is plain.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has no limit")]
    public Task What_stands_behind_a_refusal(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MaxCompressedSessions = 0
        C+: a COMPRESS DEFLATE
        C+: b NOOP
        C+: c COMPRESS GZIP
        C+: d NOOP
        S: a NO [LIMIT]
        S: b OK
        S: c BAD
        S: d OK
        """);

    /// <summary>Switched off.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without COMPRESS=DEFLATE
        C: a CAPABILITY
        S!: * CAPABILITY COMPRESS=DEFLATE ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b COMPRESS DEFLATE
        S: b BAD
        """);
}
