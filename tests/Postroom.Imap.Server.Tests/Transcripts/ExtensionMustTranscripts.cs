using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>What extensions' RFCs say with MUST and no other transcript holds; docs/rfc-coverage.tsv names the test of each.</summary>
public sealed class ExtensionMustTranscripts
{
    /// <summary>RFC 5258 §3: an extended LIST "MUST NOT treat the empty mailbox name as such a special request"; among several it "MUST be ignored".</summary>
    [Theory, EveryStore]
    [AnnouncedAs("LIST-EXTENDED")]
    public Task An_empty_name(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        C: a LIST "" ""
        S: * LIST (\Noselect) "/" ""
        S: a OK
        C: b LIST () "" ""
        S: b OK
        C: c LIST "" ("")
        S: c OK
        C: d LIST "" ("" foo)
        S: * LIST (...) "/" foo
        S: d OK
        C: e LIST "" "" RETURN (CHILDREN)
        S: e OK
        """);

    /// <summary>RFC 7162 §3.2.10.2: "the VANISHED response MUST NOT be sent during a UID SEARCH command that contains message numbers in the search criteria".</summary>
    [Theory, EveryStore]
    [AnnouncedAs("QRESYNC")]
    [DiffersOn("Dovecot", "says nothing of the HIGHESTMODSEQ while it holds VANISHED back; RFC 7162 §3.2.10 lets it")]
    public Task Numbers_in_uid_search_hold_vanished_back(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: a ENABLE QRESYNC
        C1: b SELECT INBOX
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Deleted)
        C1: c NOOP
        S1: * 2 FETCH (UID 2 FLAGS (\Deleted) MODSEQ ({deleted}))
        S1: c OK
        C2: c EXPUNGE
        C1: d UID SEARCH NOT 1:2
        S1: * SEARCH 3 4
        S1: * OK [HIGHESTMODSEQ {deleted}]
        S1: d OK
        C1: e UID SEARCH UID 3:4
        S1: * SEARCH 3 4
        S1: * VANISHED 2
        S1: * OK [HIGHESTMODSEQ {_}]
        S1: e OK
        """);

    /// <summary>RFC 8508 §4.6: REPLACE and OBJECTID: "MUST return different EMAILIDs for both the replaced and replacing messages", the same octets or not.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("REPLACE"), AnnouncedAs("OBJECTID")]
    public Task What_replaces_is_another_email(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX {+"Subject: x\r\n\r\nx"}
        C: b SELECT INBOX
        C: c FETCH 1 EMAILID
        S: * 1 FETCH (EMAILID ({before}))
        S: c OK
        C: d REPLACE 1 INBOX {+"Subject: x\r\n\r\nx"}
        S: * OK [APPENDUID {_} 2]
        S: * 1 EXPUNGE
        S: * 1 EXISTS
        S: ...
        S: d OK
        C: e SEARCH EMAILID {before}
        S: * SEARCH
        S: e OK
        """);
}
