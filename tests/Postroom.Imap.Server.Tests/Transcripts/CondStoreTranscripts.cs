using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CONDSTORE (RFC 7162 §3.1). All mailboxes have mod-sequences, so nothing answers NOMODSEQ.</summary>
[AnnouncedAs("CONDSTORE")]
public sealed class CondStoreTranscripts
{
    /// <summary>RFC 7162 §3.1.2.1, example 1; §3.1.8, example 18.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "says URLMECH and ANNOTATIONS, too")]
    public Task Select_tells_the_highest(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 172 messages, none recent, 1:11 (\Seen)
        C: A142 SELECT INBOX
        S?: * OK [MAILBOXID ({_})]
        S: * 172 EXISTS
        S: * 0 RECENT
        S: * OK [UNSEEN 12] Message 12 is first unseen
        S: * OK [UIDVALIDITY {validity}] UIDs valid
        S: * OK [UIDNEXT {next}] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft \Deleted \Seen \*)] Limited
        S: * OK [HIGHESTMODSEQ {highest}]
        S: A142 OK [READ-WRITE] SELECT completed
        C: A143 SELECT INBOX (CONDSTORE)
        S: * OK [CLOSED]
        S: * 172 EXISTS
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: A143 OK [READ-WRITE] SELECT completed, CONDSTORE is now enabled
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Flagged)
        C: A144 NOOP
        S: * 3 FETCH (UID {uid} FLAGS (\Seen \Flagged) MODSEQ ({changed}))
        S: A144 OK
        """);

    /// <summary>RFC 7162 §3.1.3, examples 3, 4 and 5: all pass. UID stands there for §3.2.4.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "tells FLAGS of what .SILENT stored")]
    public Task Conditional_store(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 50 messages, none recent
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: s OK
        C: a UID FETCH 4,6,8 (UID)
        S: * 4 FETCH (UID {four})
        S: * 6 FETCH (UID {six})
        S: * 8 FETCH (UID {eight})
        S: a OK
        C: a103 UID STORE {six},{four},{eight} (UNCHANGEDSINCE {highest})
            +FLAGS.SILENT (\Deleted)
        S: * OK [HIGHESTMODSEQ {highest}]
        S: * 4 FETCH (UID {four} MODSEQ ({now}))
        S: * 6 FETCH (UID {six} MODSEQ ({now}))
        S: * 8 FETCH (UID {eight} MODSEQ ({now}))
        S: a103 OK Conditional Store completed
        C: a104 STORE * (UNCHANGEDSINCE {now}) +FLAGS.SILENT
            (\Deleted $Processed)
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Processed)
        S: * OK [PERMANENTFLAGS (...)]
        S: * 50 FETCH (UID {_} MODSEQ ({then}))
        S: a104 OK Store (conditional) completed
        C: c101 STORE 50 (UNCHANGEDSINCE {then}) -FLAGS.SILENT
            (\Deleted)
        S: * 50 FETCH (UID {_} MODSEQ ({last}))
        S: c101 OK Store (conditional) completed
        C: d FETCH 50 (FLAGS MODSEQ)
        S: * 50 FETCH (FLAGS ($Processed) MODSEQ ({last}))
        S: d OK
        """);

    /// <summary>RFC 7162 §3.1.3, examples 6 (in its second form) and 10: what failed is told, so that the client need not ask.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "tells FLAGS of what .SILENT stored")]
    public Task Those_that_were_changed_by_others(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 9 messages, none recent
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: s OK
        C2: a SELECT INBOX
        C2: b STORE 7 +FLAGS (\Seen \Deleted)
        C2: c STORE 9 +FLAGS (\Answered)
        C: d105 STORE 7,5,9 (UNCHANGEDSINCE {highest})
            +FLAGS.SILENT (\Deleted)
        S: * OK [HIGHESTMODSEQ {highest}]
        S: * 7 FETCH (UID {_} MODSEQ ({seven}) FLAGS (\Seen \Deleted))
        S: * 5 FETCH (UID {_} MODSEQ ({five}))
        S: * 9 FETCH (UID {_} MODSEQ ({nine}) FLAGS (\Answered))
        S: d105 OK [MODIFIED 7,9] Conditional STORE failed
        C: b108 STORE 9 (UNCHANGEDSINCE {nine})
            +FLAGS (\Deleted)
        S: * 9 FETCH (UID {_} MODSEQ ({_}) FLAGS (\Deleted \Answered))
        S: b108 OK Conditional Store completed
        C: e UID STORE 1:9 (UNCHANGEDSINCE {five}) FLAGS.SILENT (\Draft)
        S: ...
        S: e OK [MODIFIED 9]
        """);

    /// <summary>RFC 7162 §3.1.3, example 7: 0 lets nothing pass.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "does not show what a conditional STORE left alone; RFC 7162 §3.1.3: RECOMMENDED")]
    [DiffersOn("Cyrus", "does not show what a conditional STORE left alone; RFC 7162 §3.1.3: RECOMMENDED")]
    public Task Unchanged_since_never(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 12 messages, none recent
        C: s SELECT INBOX (CONDSTORE)
        C: a102 STORE 12 (UNCHANGEDSINCE 0)
            +FLAGS.SILENT ($MDNSent)
        S: * 12 FETCH (UID {_} MODSEQ ({_}) FLAGS ())
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $MDNSent)
        S: * OK [PERMANENTFLAGS (...)]
        S: a102 OK [MODIFIED 12] Conditional STORE failed
        """);

    /// <summary>RFC 7162 §3.1.3, example 11: some are gone, one was changed; NO with MODIFIED.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    [DiffersOn("Cyrus", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    public Task A_mixture_of_gone_and_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 7 messages, none recent
        C: s SELECT INBOX (CONDSTORE)
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: s OK
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Deleted \Answered)
        C2: c UID STORE 4:7 +FLAGS (\Deleted)
        C2: d UID EXPUNGE 4:7
        C: B001 STORE 1:7 (UNCHANGEDSINCE {highest}) +FLAGS (\SEEN)
        S: * 1 FETCH (UID 1 MODSEQ ({now}) FLAGS (\SEEN))
        S: * 3 FETCH (UID 3 MODSEQ ({now}) FLAGS (\SEEN))
        S: * 2 FETCH (UID 2 MODSEQ ({two}) FLAGS (\Deleted \Answered))
        S: * OK [HIGHESTMODSEQ {_}]
        S: B001 NO [MODIFIED 2] Some of the messages no longer exist.
        C: B002 NOOP
        S: * 4 EXPUNGE
        S: * 4 EXPUNGE
        S: * 4 EXPUNGE
        S: * 4 EXPUNGE
        S: B002 OK NOOP Completed.
        C: b003 STORE 2 (UNCHANGEDSINCE {two}) +FLAGS (\Seen)
        S: * 2 FETCH (UID 2 MODSEQ ({_}) FLAGS (\SEEN \Deleted \Answered))
        S: b003 OK Conditional Store completed
        C: e105 STORE 3,1:3 (UNCHANGEDSINCE {now}) +FLAGS.SILENT (\Flagged)
        S: ...
        S: e105 OK [MODIFIED 2]
        """);

    /// <summary>RFC 7162 §3.1.4.1, example 12; §3.1.4.2, example 13.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    public Task Fetch_what_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: s OK
        C: a STORE 1 +FLAGS (\Seen)
        C: b STORE 2 +FLAGS (\Deleted)
        C: c STORE 4 +FLAGS ($NoJunk $AutoJunk $MDNSent)
        C: s100 UID FETCH 1:* (FLAGS) (CHANGEDSINCE {highest})
        S: * OK [HIGHESTMODSEQ {_}]
        S: * 1 FETCH (UID 1 MODSEQ ({one}) FLAGS (\Seen))
        S: * 2 FETCH (UID 2 MODSEQ ({two}) FLAGS (\Deleted))
        S: * 4 FETCH (UID 4 MODSEQ ({four}) FLAGS ($NoJunk $AutoJunk
            $MDNSent))
        S: s100 OK FETCH completed
        C: d FETCH 1:3 (MODSEQ)
        S: * 1 FETCH (MODSEQ ({one}))
        S: * 2 FETCH (MODSEQ ({two}))
        S: * 3 FETCH (MODSEQ ({_}))
        S: d OK Fetch complete
        C: e FETCH 1:* FLAGS (CHANGEDSINCE {two})
        S: * 4 FETCH (MODSEQ ({four}) FLAGS ($NoJunk $AutoJunk $MDNSent))
        S: e OK
        C: f FETCH 1:* FLAGS (CHANGEDSINCE {four})
        S: f OK
        C: g FETCH 2,4 (MODSEQ FLAGS) (CHANGEDSINCE {one})
        S: * 2 FETCH (MODSEQ ({two}) FLAGS (\Deleted))
        S: * 4 FETCH (MODSEQ ({four}) FLAGS ($NoJunk $AutoJunk $MDNSent))
        S: g OK
        """);

    /// <summary>RFC 7162 §3.1.4.2, example 14, for one account: a silent change gives its MODSEQ, and others hear the flags with it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    [DiffersOn("Cyrus", "tells FLAGS of what .SILENT stored")]
    public Task Changes_in_another_session(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 7 messages, none recent, 7 (\Answered)
        C1: A142 SELECT INBOX (CONDSTORE)
        C2: B142 SELECT INBOX (CONDSTORE)
        C1: A160 STORE 7 +FLAGS.SILENT (\Deleted)
        S1: * 7 FETCH (UID {uid} MODSEQ ({deleted}))
        S1: A160 OK Store completed
        C2: C180 NOOP
        S2: * 7 FETCH (UID {uid} FLAGS (\Deleted \Answered) MODSEQ ({deleted}))
        S2: C180 OK Noop completed
        C1: A240 STORE 7 +FLAGS.SILENT (\Seen)
        S1: * 7 FETCH (UID {uid} MODSEQ ({seen}))
        S1: A240 OK Store completed
        C2: C270 NOOP
        S2: * 7 FETCH (UID {uid} FLAGS (\Deleted \Answered \Seen) MODSEQ ({seen}))
        S2: C270 OK Noop completed
        C1: A330 STORE 7 -FLAGS.SILENT (\Answered \Seen)
        S1: * 7 FETCH (UID {uid} MODSEQ ({last}))
        S1: A330 OK Store completed
        C2: C360 NOOP
        S2: * 7 FETCH (UID {uid} FLAGS (\Deleted) MODSEQ ({last}))
        S2: C360 OK Noop completed
        """);

    /// <summary>RFC 7162 §3.1.5, examples 15 and 16; §3.1.10, example 19; RFC 4731 §3.2, all four.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    [DiffersOn("Cyrus", "tells FLAGS of what .SILENT stored")]
    public Task Search_by_mod_sequence(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 23 messages, none recent
        C: s SELECT INBOX (CONDSTORE)
        C: w STORE 23 +FLAGS.SILENT (\Draft)
        S: * 23 FETCH (UID {_} MODSEQ ({first}))
        S: w OK
        C: x STORE 5 +FLAGS.SILENT (\Draft)
        S: * 5 FETCH (UID {_} MODSEQ ({highest}))
        S: x OK
        C: y STORE 2 +FLAGS.SILENT (\Draft)
        S: * 2 FETCH (UID {_} MODSEQ ({two}))
        S: y OK
        C: z STORE 7 +FLAGS.SILENT (\Draft)
        S: * 7 FETCH (UID {_} MODSEQ ({seven}))
        S: z OK
        C: a SEARCH MODSEQ "/flags/\\draft" all {first}
        S: * SEARCH 2 5 7 23 (MODSEQ {seven})
        S: a OK Search complete
        C: t SEARCH OR NOT MODSEQ 1 LARGER 5000000
        S: * SEARCH
        S: t OK Search complete, nothing found
        C: b SEARCH RETURN (ALL) MODSEQ {first}
        S: * ESEARCH (TAG "b") ALL 2,5,7,23 MODSEQ {seven}
        S: b OK Extended SEARCH completed
        C: a1 SEARCH RETURN (MIN) MODSEQ "/flags/\\draft"
            all {first}
        S: * ESEARCH (TAG "a1") MIN 2 MODSEQ {two}
        S: a1 OK Search complete
        C: a2 SEARCH RETURN (MAX) MODSEQ "/flags/\\draft"
            all {first}
        S: * ESEARCH (TAG "a2") MAX 23 MODSEQ {first}
        S: a2 OK Search complete
        C: a3 SEARCH RETURN (MIN MAX) MODSEQ "/flags/\\draft"
            all {first}
        S: * ESEARCH (TAG "a3") MIN 2 MAX 23 MODSEQ {two}
        S: a3 OK Search complete
        C: a4 SEARCH RETURN (MIN COUNT) MODSEQ "/flags/\\draft"
            all {first}
        S: * ESEARCH (TAG "a4") MIN 2 COUNT 4 MODSEQ {seven}
        S: a4 OK Search complete
        C: c SEARCH RETURN (COUNT) MODSEQ 9223372036854775807
        S: * ESEARCH (TAG "c") COUNT 0
        S: c OK
        C: d SEARCH MODSEQ 9223372036854775808
        S: d BAD
        C: e SEARCH MODSEQ "/flags/\\draft" each 1
        S: e BAD
        C: f SEARCH MODSEQ "/comment" all 1
        S: f BAD
        """);

    /// <summary>RFC 7162 §3.1.7, example 17: and STATUS enables it (§3.1).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "does not tell the HIGHESTMODSEQ when STATUS asks for the first")]
    public Task Status_tells_the_highest(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        GIVEN blurdybloop with 231 messages
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {highest}]
        S: ...
        S: s OK
        C: A042 STATUS blurdybloop (UIDNEXT MESSAGES HIGHESTMODSEQ)
        S: * OK [HIGHESTMODSEQ {highest}]
        S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 232 HIGHESTMODSEQ {modseq})
        S: A042 OK STATUS completed
        C: a STORE 1 +FLAGS (\Seen)
        S: * 1 FETCH (UID 1 FLAGS (\Seen) MODSEQ ({_}))
        S: a OK
        C: b SELECT blurdybloop
        S: * OK [HIGHESTMODSEQ {modseq}]
        S: ...
        S: b OK
        """);

    /// <summary>RFC 7162 §3.1: each enabling command enables, and tells the highest once; §3.2.4: reading a body tells UID and MODSEQ too.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells no MODSEQ with the \\Seen that a FETCH sets; RFC 7162 §3.2.4: MUST")]
    [DiffersOn("Cyrus", "tells the flags that a FETCH sets before it has sent the text")]
    public Task Enabling_commands(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: s SELECT INBOX
        C1: a FETCH 1 MODSEQ
        S1: * OK [HIGHESTMODSEQ {highest}]
        S1: * 1 FETCH (MODSEQ ({_}))
        S1: a OK
        C1: b FETCH 2 MODSEQ
        S1: * 2 FETCH (MODSEQ ({_}))
        S1: b OK
        C1: c FETCH 2 BODY[TEXT]
        S1: * 2 FETCH (BODY[TEXT] {_} FLAGS (\Seen) UID 2 MODSEQ ({_}))
        S1: c OK
        C2: s SELECT INBOX
        C2: a SEARCH MODSEQ 9000000
        S2: * OK [HIGHESTMODSEQ {_}]
        S2: * SEARCH
        S2: a OK
        C3: s SELECT INBOX
        C3: a ENABLE CONDSTORE
        S3: * ENABLED CONDSTORE
        S3: * OK [HIGHESTMODSEQ {_}]
        S3: a OK
        C3: b ENABLE CONDSTORE
        S3: * ENABLED
        S3: b OK
        C4: s SELECT INBOX
        C4: a FETCH 1:3 FLAGS (CHANGEDSINCE 9000000)
        S4: * OK [HIGHESTMODSEQ {_}]
        S4: a OK
        C5: s SELECT INBOX
        C5: a STORE 1 +FLAGS (\Seen)
        S5: * 1 FETCH (FLAGS (\Seen))
        S5: a OK
        """);

    /// <summary>RFC 7162 §3.1: a FETCH of FLAGS alone does not tell the MODSEQ of another's change; it comes all the same.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    [DiffersOn("Cyrus", "tells no UID with what it stored; RFC 7162 §3.2.4: MUST")]
    public Task Flags_without_their_mod_sequence(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C1: s SELECT INBOX (CONDSTORE)
        C2: s SELECT INBOX
        C2: a STORE 2 +FLAGS (\Flagged)
        C1: b FETCH 2 (FLAGS)
        S1: * 2 FETCH (FLAGS (\Flagged))
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged) MODSEQ ({changed}))
        S1: b OK
        C2: c STORE 2 +FLAGS (\Answered)
        C1: d FETCH 2 (FLAGS MODSEQ)
        S1: * 2 FETCH (FLAGS (\Flagged \Answered) MODSEQ ({_}))
        S1: d OK
        """);

    /// <summary>RFC 7162 §7, and what cannot be.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes UNCHANGEDSINCE twice")]
    [DiffersOn("Cyrus", "takes UNCHANGEDSINCE twice")]
    public Task Form(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: s SELECT INBOX
        C: a STORE 1 (UNCHANGEDSINCE -1) +FLAGS (\Seen)
        S: a BAD
        C: b STORE 1 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) +FLAGS (\Seen)
        S: b BAD
        C: c FETCH 1 FLAGS (CHANGEDSINCE)
        S: c BAD
        C: d FETCH 1 FLAGS (CHANGEDSINCE 99999999999999999999)
        S: d BAD
        C: e SELECT INBOX (CONDSTORE CONDSTORE)
        S: e BAD
        C: f FETCH 1 FLAGS (CHANGEDSINCE 1) x
        S: f BAD
        C: g FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: g OK
        """);

    /// <summary>Clients that know nothing yet ask so; RFC 7162 §7 has numbers from 1.</summary>
    [Theory, EveryStore]
    public Task Changed_since_zero_is_all(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: s SELECT INBOX (CONDSTORE)
        C: a FETCH 1:* (FLAGS) (CHANGEDSINCE 0)
        S: * 1 FETCH (MODSEQ ({_}) FLAGS ())
        S: * 2 FETCH (MODSEQ ({_}) FLAGS ())
        S: a OK
        C: b FETCH 1:* (FLAGS) (CHANGEDSINCE -1)
        S: b BAD
        """);
}
