using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>LITERAL- (RFC 7888 §5), which an option announces instead of LITERAL+.</summary>
[AnnouncedAs("LITERAL-")]
public sealed class LiteralMinusTranscripts
{
    private static readonly string Longest = new('x', 4096);

    /// <summary>"IMAP servers MUST NOT advertise both"; up to 4,096 octets come without waiting, in any command, and after ENABLE IMAP4rev2 just so (RFC 9051 §4.3).</summary>
    [Theory, EveryStore]
    public Task Short_ones_do_not_wait(TestStore store) => Transcript.RunAsync(store, $$"""
        GIVEN setting Imap:LiteralPlus = false
        C: a CAPABILITY
        S!: * CAPABILITY LITERAL+ ...
        S: * CAPABILITY IMAP4rev1 LITERAL- ...
        S: a OK
        C: b CREATE {+"foo"}
        S: b OK
        C: c APPEND foo {+"{{Longest}}"}
        S: c OK [APPENDUID {_} 1]
        C: d ENABLE IMAP4rev2
        C: e APPEND {+"foo"} {+"{{Longest}}"}
        S: e OK [APPENDUID {_} 2]
        C: f APPEND foo {"x{{Longest}}"}
        S: f OK [APPENDUID {_} 3]
        """);

    /// <summary>"If responding to an APPEND command, the tagged BAD response MUST contain the TOOBIG response code". What was sent is read and never becomes a command.</summary>
    [Theory, EveryStore]
    public Task A_longer_one_is_refused(TestStore store) => Transcript.RunAsync(store, $$"""
        GIVEN setting Imap:LiteralPlus = false
        C: a APPEND INBOX {+"x{{Longest}}"}
        S: a BAD [TOOBIG]
        C: b APPEND INBOX {+"Subject: x\r\n\r\nx"} {+"x{{Longest}}"}
        S: b BAD [TOOBIG]
        C: c SELECT INBOX
        S: * 0 EXISTS
        S: ...
        S: c OK
        """);
}
