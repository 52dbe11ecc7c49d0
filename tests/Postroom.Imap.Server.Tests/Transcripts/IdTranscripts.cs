using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>ID (RFC 2971).</summary>
public sealed class IdTranscripts
{
    /// <summary>RFC 2971 §3.1, the example; the server may answer NIL or who it is itself.</summary>
    [Theory, EveryStore]
    public Task A_client_says_who_it_is(TestStore store) => Transcript.RunAsync(store, """
        C: a023 ID ("name" "sodr" "version" "19.34" "vendor"
           "Pink Floyd Music Limited")
        S: * ID {_}
        S: a023 OK ID completed
        """);

    /// <summary>RFC 2971 §3.2, the example.</summary>
    [Theory, EveryStore]
    public Task Or_does_not(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a042 ID NIL
        S: * ID {_}
        S: a042 OK ID command completed
        """);

    /// <summary>RFC 2971 §3.3: at most 30 field-value pairs, fields of 30 octets.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes both")]
    public Task Too_much_is_refused(TestStore store) => Transcript.RunAsync(store, """
        C: a ID ("name")
        S: a BAD
        C: b ID (name "x")
        S: b BAD
        C: c NOOP
        """);
}
