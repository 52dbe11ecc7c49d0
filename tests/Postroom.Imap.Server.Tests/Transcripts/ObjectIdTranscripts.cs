using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>OBJECTID (RFC 8474). Every message is in a thread here, so THREADID is never NIL.</summary>
[AnnouncedAs("OBJECTID")]
public sealed class ObjectIdTranscripts
{
    /// <summary>RFC 8474 §4.1, §4.2, §4.3, the examples; a mailbox that is made again is another one.</summary>
    [Theory, EveryStore]
    public Task Mailboxes_keep_theirs(TestStore store) => Transcript.RunAsync(store, """
        C: 3 create foo
        S: 3 OK [MAILBOXID ({foo})] Completed
        C: 4 create bar
        S: 4 OK [MAILBOXID ({bar})] Completed
        C: 5 create foo
        S: 5 NO Mailbox already exists
        C: 6 status foo (mailboxid)
        S: * STATUS foo (MAILBOXID ({foo}))
        S: 6 OK Completed
        C: 7 status bar (mailboxid)
        S!: * STATUS bar (MAILBOXID ({foo}))
        S: * STATUS bar (MAILBOXID ({bar}))
        S: 7 OK Completed
        C: 8 rename foo renamed
        S: 8 OK Completed
        C: 9 status renamed (mailboxid)
        S: * STATUS renamed (MAILBOXID ({foo}))
        S: 9 OK Completed
        C: 10 status bar (messages mailboxid uidnext)
        S: * STATUS bar (MESSAGES 0 MAILBOXID ({bar}) UIDNEXT 1)
        S: 10 OK Completed
        C: 11 list "" "*" return (status (mailboxid))
        S: * LIST (...) "/" INBOX
        S: * STATUS INBOX (MAILBOXID ({inbox}))
        S: * LIST (...) "/" bar
        S: * STATUS bar (MAILBOXID ({bar}))
        S: * LIST (...) "/" renamed
        S: * STATUS renamed (MAILBOXID ({foo}))
        S: 11 OK Completed (0.001 secs 3 calls)
        C: 27 select "renamed"
        S: * OK [MAILBOXID ({foo})] Ok
        S: ...
        S: 27 OK [READ-WRITE] Completed
        C: 28 examine inbox
        S: * OK [MAILBOXID ({inbox})]
        S: ...
        S: 28 OK [READ-ONLY]
        C: 29 delete bar
        C: 30 create bar
        C: 30b status bar (mailboxid)
        S!: * STATUS bar (MAILBOXID ({bar}))
        S: * STATUS bar (MAILBOXID ({again}))
        S: 30b OK
        C: 31 create above/below
        S: 31 OK [MAILBOXID ({below})]
        C: 32 create above
        S: 32 OK [MAILBOXID ({above})]
        C: 33 rename above away
        C: 34 status away/below (mailboxid)
        S: * STATUS away/below (MAILBOXID ({below}))
        S: 34 OK
        """);

    /// <summary>RFC 8474 §5.3, §6, the examples: MOVE and COPY keep them, and what others expunged still has its own.</summary>
    [Theory, EveryStore]
    public Task Messages_keep_theirs(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        C: 5 append inbox "20-Mar-2018 03:07:37 +1100" {}
        C| Subject: Message A
        C| Message-ID: <fake.1521475657.54797@example.com>
        C|
        C| A
        S: 5 OK [APPENDUID {validity} 1] Completed
        C: 11 append inbox "20-Mar-2018 03:07:37 +1100" {}
        C| Subject: Re: Message A
        C| Message-ID: <fake.1521475657.21213@example.org>
        C| References: <fake.1521475657.54797@example.com>
        C|
        C| B
        S: 11 OK [APPENDUID {validity} 2] Completed
        C: 17 append inbox "20-Mar-2018 03:07:37 +1100" {}
        C| Subject: Message C
        C| Message-ID: <fake.1521475657.60280@example.com>
        C|
        C| C
        S: 17 OK [APPENDUID {validity} 3] Completed
        C: s select inbox
        C: 22 fetch 1:* (emailid threadid)
        S: * 1 FETCH (EMAILID ({first}) THREADID ({thread}))
        S: * 2 FETCH (EMAILID ({second}) THREADID ({thread}))
        S: * 3 FETCH (EMAILID ({third}) THREADID ({other}))
        S: 22 OK Completed (0.000 sec)
        C: 27 search emailid {first}
        S: * SEARCH 1
        S: 27 OK Completed (1 msgs in 0.000 secs)
        C: 28 search threadid {thread}
        S: * SEARCH 1 2
        S: 28 OK Completed (2 msgs in 0.000 secs)
        C: 29 uid search or emailid {third} emailid {second}
        S: * SEARCH 2 3
        S: 29 OK
        C: 30 search return (save count) not threadid {thread} subject message
        S: * ESEARCH (TAG "30") COUNT 1
        S: 30 OK
        C: 31 uid fetch $ threadid
        S: * 3 FETCH (UID 3 THREADID ({other}))
        S: 31 OK
        C2: a select inbox
        C: 23 move 2 foo
        S: * OK [COPYUID {_} 2 1] Completed
        S: * 2 EXPUNGE
        S: * 2 RECENT
        S: 23 OK Completed
        C: 24 fetch 1:* (emailid threadid)
        S: * 1 FETCH (EMAILID ({first}) THREADID ({thread}))
        S: * 2 FETCH (EMAILID ({third}) THREADID ({other}))
        S: 24 OK Completed (0.000 sec)
        C2: b fetch 1:3 (emailid)
        S2: * 1 FETCH (EMAILID ({first}))
        S2: * 2 FETCH (EMAILID ({second}))
        S2: * 3 FETCH (EMAILID ({third}))
        S2: b OK
        C: 24b copy 1 foo
        S: 24b OK [COPYUID {_} 1 2]
        C: 25 select "foo"
        C: 26 fetch 1:* (emailid threadid)
        S: * 1 FETCH (EMAILID ({second}) THREADID ({thread}))
        S: * 2 FETCH (EMAILID ({first}) THREADID ({thread}))
        S: 26 OK Completed (0.000 sec)
        C: 32 copy 1 foo
        C: 33 search emailid {second}
        S: * SEARCH 1 3
        S: 33 OK
        """);

    /// <summary>RFC 8474 §4, RFC 3501 §6.3.5: renaming INBOX makes a new mailbox and moves the messages.</summary>
    [Theory, EveryStore]
    public Task Inbox_keeps_its_own_when_renamed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        S: * OK [MAILBOXID ({inbox})]
        S: ...
        S: a OK
        C: b FETCH 2 EMAILID
        S: * 2 FETCH (EMAILID ({email}))
        S: b OK
        C: c UNSELECT
        C: d RENAME INBOX old-mail
        C: e STATUS INBOX (MAILBOXID MESSAGES)
        S: * STATUS INBOX (MAILBOXID ({inbox}) MESSAGES 0)
        S: e OK
        C: f SELECT old-mail
        S!: * OK [MAILBOXID ({inbox})]
        S: * OK [MAILBOXID ({old})]
        S: ...
        S: f OK
        C: g FETCH 2 EMAILID
        S: * 2 FETCH (EMAILID ({email}))
        S: g OK
        """);

    /// <summary>RFC 8474 §7: an objectid is 1 to 255 of letters, digits, "_" and "-"; case counts; one of another kind is nobody's.</summary>
    [Theory, EveryStore]
    public Task Others_are_not_found(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: s SELECT INBOX
        C: a FETCH 1 (EMAILID THREADID)
        S: * 1 FETCH (EMAILID ({email}) THREADID ({thread}))
        S: a OK
        C: b SEARCH EMAILID {thread}
        S: * SEARCH
        S: b OK
        C: c SEARCH OR THREADID {email} THREADID M00000001
        S: * SEARCH
        S: c OK
        C: d SEARCH NOT EMAILID {255*x}
        S: * SEARCH 1 2
        S: d OK
        C: e SEARCH EMAILID {256*x}
        S: e BAD
        C: f SEARCH EMAILID a.b
        S: f BAD
        C: g SEARCH THREADID
        S: g BAD
        C: h SEARCH THREADID NIL
        S: * SEARCH
        S: h OK
        C: i FETCH 1 (EMAILID ({email}))
        S: i BAD
        C: j STATUS INBOX (MAILBOXID ({email}))
        S: j BAD
        """);

    /// <summary>Switched off, nothing of it is known.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without OBJECTID
        GIVEN INBOX with 2 messages, none recent
        C: a CREATE foo
        S: a OK []
        C: b SELECT INBOX
        S!: * OK [MAILBOXID ({_})]
        S: ...
        S: b OK
        C: c STATUS foo (MAILBOXID)
        S: c BAD
        C: d FETCH 1 (EMAILID)
        S: d BAD
        C: e FETCH 1 (THREADID)
        S: e BAD
        C: f SEARCH EMAILID x
        S: f BAD
        C: g CAPABILITY
        S!: * CAPABILITY OBJECTID ...
        S: * CAPABILITY IMAP4rev1 ...
        S: g OK
        """);
}
