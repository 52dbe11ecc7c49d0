using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>MULTIAPPEND (RFC 3502).</summary>
[AnnouncedAs("MULTIAPPEND")]
public sealed class MultiAppendTranscripts
{
    /// <summary>RFC 3502 §6.3.11, the example, and APPENDUID's UIDs in the order of the messages.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives the date in the server's own zone")]
    public Task Two_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox saved-messages
        C: A003 APPEND saved-messages (\Seen) {329}
        S: + Ready for literal data
        C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C: From: Fred Foobar <foobar@Blurdybloop.example.COM>
        C: Subject: afternoon meeting
        C: To: mooch@owatagu.example.net
        C: Message-Id: <B27397-0100000@Blurdybloop.example.COM>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Hello Joe, do you think we can meet at 3:30 tomorrow?
        C:  (\Seen) " 7-Feb-1994 22:43:04 -0800" {295}
        S: + Ready for literal data
        C: Date: Mon, 7 Feb 1994 22:43:04 -0800 (PST)
        C: From: Joe Mooch <mooch@OWaTaGu.example.net>
        C: Subject: Re: afternoon meeting
        C: To: foobar@blurdybloop.example.com
        C: Message-Id: <a0434793874930@OWaTaGu.example.net>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: 3:30 is fine with me.
        C:
        S: A003 OK [APPENDUID {_} 1:2] APPEND completed
        C: a SELECT saved-messages
        C: b FETCH 1:2 (FLAGS RFC822.SIZE)
        S: * 1 FETCH (FLAGS (\Seen \Recent) RFC822.SIZE 329)
        S: * 2 FETCH (FLAGS (\Seen \Recent) RFC822.SIZE 295)
        S: b OK
        C: c FETCH 2 INTERNALDATE
        S: * 2 FETCH (INTERNALDATE " 7-Feb-1994 22:43:04 -0800")
        S: c OK
        C: A004 APPEND bogusname (\Flagged) {1023}
        S: A004 NO [TRYCREATE] No such mailbox as bogusname
        """);

    /// <summary>RFC 3502 §6.3.11: an empty message cancels, and whatever fails leaves nothing of it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes a literal that follows a refused message for commands")]
    public Task All_or_none(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox test
        C: A005 APPEND test (\Flagged) {10+}
        C: Hello 1!
        C:  {0+}
        C: 
        S: A005 NO
        C: A006 APPEND test {10+}
        C: Hello 1!
        C:  (\Nonsense) {8+}
        C: Hello 2!
        S: A006 BAD
        C: A007 APPEND test {10+}
        C: Hello 1!
        C:  {8+}
        C: Hello 2! rest
        S: A007 BAD
        C: a STATUS test (MESSAGES UIDNEXT)
        S: * STATUS test (MESSAGES 0 UIDNEXT 1)
        S: a OK
        C: A008 APPEND test {10+}
        C: Hello 1!
        C:  (\Seen) {10+}
        C: Hello 2!
        C:  " 7-Feb-1994 22:43:04 -0800" {8+}
        C: Hello 3!
        S: A008 OK [APPENDUID {_} 1:3]
        C: b STATUS test (MESSAGES UNSEEN SIZE)
        S: * STATUS test (MESSAGES 3 UNSEEN 2 SIZE 28)
        S: b OK
        """);

    /// <summary>Without the extension a second message is no command.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without MULTIAPPEND
        C: A003 APPEND INBOX {10+}
        C: Hello 1!
        C:  {8+}
        C: Hello 2!
        S: A003 BAD
        C: a STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 0)
        S: a OK
        """);
}
