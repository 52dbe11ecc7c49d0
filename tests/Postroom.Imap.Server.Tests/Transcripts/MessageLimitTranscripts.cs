using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>MESSAGELIMIT and SAVELIMIT (RFC 9738), with a limit of 3 for 1,000. That the highest come first is looked at by MessageLimitTests.</summary>
public sealed class MessageLimitTranscripts
{
    private const string Mail = """
        GIVEN setting Imap:MessageLimit = 3
        GIVEN INBOX with 8 messages, none recent, 4 (\Deleted)
        GIVEN mailbox Trash
        C: s SELECT INBOX
        """;

    /// <summary>RFC 9738 §3: what is announced. FETCH, the first example of §3.1; as many as the limit are all.</summary>
    [Theory, EveryStore]
    public Task Fetch(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a CAPABILITY
        S: * CAPABILITY IMAP4rev1 MESSAGELIMIT=3 ...
        S: a OK
        C: 03 FETCH 2:7 (UID FLAGS)
        S: * 7 FETCH (FLAGS () UID 7)
        S: * 6 FETCH (FLAGS () UID 6)
        S: * 5 FETCH (FLAGS () UID 5)
        S: 03 OK [MESSAGELIMIT 3 5] FETCH completed with 1000
            partial results
        C: 04 UID FETCH 1:4,20 (FLAGS)
        S: * 2 FETCH (FLAGS () UID 2)
        S: * 3 FETCH (FLAGS () UID 3)
        S: * 4 FETCH (FLAGS (\Deleted) UID 4)
        S: 04 OK [MESSAGELIMIT 3 2]
        C: 05 FETCH 6:8 UID
        S: * 6 FETCH (UID 6)
        S: * 7 FETCH (UID 7)
        S: * 8 FETCH (UID 8)
        S: 05 OK []
        C: 06 UID FETCH 1:* (BODY[TEXT])
        S: * 8 FETCH (BODY[TEXT] {"This is message 8.\r\n"} UID 8 FLAGS (\Seen))
        S: * 7 FETCH (BODY[TEXT] {"This is message 7.\r\n"} UID 7 FLAGS (\Seen))
        S: * 6 FETCH (BODY[TEXT] {"This is message 6.\r\n"} UID 6 FLAGS (\Seen))
        S: 06 OK [MESSAGELIMIT 3 6]
        C: 07 SEARCH UID 1:3 SEEN
        S: * SEARCH
        S: 07 OK []
        """);

    /// <summary>RFC 9738 §3.1, the examples with PARTIAL: what asks for too many is refused.</summary>
    [Theory, EveryStore]
    public Task Fetch_partial(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 10 UID FETCH 2:7 (UID FLAGS)
            (PARTIAL -1:-4)
        S: 10 NO [MESSAGELIMIT 3] FETCH exceeds the maximum 1000-
            message limit
        C: 11 UID FETCH 2:7 (UID)
        S: * 7 FETCH (UID 7)
        S: * 6 FETCH (UID 6)
        S: * 5 FETCH (UID 5)
        S: 11 OK [MESSAGELIMIT 3 5] FETCH exceeds the maximum
            1000-message limit
        C: 12 UID FETCH 2:7 (UID) (PARTIAL 1:3)
        S: * 2 FETCH (UID 2)
        S: * 3 FETCH (UID 3)
        S: * 4 FETCH (UID 4)
        S: 12 OK []
        """);

    /// <summary>RFC 9738 §3.1, the second example: what is searched counts, not what is found; §3.4: "$" is cut, too.</summary>
    [Theory, EveryStore]
    public Task Search(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 04 UID SEARCH UID 2:7 UNDELETED
        S: * SEARCH 7 6 5
        S: 04 OK [MESSAGELIMIT 3 5] SEARCH completed with 1000
            partial results
        C: a UID SEARCH DELETED
        S: * SEARCH
        S: a OK [MESSAGELIMIT 3 6]
        C: b SEARCH RETURN (COUNT MAX) 3:5 UID 1:4 OR DELETED UNDELETED
        S: * ESEARCH (TAG "b") COUNT 2 MAX 4
        S: b OK []
        C: c SEARCH UNDELETED (2:6 NOT SEEN)
        S: * SEARCH 5 6
        S: c OK [MESSAGELIMIT 3 4]
        C: d SEARCH UID 100:200
        S: * SEARCH
        S: d OK []
        C: D0004 UID SEARCH RETURN (SAVE) UID 2:7 UNDELETED
        S: D0004 OK [MESSAGELIMIT 3 5] SEARCH completed with 1000
            partial results saved
        C: e UID SEARCH UID $
        S: * SEARCH 5 6 7
        S: e OK []
        """);

    /// <summary>RFC 9738 §3.2, the example, with its ends; and "$", for which the keys are.</summary>
    [Theory, EveryStore]
    public Task Uids_beside_one(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 12 UID SEARCH UIDAFTER 5 UNDELETED
        S: * SEARCH 8 7 6
        S: 12 OK [] SEARCH completed
        C: a UID SEARCH UIDBEFORE 4
        S: * SEARCH 1 2 3
        S: a OK []
        C: b UID SEARCH UIDBEFORE 1
        S: * SEARCH
        S: b OK []
        C: c UID SEARCH UIDAFTER 8
        S: * SEARCH
        S: c OK []
        C: d UID SEARCH UIDAFTER 4294967295
        S: * SEARCH
        S: d OK []
        C: e SEARCH uidafter 2 uidbefore 6
        S: * SEARCH 3 4 5
        S: e OK []
        C: f UID SEARCH RETURN (SAVE) UID 3:5 UNDELETED
        C: g UID SEARCH UIDAFTER $
        S: * SEARCH 6 7 8
        S: g OK []
        C: h UID SEARCH UIDBEFORE $
        S: * SEARCH 1 2
        S: h OK []
        C: i UID SEARCH RETURN (SAVE) UID 100
        C: j UID SEARCH OR UIDAFTER $ UIDBEFORE $
        S: * SEARCH
        S: j OK [MESSAGELIMIT 3 6]
        C: k UID SEARCH UIDAFTER 0
        S: k BAD
        C: l UID SEARCH UIDAFTER *
        S: l BAD
        C: m UID SEARCH UIDBEFORE 1:3
        S: m BAD
        C: n UID SEARCH UIDBEFORE
        S: n BAD
        """);

    /// <summary>RFC 9738 §3.1, the example of STORE; "the client needs to keep doing this until the MESSAGELIMIT response is not returned".</summary>
    [Theory, EveryStore]
    public Task Store(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 07 UID STORE 2:7 +FLAGS (\Seen)
        S: * 7 FETCH (FLAGS (\Seen) UID 7)
        S: * 6 FETCH (FLAGS (\Seen) UID 6)
        S: * 5 FETCH (FLAGS (\Seen) UID 5)
        S: 07 OK [MESSAGELIMIT 3 5] STORE completed for the last
            1000 messages
        C: 08 UID STORE 2:4 +FLAGS (\Seen)
        S: * 4 FETCH (FLAGS (\Seen \Deleted) UID 4)
        S: * 3 FETCH (FLAGS (\Seen) UID 3)
        S: * 2 FETCH (FLAGS (\Seen) UID 2)
        S: 08 OK []
        C: 09 STATUS INBOX (UNSEEN)
        S: * STATUS INBOX (UNSEEN 2)
        S: 09 OK []
        """);

    /// <summary>RFC 9738 §3.1: beside EXPUNGEISSUED, and any other code, MESSAGELIMIT is an untagged NO.</summary>
    [Theory, EveryStore]
    public Task Beside_another_code(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MessageLimit = 3
        GIVEN INBOX with 8 messages, none recent
        C1: s SELECT INBOX
        S1: * OK [HIGHESTMODSEQ {known}]
        S1: ...
        S1: s OK
        C2: s SELECT INBOX
        C2: a STORE 6 +FLAGS.SILENT (\Deleted)
        C2: b EXPUNGE
        C2: c STORE 2 +FLAGS.SILENT (\Flagged)
        C1: 11 STORE 2:7 +FLAGS (\Seen)
        S1: * 2 FETCH (FLAGS (\Flagged))
        S1: * 5 FETCH (FLAGS (\Seen))
        S1: * 7 FETCH (FLAGS (\Seen))
        S1: * NO [MESSAGELIMIT 3 5] STORE completed with 1000 partial
            results
        S1: 11 OK [EXPUNGEISSUED] Some messages were also expunged
        C1: 12 NOOP
        S1: * 6 EXPUNGE
        S1: 12 OK
        C1: 13 UID STORE 1:5 (UNCHANGEDSINCE {known}) +FLAGS.SILENT (\Draft)
        S1: * OK [HIGHESTMODSEQ {_}]
        S1: * 3 FETCH (UID 3 MODSEQ ({_}))
        S1: * 4 FETCH (UID 4 MODSEQ ({_}))
        S1: * 5 FETCH (UID 5 FLAGS (\Seen) MODSEQ ({_}))
        S1: * NO [MESSAGELIMIT 3 3]
        S1: 13 OK [MODIFIED 5]
        """);

    /// <summary>RFC 9738 §3.1, the example of COPY: all or nothing. A target that is not there is told first.</summary>
    [Theory, EveryStore]
    public Task Copy(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 05 UID COPY 2:7 "Trash"
        S: 05 NO [MESSAGELIMIT 3 5] Too many messages to copy,
            try a smaller subset
        C: a COPY 1:4 Trash
        S: a NO [MESSAGELIMIT 3 2]
        C: b COPY 1:4 nowhere
        S: b NO [TRYCREATE]
        C: c STATUS Trash (MESSAGES UIDNEXT)
        S: * STATUS Trash (MESSAGES 0 UIDNEXT 1)
        S: c OK
        C: d COPY 1:3 Trash
        S: d OK [COPYUID {_} 1:3 1:3]
        """);

    /// <summary>RFC 9738 §3.1, the example of MOVE: repeated until there is no code. With QRESYNC the tagged code is HIGHESTMODSEQ (RFC 7162 §3.2.9).</summary>
    [Theory, EveryStore]
    public Task Move(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 06 UID MOVE 2:7 "Trash"
        S: * OK [COPYUID {_} 5:7 1:3] Some
            messages were not moved
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: * 5 EXPUNGE
        S: 06 OK [MESSAGELIMIT 3 5] MOVE completed for the last
            1000 messages
        C: 07 UID MOVE 2:7 "Trash"
        S: * OK [COPYUID {_} 2:4 4:6]
        S: * 2 EXPUNGE
        S: * 2 EXPUNGE
        S: * 2 EXPUNGE
        S: 07 OK []
        C: e ENABLE QRESYNC UIDONLY
        C: t SELECT Trash
        C: 08 UID MOVE 1:6 INBOX
        S: * OK [COPYUID {_} 4:6 9:11]
        S: * VANISHED 4:6
        S: * 3 RECENT
        S: * NO [MESSAGELIMIT 3 4]
        S: 08 OK [HIGHESTMODSEQ {_}]
        """);

    /// <summary>RFC 9738 §3.1, the examples of UID EXPUNGE, of which those with \Deleted count, and of EXPUNGE; "similarly ... CLOSE": no limit.</summary>
    [Theory, EveryStore]
    public Task Expunge(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MessageLimit = 3
        GIVEN INBOX with 13 messages, none recent, 1:5 (\Deleted), 7 (\Deleted), 9:13 (\Deleted)
        C: s SELECT INBOX
        C: 08 UID EXPUNGE 2:10
        S: * 7 EXPUNGE
        S: * 8 EXPUNGE
        S: * 8 EXPUNGE
        S: 08 OK [MESSAGELIMIT 3 7] UID EXPUNGE completed for
            the last 1000 messages
        C: a UID EXPUNGE 6:8
        S: a OK []
        C: b UID EXPUNGE 3:6
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: b OK []
        C: 09 EXPUNGE
        S: * 1 EXPUNGE
        S: * 1 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: 09 OK [] EXPUNGE completed
        """);

    /// <summary>RFC 9738 §3.1: MULTIAPPEND of too many appends nothing.</summary>
    [Theory, EveryStore]
    public Task Append(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MessageLimit = 2
        C: a APPEND INBOX {10+}
        C: Hello 1!
        C:  {10+}
        C: Hello 2!
        C:  {8+}
        C: Hello 3!
        S: a NO [MESSAGELIMIT 2]
        C: b APPEND INBOX {10+}
        C: Hello 1!
        C:  {8+}
        C: Hello 2!
        S: b OK [APPENDUID {_} 1:2]
        """);

    /// <summary>RFC 9738 §3: SAVELIMIT is about COPY and APPEND alone, and has no search keys.</summary>
    [Theory, EveryStore]
    public Task Savelimit(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:SaveLimit = 2
        GIVEN INBOX with 4 messages, none recent
        GIVEN mailbox Trash
        C: a CAPABILITY
        S!: * CAPABILITY MESSAGELIMIT=2 ...
        S: * CAPABILITY IMAP4rev1 SAVELIMIT=2 ...
        S: a OK
        C: s SELECT INBOX
        C: b COPY 1:3 Trash
        S: b NO [MESSAGELIMIT 2 2]
        C: c APPEND INBOX {10+}
        C: Hello 1!
        C:  {10+}
        C: Hello 2!
        C:  {8+}
        C: Hello 3!
        S: c NO [MESSAGELIMIT 2]
        C: d SEARCH UIDAFTER 2
        S: d BAD
        C: e UID SEARCH ALL
        S: * SEARCH 1 2 3 4
        S: e OK []
        C: f STORE 1:4 +FLAGS.SILENT (\Seen)
        S: f OK []
        C: g MOVE 1:4 Trash
        S: * OK [COPYUID {_} 1:4 1:4]
        S: * 1 EXPUNGE
        S: * 1 EXPUNGE
        S: * 1 EXPUNGE
        S: * 1 EXPUNGE
        S: g OK []
        """);

    /// <summary>Switched off there is no limit, whatever the setting; and without a setting neither limit nor keys.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without MESSAGELIMIT
        GIVEN setting Imap:MessageLimit = 2
        GIVEN INBOX with 3 messages, none recent
        C: a CAPABILITY
        S!: * CAPABILITY MESSAGELIMIT=2 ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: s SELECT INBOX
        C: b UID SEARCH ALL
        S: * SEARCH 1 2 3
        S: b OK []
        C: c UID SEARCH UIDAFTER 2
        S: c BAD
        """);

    /// <summary>Without a setting neither limit nor keys.</summary>
    [Theory, EveryStore]
    public Task Off_as_a_rule(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: s SELECT INBOX
        C: a UID SEARCH UIDAFTER 2
        S: a BAD
        """);
}
