using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>What RFC 9051 says with MUST and no other transcript holds; docs/rfc-coverage.tsv names the test of each.</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2MustTranscripts
{
    /// <summary>RFC 9051 §2.2.1: "a server MUST accept tag reuse", also while a command with that tag is at work.</summary>
    [Theory, EveryStore]
    public Task Tags_may_be_used_again(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: a OK
        C: a EXAMINE INBOX
        S: * 1 EXISTS
        S: ...
        S: a OK [READ-ONLY]
        C: a FETCH 1 UID
        S: * 1 FETCH (UID 1)
        S: a OK
        C: a NONSENSE
        S: a BAD
        C: a NOOP
        S: a OK
        """);

    /// <summary>RFC 9051 §2.3.1.1: UIDNEXT "MUST NOT change unless new messages are added", and "MUST change whenever new messages are added ..., even if those ... are subsequently expunged".</summary>
    [Theory, EveryStore]
    public Task Uidnext_moves_with_what_is_added_and_nothing_else(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a ENABLE IMAP4rev2
        C: b STATUS INBOX (UIDNEXT)
        S: * STATUS INBOX (UIDNEXT {next})
        S: b OK
        C: c SELECT INBOX
        C: d STORE 2 +FLAGS.SILENT (\Deleted)
        C: e EXPUNGE
        C: f STATUS INBOX (UIDNEXT)
        S: * STATUS INBOX (UIDNEXT {next})
        S: f OK
        C: g APPEND INBOX (\Deleted) {+"Subject: x\r\n\r\nx"}
        S: * 2 EXISTS
        S: g OK [APPENDUID {_} {next}]
        C: h EXPUNGE
        C: i STATUS INBOX (MESSAGES UIDNEXT)
        S: * STATUS INBOX (MESSAGES 1 UIDNEXT {next+1})
        S: i OK
        """);

    /// <summary>RFC 9051 §6.3.9: "if the client does this, the server MUST act as if it received the option only once".</summary>
    [Theory, EveryStore]
    public Task A_list_option_given_twice(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo, subscribed
        GIVEN mailbox bar
        C: a ENABLE IMAP4rev2
        C: b LIST (SUBSCRIBED SUBSCRIBED) "" (foo bar) RETURN (CHILDREN CHILDREN SUBSCRIBED SUBSCRIBED)
        S: * LIST (\Subscribed \HasNoChildren) "/" foo
        S: b OK
        C: c LIST (RECURSIVEMATCH SUBSCRIBED RECURSIVEMATCH) "" %
        S: * LIST (\Subscribed \HasNoChildren) "/" foo
        S: c OK
        """);

    /// <summary>RFC 9051 §6.4.4: "Servers MUST support US-ASCII and UTF-8 charsets"; one that is not supported "MUST return a tagged NO response (not a BAD)".</summary>
    [Theory, EveryStore]
    public Task Charsets(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 Subject "=?iso-8859-1?q?Gr=FC=DFe?="
        C: a ENABLE IMAP4rev2
        C: b SELECT INBOX
        C: c SEARCH CHARSET US-ASCII SUBJECT "message"
        S: * ESEARCH (TAG "c") ALL 1,3
        S: c OK
        C: d SEARCH RETURN (COUNT) CHARSET utf-8 SUBJECT "GRÜßE"
        S: * ESEARCH (TAG "d") COUNT 1
        S: d OK
        C: e SEARCH SUBJECT {+"gr\xc3\xbc\xc3\x9fe"}
        S: * ESEARCH (TAG "e") ALL 2
        S: e OK
        C: f SEARCH CHARSET X-BLURDYBLOOP SUBJECT x
        S: f NO [BADCHARSET (...)]
        """);
}
