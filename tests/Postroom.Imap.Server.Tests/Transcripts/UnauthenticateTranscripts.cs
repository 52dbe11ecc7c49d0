using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>UNAUTHENTICATE (RFC 8437). The RFC has no example.</summary>
[AnnouncedAs("UNAUTHENTICATE")]
public sealed class UnauthenticateTranscripts
{
    /// <summary>RFC 8437 §3, §4.1: nothing is selected, enabled or saved any more, and no expunge is told.</summary>
    [Theory, EveryStore]
    public Task Nothing_is_left(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ali with password sesam
        GIVEN INBOX with 3 messages, none recent, 2 (\Deleted)
        GIVEN account bob with password hidden
        C: a ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK
        C: b SELECT INBOX
        C: c SEARCH RETURN (SAVE) ALL
        C: d UNAUTHENTICATE
        S: d OK
        C: e SELECT INBOX
        S: e BAD
        C: f LOGIN bob hidden
        S: f OK
        C: g SELECT INBOX
        S: * 0 EXISTS
        S: ...
        S: g OK
        C: h FETCH $ (UID)
        S: h OK
        C: i SELECT INBOX (QRESYNC (1 1))
        S: i BAD
        C: j UNAUTHENTICATE
        S: j OK
        C: k LOGIN ali sesam
        C: l SELECT INBOX
        S: * 3 EXISTS
        S: ...
        S: l OK
        C: m FETCH $ (UID)
        S: m OK
        C2: a SELECT INBOX
        C2: b STORE 1 +FLAGS (\Flagged)
        C: n NOOP
        S: * 1 FETCH (FLAGS (\Flagged))
        S: n OK
        C2: c EXPUNGE
        C: o NOOP
        S: * 2 EXPUNGE
        S: o OK
        """);

    /// <summary>RFC 8437 §3: it may be pipelined with what authenticates anew; with SASL-IR that is one round trip.</summary>
    [Theory, EveryStore]
    public Task One_round_trip(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C+: b FETCH 1:2 (UID)
        C+: c UNAUTHENTICATE
        C+: d AUTHENTICATE PLAIN {plain}
        C: e SELECT INBOX
        S: * 1 FETCH (UID 1)
        S: * 2 FETCH (UID 2)
        S: b OK
        S: c OK
        S: d OK
        S: * 2 EXISTS
        S: ...
        S: e OK [READ-WRITE]
        """);

    /// <summary>RFC 8437 §3: announced after login alone, which it may be; BAD in another state and with arguments, never NO.</summary>
    [Theory, EveryStore]
    public Task Only_who_is_logged_in(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a CAPABILITY
        S!: * CAPABILITY UNAUTHENTICATE ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b UNAUTHENTICATE
        S: b BAD
        C: c LOGIN {user} {password}
        C: d CAPABILITY
        S: * CAPABILITY UNAUTHENTICATE ...
        S: d OK
        C: e UNAUTHENTICATE now
        S: e BAD
        C: f UNAUTHENTICATE {100000}
        S: f BAD
        C: g SELECT INBOX
        C: h UNAUTHENTICATE
        S: h OK
        C: i UNAUTHENTICATE
        S: i BAD
        C: j LOGIN {user} wrong
        S: j NO [AUTHENTICATIONFAILED]
        C: k LOGIN {user} {password}
        S: k OK
        """);

    /// <summary>RFC 8437 §4.2: after PREAUTH, and TLS stays.</summary>
    [Theory, EveryStore]
    public Task After_preauth(TestStore store) => Transcript.RunAsync(store, """
        GIVEN greeting PREAUTH
        S: * PREAUTH IMAP4rev1 server logged in as Smith
        C: a UNAUTHENTICATE
        S: a OK
        C: b SELECT INBOX
        S: b BAD
        C: c LOGIN {user} {password}
        C: d SELECT INBOX
        """);

    /// <summary>RFC 8437 §3: "all connection state except for the state of the TLS layer".</summary>
    [Theory, EveryStore]
    public Task Tls_stays(TestStore store) => Transcript.RunAsync(store, """
        GIVEN logged in over TLS
        C: a UNAUTHENTICATE
        S: a OK
        C: b STARTTLS
        S: b BAD
        C: c LOGIN {user} {password}
        S: c OK
        """);

    /// <summary>RFC 8437 §8: it can be disabled.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without UNAUTHENTICATE
        C: a CAPABILITY
        S!: * CAPABILITY UNAUTHENTICATE ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b UNAUTHENTICATE
        S: b BAD
        C: c SELECT INBOX
        """);
}
