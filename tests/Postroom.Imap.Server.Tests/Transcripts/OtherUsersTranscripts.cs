using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>Mailboxes that somebody else shares: found under Other Users (RFC 2342), and used as far as rights go (RFC 4314 §4).</summary>
public sealed class OtherUsersTranscripts
{
    /// <summary>RFC 4314 §4, "LIST": what may not be looked up behaves as if it was not there, and so is above what may be only a name.</summary>
    [Theory, EveryStore]
    public Task What_is_shared_is_listed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN mailbox Zoo
        GIVEN account bob@example.org with password secret
        GIVEN INBOX with 2 messages, none recent
        GIVEN mailbox work/plans with 1 message
        GIVEN mailbox work/secret with 1 message
        GIVEN mailbox Sent for \Sent
        GIVEN ann may lr on INBOX
        GIVEN ann may l on work/plans
        GIVEN ann may lr on Sent
        GIVEN account cem with password secret
        GIVEN ann may rwi on INBOX
        C: a1 NAMESPACE
        S: * NAMESPACE (("" "/")) (("Other Users/" "/")) NIL
        S: a1 OK
        C: a2 LIST "" *
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\Noselect \HasChildren) "/" "Other Users"
        S: * LIST (\Noselect \HasChildren) "/" "Other Users/bob@example.org"
        S: * LIST (\HasNoChildren) "/" "Other Users/bob@example.org/INBOX"
        S: * LIST (\HasNoChildren) "/" "Other Users/bob@example.org/Sent"
        S: * LIST (\Noselect \HasChildren) "/" "Other Users/bob@example.org/work"
        S: * LIST (\Noselect \HasNoChildren) "/" "Other Users/bob@example.org/work/plans"
        S: * LIST (\HasNoChildren) "/" Zoo
        S: a2 OK
        C: a3 LIST "" %
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\Noselect \HasChildren) "/" "Other Users"
        S: * LIST (\HasNoChildren) "/" Zoo
        S: a3 OK
        C: a4 LIST "Other Users/" "%"
        S: * LIST (\Noselect \HasChildren) "/" "Other Users/bob@example.org"
        S: a4 OK
        C: a5 LIST "" ("Other Users/*/INBOX" "Other Users/*/work") RETURN (STATUS (MESSAGES UNSEEN))
        S: * LIST (\NonExistent \HasChildren) "/" "Other Users/bob@example.org/work"
        S: * LIST (\HasNoChildren) "/" "Other Users/bob@example.org/INBOX"
        S: * STATUS "Other Users/bob@example.org/INBOX" (MESSAGES 2 UNSEEN 2)
        S: a5 OK
        C: a6 LIST "" "Other Users/*plans" RETURN (STATUS (MESSAGES))
        S: * LIST (\Noselect \HasNoChildren) "/" "Other Users/bob@example.org/work/plans"
        S: a6 OK
        C: a7 SUBSCRIBE "Other Users/bob@example.org/INBOX"
        C: a8 SUBSCRIBE "Other Users/bob@example.org/work/secret"
        C: a9 LSUB "" *
        S: * LSUB (\HasNoChildren) "/" "Other Users/bob@example.org/INBOX"
        S: * LSUB (\Noselect \HasNoChildren) "/" "Other Users/bob@example.org/work/secret"
        S: a9 OK
        C: b1 LIST (SUBSCRIBED) "" *
        S: * LIST (\HasNoChildren \Subscribed) "/" "Other Users/bob@example.org/INBOX"
        S: * LIST (\HasNoChildren \Subscribed \NonExistent) "/" "Other Users/bob@example.org/work/secret"
        S: b1 OK
        C: b2 XLIST "" "Other Users/*/Sent"
        S: * XLIST (\HasNoChildren) "/" "Other Users/bob@example.org/Sent"
        S: b2 OK
        """);

    /// <summary>To whom nothing is shared there are no other users: RFC 2342 §5.</summary>
    [Theory, EveryStore]
    public Task To_others_there_is_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 2 messages
        GIVEN cem may lr on INBOX
        GIVEN account cem with password secret
        C: a1 NAMESPACE
        S: * NAMESPACE (("" "/")) NIL NIL
        S: a1 OK
        C: a2 LIST "" *
        S: * LIST (...) "/" INBOX
        S: a2 OK
        C: a3 SELECT "Other Users/bob/INBOX"
        S: a3 NO [NONEXISTENT]
        """);

    /// <summary>RFC 4314 §4: r is enough to select, ask for numbers and read; §5.2: that is READ-ONLY.</summary>
    [Theory, EveryStore]
    public Task Reading(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 3 messages, 1 recent, 1 (\Seen), 2 (\Flagged Junk), 1 Body "Hello"
        GIVEN mailbox dark with 1 message
        GIVEN ann may lr on INBOX
        GIVEN ann may li on dark
        C: a1 STATUS "Other Users/bob/INBOX" (MESSAGES UNSEEN RECENT)
        S: * STATUS "Other Users/bob/INBOX" (MESSAGES 3 UNSEEN 3 RECENT 1)
        S: a1 OK
        C: a2 SELECT "Other Users/bob/INBOX"
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft Junk)
        S: * OK [PERMANENTFLAGS ()]
        S: * 3 EXISTS
        S: * 1 RECENT
        S: ...
        S: a2 OK [READ-ONLY]
        C: a3 FETCH 1:3 (FLAGS BODY[TEXT]<0.5>)
        S: * 1 FETCH (FLAGS () BODY[TEXT]<0> "Hello")
        S: * 2 FETCH (FLAGS (\Flagged Junk) BODY[TEXT]<0> {_})
        S: * 3 FETCH (FLAGS (\Recent) BODY[TEXT]<0> {_})
        S: a3 OK
        C: a4 STORE 1 +FLAGS (\Seen)
        S: a4 NO [NOPERM]
        C: a5 EXPUNGE
        S: a5 NO [NOPERM]
        C: a6 SEARCH FLAGGED
        S: * SEARCH 2
        S: a6 OK
        C: a7 CLOSE
        S: a7 OK
        C: a8 SELECT "Other Users/bob/dark"
        S: a8 NO [NOPERM]
        C: a9 STATUS "Other Users/bob/dark" (MESSAGES)
        S: a9 NO [NOPERM]
        C: b1 EXAMINE "Other Users/bob/INBOX"
        S: * OK [PERMANENTFLAGS ()]
        S: * 1 RECENT
        S: ...
        S: b1 OK [READ-ONLY]
        """);

    /// <summary>RFC 4314 §4: one flag that may be changed is enough; \Seen is everyone's own (§5.2, example 1: "lrs" is READ-ONLY all the same).</summary>
    [Theory, EveryStore]
    public Task Seen_is_ones_own(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 2 messages, none recent
        GIVEN ann may lrs on INBOX
        GIVEN C2 logged in as bob
        C1: a1 SELECT "Other Users/bob/INBOX"
        S1: * OK [PERMANENTFLAGS (\Seen)]
        S1: ...
        S1: a1 OK [READ-ONLY]
        C2: b1 SELECT INBOX
        C1: a2 STORE 1 +FLAGS (\Seen \Flagged Junk)
        S1: * 1 FETCH (FLAGS (\Seen))
        S1: a2 OK
        C1: a3 STORE 1 +FLAGS (\Flagged)
        S1: a3 NO [NOPERM]
        C1: a4 FETCH 2 BODY[TEXT]
        S1: * 2 FETCH (BODY[TEXT] {_} FLAGS (\Seen))
        S1: a4 OK
        C2: b2 NOOP
        S2: b2 OK
        C2: b3 FETCH 1:2 FLAGS
        S2: * 1 FETCH (FLAGS ())
        S2: * 2 FETCH (FLAGS ())
        S2: b3 OK
        C2: b4 STORE 2 +FLAGS (\Answered)
        S2: ...
        S2: b4 OK
        C1: a5 NOOP
        S1: * 2 FETCH (FLAGS (\Answered \Seen))
        S1: a5 OK
        """);

    /// <summary>RFC 4314 §4, §5.2: w and t and e, each by itself.</summary>
    [Theory, EveryStore]
    public Task Each_right_changes_what_it_is_for(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN mailbox flags with 2 messages, none recent
        GIVEN mailbox deleting with 2 messages, none recent
        GIVEN mailbox expunging with 2 messages, none recent, 1 (\Deleted)
        GIVEN ann may lrw on flags
        GIVEN ann may lrt on deleting
        GIVEN ann may lre on expunging
        C: a1 SELECT "Other Users/bob/flags"
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft \*)]
        S: ...
        S: a1 OK [READ-WRITE]
        C: a2 STORE 1 FLAGS (\Deleted \Draft $Forwarded)
        S: * FLAGS (...)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft $Forwarded \*)]
        S: * 1 FETCH (FLAGS (\Draft $Forwarded))
        S: a2 OK
        C: a3 FETCH 2 BODY[TEXT]
        S: * 2 FETCH (BODY[TEXT] {_})
        S: a3 OK
        C: b1 SELECT "Other Users/bob/deleting"
        S: * OK [PERMANENTFLAGS (\Deleted)]
        S: ...
        S: b1 OK [READ-WRITE]
        C: b2 STORE 1 +FLAGS (\Deleted)
        S: * 1 FETCH (FLAGS (\Deleted))
        S: b2 OK
        C: b3 EXPUNGE
        S: b3 NO [NOPERM]
        C: b4 CLOSE
        S: b4 OK
        C: b5 STATUS "Other Users/bob/deleting" (MESSAGES)
        S: * STATUS {_} (MESSAGES 2)
        S: b5 OK
        C: c1 SELECT "Other Users/bob/expunging"
        S: * OK [PERMANENTFLAGS ()]
        S: ...
        S: c1 OK [READ-WRITE]
        C: c2 STORE 2 +FLAGS (\Deleted)
        S: c2 NO [NOPERM]
        C: c3 EXPUNGE
        S: * 1 EXPUNGE
        S: c3 OK
        """);

    /// <summary>RFC 4314 §4, "Copying or appending messages"; RFC 4315 §3: no UIDs of a mailbox that cannot be selected.</summary>
    [Theory, EveryStore]
    public Task Bringing_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN INBOX with 2 messages, none recent, 1 (\Seen \Deleted \Flagged)
        GIVEN account bob with password secret
        GIVEN mailbox open
        GIVEN mailbox dropbox
        GIVEN mailbox closed
        GIVEN ann may lrswi on open
        GIVEN ann may li on dropbox
        GIVEN ann may lr on closed
        C: a1 APPEND "Other Users/bob/open" (\Seen \Deleted Junk) {+"Subject: x\r\n\r\nx\r\n"}
        S: a1 OK [APPENDUID {_} 1]
        C: a2 APPEND "Other Users/bob/dropbox" {+"Subject: x\r\n\r\nx\r\n"}
        S: a2 OK []
        C: a3 APPEND "Other Users/bob/closed" {+"Subject: x\r\n\r\nx\r\n"}
        S: a3 NO [NOPERM]
        C: a4 SELECT INBOX
        C: a5 COPY 1:2 "Other Users/bob/open"
        S: a5 OK [COPYUID {_} 1:2 2:3]
        C: a6 COPY 1 "Other Users/bob/dropbox"
        S: a6 OK []
        C: a7 COPY 1 "Other Users/bob/closed"
        S: a7 NO [NOPERM]
        C: a8 MOVE 2 "Other Users/bob/dropbox"
        S: * 2 EXPUNGE
        S: a8 OK []
        C: a9 SELECT "Other Users/bob/open"
        C: b1 FETCH 1:* (FLAGS)
        S: * 1 FETCH (FLAGS (\Seen Junk ...))
        S: * 2 FETCH (FLAGS (\Seen \Flagged ...))
        S: * 3 FETCH (FLAGS (...))
        S: b1 OK
        C: b2 STATUS "Other Users/bob/open" (MESSAGES)
        S: * STATUS {_} (MESSAGES 3)
        S: b2 OK
        """);

    /// <summary>RFC 4314 §4: a MOVE is a COPY, STORE \Deleted and EXPUNGE (RFC 6851 §4.5).</summary>
    [Theory, EveryStore]
    public Task Taking_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN mailbox mine
        GIVEN account bob with password secret
        GIVEN INBOX with 3 messages, none recent, all (\Flagged), 2 "17-Jul-1996 02:44:25 -0700"
        GIVEN mailbox both with 1 message, none recent
        GIVEN ann may lr on INBOX
        GIVEN ann may lrite on both
        GIVEN C2 logged in as bob
        C: a1 SELECT "Other Users/bob/INBOX"
        C: a2 COPY 2:3 mine
        S: a2 OK [COPYUID {_} 2:3 1:2]
        C: a3 MOVE 1 mine
        S: a3 NO [NOPERM]
        C: a4 COPY 1 "Other Users/bob/both"
        S: a4 OK [COPYUID {_} 1 2]
        C: a5 SELECT mine
        C: a6 FETCH 1:* (FLAGS INTERNALDATE)
        S: * 1 FETCH (FLAGS (\Flagged ...) INTERNALDATE "17-Jul-1996 02:44:25 -0700")
        S: * 2 FETCH (FLAGS (\Flagged ...) INTERNALDATE {_})
        S: a6 OK
        C: a7 SELECT "Other Users/bob/both"
        C: a8 MOVE 1:2 mine
        S: * OK [COPYUID {_} 1:2 3:4]
        S: * 1 EXPUNGE
        S: * 1 EXPUNGE
        S: * 0 RECENT
        S: a8 OK
        C2: b1 STATUS INBOX (MESSAGES)
        S2: * STATUS INBOX (MESSAGES 3)
        S2: b1 OK
        C2: b2 STATUS both (MESSAGES)
        S2: * STATUS both (MESSAGES 0)
        S2: b2 OK
        """);

    /// <summary>What only owners do yet, whatever rights there are; and a message is replaced within one account.</summary>
    [Theory, EveryStore]
    public Task What_others_cannot_do_yet(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN INBOX with 1 message, none recent
        GIVEN mailbox mine
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message, none recent
        GIVEN mailbox theirs
        GIVEN ann may lrswikxte on INBOX
        GIVEN ann may lrswikxte on theirs
        C: a1 CREATE "Other Users/bob/theirs/below"
        S: a1 NO [CANNOT]
        C: a2 CREATE "Other Users/ann/x"
        S: a2 NO [CANNOT]
        C: a3 DELETE "Other Users/bob/theirs"
        S: a3 NO [NOPERM]
        C: a4 RENAME "Other Users/bob/theirs" ours
        S: a4 NO [NOPERM]
        C: a5 RENAME mine "Other Users/bob/mine"
        S: a5 NO [CANNOT]
        C: a6 SELECT INBOX
        C: a7 REPLACE 1 "Other Users/bob/INBOX" {+"Subject: x\r\n\r\nx\r\n"}
        S: a7 NO [CANNOT]
        C: a8 SELECT "Other Users/bob/INBOX"
        C: a9 REPLACE 1 "Other Users/bob/theirs" {+"Subject: x\r\n\r\nx\r\n"}
        S: * OK [APPENDUID {_} 1]
        S: * 1 EXPUNGE
        S: a9 OK
        """);

    /// <summary>RFC 2177: what happens in another's mailbox is told as in one's own.</summary>
    [Theory, EveryStore]
    public Task Idling_in_one(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message, none recent
        GIVEN ann may lr on INBOX
        GIVEN C2 logged in as bob
        C1: a1 SELECT "Other Users/bob/INBOX"
        C1: a2 IDLE
        S1: + idling
        C2: b1 APPEND INBOX {+"Subject: x\r\n\r\nx\r\n"}
        S1: * 2 EXISTS
        S1: * 1 RECENT
        C2: b2 SELECT INBOX
        C2: b3 STORE 1 +FLAGS (\Flagged)
        S1: * 1 FETCH (FLAGS (\Flagged))
        C1: DONE
        S1: a2 OK
        """);

    /// <summary>RFC 5465 §6.1: SELECTED is the selected mailbox, whosever it is.</summary>
    [Theory, EveryStore]
    public Task Notify_selected(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message, none recent
        GIVEN ann may lr on INBOX
        GIVEN C2 logged in as bob
        C1: a1 NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange)) (SUBTREE "Other Users" (MessageNew MessageExpunge))
        S1: a1 OK
        C1: a2 SELECT "Other Users/bob/INBOX"
        C2: b1 SELECT INBOX
        C2: b2 STORE 1 +FLAGS (\Deleted)
        S1: * 1 FETCH (FLAGS (\Deleted) UID 1)
        C2: b3 EXPUNGE
        S1: * 1 EXPUNGE
        """);

    /// <summary>RFC 9051 §6.3.2: SELECT tells what it is called; and messages of others' can be put together (RFC 4469).</summary>
    [Theory, EveryStore]
    public Task In_imap4rev2_and_by_url(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message, none recent, 1 Body "Hello"
        GIVEN ann may lr on INBOX
        C: a1 ENABLE IMAP4rev2
        C: a2 SELECT "Other Users/bob/INBOX"
        S: * LIST (\HasNoChildren) "/" "Other Users/bob/INBOX"
        S: ...
        S: a2 OK [READ-ONLY]
        C: a3 APPEND INBOX CATENATE (TEXT {+"Subject: x\r\n\r\n"} URL "/Other%20Users/bob/INBOX/;UID=1/;SECTION=TEXT")
        S: a3 OK
        C: a4 APPEND INBOX CATENATE (TEXT {+"Subject: x\r\n\r\n"} URL ";UID=1/;SECTION=TEXT")
        S: a4 OK
        C: a5 SELECT INBOX
        C: a6 FETCH 1:2 BODY.PEEK[TEXT]
        S: * 1 FETCH (BODY[TEXT] {"Hello\r\n"})
        S: * 2 FETCH (BODY[TEXT] {"Hello\r\n"})
        S: a6 OK
        """);

    /// <summary>The administrator may call them otherwise (RFC 2342 leaves the name open).</summary>
    [Theory, EveryStore]
    public Task Another_prefix(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:OtherUsers = Shared
        GIVEN account ann with password secret
        GIVEN account bob with password secret
        GIVEN INBOX with 1 message
        GIVEN ann may lr on INBOX
        C: a1 NAMESPACE
        S: * NAMESPACE (("" "/")) (("Shared/" "/")) NIL
        S: a1 OK
        C: a2 SELECT "Other Users/bob/INBOX"
        S: a2 NO [NONEXISTENT]
        C: a3 LIST "" "Shared/*"
        S: * LIST (...) "/" Shared/bob
        S: * LIST (...) "/" Shared/bob/INBOX
        S: a3 OK
        C: a4 SELECT Shared/bob/INBOX
        S: ...
        S: a4 OK [READ-ONLY]
        """);
}
