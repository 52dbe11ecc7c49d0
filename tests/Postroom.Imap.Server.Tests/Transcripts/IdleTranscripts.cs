using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IDLE (RFC 2177).</summary>
public sealed class IdleTranscripts
{
    /// <summary>RFC 2177 §3, the example: mail arrives and is expunged while a client idles, and while it does not.</summary>
    [Theory, EveryStore]
    public Task Idle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C1: A001 SELECT INBOX
        S1: * FLAGS (\Deleted \Seen ...)
        S1: * 3 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY {validity}]
        S1: ...
        S1: A001 OK SELECT completed
        C1: A002 IDLE
        S1: + idling
        # ...time passes; new mail arrives...
        C2: B001 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2| Subject: new
        C2|
        C2| Hello.
        S1: * 4 EXISTS
        S1?: * {_} RECENT
        C1: DONE
        S1: A002 OK IDLE terminated
        # ...another client expunges message 2 now...
        C2: B002 SELECT INBOX
        C2: B003 STORE 2 +FLAGS.SILENT (\Deleted)
        C2: B004 EXPUNGE
        C1: A003 FETCH 4 ALL
        S1: * 4 FETCH (...)
        S1?: * 2 FETCH (FLAGS (\Deleted))
        S1: A003 OK FETCH completed
        C1: A004 IDLE
        S1: * 2 EXPUNGE
        S1?: * 3 EXISTS
        S1: + idling
        # ...time passes; another client expunges message 3...
        C2: B005 STORE 3 +FLAGS.SILENT (\Deleted)
        C2: B006 EXPUNGE
        S1: * 3 EXPUNGE
        S1?: * 3 FETCH (FLAGS (\Deleted ...))
        S1?: * 2 EXISTS
        S1?: * {_} RECENT
        # ...time passes; new mail arrives...
        C2: B007 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2| Subject: new
        C2|
        C2| Hello.
        S1: * 3 EXISTS
        S1?: * {_} RECENT
        C1: DONE
        S1: A004 OK IDLE terminated
        C1: A005 FETCH 3 ALL
        S1: * 3 FETCH (...)
        S1: A005 OK FETCH completed
        C1: A006 IDLE
        S1: + idling
        C1: DONE
        S1: A006 OK
        """);

    /// <summary>RFC 2177 §3: what another client stores is told while idling.</summary>
    [Theory, EveryStore]
    public Task Flags_are_pushed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C1: a SELECT INBOX
        C1: b IDLE
        S1: + idling
        C2: c SELECT INBOX
        C2: d STORE 2 +FLAGS.SILENT (\Flagged)
        S1: * 2 FETCH (FLAGS (\Flagged))
        C1: DONE
        S1: b OK
        """);

    /// <summary>RFC 2177 §3: valid in the authenticated state.</summary>
    [Theory, EveryStore]
    public Task Idle_without_a_mailbox_waits_as_well(TestStore store) => Transcript.RunAsync(store, """
        C: a IDLE
        S: + idling
        C: DONE
        S: a OK
        """);

    /// <summary>RFC 2177 §3: only DONE ends it; a client that sends something else is answered BAD.</summary>
    [Theory, EveryStore]
    public Task Anything_but_done_is_bad(TestStore store) => Transcript.RunAsync(store, """
        C: a IDLE
        S: + idling
        C: NOOP
        S: a BAD
        C: c NOOP
        S: c OK
        """);

    /// <summary>Docs/invariants: "* OK Still here" every two minutes, so that middle boxes keep the connection.</summary>
    [Theory, EveryStore]
    public Task A_client_that_idles_is_told_now_and_then_that_the_server_lives(TestStore store) => Transcript.RunAsync(store, """
        GIVEN clock "17-Jul-1996 02:44:25 -07:00"
        C: a IDLE
        S: + idling
        WHEN 3 minutes pass
        S: * OK Still here
        C: DONE
        S: a OK
        """);
}
